"""Everything that stands on the pages, as plain words for the template. Selects and words; computes nothing."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import Assessment
from eligibility.domain.finding import Finding
from eligibility.report import axes, safety_lines, values, wording
from eligibility.report.criteria_rows import criteria_table
from eligibility.report.estimate_lines import estimate
from eligibility.report.instrument_rows import instrument_rows
from eligibility.report.lettering import Lettering
from eligibility.report.questions import questions
from eligibility.report.references import References, walk

TITLE = "Early CAR-T: rationale for MDT discussion"
QUESTION = "Should this patient with systemic lupus erythematosus be discussed for early CAR-T?"
NOT_REVIEWED = "NOT REVIEWED BY MDT"
TRIALS_SHOWN = 12
LONGEST_RUNNING_NAME = 36
LIMITS = (
    "Helps decide whom a multidisciplinary team should discuss. It does not recommend treatment and takes no decision.",
    "It rests on what was entered by the assessment date. What was left blank counts as unknown, never as no. "
    "Values without a date were stated as current on that day.",
    "It says nothing about how likely CAR-T is to help or to harm this patient.",
    "Thresholds marked local are this team’s opinion; those marked provisional were not read in the original.",
)


def page(assessment: Assessment, document_id: str, lettering: Lettering) -> dict[str, Any]:
    """The words of every part of the rationale, in the order in which they are read."""
    references = References.of(assessment)
    pseudonym = lettering.printable(assessment.patient_id, spell_out=True)
    content = {
        "title": TITLE,
        "question": QUESTION,
        "not_reviewed": NOT_REVIEWED,
        "mark": _mark(assessment),
        "about": _about(assessment),
        "as_of": values.day(assessment.as_of),
        "profile": _profile(assessment),
        "urgent": axes.urgent(assessment, references),
        "lane": axes.lane(assessment),
        "merit": axes.merit(assessment, references),
        "safety": axes.safety(assessment),
        "readiness": axes.readiness(assessment, references),
        "questions": questions(assessment),
        "safety_rows": safety_lines.safety_rows(assessment, references),
        "safety_lists": safety_lines.safety_lists(assessment, references),
        "tasks": safety_lines.planner_tasks(assessment, references),
        "criteria": criteria_table(assessment, references),
        "estimate": estimate(assessment, references),
        "instruments": instrument_rows(assessment, references),
        "trials": _trials(assessment),
        "warnings": assessment.warnings,
        "versions": _versions(assessment.versions),
        "limits": LIMITS,
    }
    content["references"] = references.listed()
    content = lettering.tree(content)
    # Addresses and ids are already plain ASCII and must not gain places to break.
    for entry, listed in zip(content["references"], references.listed(), strict=True):
        entry["link"] = listed["link"]
    return {
        **content,
        "document_id": document_id,
        "pseudonym": pseudonym,
        "running_name": _running(pseudonym),
        "lettering": _lettering_note(lettering),
    }


def _mark(assessment: Assessment) -> dict[str, str]:
    if assessment.is_synthetic:
        return {"word": "SYNTHETIC", "sentence": "Synthetic data. This is not a patient."}
    if assessment.is_example:
        return {"word": "EXAMPLE", "sentence": "Example record, published or invented. Not for anyone’s care."}
    return {"word": "", "sentence": ""}


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
    if digest := held.get("hash", assessment.versions.get("profile_hash")):
        parts.append(wording.short(str(digest)))
    return ", ".join([assessment.profile, *parts])


def _trials(assessment: Assessment) -> dict[str, Any] | None:
    if not assessment.trials:
        return None
    fits = [trial for trial in assessment.trials if trial.get("verdict") == "no_criterion_failed"]
    listed = [
        f"{trial.get('nct', '')} ({trial.get('modelled', 0)} criteria modelled, {trial.get('to_check', 0)} to check)"
        for trial in fits[:TRIALS_SHOWN]
    ]
    return {
        "summary": f"No modelled criterion failed in {len(fits)} of {len(assessment.trials)} registered trials.",
        "listed": "; ".join(listed),
        "left_out": max(0, len(fits) - TRIALS_SHOWN),
    }


def _versions(versions: dict[str, Any], prefix: str = "") -> list[list[str]]:
    rows: list[list[str]] = []
    for key, value in versions.items():
        if isinstance(value, dict):
            rows += _versions(value, f"{prefix}{wording.name(key)} ")
        else:
            rows.append([f"{prefix}{wording.name(str(key))}", wording.short(str(value))])
    return rows


def _running(pseudonym: str) -> str:
    return pseudonym if len(pseudonym) <= LONGEST_RUNNING_NAME else f"{pseudonym[:LONGEST_RUNNING_NAME]}…"


def _lettering_note(lettering: Lettering) -> str:
    if not lettering.substituted:
        return ""
    count = len(lettering.substituted)
    characters = "1 character" if count == 1 else f"{count} different characters"
    return (
        f"{characters} cannot be drawn with the fonts of this document: shown as a square, or by code in "
        "the pseudonym. The text as entered is in the attached rationale.json."
    )
