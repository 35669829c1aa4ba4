"""The worklist in order: bands, rank ranges and ties in words, never a score; and the page on which weights are set."""

from __future__ import annotations

import re
from datetime import date

import pytest

from eligibility.domain.people import Person, Role
from eligibility.services import patients, rank, records, weights
from eligibility.services.clock import today

CHAIR = Person("Dr Chair", Role.CHAIR)
WEIGHTS = "pages/mdt/weights.py"


@pytest.fixture
def chair(monkeypatch):
    monkeypatch.setenv("EARLY_CART_PERSON", CHAIR.name)
    monkeypatch.setenv("EARLY_CART_ROLE", CHAIR.role.value)


@pytest.fixture
def three(store_url, chair):
    """Three candidates, of whom one has no damage index."""
    base, keys = patients.example_records()["example-ready"], []
    for name, facts in {"R-1": {"sdi_total": 0}, "R-2": {}, "R-3": {"sdi_total": 4, "prednisone_mg_day": 8}}.items():
        record = base.model_copy(update={"patient_id": name, "facts": {**base.facts, **facts}, "is_example": False})
        keys.append(patients.save_patient(record, CHAIR)[0].key)
    return keys


def words_of(at) -> str:
    return "\n".join(text.value for text in [*at.markdown, *at.caption])


def rows_of(at) -> list[str]:
    return [button.key.removeprefix("open.") for button in at.button if (button.key or "").startswith("open.")]


def test_candidates_stand_in_the_order_of_the_ranking_with_band_and_rank_range(app, three):
    app.query_params["patients"] = "patient"
    at = app.run()
    assert not at.exception
    ranking = rank.rank(CHAIR)
    assert rows_of(at) == [patient.key for patient in ranking.patients]
    said = words_of(at)
    for patient in ranking.patients:
        assert f"Band\u00a0{patient.band}" in said
    assert re.search(r"Place \d( to \d)? of 3", said)
    assert "local opinion, agreed by nobody yet" in said


def test_no_decimal_score_stands_on_the_worklist(app, three):
    app.query_params["patients"] = "patient"
    at = app.run()
    assert not re.search(r"(?<![\d/])0\.\d", words_of(at))


def test_why_here_argues_axis_by_axis_and_names_what_is_missing(app, three):
    app.query_params["patients"] = "patient"
    at = app.run()
    at.button(key=f"why.{rows_of(at)[0]}").click().run()
    assert not at.exception
    said = words_of(at)
    assert "What could move it" in said and "of 100 draws" in said
    axes = next(table.value for table in at.table if "Axis" in table.value.columns)
    assert list(axes["Axis"]) == ["Need", "Urgency", "Reversibility", "Treatment burden"]


def test_a_moved_weight_is_worked_out_when_asked_for(app, three):
    app.query_params["patients"] = "patient"
    at = app.run()
    at.button(key="work_out_shifts").click().run()
    assert not at.exception
    table = next(table.value for table in at.table if "If this weight moves" in table.value.columns)
    assert len(table) == 8


def test_somebody_alone_in_a_lane_has_no_next_and_no_picture(app, store_url):
    app.query_params["patients"] = "invented"
    at = app.run()
    assert not at.exception
    assert "The only one here" in words_of(at)


def test_the_deferred_stand_by_their_date(app, store_url, chair):
    app.query_params["lane"] = "deferred"
    at = app.run()
    until = {row.key: row.deferred_until for row in patients.worklist(CHAIR)}
    dated = [until[key] for key in rows_of(at) if until[key] is not None]
    assert dated == sorted(dated)


def test_points_start_empty_and_the_shares_follow_as_they_are_given(app, three):
    at = app.run().switch_page(WEIGHTS).run()
    assert not at.exception
    fields = {axis: at.number_input(key=f"weight_points.{axis}") for axis in weights.current().points}
    assert all(field.value is None for field in fields.values())
    assert "0 of 4 steps have points" in words_of(at)
    for field, value in zip(fields.values(), (100, 50, 50, 0), strict=True):
        field.set_value(value)
    at.run()
    assert "Need 50 · Urgency 25 · Reversibility 25 · Treatment burden 0" in words_of(at)


def test_a_set_is_kept_with_its_reason_and_the_list_says_whose_it_is(app, three):
    at = app.run().switch_page(WEIGHTS).run()
    for axis, value in zip(weights.current().points, (100, 60, 60, 20), strict=True):
        at.number_input(key=f"weight_points.{axis}").set_value(value)
    at.button(key="keep_weights").click().run()
    assert weights.current().is_shipped, "without a reason nothing is kept"
    assert any("reason" in error.value.lower() for error in [*at.error, *at.warning])
    at.text_area(key="weight_reason").set_value("agreed on 3 June").run()
    at.button(key="keep_weights").click().run()
    assert not at.exception
    assert weights.current().reason == "agreed on 3 June" and weights.current().set_by == CHAIR.name
    at.switch_page("pages/mdt/worklist.py").run()
    assert f"agreed by {CHAIR.name}" in words_of(at)


def test_an_older_set_is_taken_up_again_as_a_new_one(app, three):
    weights.set_weights(dict.fromkeys(weights.current().points, 100), "all alike", CHAIR, weights.current())
    at = app.run().switch_page(WEIGHTS).run()
    at.button(key="again.shipped").click().run()
    given = {axis: at.number_input(key=f"weight_points.{axis}").value for axis in weights.current().points}
    assert given == weights.history(CHAIR)[-1].points
    at.text_area(key="weight_reason").set_value("back").run()
    at.button(key="keep_weights").click().run()
    assert [one.reason for one in weights.history(CHAIR)][:2] == ["back", "all alike"]


def test_a_clinician_may_look_and_try_but_not_keep(app, store_url):
    at = app.run().switch_page(WEIGHTS).run()
    assert not at.exception
    assert "Only the chair" in words_of(at)
    assert not [button for button in at.button if button.key == "keep_weights"]


def test_the_worklist_says_how_old_an_assessment_is_and_that_a_deferral_has_run_out(app, store_url, chair):
    for example in ("example-ready", "example-deferred-live-vaccine"):
        record = patients.example_records()[example].model_copy(update={"patient_id": f"OLD-{example[8:12]}"})
        confirmed = [warning.code for warning in records.check(record).warnings]
        patients.save_patient(record, CHAIR, confirmed=confirmed)
    app.query_params["patients"] = "patient"
    said = words_of(app.run()).replace("\u00a0", " ")
    days = (today() - date(2026, 6, 1)).days
    assert said.count(f"as of 1 Jun 2026, {days} days ago") == 2
    assert said.count("That day has come") == 1
