"""An assessment and a batch run in a few plain lines, for the command line."""

from __future__ import annotations

from eligibility.domain.assessment import VERDICT_TITLES, Assessment
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.domain.trial import TRIAL_VERDICT_TITLES, TrialMatch
from eligibility.services.score import ScoreSummary

STANDING = (
    "Decision support for a multidisciplinary team. It does not decide, and it is not a recommendation to give CAR-T."
)
NOT_STATED = "What a registry text does not state may still be required: ask the trial."
MOST_QUESTIONS = 5


def assessment_in_words(assessment: Assessment) -> str:
    """The verdict, its reasons, what is missing and the estimate, in that order."""
    mark = "example" if assessment.is_example else "synthetic" if assessment.is_synthetic else ""
    who = f"{assessment.patient_id}{f' ({mark})' if mark else ''}"
    lines = [f"{who} · as of {assessment.as_of.isoformat()} · profile {assessment.profile}"]
    if assessment.urgent:
        lines.append("URGENT: treat now; do not wait for this assessment.")
        lines += [f"  {finding.statement}" for finding in assessment.urgent]
    lines += [assessment.headline, *([assessment.reason] if assessment.reason else []), ""]
    lines.append(f"Gates      {_graded(assessment.gates)}")
    lines.append("Grounds    " + " · ".join(f"{name} {_grade(ground)}" for name, ground in assessment.grounds.items()))
    lines.append(f"Safety     {_graded(assessment.safety)}")
    lines.append(f"Readiness  {_found(assessment.readiness)}")
    if assessment.deciding_facts:
        lines += ["", "What would change this:"]
        asked = assessment.deciding_facts[:MOST_QUESTIONS]
        lines += [f"  {number}. {fact.question}" for number, fact in enumerate(asked, start=1)]
        if more := len(assessment.deciding_facts) - len(asked):
            lines.append(f"  … and {more} more")
    estimate = assessment.prognosis
    if estimate is not None and (estimate.estimate is None or estimate.interval is None):
        lines += ["", f"Estimate   none: {estimate.reason}"]
    elif estimate is not None:
        low, high = (round(100 * end) for end in estimate.interval)
        lines += [
            "",
            f"Estimate   about {round(100 * estimate.estimate)} of 100 ({low}–{high}) {estimate.target}; "
            f"{estimate.setting_title}; {estimate.status}",
        ]
    if assessment.trials:
        found = [trial["verdict"] for trial in assessment.trials]
        counts = [f"{found.count(verdict)} {title.lower()}" for verdict, title in TRIAL_VERDICT_TITLES.items()]
        lines += ["", f"Trials     {' · '.join(counts)}. {NOT_STATED}"]
    lines += [f"Warning    {warning}" for warning in assessment.warnings]
    return "\n".join([*lines, "", STANDING])


def trials_in_words(found: list[TrialMatch]) -> str:
    """One line a trial, those without a failed criterion first; the reasons are in the JSON and on the screens."""
    lines = []
    for verdict, title in TRIAL_VERDICT_TITLES.items():
        of_verdict = [match for match in found if match.verdict == verdict]
        lines += ["", f"{title} ({len(of_verdict)})"]
        for match in of_verdict:
            status = (match.status or "status not seen").replace("_", " ")
            caution = "; read from a summary" if match.confidence == "medium" else ""
            lines.append(f"  {match.nct} {match.title} · {status}{caution}")
            lines.append(f"    {match.reason}")
    return "\n".join([*lines[1:], "", NOT_STATED, STANDING])


def score_in_words(summary: ScoreSummary) -> str:
    """How many rows went where, and what was wrong with how many."""
    lines = [
        f"{summary.rows} rows assessed with profile {summary.profile}; written to {summary.output}",
        f"Rows that name no assessment day were read as of {summary.as_of_default.isoformat()}",
    ]
    if summary.column_map is not None:
        ignored = f"; it leaves out: {', '.join(summary.columns_ignored)}" if summary.columns_ignored else ""
        lines.append(f"Columns were read by the map {summary.column_map}{ignored}")
    lines += [f"  {count:>9}  {lane}" for lane, count in summary.lanes.most_common()]
    if summary.patients_of_courses_not_found:
        lines.append(
            f"{summary.patients_of_courses_not_found} patients of the courses' file are in no row of the table"
        )
    if summary.courses_without_patient:
        lines.append(f"{summary.courses_without_patient} courses name no patient and count for nobody")
    if summary.faults:
        lines.append(f"{summary.faulty_rows} rows are at fault (lane input_fault):")
        lines += [f"  {count:>9}  {what}" for what, count in summary.faults.most_common()]
    if summary.warnings:
        lines.append("To confirm or correct:")
        lines += [f"  {count:>9}  {code}" for code, count in summary.warnings.most_common()]
    return "\n".join(lines)


def _grade(finding: GradedFinding) -> str:
    if finding.verdict != "unknown":
        return finding.verdict
    return f"cannot tell yet ({' or '.join(finding.possible)})"


def _graded(findings: list[GradedFinding]) -> str:
    """Counts of each grade; what is open but cannot be lower than some grade says so."""
    said = [
        f"at least {finding.possible[0]}" if _is_above_the_lowest(finding) else finding.verdict for finding in findings
    ]
    return _counted(said, {"unknown": "cannot tell yet"})


def _is_above_the_lowest(finding: GradedFinding) -> bool:
    return finding.verdict == "unknown" and finding.possible[:1] not in ([], ["no"], ["clear"])


def _found(findings: list[Finding]) -> str:
    return _counted([finding.verdict for finding in findings], {k: v.lower() for k, v in VERDICT_TITLES.items()})


def _counted(verdicts: list[str], words: dict[str, str]) -> str:
    counts = {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)}
    return " · ".join(f"{count} {words.get(verdict, verdict)}" for verdict, count in counts.items()) or "none"
