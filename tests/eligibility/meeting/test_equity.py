"""The equity page tells of gaps and picks nobody out; what it counts moves nobody on the list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.faults import Forbidden
from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.equity import equity, is_total_withheld, withheld
from eligibility.services.library import library, profile, profile_names
from eligibility.services.meeting_rules import meeting_rules
from eligibility.services.rank import Candidate, rank_records
from eligibility.services.weights import ranking_knowledge
from eligibility.services.worklist import row_from_summary, summary_of
from tests.eligibility.meeting.conftest import CHAIR, REFER, Room, refused, saved

LEAST = 5
COUNTED = ("ethnicity", "referring_centre")
GROUPS = st.lists(st.integers(0, 12), min_size=1, max_size=7).map(
    lambda numbers: {f"g{index}": number for index, number in enumerate(numbers)}
)


@given(GROUPS)
def test_no_small_number_is_shown_and_no_total_gives_one_away(counts):
    hidden = withheld(counts, LEAST)
    assert all(counts[name] == 0 or counts[name] >= LEAST for name in counts if name not in hidden)
    if is_total_withheld(counts, LEAST) or not hidden:
        return
    # Whoever subtracts what is shown from the total knows only this sum; more than one split of it must be left.
    rest = sum(counts.values()) - sum(counts[name] for name in counts if name not in hidden)
    assert rest == sum(counts[name] for name in hidden)
    assert len(hidden) >= 2 and rest > len(hidden) and rest >= LEAST


@given(GROUPS)
def test_nothing_is_withheld_where_no_number_is_small(counts):
    large = {name: number + LEAST for name, number in counts.items()}
    assert withheld(large, LEAST) == set() and not is_total_withheld(large, LEAST)


def test_patients_are_counted_at_every_stage_they_reached_and_practice_is_left_out():
    room, practice = Room(), Room(is_practice=True)
    keys = [saved("example-ready", f"P{n}", ethnicity="Black British" if n < 6 else "white") for n in range(12)]
    for key in keys[:6]:
        room.decide(room.list(key), REFER)
    practice.list("example-ready")
    by_name = {table.name: table for table in equity(CHAIR)}
    ethnicity = {group.group: group.counts for group in by_name["ethnicity"].groups}
    assert ethnicity["Black british"] == dict.fromkeys(ethnicity["White"], 6)
    assert (ethnicity["White"]["assessed"], ethnicity["White"]["listed"], ethnicity["White"]["banded"]) == (6, 0, 6)
    assert by_name["sex"].totals == {"assessed": 12, "listed": 6, "banded": 12, "recommended": 6, "decided": 6}


def test_a_small_group_is_withheld_with_another_and_never_shown():
    for n in range(8):
        saved("example-ready", f"P{n}", ethnicity="A" if n == 0 else "B", age_years=25 if n < 2 else 50)
    by_name = {table.name: table for table in equity(CHAIR)}
    for name in ("ethnicity", "age"):
        assert [group.counts["assessed"] for group in by_name[name].groups] == [None, None], name
    assert [group.counts["assessed"] for group in by_name["sex"].groups] == [8]


def test_a_total_withheld_in_one_table_is_withheld_in_all():
    for n in range(3):
        saved("example-ready", f"P{n}")
    assert [table.totals["assessed"] for table in equity(CHAIR)] == [None] * 4


def test_who_may_not_see_patients_may_not_see_the_counts():
    with refused(Forbidden, "may not do this"):
        equity(Person("K. Editor", Role.KNOWLEDGE_EDITOR))


def test_the_threshold_says_that_it_is_local():
    assert meeting_rules().small_number.evidence == "local" and meeting_rules().small_number.source == "local"


def test_no_rule_no_axis_and_no_instrument_reads_ethnicity_or_centre():
    read = {name for one in library().instruments.values() for name in (source.fact for source in one.inputs.values())}
    for name in profile_names():
        for _, criterion in profile(name).criteria():
            for _, condition in (*criterion.rungs, *criterion.cautions):
                for part in condition.walk():
                    read |= {value for value in part.arguments.values() if isinstance(value, str)}
    assert "creatinine_umol_l" in read and not read & set(COUNTED)


def test_age_and_sex_are_averaged_out_of_the_ranking():
    need = ranking_knowledge().axes["need"]
    assert {"age", "male"} <= set(need.prognosis.leaves_out)


def test_ethnicity_and_centre_move_nobody_on_the_list():
    records = {key: patients.example_records()[key] for key in ("example-ready", "example-work-up-early")}

    def ranking(**facts: str):
        found = []
        for key, record in records.items():
            changed = record.model_copy(update={"facts": {**record.facts, **facts}})
            summary = summary_of(patients.example_assessment(key), changed)
            row = row_from_summary(key, record.patient_id, "patient", summary, has_draft=False)
            found.append(Candidate(row, changed))
        return rank_records(found, ranking_knowledge().shipped_weights, draws=200, seed=1)

    assert ranking().pools == ranking(ethnicity="any", referring_centre="any other").pools
