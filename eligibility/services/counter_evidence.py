"""The strongest reasons against discussing early CAR-T now, by stated rules, the weightiest first.

Rules in their order: treat now; the patient declines; a gate not met; an item that blocks; an item that defers; a
failure that missed doses may explain; grounds at most early; a waived gate; an estimate whose whole range lies below
the reference patients; a caution on a gate or ground; a caution on safety; what is not in place; no trial that fits.
Nothing is netted: no reason for discussing takes one away.
"""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import ReasonAgainst
from eligibility.domain.finding import Finding

PREFERENCE = "preference"
NOT_KNOWN = "not known"
CITES_SHOWN = 3
EARLY = "Every ground that is met is early: it lies beyond every published eligibility."


def reasons_against(assessment: Assessment) -> list[ReasonAgainst]:
    """What a sceptical colleague would say first. An open question is not a reason against; it stands as missing."""
    return [
        *_urgent(assessment),
        *_preference(assessment),
        *_merit(assessment),
        *_safety(assessment, "block", "blocks"),
        *_safety(assessment, "defer", "defers"),
        *_doubtful_failures(assessment),
        *_only_early(assessment),
        *_waived(assessment),
        *_low_risk(assessment),
        *_merit_cautions(assessment),
        *_safety(assessment, "caution", "asks for caution"),
        *_not_in_place(assessment),
        *_trials(assessment),
    ]


def _urgent(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for finding in assessment.urgent:
        if finding.verdict == "yes":
            yield _from(finding, "treat_now", f"Treat now: {finding.statement}", "")


def _preference(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for finding in assessment.readiness:
        if finding.id == PREFERENCE and finding.verdict == "no":
            yield _from(finding, "patient_declines", "The patient does not want it", finding.because)


def _merit(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for gate in assessment.gates:
        if gate.verdict == "no":
            yield _from(gate, "gate_not_met", f"Not met: {gate.statement}", gate.because)
    grounds = list(assessment.grounds.values())
    if grounds and all(ground.verdict == "none" for ground in grounds):
        yield ReasonAgainst(rule="no_ground", statement="No ground for early CAR-T is met")


def _safety(assessment: Assessment, verdict: str, words: str) -> Iterator[ReasonAgainst]:
    for item in assessment.safety:
        if item.verdict == verdict:
            yield _from(item, f"safety_{verdict}", f"Safety {words}: {item.statement}", item.because)


def _doubtful_failures(assessment: Assessment) -> Iterator[ReasonAgainst]:
    if assessment.adherence is None:
        return
    explains = assessment.adherence.explains
    if explains.courses:
        yield ReasonAgainst(
            rule="failure_may_be_missed_doses",
            statement="Missed doses may explain the failures",
            detail=explains.summary,
            cites=explains.cites,
        )


def _only_early(assessment: Assessment) -> Iterator[ReasonAgainst]:
    met = [ground for ground in assessment.grounds.values() if ground.verdict in ("early", "established")]
    if met and all(ground.verdict == "early" for ground in met):
        yield ReasonAgainst(rule="only_early", statement=EARLY)


def _waived(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for gate in assessment.gates:
        if gate.waived is not None:
            statement = f"A gate was waived: {gate.statement}"
            yield ReasonAgainst(rule="waived", statement=statement, detail=gate.waived.reason, provenance="entered")


def _low_risk(assessment: Assessment) -> Iterator[ReasonAgainst]:
    found = assessment.prognosis
    if found is None or found.estimate is None or found.interval is None or found.reference is None:
        return
    fail, usual = round(100 * found.estimate), round(100 * found.reference)
    if round(100 * found.interval[1]) >= usual:
        return
    yield ReasonAgainst(
        rule="below_reference",
        statement="Failure of conventional therapy is less likely than in the reference patients",
        detail=f"About {fail} of 100, against {usual} of 100; not validated",
        provenance="model",
        cites=found.cites,
    )


def _merit_cautions(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for finding in (*assessment.gates, *assessment.grounds.values()):
        if finding.verdict in ("no", "none") or finding.waived is not None:
            continue
        for caution in finding.cautions:
            yield _from(finding, "caution", caution.rstrip("."), "")


def _not_in_place(assessment: Assessment) -> Iterator[ReasonAgainst]:
    for finding in assessment.readiness:
        if finding.verdict == "no" and finding.id != PREFERENCE:
            yield _from(finding, "not_in_place", f"Not in place: {finding.statement}", "")


def _trials(assessment: Assessment) -> Iterator[ReasonAgainst]:
    if assessment.trials and all(trial["verdict"] == "does_not_fit" for trial in assessment.trials):
        detail = f"a criterion failed in each of {len(assessment.trials)}"
        yield ReasonAgainst(rule="no_trial", statement="No registered trial fits", detail=detail)


def _from(finding: Finding, rule: str, statement: str, because: str) -> ReasonAgainst:
    known = "; ".join(part for part in because.split("; ") if not part.endswith(NOT_KNOWN))
    return ReasonAgainst(rule=rule, statement=statement, detail=known, cites=finding.cites[:CITES_SHOWN])
