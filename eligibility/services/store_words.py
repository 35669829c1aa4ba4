"""The store's duties in words, for the command line."""

from __future__ import annotations

from collections.abc import Sequence

from eligibility.services.store_duties import ChainReport, Recalled

SEALS = {
    "sealed": "The end is sealed with this installation's key.",
    "not sealed": "The end is not sealed: without a field key, whoever can write the whole database could cut it back.",
    "seal not checked": "The end is sealed, and no key is set here to check the seal with.",
    "seal broken": "The seal over the end does not fit.",
}


def audit_in_words(report: ChainReport) -> str:
    """What the check of the audit found, and its end to be noted elsewhere."""
    if not report.is_intact:
        return f"The audit is not what was written. {report.fault}\n{SEALS[report.seal]}"
    return (
        f"The audit is intact: {report.entries} entries, and {report.assessments} assessments as they were made.\n"
        f"{SEALS[report.seal]}\nNote this end elsewhere, to find a later loss: {report.head}"
    )


def recalled_in_words(found: Sequence[Recalled]) -> str:
    """One line an assessment."""
    lines = [
        f"{each.as_of.isoformat()}  patient {each.patient}  assessment {each.assessment}  made {each.made_at:%Y-%m-%d}"
        for each in found
    ]
    return "\n".join([f"Assessments found: {len(found)}", *lines])
