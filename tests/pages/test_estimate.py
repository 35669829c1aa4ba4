"""The estimate on the screen: harms beside it, points that add up, what is open; and a what-if that saves nothing."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from eligibility.domain.assessment import SixMonthEstimate
from eligibility.services import patients
from eligibility.services.harms import harms
from eligibility.services.what_if import what_if
from pages.parts.estimate import strips_of

ASSESSMENT = "pages/clinician/assessment.py"
READY, UNSETTLED, ERLANGEN = "example-ready", "example-ccar-os53", "example-erl-p1"


def opened(app, key):
    app.query_params["patient"] = key
    at = app.run().switch_page(ASSESSMENT)
    at.query_params["patient"] = key
    at.run()
    assert not at.exception
    return at


def words_of(at) -> str:
    found = "\n".join(str(one.value) for kind in ("markdown", "caption", "info", "error") for one in getattr(at, kind))
    return found.replace("\\", "").replace("\u00a0", " ")


def pills(at, name):
    return next(one for one in at.button_group if one.key.endswith(f"_{name}"))


def test_the_estimate_says_its_number_its_interval_its_comparator_and_what_it_is_not(app):
    text, found = words_of(opened(app, READY)), patients.example_assessment(READY).prognosis
    low, high = (round(100 * end) for end in found.interval)
    assert f"About {round(100 * found.estimate)} of 100 such patients" in text and f"({low}–{high} of 100)" in text
    assert f"From the average patient (about {round(100 * found.reference)} of 100)" in text
    assert "A high risk of failure is not the same as benefit from CAR-T." in text
    assert "chronicity index" in text and "eGFR" in text
    assert "not validated" in text


def test_the_points_on_screen_add_up(app):
    at = opened(app, READY)
    total = re.search(r"to this one: \*\*([+−]?)(\d+) points?\*\*", words_of(at))
    of_domains = [
        re.match(r"[\w ]+: ([+−]?)(\d+) points?(?:, .*not known)?$", one.label)
        for one in at.expander
        if re.match(r"[\w ]+: [+−]?\d+ point", one.label)
    ]
    assert len(of_domains) >= 8 and all(of_domains)

    def number(found):
        return int(found[2]) * (-1 if found[1] == "−" else 1)

    assert sum(number(one) for one in of_domains) == number(total)


def test_every_predictor_shows_the_published_effects_behind_it(app):
    text = words_of(opened(app, READY))
    assert "Remission: hazard ratio 0.86 for each gram a day" in text and "In the model: per doubling" in text


def test_the_overlap_with_the_rules_is_named(app):
    assert "one piece of evidence, not two" in words_of(opened(app, READY))


def test_what_is_missing_is_said_with_its_bounds_and_the_answer_that_matters_most(app):
    text, found = words_of(opened(app, ERLANGEN)), patients.example_assessment(ERLANGEN).prognosis
    low, high = (round(100 * end) for end in found.missing_bounds)
    assert f"it lies between {low} and {high} of 100" in text
    assert f"{found.moves_most[0].label} would bring that together most" in text


def test_harms_stand_beside_it_and_what_nobody_counted_is_not_known(app):
    text = words_of(opened(app, READY))
    assert "Of 100 people with lupus treated with CAR-T" in text
    for harm in harms():
        if not harm.is_known:
            assert f"{harm.title}**: not known" in text
            assert f"{harm.title}**: 0" not in text
    assert "81 of 145" in text


def test_kidney_failure_and_damage_say_whether_they_are_published_or_assumed(app):
    text = words_of(opened(app, READY))
    assert "Kidney failure within 5 years, by eGFR" in text and "Assumption" in text
    assert "New damage a year" in text


def test_an_unsettled_model_gives_no_number_but_both_and_the_harms(app):
    text = words_of(opened(app, UNSETTLED))
    assert "There is no single estimate" in text and "Active lupus nephritis: about" in text
    assert "Harms of CAR-T" in text and "What if" not in text


def test_six_months_into_induction_stands_beside_the_first_estimate():
    found = patients.example_assessment(READY).prognosis
    later = SixMonthEstimate(
        title="At six months",
        target=found.target,
        no_response="yes",
        estimate=0.91,
        interval=(0.8, 0.96),
        missing_bounds=(0.7, 0.98),
    )
    lines = strips_of(found.model_copy(update={"at_six_months": later}))
    assert len(lines) == len(strips_of(found.model_copy(update={"at_six_months": None}))) + 1
    assert any("At six months, no response so far: <b>91 (80–96)</b>" in line.label for line in lines)


def test_supposing_estimates_again_marked_hypothetical_and_saves_nothing(app, store_url):
    at = opened(app, READY)
    stored = _content(store_url)
    before = patients.example_records()[READY].model_dump_json()
    pills(at, "adherence").select("Hardly taken").run()
    text = words_of(at)
    then = what_if(patients.example_records()[READY], {"adherence": "level_severe"}).after.estimate
    assert "Hypothetical" in text and f"about **{round(100 * then)} of 100** instead of" in text
    assert "An association, not an effect" in text
    assert patients.example_records()[READY].model_dump_json() == before
    assert patients.example_assessment(READY).prognosis.estimate != pytest.approx(then)
    assert _content(store_url) == stored


def test_back_to_the_record_forgets_what_was_supposed(app):
    at = opened(app, READY)
    pills(at, "blood_pressure").select("Hypertension").run()
    next(button for button in at.button if button.label == "Back to the record").click().run()
    assert "Nothing is supposed" in words_of(at)


def test_what_was_supposed_of_one_patient_is_not_carried_to_another(app):
    at = opened(app, READY)
    pills(at, "blood_pressure").select("Hypertension").run()
    at.session_state["open_patient"] = "example-work-up-early"
    at.query_params["patient"] = "example-work-up-early"
    at.run()
    assert "Nothing is supposed" in words_of(at)


def _content(store_url: str) -> str:
    """The store as it lies on the disk; nothing where there is none yet."""
    path = Path(store_url.removeprefix("sqlite:///"))
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
