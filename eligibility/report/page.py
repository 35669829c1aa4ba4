"""Everything that stands on the pages of the rationale, as plain words for the template. Selects; computes nothing."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.document import Rationale
from eligibility.domain.finding import Finding
from eligibility.report import axes, frame, safety_lines, values, wording
from eligibility.report.adherence_lines import adherence
from eligibility.report.against_lines import against
from eligibility.report.card_appendix import card_appendix
from eligibility.report.criteria_rows import criteria_table
from eligibility.report.estimate_lines import estimate
from eligibility.report.harm_rows import harm_rows, harms_brief
from eligibility.report.instrument_rows import instrument_rows
from eligibility.report.lettering import Lettering
from eligibility.report.provenance import LEGEND
from eligibility.report.questions import questions
from eligibility.report.references import References, walk
from eligibility.report.renal_rows import renal_rows
from eligibility.report.review_lines import review
from eligibility.report.treatment_rows import class_counts, treatment_rows
from eligibility.report.trial_lines import trial_lines

TITLE = "Early CAR-T: rationale for MDT discussion"
QUESTION = "Should this patient with systemic lupus erythematosus be discussed for early CAR-T?"
LIMITS = (
    "Helps decide whom a multidisciplinary team should discuss. It does not recommend treatment and takes no decision.",
    "It rests on what was entered by the assessment date. What was left blank counts as unknown, never as no. "
    "Values without a date were stated as current on that day.",
    "It says nothing about how likely CAR-T is to help this patient. The harms are of people treated so far, few and "
    "chosen.",
    "The estimate has not been validated on patients. It fits worst where its warnings say so: ages outside the "
    "studies, dialysis, and treatments that the studies did not give.",
    "Thresholds marked local are this team’s opinion; those marked provisional were not read in the original.",
)


def page(made: Rationale, document_id: str, lettering: Lettering) -> dict[str, Any]:
    """The words of every part of the rationale, in the order in which they are read."""
    assessment = made.assessment
    references = References.of(made)
    people = review(made.review)
    content = {
        "question": QUESTION,
        "about": _about(assessment),
        "profile": _profile(assessment),
        "urgent": axes.urgent(assessment, references),
        "lane": axes.lane(assessment),
        "merit": axes.merit(assessment, references),
        "safety": axes.safety(assessment),
        "readiness": axes.readiness(assessment, references),
        "against": against(made.against, references),
        "questions": questions(assessment),
        "people": people,
        "safety_rows": safety_lines.safety_rows(assessment, references),
        "safety_lists": safety_lines.safety_lists(assessment, references),
        "tasks": safety_lines.planner_tasks(assessment, references),
        "criteria": criteria_table(assessment, references),
        "treatments": treatment_rows(assessment, references),
        "class_counts": class_counts(assessment),
        "adherence": adherence(assessment, references),
        "renal": renal_rows(assessment, references),
        "estimate": estimate(assessment, references),
        "harms": harm_rows(assessment, references),
        "harms_brief": harms_brief(assessment),
        "trials": trial_lines(assessment),
        "instruments": instrument_rows(assessment, references),
        "waivers": _waivers(assessment),
        "warnings": assessment.warnings,
        "limits": LIMITS,
        "legend": LEGEND,
        "card": card_appendix(made.model_card),
    }
    content["references"] = references.listed()
    content["checked_on"] = references.checked_on()
    content = lettering.tree(content)
    # Addresses and ids are already plain ASCII and must not gain places to break.
    for entry, listed in zip(content["references"], references.listed(), strict=True):
        entry["link"] = listed["link"]
    until = f"data until {values.day(made.data_until)}" if made.data_until else "no dated value"
    frame_words = frame.frame(
        title=TITLE,
        status=frame.status(made.status, people["is_reviewed"]),
        mark=frame.mark(assessment.is_example, assessment.is_synthetic),
        name=assessment.patient_id,
        second=made.record_id,
        dated=f"Assessed {values.day(assessment.as_of)}, {until}",
        versions=assessment.versions,
        document_id=document_id,
        lettering=lettering,
    )
    return {
        **content,
        **frame_words,
        "as_of": values.day(assessment.as_of),
        "data_until": values.day(made.data_until) or "no dated value",
        "state": made.status.capitalize(),
    }


def _about(assessment: Assessment) -> str:
    """Age and sex, where some criterion has read them."""
    age, sex = _read(assessment, "age_years"), _read(assessment, "sex")
    return ", ".join(part for part in (wording.titled(str(sex)), values.with_unit(age, "year") if age else "") if part)


def _read(assessment: Assessment, fact: str) -> Any:
    findings: list[Finding] = [*assessment.gates, *assessment.grounds.values(), *assessment.safety]
    for finding in (*findings, *assessment.readiness):
        for each in walk(finding):
            for value in each.values:
                if value.fact == fact and value.value is not None:
                    return value.value
    return ""


def _profile(assessment: Assessment) -> str:
    version = assessment.versions.get("profile")
    held = version if isinstance(version, dict) else {"version": version}
    parts = [f"version {held['version']}"] if held.get("version") not in (None, "", assessment.profile) else []
    return ", ".join([wording.name(assessment.profile), *parts])


def _waivers(assessment: Assessment) -> list[dict[str, str]]:
    statements = {gate.id: gate.statement for gate in assessment.gates}
    waived = {gate.id: gate.waived for gate in assessment.gates if gate.waived is not None}
    return [
        {
            "gate": statements.get(waiver.criterion, wording.titled(waiver.criterion)),
            "own": wording.grade("gate", waived[waiver.criterion].original_verdict)[1]
            if waiver.criterion in waived
            else "",
            "by": waiver.by,
            "on": values.day(waiver.on),
            "reason": waiver.reason,
        }
        for waiver in assessment.waivers
    ]
