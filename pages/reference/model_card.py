"""Model card: what the estimate is for, what it rests on, and what nobody knows about it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from eligibility.domain.model_card import STATE_WORDS, CardSection, CardTable
from eligibility.services.model_card import model_card, model_card_text
from pages.parts.screen import is_phone
from pages.parts.words import inert

# What a reader must know before any figure stays open; the rest is a click away.
OPEN = ("use", "not_for", "limits", "weakest")


def table_shown(table: CardTable) -> None:
    if table.title:
        st.markdown(f"**{inert(table.title)}**")
    if is_phone():
        st.markdown("\n".join(phone_row(table, row) for row in table.rows))
        return
    rows = [[inert(cell) for cell in row] for row in table.rows]
    st.table(
        pd.DataFrame(rows, columns=list(table.columns)),
        border="horizontal",
        hide_index=True,
        alt=table.title or "Figures of the model card",
    )


def phone_row(table: CardTable, row: tuple[str, ...]) -> str:
    rest = zip(table.columns[1:], row[1:], strict=True)
    return f"- **{inert(row[0])}**  \n" + "  \n".join(f"  {inert(name)}: {inert(cell)}" for name, cell in rest if cell)


def section_shown(section: CardSection) -> None:
    st.markdown("\n".join(f"- {inert(sentence)}" for sentence in section.sentences))
    for table in section.tables:
        table_shown(table)


def page() -> None:
    card = model_card(with_pipeline=True)
    st.title("Model card", anchor=False)
    about = card.title.partition(": ")[2]
    st.markdown(f"**{inert(about[:1].upper() + about[1:])}**")
    st.markdown("\n".join(f"- {inert(sentence)}" for sentence in card.summary))
    with st.container(border=True):
        status = inert(card.status[:1].upper() + card.status[1:])
        st.markdown(f":material/warning: **{inert(card.overall_bias)}** {status}.")
        st.caption(f"Version {inert(card.artefact.version)} · SHA-256 {card.artefact.sha256}")
    st.download_button(
        "The whole card (Markdown)",
        data=model_card_text,
        file_name="model_card.md",
        mime="text/markdown",
        icon=":material/download:",
    )
    for section in card.sections:
        if section.id in OPEN:
            st.subheader(section.title, anchor=False)
            section_shown(section)
        else:
            with st.expander(section.title):
                section_shown(section)
    with st.expander("Risk of bias, assessed by ourselves"):
        rows = tuple((part.phase, part.domain, part.concern, part.why) for part in card.bias)
        table_shown(CardTable(title="", columns=("Phase", "Domain", "Concern", "Why"), rows=rows))
    with st.expander("TRIPOD+AI, item by item"):
        items = tuple((item.number, item.topic, STATE_WORDS[item.state], item.answer) for item in card.reporting)
        table_shown(CardTable(title="", columns=("Item", "Topic", "State", "Answer"), rows=items))
    st.caption(" · ".join(inert(reference) for reference in card.references))


page()
