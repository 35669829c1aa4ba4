"""The card of the estimate as an appendix, when somebody asks for it."""

from __future__ import annotations

from typing import Any

from eligibility.domain.model_card import STATE_WORDS, CardTable, ModelCard


def card_appendix(card: ModelCard | None) -> dict[str, Any] | None:
    """The whole card in words and tables; None where nobody asked for it."""
    if card is None:
        return None
    bias = CardTable(
        title="Risk of bias, assessed by ourselves",
        columns=("Phase", "Domain", "Concern", "Why"),
        rows=tuple((part.phase, part.domain, part.concern, part.why) for part in card.bias),
    )
    reporting = CardTable(
        title="TRIPOD+AI, item by item",
        columns=("Item", "Topic", "State", "Answer"),
        rows=tuple((item.number, item.topic, STATE_WORDS[item.state], item.answer) for item in card.reporting),
    )
    sections: list[dict[str, Any]] = [
        {
            "title": section.title,
            "sentences": list(section.sentences),
            "tables": [_table(table) for table in section.tables],
        }
        for section in card.sections
    ]
    sections.append({"title": bias.title, "sentences": [card.overall_bias], "tables": [_table(bias)]})
    sections.append({"title": reporting.title, "sentences": [], "tables": [_table(reporting)]})
    return {
        "title": card.title,
        "status": f"Status: {card.status}. Version {card.artefact.version}.",
        "summary": list(card.summary),
        "sections": sections,
        "references": list(card.references),
    }


def _table(table: CardTable) -> dict[str, Any]:
    return {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
