"""The case card: one patient on one screen, from the stored assessment alone. Nothing on it decides."""

from __future__ import annotations

from datetime import date

from eligibility.domain.assessment import Assessment, Prognosis
from eligibility.domain.finding import GradedFinding
from eligibility.domain.meeting import AgendaItem
from eligibility.domain.meeting_case import CaseCard, CaseLine, CaseOption, Change
from eligibility.domain.record import PatientRecord
from eligibility.services.clock import today
from eligibility.services.library import library
from eligibility.services.meeting_cases import Case, fact
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.wording import GROUND_TITLES
from eligibility.services.worklist import waiting_since

SHOWN_QUESTIONS = 4
SHOWN_LETTERS = 2


def case_card(
    case: Case,
    item: AgendaItem,
    of: int,
    is_estimate_hidden: bool = False,
    changes: list[Change] | None = None,
    changed_since: date | None = None,
) -> CaseCard:
    """The card of one case. While the estimate is hidden it is not in the card at all."""
    found = case.assessment
    waiting = waiting_since(case.record)
    unknown = [finding.statement for finding in found.readiness if finding.verdict != "yes"]
    return CaseCard(
        item=item.id,
        number=item.position,
        of=of,
        masked_name=masked(item.pseudonym),
        who=who(case.record, found),
        question=item.question,
        ref=case.ref,
        headline=found.headline,
        reason=found.reason,
        urgent=[finding.statement for finding in found.urgent if finding.verdict == "yes"],
        gates=[_line("gates", gate) for gate in found.gates],
        grounds=[_ground(key, ground) for key, ground in found.grounds.items()],
        safety=[_line("safety", one) for one in found.safety if one.possible[:1] != ["clear"]],
        safety_open=sum(one.verdict == "unknown" for one in found.safety),
        safety_clear=sum(one.verdict == "clear" for one in found.safety),
        readiness_met=len(found.readiness) - len(unknown),
        readiness_of=len(found.readiness),
        readiness_open=unknown,
        deciding=[deciding.question for deciding in found.deciding_facts[:SHOWN_QUESTIONS]],
        preference=_choice("patient_preference", case.record),
        options=options(case),
        earliest_collection=found.planner.earliest_leukapheresis if found.planner.is_complete else None,
        fludarabine=fludarabine(found),
        estimate="" if is_estimate_hidden else estimate_in_words(found.prognosis),
        estimate_hidden=is_estimate_hidden,
        changes=changes or [],
        changed_since=changed_since,
        days_waiting=None if waiting is None else (today() - waiting).days,
    )


def masked(pseudonym: str) -> str:
    """The last letters alone, so that a shared screen shows no identifier."""
    return f"••••{pseudonym[-SHOWN_LETTERS:]}" if len(pseudonym) > 2 * SHOWN_LETTERS else "••••"


def who(record: PatientRecord, assessment: Assessment) -> str:
    """Age, sex, disease duration and the day of the assessment, where they are plainly given."""
    parts = []
    if (age := fact(record, "age_years")) is not None:
        parts.append(f"{age} years")
    if (sex := fact(record, "sex")) is not None:
        parts.append(str(sex))
    if isinstance(years := fact(record, "disease_duration_years"), int | float):
        parts.append(f"SLE for {years:g} {'year' if years == 1 else 'years'}")
    if (classes := fact(record, "ln_class")) and isinstance(classes, list):
        parts.append(f"nephritis class {' + '.join(str(one) for one in classes)}")
    return " · ".join(parts)


def options(case: Case) -> list[CaseOption]:
    """Which standard options were used already, as far as the treatment history says."""
    complete = fact(case.record, "is_treatment_history_complete") is True
    by_drug = {str(course.get("drug")): index for index, course in enumerate(case.record.treatments)}
    labels = {course.position: course.label for course in case.assessment.treatments}
    found = []
    for option in meeting_rules().options:
        used = [by_drug[drug] for drug in option.drugs if drug in by_drug]
        if used:
            label = labels.get(used[-1], "unknown").replace("_", " ")
            found.append(CaseOption(id=option.id, title=option.title, used="yes", words=f"used: {label}"))
        elif complete:
            found.append(CaseOption(id=option.id, title=option.title, used="no", words="not used"))
        else:
            words = "not recorded; the history may be incomplete"
            found.append(CaseOption(id=option.id, title=option.title, used="unknown", words=words))
    return found


def fludarabine(assessment: Assessment) -> str:
    """What the reference says about the dose at this kidney function, and no more: the pharmacist names the dose."""
    percent = round(100 * meeting_rules().fludarabine_fraction.number)
    result = assessment.instruments.get("ckd_epi_2021")
    egfr = None if result is None else result.outputs.get("egfr")
    known = f"eGFR {egfr:.0f} mL/min/1.73 m²" if isinstance(egfr, int | float) else "eGFR not known"
    return f"{known}. The dose is reduced to {percent}% in renal impairment; from which eGFR on, the pharmacist says."


def estimate_in_words(prognosis: Prognosis | None) -> str:
    """The estimate as a frequency with its interval and setting; why there is none where there is none."""
    if prognosis is None:
        return "No estimate: what it needs first is not known."
    if prognosis.estimate is None or prognosis.interval is None:
        return f"No estimate: {prognosis.reason}"
    low, high = (round(100 * end) for end in prognosis.interval)
    return (
        f"About {round(100 * prognosis.estimate)} of 100 such patients are {prognosis.target} ({low}–{high}). "
        f"{prognosis.setting_title}; {prognosis.status}."
    )


def _line(scale: str, finding: GradedFinding) -> CaseLine:
    return CaseLine(scale=scale, verdict=finding.verdict, words=finding.statement, action=finding.action or "")


def _ground(key: str, ground: GradedFinding) -> CaseLine:
    return CaseLine(
        scale="grounds", verdict=ground.verdict, words=GROUND_TITLES.get(key, key), action=ground.action or ""
    )


def _choice(name: str, record: PatientRecord) -> str:
    """A choice of the record in the vocabulary's words."""
    value, definition = fact(record, name), library().facts[name]
    return "not asked" if value is None else definition.value_labels.get(value, str(value)).replace("_", " ")
