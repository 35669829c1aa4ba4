"""One assessment in plain words, for the talk with the patient. Short words, nothing that decides, nobody blamed."""

from __future__ import annotations

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import OfHundred, Paper, PlainPage, PlainSection
from eligibility.domain.harms import Harm
from eligibility.services import plain_texts as texts

# More than this is no number that helps anybody.
MANY = 12


def plain_words(assessment: Assessment, record_id: str, paper: Paper = "a4") -> PlainPage:
    """What was considered, what it means, what happens next; benefit and harm of the same 100 people."""
    return PlainPage(
        pseudonym=assessment.patient_id,
        record_id=record_id,
        as_of=assessment.as_of,
        is_example=assessment.is_example,
        is_synthetic=assessment.is_synthetic,
        title=texts.TITLE,
        opening=list(texts.OPENING),
        sections=[
            PlainSection(title="What was looked at", points=_looked_at(assessment)),
            PlainSection(title="What it means", sentences=_means(assessment)),
            PlainSection(title="What happens next", points=_next(assessment)),
        ],
        benefits=_benefits(assessment),
        harms=[_harm(harm) for harm in assessment.harms],
        numbers_note=list(texts.NUMBERS_NOTE),
        closing=[PlainSection(title="What you may want to ask", points=list(texts.TO_ASK))],
        sources=_sources(assessment),
        versions=_versions(assessment),
        paper=paper,
    )


def _looked_at(assessment: Assessment) -> list[str]:
    points = []
    for key, words in texts.GROUNDS.items():
        ground = assessment.grounds.get(key)
        if ground is not None and words.get(ground.verdict):
            points.append(words[ground.verdict])
    grades = {item.verdict for item in assessment.safety}
    safety = next(grade for grade in (*texts.SAFETY, "none") if grade in grades or grade == "none")
    if safety in texts.SAFETY:
        points.append(texts.SAFETY[safety])
    preference = next((item.verdict for item in assessment.readiness if item.id == "preference"), "unknown")
    return [*points, texts.WISH[preference]]


def _means(assessment: Assessment) -> list[str]:
    said = [texts.URGENT] if any(finding.verdict == "yes" for finding in assessment.urgent) else []
    said += texts.LANES[assessment.lane]
    if assessment.lane in ("ready", "work_up", "deferred") and assessment.tier.startswith("early"):
        said.append(texts.EARLY)
    return [*said, texts.NOT_DECIDED]


def _next(assessment: Assessment) -> list[str]:
    points = []
    open_count = len(assessment.deciding_facts)
    if open_count:
        answers = "1 answer or test" if open_count == 1 else f"{open_count} answers or tests"
        if open_count > MANY:
            answers = "many answers and tests"
        points.append(f"We still need {answers}. Your doctor can tell you which and why.")
    return [*points, *texts.NEXT]


def _benefits(assessment: Assessment) -> list[OfHundred]:
    """Response without CAR-T by the estimate; response to CAR-T, which nobody can give for this patient."""
    found = assessment.prognosis
    if found is None or found.estimate is None or found.interval is None:
        usual = OfHundred(title=texts.USUAL_TITLE, words=texts.USUAL_NOT_KNOWN)
    else:
        low, high = (100 - round(100 * end) for end in reversed(found.interval))
        number = 100 - round(100 * found.estimate)
        usual = OfHundred(
            title=texts.USUAL_TITLE, words=f"About {number} of 100 people.", number=number, low=low, high=high
        )
    return [usual, OfHundred(title=texts.CART_TITLE, words=texts.CART_NOT_KNOWN)]


def _harm(harm: Harm) -> OfHundred:
    title = texts.HARMS.get(harm.id, harm.title)
    if harm.per_100 is None or harm.low is None or harm.high is None:
        return OfHundred(title=title, words=texts.NOT_COUNTED)
    number, low, high = (round(each) for each in (harm.per_100, harm.low, harm.high))
    return OfHundred(title=title, words=f"About {number} of 100 people.", number=number, low=low, high=high)


def _sources(assessment: Assessment) -> list[str]:
    """Where the numbers come from: titles only, each once."""
    cites = [cite for harm in assessment.harms for cite in harm.cites if harm.is_known]
    cites += [study.cite for harm in assessment.harms for study in harm.studies]
    return list(dict.fromkeys(cite.title for cite in cites))


def _versions(assessment: Assessment) -> dict[str, str]:
    return {key: str(assessment.versions[key]) for key in ("app", "knowledge", "model") if key in assessment.versions}
