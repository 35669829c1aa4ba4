"""A record as people write it: YAML, JSON, or one row of a table; refused in words when it cannot be read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.domain.faults import InputFault
from eligibility.services.records import check, read_record, record_from_text, record_to_yaml, to_cohort

WRITTEN = """
schema: 1
patient_id: 007
as_of: 2022-05-01
facts:
  age_years: 24
  is_pregnant: no
  upcr_g_g: ">1.0"
  creatinine_umol_l: {value: 0.9, unit: mg/dL, on: 2022-04-20, source: laboratory}
  ana_titre: 1:320
  ln_class: [III]
  seizure_on: never
  lvef_pct: null
treatments:
  - {drug: rituximab, outcome: intolerance}
"""


def refusal(text: str, name: str = "record.yaml") -> str:
    with pytest.raises(InputFault) as caught:
        record_from_text(text, name, as_of=date(2022, 5, 1))
    assert len(str(caught.value).splitlines()) == 3
    return str(caught.value)


def test_words_that_yaml_would_turn_into_something_else_stay_words():
    record = record_from_text(WRITTEN, "record.yaml")
    assert record.patient_id == "007"
    assert record.facts["is_pregnant"] == "no"
    assert record.facts["ana_titre"] == "1:320"
    assert record.facts["creatinine_umol_l"]["on"] == "2022-04-20"
    cohort = to_cohort(record)
    assert cohort.column("is_pregnant").words() == ["no"]
    assert cohort.column("ana_titre").lo.tolist() == [320.0]
    assert cohort.age_days("creatinine_umol_l").lo.tolist() == [11.0]
    assert cohort.column("creatinine_umol_l").lo.tolist() == [79.56]
    assert cohort.origins["creatinine_umol_l"].tolist() == ["laboratory"]


def test_a_record_written_out_reads_back_the_same():
    record = record_from_text(WRITTEN, "record.yaml")
    again = record_from_text(record_to_yaml(record), "record.yaml")
    assert again == record


def test_json_says_the_same_as_yaml():
    record = record_from_text(WRITTEN, "record.yaml")
    text = json.dumps(record.model_dump(mode="json", by_alias=True))
    assert record_from_text(text, "record.json") == record


def test_a_row_of_a_table_says_the_same_as_a_record(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(
        "patient_id,as_of,age_years,is_pregnant,upcr_g_g,creatinine_umol_l,creatinine_umol_l__unit,"
        "creatinine_umol_l__on,creatinine_umol_l__source,ana_titre,ln_class,seizure_on,lvef_pct,treatments\n"
        "007,2022-05-01,24,no,>1.0,0.9,mg/dL,2022-04-20,laboratory,1:320,III,never,,"
        '"[{""drug"": ""rituximab"", ""outcome"": ""intolerance""}]"\n'
    )
    row, record = read_record(path), record_from_text(WRITTEN, "record.yaml")
    assert row.patient_id == "007"
    assert [(e.fact, e.value, e.unit, e.on, e.source) for e in check(row).read_back] == [
        (e.fact, e.value, e.unit, e.on, e.source) for e in check(record).read_back
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no patient_id"),
        ("patient_id: A\nfacts: {age: 3}", None),
        ("patient_id: A\npatient_id: B", "stands twice"),
        ("- 1\n- 2", "not a block of keys"),
        ("patient_id: A\nfacts: [1]", "`facts` is not a block"),
        ("patient_id: A\ntreatments: {drug: x}", "`treatments` is not a list"),
        ("patient_id: A\ntreatments: [rituximab]", "Treatment 1 is not a block"),
        ("patient_id: A\nfact: {}", "'fact' is not known; the nearest known name is 'facts'"),
        ("patient_id: A\nfacts: {}\nage_years: 3", "stands outside the block `facts`"),
        ("patient_id: A\nschema: 2", "schema 2; this version reads up to 1"),
        ("patient_id: A\nschema: new", "schema is not a number"),
        ("patient_id: A\nas_of: 01/05/2022", "as_of) is not a day"),
        ("patient_id: A\nas_of: 2022-05", "as_of) is not a day"),
        ("patient_id: A\nas_of: 20220501", "as_of) is not a day"),
        ("patient_id: A\nis_example: perhaps", "neither true nor false"),
        ("patient_id: [1", "not readable YAML (line"),
        ("a: &x [1]\nb: *x", "refers to another"),
        ("patient_id: " + "A" * 200, "longer than 128 characters"),
        ("[" * 5000, "not readable YAML"),
    ],
)
def test_what_is_wrong_with_the_text_is_said_in_three_lines(text, said):
    if said is not None:
        assert said in refusal(text)
    else:
        assert "nearest known name is 'age_years'" in check(record_from_text(text, "r.yaml")).faults[0].what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not readable JSON (line 1)"),
        ('{"patient_id": "A", "patient_id": "B"}', "stands twice"),
        ("[" * 100_000, "nested deeper"),
        ('{"patient_id": "A", "facts": {"age_years": ' + "9" * 5000 + "}}", "longer numbers"),
        ("[]", "not a block of keys"),
    ],
)
def test_what_is_wrong_with_the_json_is_said_in_three_lines(text, said):
    assert said in refusal(text, "record.json")


def test_a_record_that_names_no_day_is_read_as_of_the_day_given():
    assert record_from_text("patient_id: A", "r.yaml", as_of=date(2020, 2, 2)).as_of == date(2020, 2, 2)


@pytest.mark.parametrize("name", ["missing.yaml", "folder.yaml", "empty.yaml", "latin.yaml", "record.doc", "two.csv"])
def test_a_file_that_is_no_record_is_refused(tmp_path, name):
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "empty.yaml").write_bytes(b"")
    (tmp_path / "latin.yaml").write_bytes("patient_id: Müller".encode("latin-1"))
    (tmp_path / "record.doc").write_bytes(b"x")
    (tmp_path / "two.csv").write_text("patient_id,age_years\nA,3\nB,4\n")
    with pytest.raises(InputFault):
        read_record(tmp_path / name)


def test_the_first_fault_is_raised_with_a_count_of_the_others():
    record = record_from_text("patient_id: A\nfacts: {upcr: 1, age_years: old, hbv: q}", "r.yaml")
    with pytest.raises(InputFault, match=r"'upcr'.*\(2 more faults in this record\)"):
        to_cohort(record)


def test_everything_entered_is_read_back():
    record = record_from_text(WRITTEN, "record.yaml")
    said = {entry.fact: entry for entry in check(record).read_back}
    assert "lvef_pct" not in said
    assert said["upcr_g_g"].value == "above 1" and said["upcr_g_g"].unit == "g/g"
    assert said["creatinine_umol_l"].value == "79.56" and said["creatinine_umol_l"].on == "2022-04-20"
    assert said["seizure_on"].value == "never"
    assert said["ln_class"].value == "III"
    assert said["treatments"].value.startswith("Rituximab; outcome intolerance; not known: dose")


MARK = "QWXZ7391"
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-10, 10**20)
    | st.floats()
    | st.text(max_size=8).map(lambda text: MARK + text)
    | st.sampled_from([f"<{MARK}", f"{MARK}-1", f"{MARK}/04/2022"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "unit", "on"]), inner),
    max_leaves=6,
)
facts = [
    "age_years",
    "upcr_g_g",
    "is_pregnant",
    "hbv",
    "ln_class",
    "seizure_on",
    "ethnicity",
    "upcr_series",
    "ana_titre",
]


@given(st.dictionaries(st.sampled_from(facts), junk, max_size=5), junk, junk)
def test_no_junk_gets_past_the_door_as_an_exception_and_no_message_repeats_a_value(values, drug, dose):
    record = {"patient_id": "A", "as_of": "2022-05-01", "facts": values, "treatments": [{"drug": drug, "dose": dose}]}
    try:
        read = record_from_text(json.dumps(record), "record.json")
    except InputFault as fault:
        assert MARK not in str(fault)
        return
    checked = check(read)
    for fault in checked.faults:
        assert MARK not in str(fault)
        assert len(str(fault).splitlines()) == 3
    for warning in checked.warnings:
        assert MARK not in warning.what
