"""The three trial screens: for one patient, for the whole worklist, and where trials disagree."""

from __future__ import annotations

from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.records import record_from_text
from eligibility.services.trial_thresholds import numeric_criteria
from eligibility.services.trial_worklist import patients_by_trial
from eligibility.services.trials import match_trials
from pages.parts.palette import LANES

A = Person("Dr A. Example", Role.CLINICIAN)

TRIALS, BY_TRIAL = "pages/clinician/trials.py", "pages/mdt/patients_by_trial.py"
DISAGREE = "pages/reference/where_trials_disagree.py"
READY = "example-ready"


def words_of(at) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(at, kind))


def opened(app, path: str, key: str | None = READY):
    at = app.run().switch_page(path)
    if key is not None:
        at.query_params["patient"] = key
    at.run()
    assert not at.exception and not at.error, words_of(at)
    return at


def shown_trials(at) -> list[str]:
    """Titles of the trials on the page, in their order."""
    return [text.value for text in at.markdown if "](sources?source=nct" in text.value and "**" in text.value]


def test_without_a_patient_each_screen_says_what_to_do(app):
    assert "No patient is open" in words_of(opened(app, TRIALS, None))
    assert "No patient is open" in words_of(opened(app, DISAGREE, None))


def test_those_without_a_failed_criterion_come_first_and_ten_at_a_time(app):
    at = opened(app, TRIALS)
    found = match_trials(patients.example_records()[READY])
    shown = shown_trials(at)
    assert len(shown) == 10
    assert [match.nct in text for match, text in zip(found, shown, strict=False)] == [True] * 10
    assert "No criterion failed" in shown[0].replace("\u00a0", " ")
    assert "not stated is never not required" in words_of(at)


def test_every_criterion_is_shown_with_its_reason_and_what_is_left_to_check(app):
    at = opened(app, TRIALS)
    found = match_trials(patients.example_records()[READY])
    for match, table in zip(found[:10], at.table, strict=True):
        assert len(table.value) == match.modelled
    said = words_of(at).replace("\\", "")
    assert all(text in said for match in found[:10] for text in match.not_modelled)


def test_a_trial_that_does_not_fit_says_why(app):
    at = opened(app, TRIALS)
    at.pills(key="trial_verdict").set_value("does_not_fit").run()
    found = [m for m in match_trials(patients.example_records()[READY]) if m.verdict == "does_not_fit"]
    assert len(shown_trials(at)) == min(10, len(found))
    assert "Why it is not met, or not known" in words_of(at)


def test_filters_narrow_the_trials(app):
    at = opened(app, TRIALS)
    found = match_trials(patients.example_records()[READY])
    at.selectbox(key="trial_target").set_value("CD70").run()
    assert {text[text.index("=nct") + 1 :][:11] for text in shown_trials(at)} == {
        match.nct.lower() for match in found if "CD70" in match.targets
    }
    at.toggle(key="trial_paediatric").set_value(True).run()
    assert "No trial is left" in words_of(at)
    at.selectbox(key="trial_target").set_value(None).run()
    minors = [match for match in found if match.takes_minors]
    assert f"All ({len(minors)})" in str(at.pills(key="trial_verdict").options)
    at.toggle(key="trial_enrolling").set_value(True).run()
    enrolling = [match for match in minors if match.may_enrol]
    assert f"All ({len(enrolling)})" in str(at.pills(key="trial_verdict").options)


def test_a_trial_nobody_read_says_so(app):
    at = opened(app, TRIALS)
    at.selectbox(key="trial_product").set_value("BRL-301").run()
    assert len(shown_trials(at)) == 2 and "Its criteria were not read" in words_of(at)


def test_a_blank_patient_is_told_nothing_but_cannot_tell(app):
    text = "patient_id: B-1\nas_of: 2026-06-01\nfacts: {}"
    saved, _ = patients.save_patient(record_from_text(text, "a.yaml"), by=A)
    at = opened(app, TRIALS, saved.key)
    options = [option for option in at.pills(key="trial_verdict").options]
    assert "Cannot tell yet (68)" in options and "No criterion failed (0)" in options


