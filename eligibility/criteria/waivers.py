"""Waived gates: at least a caution from then on, with the person, the reason and the gate's own verdict shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from eligibility.domain.condition import Profile
from eligibility.domain.faults import InputFault
from eligibility.domain.finding import GradedFinding
from eligibility.domain.grade import GATE, Graded
from eligibility.domain.waiver import Waived, Waiver
from eligibility.knowledge.yaml_file import nearest

TITLES = {"yes": "Meets", "caution": "Meets with caution", "no": "Does not meet", "unknown": "Cannot tell yet"}


def check_waivers(waivers: Sequence[Waiver], profile: Profile, as_of: date) -> None:
    """Refuses a waiver without a person or a reason, of no gate of this profile, given twice, or of a later day."""
    gates = [criterion.id for criterion in profile.gates]
    others = {criterion.id for _, criterion in profile.criteria()} - set(gates)
    seen: set[str] = set()
    for waiver in waivers:
        if waiver.criterion in others:
            raise InputFault(
                f"{waiver.criterion!r} is not a gate, and only a gate can be waived.",
                "Grounds, safety and readiness are settled by findings, never by a signature.",
                f"Waive one of: {', '.join(gates)}; or enter the finding.",
            )
        if waiver.criterion not in gates:
            raise InputFault(
                f"The waiver names {waiver.criterion!r}, which is no criterion of {profile.id}"
                f"{nearest(waiver.criterion, gates)}.",
                "It would look as if something were waived, and nothing would be.",
                f"Use one of: {', '.join(gates)}.",
            )
        if not waiver.by.strip() or not waiver.reason.strip():
            missing = "the person" if not waiver.by.strip() else "the reason"
            raise InputFault(
                f"The waiver of {waiver.criterion!r} lacks {missing}.",
                "A criterion is waived by a named person for a reason, or not at all.",
                f"Write down {missing}.",
            )
        if waiver.criterion in seen:
            raise InputFault(
                f"{waiver.criterion!r} is waived twice.",
                "Whose reason stands could not be told.",
                "Keep one waiver for each gate.",
            )
        if waiver.on > as_of:
            raise InputFault(
                f"The waiver of {waiver.criterion!r} is dated after the day of the assessment.",
                "It was not in force on that day.",
                "Correct the date, or assess on a later day.",
            )
        seen.add(waiver.criterion)


def waived(grade: Graded) -> Graded:
    """At least a caution: what was met stays met, and what was open or missed is a caution at the least."""
    caution = np.int8(GATE.index("caution"))
    return Graded(grade.scale, np.maximum(grade.lo, caution), np.maximum(grade.hi, caution))


def with_waiver(finding: GradedFinding, own: GradedFinding, waiver: Waiver) -> GradedFinding:
    """The finding as waived. `own` is what the gate says by itself; it stays readable beside the waiver."""
    said = (
        f"Waived by {waiver.by} on {waiver.on.isoformat()}: {waiver.reason.strip().rstrip('.')}. "
        f"By itself the criterion says: {TITLES[own.verdict]}."
    )
    return own.model_copy(
        update={
            "verdict": finding.verdict,
            "possible": finding.possible,
            "cautions": [said, *own.cautions],
            "waived": Waived(**waiver.model_dump(), original_verdict=own.verdict, original_possible=list(own.possible)),
        }
    )
