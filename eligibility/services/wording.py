"""The one sentence at the top of an assessment: the lane, the tier, and why."""

from __future__ import annotations

from datetime import date

from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.finding import Finding, GradedFinding
from eligibility.domain.grade import Graded

GROUND_TITLES = {"refractory": "Refractory disease", "renal": "Renal disease", "compliance": "Compliance"}
# Not from the locale: the same assessment reads the same on every machine.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
EARLY = "early: beyond published eligibility"


def tier(grounds: Graded, row: int) -> str:
    """`established`, or `early`, which always says that it lies beyond every registered trial."""
    lowest = grounds.scale[grounds.lo[row]]
    if lowest == "established":
        return "established"
    if lowest == "early":
        return EARLY
    return "none" if grounds.hi[row] == 0 else "not settled"


def headline(lane: str, grounds: Graded, row: int, until: date | None) -> str:
    """The lane's title, with its date when it is deferred, and the tier."""
    title = LANE_TITLES[lane]
    if lane == "deferred" and until is not None:
        title = f"Deferred until {until.day} {MONTHS[until.month - 1]} {until.year}"
    if lane in ("not_candidate", "not_assessable", "withdrawn"):
        return title
    return f"{title} · {tier(grounds, row)}"


def reason(
    lane: str,
    gates: list[GradedFinding],
    grounds: dict[str, GradedFinding],
    safety: list[GradedFinding],
    readiness: list[Finding],
) -> str:
    """Why, in at most three short sentences: merit first, then safety, then what is open."""
    if lane == "withdrawn":
        return "The patient declines, or does not consent to the discussion."
    said = []
    failed = [gate.statement for gate in gates if gate.verdict == "no"]
    open_gates = [gate for gate in gates if gate.possible[0] == "no" and gate.verdict == "unknown"]
    reached = [f"{GROUND_TITLES.get(k, k)}: {_reached(g)}" for k, g in grounds.items() if g.possible[0] != "none"]
    if failed:
        said.append(f"Does not meet: {'; '.join(failed)}.")
    elif lane == "not_candidate":
        said.append("No ground is met: not refractory, renal or compliance as this profile defines them.")
    elif reached:
        said.append(f"{', '.join(reached)}.")
    if lane == "not_assessable":
        count = len(open_gates)
        if count:
            said.append(f"{count} of {len(gates)} gates cannot be told yet.")
        if not reached:
            said.append("No ground is settled yet.")
    for grade in ("block", "defer"):
        held = [item.statement for item in safety if item.possible[0] == grade]
        if held:
            said.append(f"{'Blocked' if grade == 'block' else 'Deferred'} by: {'; '.join(held)}.")
    if lane == "work_up":
        unknown = sum(1 for item in safety if item.verdict == "unknown")
        open_ready = sum(1 for item in readiness if item.verdict != "yes")
        said.append(f"{unknown} safety items and {open_ready} of {len(readiness)} readiness items are open.")
    return " ".join(said)


def _reached(ground: GradedFinding) -> str:
    """The grade, or the least it can be; early always says what it lies beyond."""
    least = "" if ground.verdict != "unknown" else "at least "
    return f"{least}{EARLY.replace(': ', ', ') if ground.possible[0] == 'early' else ground.possible[0]}"
