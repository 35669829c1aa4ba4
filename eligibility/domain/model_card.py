"""The card of the estimate: what it is for, what it rests on, and what is not known. Screen, PDF and text show this."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.cited import Frozen

ItemState = Literal["met", "partly", "not_met", "does_not_apply"]
STATE_WORDS: dict[ItemState, str] = {
    "met": "reported",
    "partly": "partly reported",
    "not_met": "not done",
    "does_not_apply": "does not apply",
}
Concern = Literal["low", "unclear", "high"]


class CardTable(Frozen):
    """A small table of texts; every row has as many cells as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class CardSection(Frozen):
    """One section: sentences first, then tables."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[CardTable, ...] = ()


class ReportingItem(Frozen):
    """One item of a reporting guideline (TRIPOD+AI), what it asks for in our words, and our answer."""

    number: str
    part: str
    topic: str
    state: ItemState
    answer: str


class BiasDomain(Frozen):
    """One domain of a self-assessment in the manner of PROBAST+AI, for how it was made or how it was tried."""

    phase: Literal["development", "evaluation"]
    domain: str
    concern: Concern
    why: str


class CardArtefact(Frozen):
    """Which estimate the card is about. `pipeline_sha256` is that of the joblib file, which is never loaded unchecked.

    `parent` is the version that it was learnt from; a shipped estimate has none.
    """

    version: str
    file: str
    sha256: str
    pipeline_file: str | None = None
    pipeline_sha256: str | None = None
    parent: str | None = None
    knowledge: str
    app: str


class ModelCard(Frozen):
    """Everything that a reader needs to question the estimate. `summary` is the page's first screenful."""

    title: str
    status: str
    artefact: CardArtefact
    summary: tuple[str, ...]
    sections: tuple[CardSection, ...]
    reporting: tuple[ReportingItem, ...]
    bias: tuple[BiasDomain, ...]
    overall_bias: str
    references: tuple[str, ...] = ()

    def section(self, key: str) -> CardSection:
        """The section of that id."""
        return next(section for section in self.sections if section.id == key)

    def as_markdown(self) -> str:
        """The whole card as one document."""
        parts = [f"# {self.title}", "", f"Status: {self.status}.", ""]
        parts += [f"- {sentence}" for sentence in self.summary]
        for section in self.sections:
            parts += ["", f"## {section.title}", ""]
            parts += [f"- {sentence}" for sentence in section.sentences]
            for table in section.tables:
                parts += ["", *_table(table)]
        parts += ["", "## Risk of bias, assessed by ourselves", "", self.overall_bias, ""]
        bias = tuple((part.phase, part.domain, part.concern, part.why) for part in self.bias)
        parts += _table(CardTable(title="", columns=("Phase", "Domain", "Concern", "Why"), rows=bias))
        parts += ["", "## TRIPOD+AI, item by item", ""]
        items = tuple((i.number, i.topic, STATE_WORDS[i.state], i.answer) for i in self.reporting)
        parts += _table(CardTable(title="", columns=("Item", "Topic", "State", "Answer"), rows=items))
        if self.references:
            parts += ["", "## References", "", *(f"- {reference}" for reference in self.references)]
        return "\n".join(parts) + "\n"


def _table(table: CardTable) -> list[str]:
    lines = [f"**{table.title}**", ""] if table.title else []
    lines += [f"| {' | '.join(table.columns)} |", "|" + "---|" * len(table.columns)]
    return lines + [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in table.rows]
