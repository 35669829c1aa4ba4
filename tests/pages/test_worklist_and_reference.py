"""The worklist filters by its address and opens patients; sources and instruments can be searched and carried."""

from __future__ import annotations

from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.library import library
from eligibility.services.records import record_from_text
from eligibility.services.sources import thresholds
from pages.parts.draft import STATE

A = Person("Dr A. Example", Role.CLINICIAN)

WORKLIST, ASSESSMENT = "pages/mdt/worklist.py", "pages/clinician/assessment.py"
SOURCES, INSTRUMENTS = "pages/reference/sources.py", "pages/reference/instruments.py"


def rows_of(at) -> list[str]:
    return [button.key.removeprefix("open.") for button in at.button if (button.key or "").startswith("open.")]


def test_the_lane_in_the_address_filters_the_list(app):
    app.query_params["lane"] = "deferred"
    at = app.run()
    lanes = {row.key: row.lane for row in patients.worklist(A)}
    assert rows_of(at) and all(lanes[key] == "deferred" for key in rows_of(at))


def test_a_lane_that_does_not_exist_shows_everybody(app):
    app.query_params["lane"] = "nonsense"
    assert len(rows_of(app.run())) == len(patients.worklist(A))


def test_choosing_a_lane_writes_it_to_the_address_and_never_a_name(app):
    at = app.run()
    at.pills(key="lane").set_value("blocked").run()
    assert at.query_params["lane"] == "blocked"
    at.pills(key="lane").set_value("all").run()
    assert "lane" not in at.query_params


def test_a_lane_without_patients_says_what_to_do(app):
    app.query_params["lane"] = "draft"
    at = app.run()
    assert any("No patient is in this lane" in text.value for text in at.markdown)


def test_open_leads_to_the_assessment_with_an_opaque_key_in_the_address(app):
    at = app.run()
    at.button(key="open.example-kysa1-p1").click().run()
    at.switch_page(ASSESSMENT).run()
    assert not at.exception
    assert at.title[0].value.replace("\\", "") == patients.example_records()["example-kysa1-p1"].patient_id


def test_a_saved_patient_stands_in_its_lane_with_the_days_it_waits(app):
    text = "patient_id: W-1\nas_of: 2026-06-01\nfacts: {referred_on: 2026-05-01, age_years: 34}"
    saved, made = patients.save_patient(record_from_text(text, "a.yaml"), by=A)
    app.query_params["lane"] = made.lane
    at = app.run()
    assert saved.key in rows_of(at)
    said = "\n".join(text.value for text in at.markdown)
    assert "W\\-1" in said and "waiting" in said
    assert "No patient is recorded" not in said


def test_text_of_a_patient_is_shown_as_it_is_and_never_as_markup(app):
    text = "patient_id: '**bold** [x](http://evil) $y$ :red[z] <b>'\nas_of: 2026-06-01\nfacts: {}"
    patients.save_patient(record_from_text(text, "a.yaml"), by=A)
    at = app.run()
    said = next(text.value for text in at.markdown if "evil" in text.value)
    assert r"\*\*bold\*\* \[x\]\(http\:\/\/evil\)".replace(r"\/\/", "//") in said
    assert ":red[" not in said and "$y$" not in said and "<b>" not in said


def test_every_threshold_is_listed_and_a_source_in_the_address_filters(app):
    app.run()
    at = app.switch_page(SOURCES)
    at.query_params["source"] = "kdigo_2024"
    at.run()
    assert not at.exception
    expected = [row for row in thresholds() if row.source.id == "kdigo_2024"]
    assert len(at.table[0].value) == min(len(expected), 25)
    assert all("KDIGO 2024" in cell for cell in at.table[0].value["Source, and where in it"])


def test_search_and_flags_narrow_the_sources(app):
    at = app.run().switch_page(SOURCES).run()
    at.toggle(key="flagged").set_value(True).run()
    cells = list(at.table[0].value["Kind, status, last checked"])
    assert cells and all("Local" in cell or "Provisional" in cell or "Draft" in cell for cell in cells)
    at.text_input(key="search").set_value("no such words at all").run()
    assert any("Nothing matches" in text.value for text in at.markdown)


def test_every_cited_value_of_the_library_leads_to_a_row():
    rows = {(row.source.id, row.locator) for row in thresholds()}
    missing = [where for where, cited in library().cited_values() if (cited.source, cited.locator) not in rows]
    assert missing == []


def test_an_instrument_narrows_as_it_is_filled_and_is_carried_into_a_new_record(app):
    at = app.run().switch_page(INSTRUMENTS).run()
    at.selectbox(key="instrument").set_value("ckd_epi_2021").run()
    assert any("not known" in text.value for text in at.markdown)
    at.text_input(key="ckd_epi_2021.creatinine_umol_l").set_value("0.9").run()
    at.selectbox(key="ckd_epi_2021.creatinine_umol_l.unit").set_value("mg/dL").run()
    at.text_input(key="ckd_epi_2021.age_years").set_value("34").run()
    at.selectbox(key="ckd_epi_2021.sex").set_value("female").run()
    assert any("mL/min/1" in text.value and "###" in text.value for text in at.markdown)
    at.selectbox(key="carry_into").set_value("new").run()
    at.button(key="carry").click().run()
    assert at.session_state[STATE].record.facts == {
        "age_years": 34,
        "sex": "female",
        "creatinine_umol_l": {"value": 0.9, "unit": "mg/dL"},
    }


def test_carrying_into_an_existing_patient_keeps_what_was_there(app):
    text = "patient_id: C-1\nas_of: 2026-06-01\nfacts: {sex: male}"
    saved, _ = patients.save_patient(record_from_text(text, "a.yaml"), by=A)
    at = app.run().switch_page(INSTRUMENTS).run()
    at.selectbox(key="instrument").set_value("ckd_epi_2021").run()
    at.text_input(key="ckd_epi_2021.age_years").set_value("34").run()
    at.selectbox(key="carry_into").set_value(saved.key).run()
    at.button(key="carry").click().run()
    kept = patients.open_patient(saved.key, A)
    assert kept.record.facts == {"sex": "male"}
    assert kept.newest.facts == {"sex": "male", "age_years": 34}