def test_the_whole_worklist_is_matched(app):
    record = patients.example_records()[READY]
    text = "patient_id: W-1\nas_of: 2026-06-01\nfacts: {age_years: 34}"
    patients.save_patient(record_from_text(text, "a.yaml"), by=A)
    at = opened(app, BY_TRIAL, None)
    count = len(patients.example_records()) + 1
    assert f"{count} patients" in words_of(at)
    first = next(text for text in shown_trials(at))
    assert "](sources?source=nct" in first
    assert record.patient_id in words_of(at).replace("\\", "")
    at.segmented_control(key="trial_patients").set_value("patient").run()
    assert "1 patient." in words_of(at) and at.query_params["trial_patients"] == "patient"
    assert record.patient_id not in words_of(at).replace("\\", "")


def lines_naming(at, pseudonym: str) -> list[str]:
    """Every line of the page that names a patient, without the marks of Markdown."""
    lines = [line for text in at.markdown for line in text.value.replace("\\", "").replace("\u00a0", " ").splitlines()]
    return [line for line in lines if pseudonym in line]


def test_nobody_stands_beside_a_trial_without_the_lane(app):
    """A trial's text says nothing of a blocker here, or of a patient's no; the list must."""
    at = opened(app, BY_TRIAL, None)
    named = {row.pseudonym: row for row in patients.worklist(A)}
    assert {row.lane for row in named.values()} >= {"blocked", "deferred", "withdrawn"}
    seen = set()
    for pseudonym, row in named.items():
        for line in lines_naming(at, f"**{pseudonym}**"):
            seen.add(row.lane)
            assert LANES[row.lane].word in line, f"{pseudonym} stands there without its lane"
            assert all(stop in line for stops in row.stops.values() for stop in stops)
    assert seen >= {"blocked", "deferred", "withdrawn"}, "the case that matters is not on the page"
    options = [option.replace("\\", "") for option in at.selectbox(key="trials_of").options]
    assert all(LANES[row.lane].word.lower() in " ".join(options).lower() for row in named.values())


def test_trials_stand_in_the_order_of_those_who_could_go_on(app):
    found = patients_by_trial(A)
    order = [one.can_go_on for one in found.trials]
    assert order == sorted(order, reverse=True)
    for one in found.trials:
        fitting = one.by_verdict["no_criterion_failed"]
        stopped = [row for row in fitting if row.stops.get("block") or row.lane == "withdrawn"]
        assert one.can_go_on <= len(fitting) - len(stopped)


def test_an_installation_without_patients_says_what_to_do(app):
    at = app.run().switch_page(BY_TRIAL)
    at.query_params["trial_patients"] = "patient"
    at.run()
    assert "No patient of this kind has a saved record yet" in words_of(at)


def test_a_patient_of_the_list_leads_to_its_trials_with_an_opaque_key(app):
    at = opened(app, BY_TRIAL, None)
    at.selectbox(key="trials_of").set_value(READY).run()
    at.switch_page(TRIALS).run()
    assert patients.example_records()[READY].patient_id in words_of(at).replace("\\", "")


def test_the_distribution_is_told_in_words_and_as_a_table_beside_the_chart(app):
    at = opened(app, DISAGREE)
    criterion = next(c for c in numeric_criteria(patients.example_records()[READY]) if c.key == "sledai_2k.total.floor")
    said = words_of(at).replace("\\", "")
    assert f"{criterion.trials} trials" in said and "This patient: 14" in said
    assert len(at.table[0].value) == len(criterion.thresholds)
    assert len(set(at.table[0].value["This patient"])) == 1, "a total of 14 passes every floor"


def test_every_criterion_can_be_looked_at(app):
    at = opened(app, DISAGREE)
    for criterion in numeric_criteria(patients.example_records()[READY]):
        if criterion.trials > 1:
            at.selectbox(key="criterion").set_value(criterion.key).run()
            assert not at.exception and not at.error, criterion.key
            assert len(at.table[0].value) == len(criterion.thresholds)


def test_without_a_patient_the_thresholds_stand_alone(app):
    at = opened(app, DISAGREE, None)
    assert "This patient" not in at.table[0].value.columns
    assert "This patient" not in words_of(at)
