"""How every verdict is shown: a word, a symbol and a colour, the same in text and in charts.

Nothing is traffic-light green: meeting a criterion is not permission to treat.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """`fill` is the solid ground of the chip; without one the chip is only outlined by its symbol."""

    word: str
    symbol: str
    fill: str | None


WHITE = "#FFFFFF"
MEETS = "#2B66A8"
AGAINST = "#5A6672"
CAUTION = "#8F4E00"
STOPS = "#A3231F"

# Bars stand out from the light and from the dark ground alike; their words are the theme's own.
RAISES = "#B26B1B"
LOWERS = "#4A86C8"
BAR_AGAINST = "#7B8794"
BAR_STOPS = "#C8524D"

UNKNOWN = Shown("Cannot tell yet", "help", None)

VERDICTS = {
    "yes": Shown("Meets", "check", MEETS),
    "no": Shown("Does not meet", "close", AGAINST),
    "unknown": UNKNOWN,
}
GATE = VERDICTS | {"caution": Shown("Meets, with caution", "warning", CAUTION)}
GROUND = {
    "none": Shown("None", "close", AGAINST),
    "early": Shown("Early", "check", MEETS),
    "established": Shown("Established", "done_all", MEETS),
    "unknown": UNKNOWN,
}
SAFETY = {
    "clear": Shown("Clear", "check", MEETS),
    "caution": Shown("Caution", "warning", CAUTION),
    "defer": Shown("Defer", "schedule", CAUTION),
    "block": Shown("Blocks", "block", STOPS),
    "unknown": UNKNOWN,
}
URGENT = {
    "yes": Shown("Urgent", "emergency", STOPS),
    "no": Shown("Not present", "check", MEETS),
    "unknown": UNKNOWN,
}
READINESS = {
    "yes": Shown("In place", "check", MEETS),
    "no": Shown("Not in place", "close", AGAINST),
    "unknown": UNKNOWN,
}
LANES = {
    "ready": Shown("Complete for MDT discussion", "task_alt", MEETS),
    "work_up": Shown("Work-up needed", "checklist", MEETS),
    "deferred": Shown("Deferred", "schedule", CAUTION),
    "blocked": Shown("Blocked", "block", STOPS),
    "not_assessable": UNKNOWN,
    "not_candidate": Shown("Outside this profile today", "close", AGAINST),
    "withdrawn": Shown("Withdrawn", "undo", AGAINST),
    "draft": Shown("Not assessed yet", "edit_note", None),
}
EVIDENCE = {
    "guideline": Shown("Guideline", "menu_book", None),
    "trial_criterion": Shown("Trial criterion", "science", None),
    "consensus": Shown("Consensus", "groups", None),
    "cohort": Shown("Cohort", "query_stats", None),
    "local": Shown("Local opinion", "home_pin", CAUTION),
}
STATUS = {
    "checked": Shown("Checked", "verified", None),
    "provisional": Shown("Provisional", "hourglass_empty", CAUTION),
    "draft": Shown("Draft", "edit_note", CAUTION),
    "retired": Shown("Retired", "inventory_2", AGAINST),
}

SCALES = {"urgent": URGENT, "gates": GATE, "grounds": GROUND, "safety": SAFETY, "readiness": READINESS}


def chip(shown: Shown) -> str:
    """The verdict as Markdown: symbol and word, on a solid ground where the verdict is settled."""
    # Spaces that do not break: a chip is one thing, and a symbol never stands alone at the end of a line.
    text = f":material/{shown.symbol}: {shown.word}".replace(" ", "\u00a0")
    if shown.fill is None:
        return text
    return f':color[ {text} ]{{foreground="{WHITE}" background="{shown.fill}"}}'


def verdict(group: str, word: str) -> str:
    """The chip of one finding's verdict on its group's own scale."""
    return chip(SCALES[group][word])
