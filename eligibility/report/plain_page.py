"""The page for the patient as words for the template. The same 100 people stand for benefit and for harm."""

from __future__ import annotations

from typing import Any

from eligibility.domain.document import OfHundred, PlainPage
from eligibility.report import frame, values
from eligibility.report.lettering import Lettering


def plain_page(made: PlainPage, document_id: str, lettering: Lettering) -> dict[str, Any]:
    """What was considered, what it means, what happens next, and the numbers."""
    content = {
        "opening": made.opening,
        "sections": [section.model_dump() for section in made.sections],
        "benefits": [_of_hundred(each) for each in made.benefits],
        "harms": [_of_hundred(each) for each in made.harms],
        "numbers_note": made.numbers_note,
        "closing": [section.model_dump() for section in made.closing],
        "sources": made.sources,
    }
    content = lettering.tree(content)
    return {
        **content,
        **frame.frame(
            title=made.title,
            status="FOR YOUR TALK WITH YOUR DOCTOR",
            mark=frame.mark(made.is_example, made.is_synthetic),
            name=made.pseudonym,
            second=made.record_id,
            dated=f"Written for {values.day(made.as_of)}",
            versions=made.versions,
            document_id=document_id,
            lettering=lettering,
        ),
    }


def _of_hundred(each: OfHundred) -> dict[str, Any]:
    ends = "" if each.low is None or each.high is None else f" It could be {each.low} to {each.high}."
    picture = "" if each.number is None else f"{each.number} of 100 people drawn as filled dots."
    return {**each.model_dump(), "said": f"{each.words}{ends}", "picture": picture}
