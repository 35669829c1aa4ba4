"""The drug list: what counts as an adequate trial, which class a failure counts for, and what is not known."""

from __future__ import annotations

import pytest

from eligibility.instruments.dose import dose_unit
from eligibility.knowledge.library import read_library

TABLE_5 = {
    0: "hydroxychloroquine",
    7: "belimumab belimumab_iv belimumab_sc rituximab obinutuzumab prednisone methylprednisolone",
    14: """mycophenolate_mofetil mycophenolate_sodium mycophenolate azathioprine tacrolimus ciclosporin voclosporin
        sirolimus tofacitinib baricitinib""",
    21: """cyclophosphamide cyclophosphamide_euro_lupus cyclophosphamide_nih cyclophosphamide_oral methotrexate
        bortezomib""",
    31: "anti_cytokine_biologic",
    42: "alemtuzumab daratumumab antithymocyte_globulin",
    184: "cladribine",
}
UNLISTED = ("telitacicept", "anifrolumab", "leflunomide", "iguratimod", "chloroquine", "abatacept")


@pytest.fixture(scope="module")
def drugs():
    return read_library().drugs


@pytest.mark.parametrize(("days", "drug"), [(days, drug) for days, names in TABLE_5.items() for drug in names.split()])
def test_the_wash_out_before_collection_is_that_of_table_5(days, drug, drugs):
    washout = drugs[drug].washout_days
    assert (washout.value, washout.unit) == (days, "day")
    assert (washout.source, washout.evidence) == ("ebmt_isct_2024", "guideline")


def test_a_glucocorticoid_is_lowered_and_not_stopped(drugs):
    ceilings = {drug.id: drug.washout_ceiling for drug in drugs.values() if drug.washout_ceiling}
    assert set(ceilings) == {drug.id for drug in drugs.values() if drug.role == "glucocorticoid"}
    assert {(ceiling.value, ceiling.unit) for ceiling in ceilings.values()} == {(10, "mg/day")}


@pytest.mark.parametrize("drug", UNLISTED)
def test_a_wash_out_that_no_source_gives_is_not_known(drug, drugs):
    assert drugs[drug].washout_days is None
    assert "not known" in drugs[drug].washout_note


@pytest.mark.parametrize(
    ("drug", "least", "unit"),
    [
        ("hydroxychloroquine", 5, "mg/kg/day"),
        ("mycophenolate_mofetil", 2, "g/day"),
        ("mycophenolate_sodium", 1440, "mg/day"),
        ("cyclophosphamide_euro_lupus", 500, "mg/infusion"),
        ("cyclophosphamide_nih", 0.5, "g/m2/infusion"),
        ("cyclophosphamide_oral", 1, "mg/kg/day"),
        ("azathioprine", 2, "mg/kg/day"),
        ("methotrexate", 15, "mg/week"),
        ("tacrolimus", 0.05, "mg/kg/day"),
        ("ciclosporin", 2.5, "mg/kg/day"),
        ("voclosporin", 47.4, "mg/day"),
        ("leflunomide", 20, "mg/day"),
        ("belimumab_iv", 10, "mg/kg/infusion"),
        ("belimumab_sc", 200, "mg/week"),
        ("anifrolumab", 300, "mg/infusion"),
        ("rituximab", 1, "g/infusion"),
        ("obinutuzumab", 1, "g/infusion"),
        ("telitacicept", 160, "mg/week"),
        ("bortezomib", 1.3, "mg/m2/infusion"),
    ],
)
def test_the_least_adequate_dose(drug, least, unit, drugs):
    rule = drugs[drug].adequate_dose[0]
    assert (rule.minimum.number, rule.unit) == (least, unit)


def test_every_unit_of_a_rule_can_be_read_as_a_dose(drugs):
    unreadable = [
        d.id for d in drugs.values() for rule in d.adequate_dose if dose_unit(rule.unit, rule.frequency) is None
    ]
    assert unreadable == []


@pytest.mark.parametrize("drug", ["cyclophosphamide", "mycophenolate", "prednisone", "other_biologic", "iguratimod"])
def test_without_a_regimen_or_a_source_no_dose_is_called_adequate(drug, drugs):
    assert drugs[drug].adequate_dose == ()


def test_mycophenolate_is_given_longer_for_nephritis(drugs):
    for drug in ("mycophenolate_mofetil", "mycophenolate_sodium", "mycophenolate"):
        assert (drugs[drug].adequate_weeks.value, drugs[drug].adequate_weeks_nephritis.value) == (12, 24)


def test_six_infusions_complete_a_course_of_cyclophosphamide(drugs):
    for drug in ("cyclophosphamide_euro_lupus", "cyclophosphamide_nih"):
        assert drugs[drug].adequate_doses_given.value == 6
        assert drugs[drug].is_fixed_course


def test_either_course_of_rituximab_says_how_many_doses_it_takes(drugs):
    assert [rule.doses_given.value for rule in drugs["rituximab"].adequate_dose] == [2, 4]


@pytest.mark.parametrize(
    ("counted_as", "names"),
    [
        ("mycophenolate", "mycophenolate mycophenolate_mofetil mycophenolate_sodium"),
        ("cyclophosphamide", "cyclophosphamide cyclophosphamide_euro_lupus cyclophosphamide_nih cyclophosphamide_oral"),
        ("calcineurin_inhibitor", "tacrolimus ciclosporin voclosporin"),
        ("anti_cd20", "rituximab obinutuzumab"),
        ("baff_inhibitor", "belimumab belimumab_iv belimumab_sc"),
        ("antimalarial", "hydroxychloroquine chloroquine"),
    ],
)
def test_drugs_of_one_class_count_once(counted_as, names, drugs):
    assert {drug.id for drug in drugs.values() if drug.counts_as == counted_as} == set(names.split())


def test_a_class_has_one_name_and_one_role(drugs):
    for counted_as in {drug.counts_as for drug in drugs.values()}:
        group = [drug for drug in drugs.values() if drug.counts_as == counted_as]
        assert len({drug.role for drug in group}) == 1, counted_as
        assert counted_as.startswith("other_") or len({drug.drug_class for drug in group}) == 1, counted_as


def test_a_drug_whose_route_is_not_stated_is_neither_observed_nor_unobserved(drugs):
    for drug in ("cyclophosphamide", "belimumab"):
        assert drugs[drug].is_observed is None
    assert drugs["cyclophosphamide_oral"].is_observed is False
    assert drugs["rituximab"].is_observed is True


def test_a_duration_that_no_guideline_gives_is_said_to_be_local(drugs):
    for drug in drugs.values():
        for weeks in (drug.adequate_weeks, drug.adequate_weeks_nephritis):
            assert weeks is None or (weeks.evidence, weeks.status) == ("local", "provisional"), drug.id


def test_what_is_from_memory_is_shown_as_provisional(drugs):
    values = [rule.minimum for drug in drugs.values() for rule in drug.adequate_dose]
    remembered = [value for value in values if value.note and "memory" in value.note]
    assert remembered
    assert {(value.source, value.status) for value in remembered} == {("local", "provisional")}


def test_labels_are_of_their_own(drugs):
    labels = [drug.label.lower() for drug in drugs.values()]
    assert len(labels) == len(set(labels))
