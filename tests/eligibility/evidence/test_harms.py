"""Harms per hundred: pooled as documented, nobody counted twice, and never a zero for what nobody counted."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binomtest, chi2

from eligibility.domain.faults import KnowledgeFault
from eligibility.evidence.harms import dispersion, wilson
from eligibility.knowledge.harm_files import read_harms
from eligibility.knowledge.library import FOLDER, read_library
from eligibility.services.harms import harms, harms_knowledge

NOT_COUNTED = {"prolonged_cytopenia", "low_immunoglobulin", "local_toxicity", "fertility", "second_cancer"}


def by_id():
    return {harm.id: harm for harm in harms()}


def test_every_pool_that_agrees_has_the_wilson_interval_of_an_independent_library():
    for harm in harms():
        if harm.is_known and "widened" not in harm.method:
            interval = binomtest(harm.events, harm.of).proportion_ci(0.95, method="wilson")
            assert (harm.low, harm.high) == pytest.approx((100 * interval.low, 100 * interval.high)), harm.id
            assert harm.per_100 == pytest.approx(100 * harm.events / harm.of), harm.id


def test_the_published_review_is_reproduced():
    """The intervals that the reference derives from the review's own counts."""
    found = {
        key: [round(number, 1) for number in (h.per_100, h.low, h.high)] for key, h in by_id().items() if h.is_known
    }
    assert found["icans_any"] == [2.8, 1.1, 6.9]
    assert found["serious_infection"] == [7.6, 4.3, 13.1]
    assert [round(number) for number in found["crs_any"]] == [56, 48, 64]
    assert found["manufacturing_failure"] == [0.0, 0.0, 13.8]


def test_series_that_disagree_get_a_wider_interval_than_chance_alone_gives():
    """CRS runs from none of 3 to 13 of 15; a beta-binomial with the same dispersion has about the same spread."""
    beside = by_id()["crs_any"].beside
    plain = binomtest(beside.events, beside.of).proportion_ci(0.95, method="wilson")
    assert beside.high - beside.low > 100 * (plain.high - plain.low) * 1.2
    counts = harms_knowledge().harms["crs_any"].beside
    events, of = np.array([c.events for c in counts]), np.array([c.of for c in counts])
    share, spread = events.sum() / of.sum(), dispersion(events, of)
    # Overdispersion of a beta-binomial with intraclass correlation rho at the series' mean size is 1 + rho (n - 1).
    rho = (spread - 1) / (np.average(of, weights=of) - 1)
    total = (1 - rho) / rho
    variance = sum(betabinom(n, share * total, (1 - share) * total).var() for n in of) / of.sum() ** 2
    half = 1.96 * 100 * variance**0.5
    assert (beside.high - beside.low) / 2 == pytest.approx(half, rel=0.15)


def test_dispersion_is_pearsons_chi_squared_over_its_degrees_of_freedom():
    events, of = [3, 13, 1, 0], [5, 15, 7, 3]
    share = sum(events) / sum(of)
    cells = [
        (e - n * share) ** 2 / (n * share) + (e - n * share) ** 2 / (n * (1 - share))
        for e, n in zip(events, of, strict=True)
    ]
    assert dispersion(events, of) == pytest.approx(sum(cells) / 3)
    assert chi2.sf(sum(cells), 3) < 0.05
    assert dispersion([0, 0], [5, 7]) == dispersion([2], [7]) == dispersion([5, 7], [5, 7]) == 1.0


@settings(deadline=None)
@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(counted):
    events, of = counted
    low, high = wilson(events, of, 0.95)
    interval = binomtest(events, of).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((interval.low, interval.high), abs=1e-12)
    assert 0.0 <= low <= events / of <= high <= 1.0


def test_what_nobody_counted_is_not_known_and_never_zero():
    unknown = {harm.id for harm in harms() if not harm.is_known}
    assert unknown == NOT_COUNTED
    for harm in harms():
        if not harm.is_known:
            assert (harm.per_100, harm.low, harm.high, harm.events, harm.of) == (None,) * 5
            assert harm.note and harm.cites and not harm.studies


def test_none_seen_still_has_an_upper_end():
    assert all(harm.high > 0 for harm in harms() if harm.is_known and harm.events == 0)


def test_every_count_leads_to_its_place_in_a_publication():
    library = read_library(FOLDER)
    for harm in harms():
        for study in harm.studies:
            assert study.cite.locator and study.cite.source in library.sources


def test_no_study_is_in_two_pools_of_one_harm():
    for key, harm in harms_knowledge().harms.items():
        cohorts = [harms_knowledge().studies[count.study].cohort for count in harm.pooled]
        assert len(cohorts) == len(set(cohorts)), key


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("study: mackensen, events: 3", "study: mackensen, events: 6", "more events than people"),
        (
            "study: mackensen, events: 3, of: 5, source: mackensen_2022",
            "study: x, events: 3, of: 5, source: local",
            "x",
        ),
        (
            "    beside:\n      - {study: zhang_12",
            "      - {study: zhang_12",
            "pools the same people twice",
        ),
        (
            "    beside:\n      - {study: mackensen, events: 3",
            "      - {study: mackensen, events: 3",
            "same people twice",
        ),
        ('    cites:\n      - {source: local, locator: "docs/harms.md, what nobody has counted"', None, "no count"),
    ],
)
def test_a_file_that_counts_people_twice_or_hides_a_gap_is_refused(tmp_path, old, new, said):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for name in ("harms.yaml",):
        shutil.copy(FOLDER / name, folder / name)
    text = (folder / "harms.yaml").read_text(encoding="utf-8")
    assert old in text
    if new is None:
        start = text.index(old)
        text = text[:start] + text[text.index("\n\n", start) + 1 :]
    else:
        text = text.replace(old, new, 1)
    (folder / "harms.yaml").write_text(text, encoding="utf-8")
    library = read_library(FOLDER)
    elsewhere = type(library)(**{**vars_of(library), "folder": folder})
    with pytest.raises(KnowledgeFault, match=said):
        read_harms(elsewhere)


def vars_of(library):
    return {name: getattr(library, name) for name in library.__dataclass_fields__}
