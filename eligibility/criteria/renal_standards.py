"""KDIGO 2024, EULAR 2019/2023 and EULAR 2025 on one patient's nephritis, from the instruments' own outputs."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from eligibility.criteria.show import is_recorded, shown_number
from eligibility.criteria.words import Evaluator
from eligibility.domain.cited import Cited
from eligibility.domain.finding import Threshold
from eligibility.domain.renal import RenalMilestone, RenalStandard, RenalStandards
from eligibility.domain.truth import NO, WORDS
from eligibility.knowledge.instrument_files import InstrumentKnowledge
from eligibility.knowledge.library import Library

KDIGO, EULAR = "ln_response_kdigo2024", "ln_milestone_eular"
BEST = {
    "CR": "complete response",
    "PERR": "primary efficacy renal response",
    "PR": "partial response",
    "NR": "no response",
    "not_due": "too early to judge",
}
DUE = {"not_due": "nothing is due yet", "3_months": "3 months", "6_months": "6 months", "12_months": "12 months"}
ON_TARGET = {
    "yes": "on target",
    "no": "target missed",
    "unknown": "cannot be told",
    "not_due": "nothing is due yet",
}
SHARED = {"fall_by_3_months": "3_months", "fall_by_6_months": "6_months", "upcr_by_12_months": "12_months"}
BASIS = {
    "upcr_g_g": "Urine protein-creatinine ratio now",
    "upcr_g_g_baseline": "Ratio when induction began",
    "ln_milestone_eular.fall_fraction": "Fall of proteinuria since then",
    "ln_milestone_eular.egfr_ratio": "eGFR now over eGFR then",
}

SINCE = "Time since induction began"
State = Literal["passed", "due", "later", "unknown"]
OnTarget = Literal["yes", "no", "unknown", "not_due"]


def renal_standards(evaluator: Evaluator, library: Library, row: int) -> RenalStandards | None:
    """What each standard says; None where there is no nephritis, or nothing of its course is recorded."""
    reading = evaluator.reading
    if reading.truth("has_lupus_nephritis").codes[row] == NO:
        return None
    if not any(is_recorded(evaluator, fact, row) for fact in ("upcr_g_g", "upcr_g_g_baseline", "induction_started_on")):
        return None
    kdigo, eular = _kdigo(evaluator, library, row), _eular(evaluator, library, row)
    standards = [kdigo, *eular]
    notes = [note for key in (KDIGO, EULAR) for note, mask in reading.outcome(key).notes.items() if mask[row]]
    values = {SINCE: _since_induction(evaluator, row)}
    values |= {label: _shown(evaluator, name, row) for name, label in BASIS.items()}
    return RenalStandards(
        standards=standards,
        values=values,
        differ=_differences(standards),
        notes=notes,
        milestones=_milestones(evaluator, library, row),
    )


def _since_induction(evaluator: Evaluator, row: int) -> str:
    """Weeks since induction began, as far as its day is known."""
    days = evaluator.reading.number("induction_started_on")
    lo, hi = float(days.lo[row]), float(days.hi[row])
    if not (isfinite(lo) and isfinite(hi)):
        return "not known"
    return f"{lo / 7:.0f} weeks" if lo == hi else f"{lo / 7:.0f} to {hi / 7:.0f} weeks"


def _milestones(evaluator: Evaluator, library: Library, row: int) -> list[RenalMilestone]:
    """Every milestone with what it asks for; which of them has come is open where the day of induction is."""
    knowledge = library.instruments[EULAR]
    possible = evaluator.reading.choice(f"{EULAR}.milestone").possible(row)
    order = list(DUE)
    found = []
    for name in order[1:]:
        state: State = "unknown"
        if len(possible) == 1:
            now, own = order.index(possible[0]), order.index(name)
            state = "due" if own == now else "passed" if own < now else "later"
        found.append(
            RenalMilestone(by=DUE[name], asks=_milestone_thresholds(knowledge, [name], asks_egfr=True), state=state)
        )
    return found


def _shown(evaluator: Evaluator, name: str, row: int) -> str:
    """A fact with its unit; a share as per cent."""
    value = evaluator.reading.number(name)
    if "." not in name:
        shown = shown_number(value, row)
        return shown if shown == "not known" else f"{shown} {evaluator.reading.cohort.vocabulary[name].unit}"
    lo, hi = 100 * float(value.lo[row]), 100 * float(value.hi[row])
    if not (isfinite(lo) and isfinite(hi)):
        return "not known"
    return f"{lo:.0f}%" if f"{lo:.0f}" == f"{hi:.0f}" else f"{lo:.0f}% to {hi:.0f}%"


def _kdigo(evaluator: Evaluator, library: Library, row: int) -> RenalStandard:
    """A partial response is a response, so it is on target by KDIGO whatever EULAR asks at that time."""
    possible = evaluator.reading.choice(f"{KDIGO}.best").possible(row)
    on_target: OnTarget = "unknown"
    if set(possible) <= {"CR", "PERR", "PR"}:
        on_target = "yes"
    elif possible == ["NR"]:
        on_target = "no"
    elif possible == ["not_due"]:
        on_target = "not_due"
    knowledge = library.instruments[KDIGO]
    is_open = len(possible) == len(evaluator.reading.choice(f"{KDIGO}.best").values)
    parameters = knowledge.parameters
    held = {"upcr_g_g": ("upcr_complete", "upcr_partial"), f"{KDIGO}.egfr_ratio": ("egfr_stable",)}
    thresholds = [
        _threshold(fact, "<" if name.startswith("upcr") else ">=", parameters[name])
        for fact, names in held.items()
        for name in names
    ]
    thresholds.append(_threshold(f"{EULAR}.fall_fraction", ">=", parameters["fall_for_partial"]))
    return RenalStandard(
        id=KDIGO,
        title="KDIGO 2024",
        says="cannot be told" if is_open else " or ".join(BEST[one] for one in possible),
        is_on_target=on_target,
        due=f"“no response” is not said before {parameters['earliest_judgement_months'].value} months",
        thresholds=thresholds,
        missing=_missing(evaluator, KDIGO, row) if len(possible) > 1 else [],
        cites=[library.cite(citation) for citation in knowledge.citations],
    )


def _eular(evaluator: Evaluator, library: Library, row: int) -> list[RenalStandard]:
    """The milestone due by the time since induction; 2025 asks besides that the eGFR is kept."""
    knowledge, reading = library.instruments[EULAR], evaluator.reading
    possible = reading.choice(f"{EULAR}.milestone").possible(row)
    due = " or ".join(DUE[one] for one in possible) if len(possible) < len(DUE) else "cannot be told"
    found = []
    for year, title, sources in (
        ("2023", "EULAR 2023 (as 2019)", ("eular_ln_2019", "eular_sle_2023")),
        ("2025", "EULAR lupus nephritis 2025", ("eular_ln_2025",)),
    ):
        code = WORDS[reading.truth(f"{EULAR}.is_on_target_{year}").codes[row]]
        on_target: OnTarget = "not_due" if possible == ["not_due"] else code  # type: ignore[assignment]
        missed = "is_missed" if year == "2023" else "is_missed_2025"
        is_extended = on_target == "no" and reading.truth(f"{EULAR}.{missed}").codes[row] == NO
        says = ON_TARGET[on_target] + ("; more time is allowed for nephrotic onset" if is_extended else "")
        found.append(
            RenalStandard(
                id=f"{EULAR}_{year}",
                title=title,
                says=says,
                is_on_target=on_target,
                due=due,
                thresholds=_milestone_thresholds(knowledge, possible, asks_egfr=year == "2025"),
                missing=_missing(evaluator, EULAR, row) if on_target == "unknown" else [],
                cites=[library.cite(citation) for citation in knowledge.citations if citation.source in sources],
            )
        )
    return found


def _milestone_thresholds(knowledge: InstrumentKnowledge, due: list[str], asks_egfr: bool) -> list[Threshold]:
    found = []
    for name, milestone in SHARED.items():
        if milestone in due:
            is_fall = name.startswith("fall")
            fact = f"{EULAR}.fall_fraction" if is_fall else "upcr_g_g"
            found.append(_threshold(fact, ">=" if is_fall else "<", knowledge.parameters[name]))
    if asks_egfr and due != ["not_due"]:
        found.append(_threshold(f"{EULAR}.egfr_ratio", ">=", knowledge.parameters["egfr_kept"]))
    return found


def _threshold(fact: str, operator: Literal[">=", "<"], cited: Cited) -> Threshold:
    return Threshold(fact=fact, operator=operator, value=cited.value, unit=cited.unit, cited=cited)


def _missing(evaluator: Evaluator, instrument: str, row: int) -> list[str]:
    facts = evaluator.reading.facts_behind(f"{instrument}.{'best' if instrument == KDIGO else 'milestone'}")
    return [fact for fact in facts if not is_recorded(evaluator, fact, row)]


def _differences(standards: list[RenalStandard]) -> list[str]:
    """Each pair of which one says that the target is met and the other that it is not."""
    return [
        f"{a.title}: {a.says}. {b.title}: {b.says}."
        for i, a in enumerate(standards)
        for b in standards[i + 1 :]
        if {a.is_on_target, b.is_on_target} == {"yes", "no"}
    ]
