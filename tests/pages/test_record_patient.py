"""Recording a patient: blank stays not known, what is typed is what the record says, and all of it is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.assess import assess
from eligibility.services.records import record_from_text
from pages.parts.draft import STATE

A = Person("Dr A. Example", Role.CLINICIAN)

RECORD = "pages/clinician/record_patient.py"
ASSESSMENT = "pages/clinician/assessment.py"
ROOT = Path(__file__).resolve().parents[2]

YAML = """
schema: 1
patient_id: SCREEN-1
as_of: 2026-06-01
facts:
  referred_on: 2026-05-01
  age_years: 34
  sex: female
  is_anti_dsdna_positive: true
  upcr_g_g: {value: ">1.0", unit: g/g, on: 2026-05-20}
  creatinine_umol_l: {value: 0.9, unit: mg/dL, on: 2026-05-20}
  ln_class: [III]
  seizure_on: never
  hbv: {value: negative, on: null}
treatments:
  - drug: mycophenolate_mofetil
    dose: 2
    unit: g/day
    weeks: 30
    indication: nephritis
    outcome: no_response
    adherence: documented
"""


@pytest.fixture
def writing(app):
    """The form of a new patient."""
    at = app.run().switch_page(RECORD).run()
    at.button[0].click().run()
    assert not at.exception
    return at


def draft_of(at):
    return at.session_state[STATE]


def section(at, name: str):
    at.radio(key=f"{draft_of(at).token}.section").set_value(name).run()
    assert not at.exception
    return at


def field(at, fact: str, part: str = "value"):
    return at.get_by_key(f"{draft_of(at).token}.{fact}.{part}")


def enter(at, fact: str, value, part: str = "value"):
    field(at, fact, part).set_value(value).run()
    assert not at.exception


def words_of(at) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(at, kind))


def test_a_blank_patient_cannot_be_told_and_nothing_is_settled(writing):
    assert "So far: Cannot tell yet" in words_of(writing)
    assert "Nothing yet." in words_of(writing)
    assert draft_of(writing).record.facts == {}
    assert patients.worklist(A)[0].kind != "patient"


def test_the_form_writes_the_record_that_the_file_would_say(writing):
    at = writing
    token = draft_of(at).token
    at.text_input(key=f"{token}.pseudonym").set_value("SCREEN-1").run()
    at.date_input(key=f"{token}.as_of").set_value(record_from_text(YAML, "a.yaml").as_of).run()
    enter(at, "referred_on", "2026-05-01")
    section(at, "person")
    enter(at, "age_years", "34")
    enter(at, "sex", "female")
    section(at, "serology")
    enter(at, "is_anti_dsdna_positive", "Yes")
    section(at, "renal")
    enter(at, "upcr_g_g", ">1.0")
    enter(at, "upcr_g_g", "g/g", "unit")
    enter(at, "upcr_g_g", "2026-05-20", "on")
    enter(at, "creatinine_umol_l", "mg/dL", "unit")
    enter(at, "creatinine_umol_l", "0.9")
    enter(at, "creatinine_umol_l", "2026-05-20", "on")
    enter(at, "ln_class", "Yes", "member.III")
    field(at, "ln_class", "complete").click().run()
    section(at, "neuro")
    enter(at, "seizure_on", True, "never")
    section(at, "infection")
    enter(at, "hbv", "negative")
    enter(at, "hbv", "not known", "on")
    section(at, "treatments")
    at.button(key=f"{token}.add").click().run()
    form = {widget.label: widget for kind in ("selectbox", "text_input", "radio") for widget in getattr(at, kind)}
    form["Drug"].set_value("mycophenolate_mofetil")
    form["Dose"].set_value("2")
    form["Unit of the dose"].set_value("g/day")
    form["Weeks taken"].set_value("30")
    form["Given for"].set_value("nephritis")
    form["Outcome"].set_value("no_response")
    form["Adherence"].set_value("documented")
    at.form_submit_button[0].click().run()
    assert not at.exception
    typed, filed = draft_of(at).record, record_from_text(YAML, "a.yaml")
    assert typed.treatments == filed.treatments
    assert typed.facts == filed.facts
    assert (typed.patient_id, typed.as_of) == (filed.patient_id, filed.as_of)
    assert assess(typed) == assess(filed)


def test_every_change_is_kept_at_once_and_found_again_in_another_session(writing, app):
    section(writing, "person")
    enter(writing, "age_years", "34")
    assert patients.worklist(A)[0].has_draft
    later = type(app).from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page(RECORD).run()
    later.button(key=f"draft.{draft_of(writing).key}").click().run()
    assert draft_of(later).record.facts == {"age_years": 34}


def test_the_left_counts_what_is_known(writing):
    section(writing, "person")
    before = writing.radio[0].proto.captions[1]
    enter(writing, "age_years", "34")
    assert (before, writing.radio[0].proto.captions[1]) == ("0 of 9 known", "1 of 9 known")


def test_an_answer_taken_back_is_not_known_again_and_never_a_no(writing):
    section(writing, "urgent")
    enter(writing, "has_sepsis", "Yes")
    assert any("Treat now" in error.value for error in writing.error)
    enter(writing, "has_sepsis", "Not known")
    assert draft_of(writing).record.facts == {}
    assert not writing.error


def test_a_value_that_cannot_be_read_is_named_and_left_out_while_the_rest_counts(writing):
    section(writing, "person")
    enter(writing, "weight_kg", "62 kilos")
    enter(writing, "age_years", "34")
    said = words_of(writing)
    assert "Body weight" in said or "Weight" in said
    assert "62 kilos" not in said
    assert "Aged 18 to 65" in said


def test_a_contradiction_is_named_beside_the_form(writing):
    section(writing, "person")
    enter(writing, "sex", "male")
    section(writing, "reproduction")
    enter(writing, "is_pregnant", "Yes")
    assert ":material/warning:" in words_of(writing)
    assert "pregnan" in words_of(writing).lower()


def test_a_unit_that_is_needed_is_asked_for(writing):
    section(writing, "renal")
    enter(writing, "upcr_g_g", "1.5")
    assert "unit" in writing.warning[0].value
    enter(writing, "upcr_g_g", "g/g", "unit")
    assert not writing.warning


def test_a_removed_course_comes_back_with_undo(writing):
    at = writing
    draft_of(at).record.treatments.extend([{"drug": "rituximab"}, {"drug": "azathioprine"}])
    section(at, "treatments")
    at.button(key=f"{draft_of(at).token}.remove.0").click().run()
    assert [course["drug"] for course in draft_of(at).record.treatments] == ["azathioprine"]
    at.button(key=f"{draft_of(at).token}.undo").click().run()
    assert [course["drug"] for course in draft_of(at).record.treatments] == ["rituximab", "azathioprine"]


def test_editing_a_course_keeps_what_was_not_touched(writing):
    at = writing
    course = {"drug": "rituximab", "dose": 1, "unit": "g/infusion", "doses_given": 2, "outcome": "intolerance"}
    draft_of(at).record.treatments.append(dict(course))
    section(at, "treatments")
    at.button(key=f"{draft_of(at).token}.edit.0").click().run()
    next(radio for radio in at.radio if radio.label == "Adherence").set_value("doubtful")
    at.form_submit_button[0].click().run()
    assert draft_of(at).record.treatments == [{**course, "adherence": "doubtful"}]


def test_one_day_can_be_put_on_all_answers_of_a_section_that_have_none(writing):
    at = writing
    section(at, "blood")
    enter(at, "platelets_10e9_l", "190")
    enter(at, "neutrophils_10e9_l", "3.1")
    enter(at, "neutrophils_10e9_l", "2026-04", "on")
    key = f"{draft_of(at).token}.blood.day_for_all"
    at.text_input(key=key).set_value("2026-05-20").run()
    at.button(key=f"{key}.put").click().run()
    facts = draft_of(at).record.facts
    assert facts["platelets_10e9_l"]["on"] == "2026-05-20"
    assert facts["neutrophils_10e9_l"]["on"] == "2026-04"


def test_everything_is_read_back_before_it_can_be_assessed_and_then_saved_and_shown(writing):
    at = writing
    at.text_input(key=f"{draft_of(at).token}.pseudonym").set_value("SCREEN-2").run()
    section(at, "renal")
    enter(at, "creatinine_umol_l", "0.9")
    enter(at, "creatinine_umol_l", "mg/dL", "unit")
    at.button(key="check").click().run()
    shown = at.table[0].value
    assert list(shown["Fact"]) == ["Serum creatinine"]
    assert "79" in shown["Read as"][0] and "mol" in shown["Read as"][0]
    at.button(key="assess").click().run()
    at.switch_page(ASSESSMENT).run()
    assert not at.exception
    assert (at.title[0].value.replace("\\", ""), at.header[0].value) == ("SCREEN-2", "Cannot tell yet")
    row = patients.worklist(A)[0]
    assert (row.pseudonym, row.kind, row.lane, row.has_draft) == ("SCREEN-2", "patient", "not_assessable", False)
    stored = patients.stored_assessments(row.key, A)
    assert stored[0].assessment == assess(stored[0].record)


def test_an_unusual_value_has_to_be_confirmed_by_a_person(writing):
    at = writing
    at.text_input(key=f"{draft_of(at).token}.pseudonym").set_value("SCREEN-3").run()
    section(at, "person")
    enter(at, "height_cm", "210")
    at.button(key="check").click().run()
    assert at.button(key="assess").proto.disabled
    at.checkbox(key=f"{draft_of(at).token}.confirm.plausible.height_cm").check().run()
    assert not at.button(key="assess").proto.disabled
    at.button(key="back").click().run()
    enter(at, "height_cm", "211")
    at.button(key="check").click().run()
    assert at.button(key="assess").proto.disabled


def test_a_record_without_a_pseudonym_is_not_assessed_and_the_reason_is_said(writing):
    writing.button(key="check").click().run()
    assert writing.button(key="assess").proto.disabled
    assert "give the patient a pseudonym" in words_of(writing)


@pytest.mark.parametrize("name", ["record.yaml", "RECORD.YML"])
def test_an_uploaded_record_is_opened_and_kept_as_a_draft(app, name):
    at = app.run().switch_page(RECORD).run()
    at.file_uploader[0].upload(name, YAML.encode()).run()
    assert not at.exception
    assert draft_of(at).record == record_from_text(YAML, "a.yaml")
    assert patients.worklist(A)[0].pseudonym == "SCREEN-1"


def test_a_csv_row_is_opened(app):
    at = app.run().switch_page(RECORD).run()
    at.file_uploader[0].upload("one.csv", b"patient_id,as_of,age_years,sex\nROW-1,2026-06-01,34,female\n").run()
    assert not at.exception
    assert draft_of(at).record.patient_id == "ROW-1"


def test_a_pasted_record_is_opened(app):
    at = app.run().switch_page(RECORD).run()
    at.text_area[0].set_value('{"patient_id": "PASTED-1", "as_of": "2026-06-01", "facts": {"age_years": 34}}')
    at.form_submit_button[0].click().run()
    assert draft_of(at).record.facts == {"age_years": 34}


def test_an_upload_of_another_kind_or_an_unknown_fact_is_refused_in_three_lines(app):
    at = app.run().switch_page(RECORD).run()
    at.text_area[0].set_value("patient_id: X\nas_of: 2026-06-01\nfacts: {age_year: 34}")
    at.form_submit_button[0].click().run()
    assert "age_years" in at.warning[0].value.replace("\\", "")
    assert STATE not in at.session_state


def test_two_people_at_one_patient_never_overwrite_each_other(writing, app):
    section(writing, "person")
    enter(writing, "age_years", "34")
    other = type(app).from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page(RECORD).run()
    other.button(key=f"draft.{draft_of(writing).key}").click().run()
    section(other, "person")
    enter(other, "weight_kg", "62")
    enter(writing, "height_cm", "165")
    assert "Somebody else changed this patient" in writing.warning[0].value
    assert set(patients.open_patient(draft_of(writing).key, A).newest.facts) == {"age_years", "weight_kg"}
    table = writing.table[0].value
    assert table.to_dict("records") == [
        {"Answer": "Height", "Stored now": "not known", "Yours": "165 cm"},
        {"Answer": "Weight", "Stored now": "62 kg", "Yours": "not known"},
    ]
    writing.button(key="put_on_top").click().run()
    assert set(patients.open_patient(draft_of(writing).key, A).newest.facts) == {"age_years", "weight_kg", "height_cm"}
    enter(other, "weight_kg", "63")
    assert "Somebody else changed this patient" in other.warning[0].value, "the other is told as well"
    other.button(key="reload").click().run()
    assert draft_of(other).record.facts["weight_kg"] == 62


def test_what_both_changed_is_named_and_only_on_a_persons_word_replaced(writing, app):
    section(writing, "person")
    enter(writing, "age_years", "34")
    other = type(app).from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page(RECORD).run()
    other.button(key=f"draft.{draft_of(writing).key}").click().run()
    section(other, "person")
    enter(other, "age_years", "43")
    enter(writing, "age_years", "35")
    assert writing.table[0].value.to_dict("records") == [
        {"Answer": "Age (both changed it)", "Stored now": "43 years", "Yours": "35 years"}
    ]
    assert patients.open_patient(draft_of(writing).key, A).newest.facts["age_years"] == 43
    writing.button(key="put_on_top").click().run()
    assert patients.open_patient(draft_of(writing).key, A).newest.facts["age_years"] == 35


def test_opening_the_record_of_an_example_makes_no_patient_until_something_changes(app):
    at = app.run().switch_page(ASSESSMENT)
    at.query_params["patient"] = "example-erl-p1"
    at.run()
    at.button(key="to_record").click().run()
    at.switch_page(RECORD).run()
    assert draft_of(at).record.patient_id
    assert all(row.kind != "patient" for row in patients.worklist(A))
    section(at, "damage")
    enter(at, "sdi_total", "0")
    assert [row.kind for row in patients.worklist(A)][0] == "patient"
