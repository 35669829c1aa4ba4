"""Every cited value stands on the Sources page, with its source, place, kind, status and day."""

from __future__ import annotations

from eligibility.domain.cited import Cited
from eligibility.services.library import library, profile
from eligibility.services.sources import fact_label, setting_titles, thresholds


def test_every_threshold_of_the_profile_has_a_row_with_its_value():
    rows = {(row.source.id, row.locator) for row in thresholds() if row.area.startswith("Profile")}
    values = " ".join(row.value for row in thresholds())
    for _, criterion in profile().criteria():
        for _, condition in criterion.rungs:
            for cited in condition.cited():
                assert isinstance(cited, Cited)
                assert (cited.source, cited.locator) in rows
                assert str(cited.value) in values


def test_no_row_lacks_its_source_place_or_day():
    for row in thresholds():
        assert row.source.title and row.locator and row.subject and row.checked_on
        assert row.evidence in ("guideline", "trial_criterion", "consensus", "cohort", "local")


def test_local_opinion_and_what_was_not_read_to_the_end_are_flagged():
    for row in thresholds():
        assert row.is_flagged == (row.evidence == "local" or row.status != "checked")
    assert any(row.is_flagged for row in thresholds()) and not all(row.is_flagged for row in thresholds())


def test_a_search_finds_every_word_wherever_it_stands():
    found = [row for row in thresholds() if row.mentions("KDIGO egfr")]
    assert found
    assert all(row.mentions("kdigo") and row.mentions("EGFR") for row in found)
    assert not any(row.mentions("kdigo and a word that nobody wrote") for row in thresholds())


def test_settings_and_facts_have_names_for_people():
    assert all("_" not in title for title in setting_titles().values())
    assert fact_label("upcr_g_g") == library().facts["upcr_g_g"].label
    assert fact_label("sledai_2k.total").startswith("SLEDAI-2K")
    assert fact_label("treatments[0]") == "Treatment courses"
