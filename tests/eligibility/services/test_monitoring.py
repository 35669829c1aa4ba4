"""Monitoring says nothing it cannot know: zero, few and many outcomes; stored predictions, never new ones."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from eligibility.domain.faults import Forbidden
from eligibility.domain.outcome_12m import Outcome12m, PredictedAndSeen
from eligibility.domain.people import Person, Role
from eligibility.domain.record import PatientRecord
from eligibility.services import monitoring as service
from eligibility.services import outcomes, patients
from eligibility.services.monitoring import monitoring
from eligibility.services.records import record_from_text

DOCTOR = Person("Dr A", Role.CLINICIAN)
INDEX = date(2024, 5, 1)


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.fixture
def seen(monkeypatch):
    """An installation with these stored predictions and outcomes (None: none yet)."""

    def made(predicted: list[float], failed: list[bool | None], facts: dict | None = None) -> None:
        rows = []
        for number, (chance, outcome) in enumerate(zip(predicted, failed, strict=True)):
            on = INDEX + timedelta(days=350 + number)
            entry = None
            if outcome is not None:
                entry = Outcome12m(
                    id=str(number),
                    assessment=str(number),
                    outcome="no_response" if outcome else "response",
                    happened_on=on,
                    recorded_by="Dr A",
                    recorded_at=f"{on.isoformat()}T12:00:00Z",
                )
            one = PredictedAndSeen(
                patient=str(number),
                pseudonym=f"P-{number}",
                assessment=str(number),
                as_of=INDEX,
                due_from=date(2025, 4, 1),
                due_until=date(2025, 7, 1),
                model="renal",
                setting="referral",
                model_version="published-1",
                estimate=chance,
                interval=(chance / 2, (1 + chance) / 2),
                is_first=True,
                outcome=entry,
            )
            held = {"is_nephritis_active": True, **(facts or {})}
            rows.append((one, PatientRecord(schema=1, patient_id=f"P-{number}", as_of=INDEX, facts=held)))
        monkeypatch.setattr(service, "records_with_outcomes", lambda by: rows)

    return made


def renal(found):
    return next(model for model in found.models if model.model == "renal")


def test_an_empty_installation_has_no_figures_and_no_drift():
    found = monitoring(DOCTOR)
    assert (found.patients, found.recorded, found.due, found.overdue) == (0, 0, 0, 0)
    for model in found.models:
        assert model.performance is None and model.bands == () and "Too few to say: 0 outcomes" in model.too_few
    assert found.drift == ()


def test_a_stored_patient_is_counted_and_an_outcome_moves_the_counts():
    text = "patient_id: A\nas_of: 2025-01-01\nfacts: {is_nephritis_active: yes, upcr_g_g: 3, age_years: 30}"
    patients.save_patient(record_from_text(text, "a.yaml"), by=DOCTOR)
    before = monitoring(DOCTOR)
    assert (before.patients, before.recorded, before.overdue) == (1, 0, 1)
    key = outcomes.predicted_and_seen(DOCTOR)[0].assessment
    outcomes.record_outcome(key, "no_response", date(2026, 1, 5), DOCTOR)
    after = monitoring(DOCTOR)
    assert (after.recorded, after.overdue) == (1, 0)
    assert renal(after).outcomes == renal(after).failures == 1 and renal(after).performance is None


def test_few_outcomes_say_that_they_are_too_few(seen):
    seen([0.7] * 19, [True] * 12 + [False] * 7)
    found = renal(monitoring(DOCTOR))
    assert found.performance is None and found.bands == () and found.accrual == ()
    assert "19 outcomes" in found.too_few and "from 20 on" in found.too_few


def test_enough_outcomes_give_calibration_with_limits_but_no_slope_before_there_are_many(seen):
    seen([0.5] * 10 + [0.9] * 15, [False] * 5 + [True] * 20)
    found = renal(monitoring(DOCTOR))
    assert found.too_few is None and found.performance.calibration_intercept.low is not None
    assert found.performance.calibration_slope is None and "5 of the rarer outcome" in found.too_few_for_slope
    assert [(band.patients, band.failures) for band in found.bands] == [(10, 5), (15, 15)]
    assert all(band.observed.low <= band.observed.value <= band.observed.high for band in found.bands)


def test_many_outcomes_of_the_truth_are_calibrated_and_of_another_level_are_not(seen):
    stream = np.random.default_rng(1)
    chance = stream.uniform(0.3, 0.95, 400)
    seen(chance.tolist(), (stream.random(400) < chance).tolist())
    found = renal(monitoring(DOCTOR)).performance
    assert found.calibration_intercept.low < 0 < found.calibration_intercept.high
    assert found.calibration_slope.low < 1 < found.calibration_slope.high
    seen(chance.tolist(), (stream.random(400) < chance * 0.5).tolist())
    assert renal(monitoring(DOCTOR)).performance.calibration_intercept.high < 0


def test_accrual_begins_with_enough_outcomes_and_its_limits_narrow(seen):
    stream = np.random.default_rng(2)
    seen([0.7] * 120, (stream.random(120) < 0.7).tolist())
    points = renal(monitoring(DOCTOR)).accrual
    assert points[0].outcomes == 20 and points[-1].outcomes == 120
    widths = [point.observed.high - point.observed.low for point in (points[0], points[-1])]
    assert widths[1] < widths[0] and points[-1].predicted == pytest.approx(0.7)


def test_patients_without_outcome_are_overdue_and_never_counted_as_responses(seen):
    seen([0.7] * 30, [True] * 21 + [None] * 9)
    found = monitoring(DOCTOR)
    assert found.overdue == 9 and renal(found).outcomes == 21 and renal(found).predictions == 30


def test_drift_names_what_differs_and_says_nothing_of_too_few(seen):
    seen([0.7] * 30, [None] * 30, {"sex": "male", "age_years": 34})
    drift = {one.label: one for one in monitoring(DOCTOR).drift}
    assert drift["Male sex"].differs is True and drift["Male sex"].here.value == 1.0
    assert drift["Chronicity index"].known == 0 and drift["Chronicity index"].differs is None
    seen([0.7] * 19, [None] * 19, {"sex": "male"})
    assert {one.differs for one in monitoring(DOCTOR).drift} == {None}


def test_invented_patients_are_counted_as_such():
    text = "patient_id: S\nas_of: 2025-01-01\nis_synthetic: true\nfacts: {is_nephritis_active: yes}"
    patients.save_patient(record_from_text(text, "a.yaml"), by=DOCTOR)
    assert (monitoring(DOCTOR).patients, monitoring(DOCTOR).invented) == (1, 1)


def test_who_may_not_see_outcomes_sees_no_monitoring():
    with pytest.raises(Forbidden):
        monitoring(Person("X", Role.ADMINISTRATOR))
