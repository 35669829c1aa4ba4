"""Behind the verdict: treatments, adherence, kidney, planner, profiles, waivers; and links to one number."""

from __future__ import annotations

import re
from datetime import date

import pytest

from eligibility.domain.people import Person, Role
from eligibility.domain.treatment import DaySpan
from eligibility.services import library as knowledge
from eligibility.services import patients, waivers
from eligibility.services.assess import assess
from eligibility.services.sources import thresholds
from pages.parts.findings import rows_of, sources_cell
from pages.parts.treatment_chart import LOOKS, calendar, lengths, nowhere

ASSESSMENT, SOURCES = "pages/clinician/assessment.py", "pages/reference/sources.py"
SECTIONS = ("treatments", "adherence", "kidney", "planner", "profiles", "waivers", "instruments", "history", "versions")
RAW = re.compile(r"(?<![\w/=&?.-])(?!early_cart)[a-z]+\d*(?:_[a-z0-9]+)+(?![\w/=-])|\d{4}-\d{2}-\d{2}")
CLINICIAN = Person(name="Dr Invented", role=Role.CLINICIAN)
AS_OF = date(2026, 6, 1)


def opened(app, key: str, section: str = "treatments", **more: str):
    at = app.run().switch_page(ASSESSMENT)
    for name, value in {"patient": key, "section": section, **more}.items():
        at.query_params[name] = value
    at.session_state["open_patient"] = key
    at.run()
    assert not at.exception and all("Treat now" in error.value for error in at.error), words_of(at)
    return at


