"""Where a line comes from, in one of five words: entered, imported, derived, model, MDT."""

from __future__ import annotations

from eligibility.report import wording

LEGEND = (
    "Entered: given by a person without naming a source. Imported: taken from the source that is named. Derived: "
    "worked out by this product from such values. Model: the estimate. MDT: said or decided by people at a meeting."
)


def origin_words(origin: str) -> str:
    """Entered, derived (from what), or imported from the source that is named."""
    if origin in ("", "entered"):
        return "entered"
    if origin == "derived":
        return "derived"
    if origin.startswith("computed"):
        return f"derived, {origin.replace('_', ' ')}"
    return f"imported, {wording.name(origin)}"
