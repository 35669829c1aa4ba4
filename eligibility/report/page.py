"""Everything that stands on the pages, as plain words for the template. Selecting and wording only; nothing is computed."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import LANE_TITLES, Assessment, DecidingFact
from eligibility.domain.finding import Finding
from eligibility.report import axes, wording
from eligibility.report.criteria_rows import criteria_table
from eligibility.report.estimate_lines import estimate
from eligibility.report.lettering import Lettering
from eligibility.report.references import References, walk

TITLE = "Early CAR-T: rationale for MDT discussion"
QUESTION = "Should this patient with systemic lupus erythematosus be discussed for early CAR-T?"
NOT_REVIEWED = "NOT REVIEWED BY MDT"
QUESTIONS_SHOWN = 8
OUTPUTS_SHOWN = 6
TRIALS_SHOWN = 12
LONGEST_RUNNING_NAME = 36
LIMITS = (
    "Helps decide whom a multidisciplinary team should discuss. It does not recommend treatment and takes no decision.",
    "It rests on what was entered by the assessment date. What was left blank counts as unknown, never as no.",
    "It says nothing about how likely CAR-T is to help or to harm this patient.",
    "Thresholds marked local are this team's opinion; those marked provisional were not read in the original.",
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
        "as_of": wording.day(assessment.as_of),
        "profile": _profile(assessment),
        "urgent": axes.urgent(assessment, references),
        "lane": axes.lane(assessment),
        "merit": axes.merit(assessment, references),
        "safety": axes.safety(assessment),
        "readiness": axes.readiness(assessment, references),
        "questions": [_question(fact) for fact in assessment.deciding_facts[:QUESTIONS_SHOWN]],
        "questions_left_out": max(0, len(assessment.deciding_facts) - QUESTIONS_SHOWN),
        "safety_rows": axes.safety_rows(assessment, references),
        "clear": axes.clear_items(assessment, references),
        "tasks": axes.planner_tasks(assessment, references),
        "criteria": criteria_table(assessment, references),
        "estimate": estimate(assessment, references),
        "instruments": _instruments(assessment, references),
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
        "document_id": "-".join(document_id[i : i + 4] for i in range(0, len(document_id), 4)),
        "pseudonym": pseudonym,
        "running_name": _running(pseudonym),
        "lettering": _lettering_note(lettering),
    }


def _mark(assessment: Assessment) -> dict[str, str]:
    if assessment.is_synthetic:
        return {"word": "SYNTHETIC", "sentence": "Synthetic data. This is not a patient."}
    if assessment.is_example:
        return {"word": "EXAMPLE", "sentence": "Example record. Not a patient in anyone's care."}
    return {"word": "", "sentence": ""}


def _about(assessment: Assessment) -> str:
    """Age and sex, where some criterion has read them."""
    age, sex = _read(assessment, "age_years"), _read(assessment, "sex")
    return ", ".join(part for part in (wording.titled(str(sex)), wording.with_unit(age, "year") if age else "") if part)


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


def _question(fact: DecidingFact) -> dict[str, Any]:
    return {
        "question": fact.question or fact.label,
        "label": fact.label,
        "decisive": "can settle the lane by itself" if fact.is_decisive else "one of several needed",
        "outcomes": [text for text in (_outcome(outcome) for outcome in fact.outcomes) if text],
    }


def _outcome(outcome: dict[str, Any]) -> str:
    """One kind of answer and the lanes then still possible, whichever way round the two are keyed."""
    lanes = next((value for value in outcome.values() if isinstance(value, list | tuple)), [])
    answer = next((value for value in outcome.values() if not isinstance(value, list | tuple | dict)), None)
    if answer is None or not lanes:
        return ""
    titles = [wording.inside(LANE_TITLES.get(str(lane), wording.titled(str(lane)))) for lane in lanes]
    return f"{wording.plain(answer)}: {wording.joined(titles, 'or')}"


def _instruments(assessment: Assessment, references: References) -> dict[str, Any]:
    rows, silent = [], []
    for result in assessment.instruments.values():
        known = {key: value for key, value in result.outputs.items() if value not in (None, [], {})}
        if not known:
            silent.append(result.title)
            continue
        ordered = sorted(known, key=lambda output: (output != "total", output))[:OUTPUTS_SHOWN]
        shown = [f"{wording.name(output.removeprefix('is_'))}: {_output(known[output])}" for output in ordered]
        rows.append(
            {
                "title": result.title,
                "outputs": "; ".join(shown),
                "version": result.version + ("" if result.status == "checked" else f", {wording.name(result.status)}"),
                "missing": f"{len(result.missing)} not known" if result.missing else "",
                "notes": result.notes,
                "marks": references.mark([*result.cites]),
            }
        )
    return {"rows": rows, "silent": wording.joined(silent)}


def _output(value: Any) -> str:
    """An output in words; numbers to four digits, since the attachment holds the rest."""
    if isinstance(value, float):
        return wording.number(float(f"{value:.4g}"))
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(end, str | bool) for end in value):
        low, high = value
        if low is None:
            return "not known" if high is None else f"at most {_output(high)}"
        return f"at least {_output(low)}" if high is None else f"{_output(low)} to {_output(high)}"
    if isinstance(value, dict):
        return ", ".join(wording.name(key) for key, held in value.items() if held is True) or "none known"
    return wording.plain(value)


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