def words_of(at) -> str:
    """Everything in words on the page, with what links hide and without the marks of Markdown."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    texts = [str(element.value) for kind in kinds for element in getattr(at, kind)]
    texts += [str(cell) for table in at.table for column in table.value.columns for cell in table.value[column]]
    said = re.sub(r"\]\([^)]*\)|:material/\w+:", " ", "\n".join(texts))
    return said.replace("\\", "").replace("\u00a0", " ")


def saved(facts: dict, by: Person = CLINICIAN):
    record = patients.example_records()["example-ready"].model_copy(deep=True)
    record.patient_id = "BEHIND-1"
    record.facts.update(facts)
    checked = patients.records.check(record)
    return patients.save_patient(record, by, confirmed=[warning.code for warning in checked.warnings])


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("key", ["example-failures-under-non-adherence", "example-erl-p1", "example-kysa1-p1"])
def test_every_section_opens_and_says_no_raw_name_and_no_raw_day(app, key, section):
    said = words_of(opened(app, key, section))
    assert [text for text in RAW.findall(said)] == []


def test_the_classes_that_failed_are_said_with_what_completeness_changes(app):
    at = opened(app, "example-erl-p4")
    assert "Drug classes failed: **0 or more**" in words_of(at)
    assert "Were they all, it would be 0 to 2" in words_of(at)
    assert "Drug classes failed: **2**" in words_of(opened(app, "example-ready"))


def test_every_course_stands_in_the_list_and_its_working_shows_floor_and_own_minimum(app):
    at = opened(app, "example-ready")
    made = patients.example_assessment("example-ready")
    listed = words_of(at)
    assert all(course.drug in listed for course in made.treatments)
    at.selectbox(key="course_working").set_value(1).run()
    said = words_of(at)
    assert "the profile's floor" in said and "the drug's own minimum (nephritis)" in said
    assert all(line in said for line in made.treatments[1].working)


def course(**more):
    return patients.example_assessment("example-ready").treatments[0].model_copy(update=more)


def test_a_day_that_is_not_known_is_never_drawn():
    undated = course(started=None, stopped=None, is_current="unknown", weeks="14")
    unknown = course(started=None, stopped=None, is_current="unknown", weeks="not known")
    assert calendar([undated, unknown], AS_OF) == []
    assert len(lengths([undated, unknown])) == 1 and nowhere([undated, unknown]) == [unknown]


def test_what_is_only_possible_is_drawn_faint():
    month = DaySpan(earliest=date(2025, 5, 1), latest=date(2025, 5, 31))
    end = DaySpan(earliest=date(2025, 9, 1), latest=date(2025, 9, 1))
    (line,) = calendar([course(started=month, stopped=end, is_current="no")], AS_OF)
    assert [(span.start, span.end, span.is_sure) for span in line.spans] == [
        (date(2025, 5, 1), date(2025, 5, 31), False),
        (date(2025, 5, 31), date(2025, 9, 1), True),
    ]
    (open_ended,) = calendar([course(started=month, stopped=None, is_current="unknown", weeks="≥ 4")], AS_OF)
    assert not any(span.is_sure for span in open_ended.spans) and "end not known" in open_ended.words


def test_no_two_labels_look_alike_without_colour():
    assert len({look.letter for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.pattern for look in LOOKS.values()}) == len(LOOKS)


def test_adherence_is_four_statements_and_both_sides(app):
    said = words_of(opened(app, "example-failures-under-non-adherence", "adherence"))
    for heading in ("1 How well", "2 Does it explain", "3 Why, and can it", "4 Capacity", "The other side"):
        assert heading in said
    made = patients.example_assessment("example-failures-under-non-adherence").adherence
    assert all(course.put_back in said and course.because in said for course in made.explains.courses)
    assert all(reason.action in said for reason in made.reasons)
    assert made.equity_note and made.equity_note in said


def test_sources_that_disagree_are_both_shown_and_the_disagreement_is_named(app):
    apart = {"pdc_pct": 40, "mars5_total": 25}
    opened_patient, made = saved(apart)
    assert made.adherence.measured.disagreements
    said = words_of(opened(app, opened_patient.key, "adherence"))
    assert all(text in said for text in made.adherence.measured.disagreements)
    assert "Taken" in said and "Doses missed" in said


def test_the_planner_names_the_day_warns_of_a_flare_and_cites_every_task(app):
    at = opened(app, "example-deferred-live-vaccine", "planner")
    plan = patients.example_assessment("example-deferred-live-vaccine").planner
    said = words_of(at)
    assert "23 Jun 2026" in said and "Agree the bridging treatment" in said
    table = next(table.value for table in at.table if "Earliest" in table.value.columns)
    assert len(table) == len(plan.tasks) and all("sources?source=" in cell for cell in table["Source"])


def test_without_a_day_the_planner_says_that_none_can_be_named(app):
    said = words_of(opened(app, "example-erl-p1", "planner"))
    assert "No day of collection can be named yet" in said and "no day can be named" in said


def test_every_response_standard_is_shown_with_the_milestones(app):
    at = opened(app, "example-work-up-early", "kidney")
    found = patients.example_assessment("example-work-up-early").renal_standards
    said = words_of(at)
    assert all(standard.title in said for standard in found.standards)
    assert [one.state for one in found.milestones] == ["passed", "due", "later"]
    assert "by 6 months" in said and "due now" in said


def test_the_fewest_answers_to_each_lane_and_the_nearest_change_are_shown(app):
    said = words_of(opened(app, "example-work-up-early"))
    for path in patients.example_assessment("example-work-up-early").paths.values():
        assert all(answer.label in said for answer in path.answers)
    outside = words_of(opened(app, "example-failures-under-non-adherence"))
    assert "Hypothetical" in outside and "never saved" in outside


def test_looking_under_another_profile_changes_nothing_that_is_saved(app):
    opened_patient, made = saved({})
    at = opened(app, opened_patient.key, profile="consensus_strict")
    assert at.header[0].value.replace("\\", "") == "Outside this profile today"
    assert "not saved" in words_of(at)
    kept = patients.stored_assessments(opened_patient.key, CLINICIAN)
    assert [one.assessment.profile for one in kept] == ["early_cart"] and kept[0].assessment.lane == made.lane


def test_two_profiles_stand_side_by_side_with_the_threshold_that_decides(app):
    at = opened(app, "example-ready", "profiles")
    at.selectbox(key="other_profile").set_value("consensus_strict").run()
    said = words_of(at)
    assert "Complete for MDT discussion" in said and "Outside this profile today" in said
    assert "Least weeks of a course" in said and "12 weeks" in said and "26 weeks" in said


def test_a_broken_profile_of_the_centre_is_named_and_the_rest_goes_on(app, tmp_path, monkeypatch):
    knowledge.profile.cache_clear()
    monkeypatch.setenv("EARLY_CART_PROFILES_DIR", str(tmp_path))
    (tmp_path / "ours.yaml").write_text("title: Ours", encoding="utf-8")
    said = words_of(opened(app, "example-ready", "profiles"))
    assert "1 profile of this centre cannot be used" in said and "ours.yaml lacks 'id'" in said
    knowledge.profile.cache_clear()


def test_an_assessment_outlives_the_profile_it_was_made_with(app, tmp_path, monkeypatch):
    knowledge.profile.cache_clear()
    monkeypatch.setenv("EARLY_CART_PROFILES_DIR", str(tmp_path))
    own = tmp_path / "ours.yaml"
    own.write_text("id: ours\ntitle: Ours\nversion: 1\nextends: early_cart", encoding="utf-8")
    record = patients.example_records()["example-ready"].model_copy(deep=True)
    record.patient_id = "BEHIND-2"
    kept, made = patients.save_patient(record, CLINICIAN, profile="ours")
    own.unlink()
    knowledge.profile.cache_clear()
    at = opened(app, kept.key)
    assert at.header[0].value.replace("\\", "") == made.headline
    assert "cannot be used today" in words_of(at)
    knowledge.profile.cache_clear()


def test_a_waiver_stands_at_the_top_and_beside_its_gate_and_is_withdrawn_with_a_reason(app):
    opened_patient, made = saved({"age_years": 80})
    assert made.lane == "not_candidate"
    waivers.waive(opened_patient.key, "age", "Biologically younger, agreed with geriatrics", CLINICIAN, on=AS_OF)
    said = words_of(opened(app, opened_patient.key, "waivers"))
    assert "Waivers changed after this assessment was made" in said and "Dr Invented" in said
    kept = patients.open_patient(opened_patient.key, CLINICIAN)
    patients.save_patient(
        kept.record,
        CLINICIAN,
        kept.key,
        kept.version,
        [warning.code for warning in patients.records.check(kept.record).warnings],
    )
    at = opened(app, opened_patient.key, "waivers")
    said = words_of(at)
    assert any("Waived:" in text.value and "Dr Invented" in text.value for text in at.warning)
    assert "waived by Dr Invented; by itself: does not meet" in said
    assert "1 gate waived" in said
    assert "Waivers changed" not in said and "Waivers (1)" in str(at.segmented_control(key="section").options)
    assert "1 gate waived" in words_of(at.switch_page("pages/mdt/worklist.py").run())


def test_a_gate_is_waived_on_the_page_by_a_named_person_only(app):
    opened_patient, _ = saved({"age_years": 80})
    at = opened(app, opened_patient.key, "waivers")
    at.text_area(key="waiver.reason.age.False").set_value("Agreed at the board")
    at.button(key="FormSubmitter:waiver.age.False-Waive this gate").click().run()
    assert waivers.waivers_of(opened_patient.key, CLINICIAN) == []
    at.session_state["working_name"] = "Dr Invented"
    at.text_area(key="waiver.reason.age.False").set_value("Agreed at the board")
    at.button(key="FormSubmitter:waiver.age.False-Waive this gate").click().run()
    (kept,) = waivers.waivers_of(opened_patient.key, CLINICIAN)
    assert (kept.criterion, kept.by, kept.reason) == ("age", "Dr Invented", "Agreed at the board")


def test_every_source_of_a_criterion_leads_to_rows_of_that_one_place():
    codes = {row.code for row in thresholds()}
    links = re.compile(r"sources\?source=([\w-]+)&at=([0-9a-f,]+)")
    for row in rows_of(assess(patients.example_records()["example-ready"])):
        for _, places in links.findall(sources_cell(row.finding)):
            assert set(places.split(",")) <= codes, row.finding.id


def test_a_link_leads_to_its_one_number_and_everything_else_is_one_click_away(app):
    row = next(row for row in thresholds() if row.source.id == "registered_trials" and "LVEF" in row.locator)
    at = app.run().switch_page(SOURCES)
    at.query_params["source"], at.query_params["at"] = row.source.id, row.code
    at.run()
    assert not at.exception
    shown = at.table[0].value
    assert len(shown) == sum(one.code == row.code for one in thresholds()) < 6
    at.button(key="all_places").click().run()
    assert len(at.table[0].value) > 6
