"""Who reaches which stage, by age band, sex, self-described ethnicity and centre; none of them moves the ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from eligibility.domain.equity import STAGES, EquityTable, GroupCount
from eligibility.domain.meeting import AgendaItem, Outcome
from eligibility.domain.people import Person
from eligibility.domain.ranking import RANKED_LANES
from eligibility.domain.record import PatientRecord
from eligibility.services import patients
from eligibility.services.library import library
from eligibility.services.meeting_cases import fact
from eligibility.services.meeting_entries import meeting_store, read_all
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.permissions import Action, require

NOT_RECORDED = "Not recorded"
TITLES = {"age": "Age band", "sex": "Sex", "ethnicity": "Ethnicity (self-described)", "centre": "Referring centre"}


def equity(by: Person) -> list[EquityTable]:
    """The four tables, over the patients of this installation; practice meetings are left out."""
    require(by, Action.VIEW_PATIENTS)
    reached = _stages(by)
    people = {key: record for key, record in patients.saved_records(by) if key in reached["assessed"]}
    tables = [_table(name, people, reached) for name in TITLES]
    # The total is the same however people are grouped: withheld in one table, it is withheld in all.
    closed = {stage for table in tables for stage, total in table.totals.items() if total is None}
    return [table.model_copy(update={"totals": table.totals | dict.fromkeys(closed)}) for table in tables]


def withheld(counts: Mapping[str, int], least: int) -> set[str]:
    """Which numbers of one column are withheld: the small ones, and as many others as it takes to hide them.

    The total is shown, so what is hidden is known as a sum. Numbers are withheld, the smallest first, until there are
    two of them, together at least `least`, and not all of them one; an empty group is never withheld.
    """
    hidden = {name for name, count in counts.items() if 0 < count < least}
    others = sorted((name for name, count in counts.items() if count >= least), key=lambda name: counts[name])
    while hidden and others and not _is_hidden_well(hidden, counts, least):
        hidden.add(others.pop(0))
    return hidden


def is_total_withheld(counts: Mapping[str, int], least: int) -> bool:
    """Whether the total itself is small, or would give away a number that nothing else can hide."""
    hidden = withheld(counts, least)
    return 0 < sum(counts.values()) < least or bool(hidden) and not _is_hidden_well(hidden, counts, least)


def _is_hidden_well(hidden: set[str], counts: Mapping[str, int], least: int) -> bool:
    together = sum(counts[name] for name in hidden)
    return len(hidden) >= 2 and together >= least and together > len(hidden)


def _stages(by: Person) -> dict[str, set[str]]:
    """The patients at each stage, by key."""
    rows = [row for row in patients.list_patients(by) if row.assessed_on is not None]
    store = meeting_store()
    real = {str(kept.thing) for kept, _ in store.meetings() if not kept.data["is_practice"]}
    items = {item.id: item for item in read_all(AgendaItem, store.everywhere("agenda")) if item.meeting in real}
    last: dict[str, Outcome] = {}
    for outcome in sorted(read_all(Outcome, store.everywhere("outcome")), key=lambda one: one.at):
        if outcome.item in items:
            last[items[outcome.item].patient] = outcome
    kinds = {key: meeting_rules().code(outcome.code).kind for key, outcome in last.items()}
    return {
        "assessed": {row.key for row in rows},
        "listed": {item.patient for item in items.values()},
        "banded": {row.key for row in rows if row.lane in RANKED_LANES},
        "recommended": {key for key, kind in kinds.items() if kind == "refer"},
        "decided": {key for key, kind in kinds.items() if kind != "not_decided"},
    }


def _table(name: str, people: Mapping[str, PatientRecord], reached: Mapping[str, set[str]]) -> EquityTable:
    groups = {key: _group(name, record) for key, record in people.items()}
    names = _ordered(name, set(groups.values()))
    least = int(meeting_rules().small_number.number)
    shown: dict[str, dict[str, int | None]] = {group: {} for group in names}
    totals: dict[str, int | None] = {}
    for stage in STAGES:
        found = Counter(groups[key] for key in reached[stage] if key in groups)
        counts = {group: found[group] for group in names}
        hidden = withheld(counts, least)
        for group in names:
            shown[group][stage] = None if group in hidden else counts[group]
        totals[stage] = None if is_total_withheld(counts, least) else sum(counts.values())
    rows = [GroupCount(group=group, counts=shown[group]) for group in names]
    return EquityTable(name=name, title=TITLES[name], groups=rows, totals=totals)


def _group(name: str, record: PatientRecord) -> str:
    if name == "age":
        return _age_band(fact(record, "age_years"))
    if name == "sex":
        value = fact(record, "sex")
        return NOT_RECORDED if value is None else library().facts["sex"].value_labels.get(value, str(value))
    said = " ".join(str(fact(record, "ethnicity" if name == "ethnicity" else "referring_centre") or "").split())
    # Written by hand: `White British` and `white british` are one group.
    return said[:1].upper() + said[1:].lower() if said else NOT_RECORDED


def _age_band(age: object) -> str:
    starts = meeting_rules().age_bands.starts
    if not isinstance(age, int | float):
        return NOT_RECORDED
    if age < starts[0]:
        return f"Under {starts[0]}"
    for low, high in zip(starts, starts[1:], strict=False):
        if age < high:
            return f"{low} to {high - 1}"
    return f"{starts[-1]} and over"


def _ordered(name: str, groups: set[str]) -> list[str]:
    """Age bands from young to old, the others by name; who did not say stands last."""
    starts = meeting_rules().age_bands.starts
    if name == "age":
        order = [f"Under {starts[0]}", *(_age_band(start) for start in starts), NOT_RECORDED]
        return [group for group in order if group in groups]
    return sorted(groups - {NOT_RECORDED}) + ([NOT_RECORDED] if NOT_RECORDED in groups else [])
