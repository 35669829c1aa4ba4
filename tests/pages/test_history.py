"""The trend across assessments: drawn where a score is known on more than one day, and said in words beside it."""

from __future__ import annotations

from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.records import record_from_text
from pages.parts.history import scores_over_time

A = Person("Dr A. Example", Role.CLINICIAN)


def assessed_twice(second_total: str):
    text = "patient_id: TREND-1\nas_of: {day}\nfacts: {{age_years: 30, sex: female, sledai_2k_total: {total}}}"
    first = record_from_text(text.format(day="2026-03-01", total="14"), "a.yaml")
    second = record_from_text(text.format(day="2026-06-01", total=second_total), "a.yaml")
    saved, _ = patients.save_patient(first, by=A)
    patients.save_patient(second, by=A, key=saved.key, version=saved.version)
    return saved.key, patients.stored_assessments(saved.key, A)


def test_a_score_known_twice_has_a_trend_in_the_order_of_days(store_url):
    _, stored = assessed_twice("8")
    trend = scores_over_time(stored)["SLEDAI-2K: Total"]
    assert [(str(day), value) for day, value in trend] == [("2026-03-01", 14), ("2026-06-01", 8)]


def test_a_score_that_is_only_a_range_is_not_drawn(store_url):
    _, stored = assessed_twice('"6-10"')
    assert "SLEDAI-2K: Total" not in scores_over_time(stored)


def test_the_assessment_page_shows_every_assessment_and_the_trend(app):
    key, _ = assessed_twice("8")
    at = app.run()
    at.session_state["open_patient"] = key
    at.switch_page("pages/clinician/assessment.py")
    at.query_params["section"] = "history"
    at.run()
    assert not at.exception
    said = " ".join(caption.value for caption in at.caption)
    assert "14" in said and "1 Mar 2026" in said
