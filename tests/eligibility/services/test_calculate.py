"""One instrument for one patient: entries as typed, ranges while items are open, and the same entries as facts."""

from __future__ import annotations

import pytest

from eligibility.services import patients
from eligibility.services.calculate import Entry, as_facts, calculate, is_entered_here, units_of
from eligibility.services.library import instruments, library


def value(instrument: str, output: str, entries: dict[str, Entry]) -> tuple[str, bool]:
    line = next(line for line in calculate(instrument, entries).lines if line.name == output)
    return line.value, line.is_settled


@pytest.mark.parametrize("name", list(instruments()))
def test_with_nothing_entered_no_instrument_claims_an_answer_that_needs_one(name):
    calculated = calculate(name, {})
    assert calculated.faults == []
    assert set(calculated.open_inputs) == {spec.label for spec in instruments()[name].knowledge.inputs.values()}
    assert all(line.label and line.value for line in calculated.lines)


def test_sledai_narrows_with_every_answer_and_settles_when_none_is_open():
    items = [name for name, spec in instruments()["sledai_2k"].knowledge.inputs.items() if spec.kind == "flag"]
    assert value("sledai_2k", "total", {})[1] is False
    entries = {name: Entry(False) for name in items}
    entries["sledai_arthritis" if "sledai_arthritis" in items else "arthritis"] = Entry(True)
    assert value("sledai_2k", "total", entries) == ("4 points", True)


def test_a_unit_beside_the_number_gives_the_same_answer():
    person = {"age_years": Entry(34), "sex": Entry("female")}
    one = value("ckd_epi_2021", "egfr", person | {"creatinine_umol_l": Entry(88.4)})
    other = value("ckd_epi_2021", "egfr", person | {"creatinine_umol_l": Entry(1, "mg/dL")})
    assert one == other and one[1]


def test_a_bound_as_the_laboratory_wrote_it_is_a_range():
    person = {"age_years": Entry(34), "sex": Entry("female"), "creatinine_umol_l": Entry("<50")}
    words, is_settled = value("ckd_epi_2021", "egfr", person)
    assert not is_settled and words.startswith(("at least", "above"))


def test_what_cannot_be_read_is_a_fault_in_three_lines_without_the_value_and_counts_for_nothing():
    calculated = calculate("ckd_epi_2021", {"creatinine_umol_l": Entry("77 or so")})
    assert len(calculated.faults) == 1
    assert len(str(calculated.faults[0]).splitlines()) == 3 and "77" not in str(calculated.faults[0])
    assert "Serum creatinine" in calculated.open_inputs


def test_a_measurement_with_several_units_asks_for_its_unit():
    calculated = calculate("upcr", {name: Entry("1.0") for name in instruments()["upcr"].knowledge.inputs})
    assert any("unit" in fault.what for fault in calculated.faults)


def test_entries_become_facts_in_the_words_of_the_record_and_the_unreadable_stays_behind():
    entries = {
        "age_years": Entry(34),
        "sex": Entry(None),
        "creatinine_umol_l": Entry(0.9, "mg/dL"),
        "egfr_reported": Entry("about 60"),
    }
    assert as_facts("ckd_epi_2021", entries) == {"age_years": 34, "creatinine_umol_l": {"value": 0.9, "unit": "mg/dL"}}


def test_every_input_that_is_a_fact_is_entered_in_a_unit_the_fact_accepts():
    for instrument in instruments().values():
        for name, spec in instrument.knowledge.inputs.items():
            if spec.fact is not None and spec.kind == "number":
                assert set(units_of(spec)) == set(library().facts[spec.fact].accepted_units)
            assert is_entered_here(name, spec) or name == "courses"


def test_a_result_is_no_surer_than_the_least_sure_value_it_rests_on():
    for name, instrument in instruments().items():
        known = instrument.knowledge
        parts = {part.status for part in (*known.citations, *known.parameters.values(), *known.tables.values())}
        assert (known.weakest_status == "checked") == (parts | {known.status} == {"checked"}), name
    made = patients.example_assessment("example-ready")
    assert {key: one.status for key, one in made.instruments.items()} == {
        key: instruments()[key].knowledge.weakest_status for key in made.instruments
    }
