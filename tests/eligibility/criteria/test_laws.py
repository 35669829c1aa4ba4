"""The laws that hold for every criterion of every profile, on patients nobody chose.

Law 1, unknown is a value; law 2, nothing says yes about an empty record; law 3, filling a blank may settle an unknown
but never turns yes into no or back.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.criteria.lanes import judge
from eligibility.criteria.words import Evaluator
from eligibility.domain.choice import Choice, Members
from eligibility.domain.cohort import Cohort
from eligibility.domain.courses import ADHERENCE, INDICATIONS, OUTCOMES, Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import NO, UNKNOWN, Truth
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge

SIZE = 160
DRUGS = (
    "mycophenolate_mofetil",
    "mycophenolate_sodium",
    "azathioprine",
    "cyclophosphamide_euro_lupus",
    "methotrexate",
    "rituximab",
    "hydroxychloroquine",
    "prednisone",
)
UNITS = ("g/day", "mg/day", "mg/kg/day", "mg/infusion", "mg/week")
# Two sources of one answer are drawn for different patients, since a contradiction is not a refinement: some patients
# have the clinician's items, some the documented totals, and some the laboratory values behind the items.
TWICE_TOLD = ("sledai_2k_total", "ln_class", "sledai_2k_previous")
LABORATORY = (
    "ana_titre",
    "is_anti_dsdna_positive",
    "is_anti_sm_positive",
    "is_c3_low",
    "is_c4_low",
    "platelets_10e9_l",
    "white_cells_10e9_l",
    "proteinuria_g_24h",
    "upcr_g_g",
)
SECOND_SOURCES = (
    "prior_inductions_failed",
    "is_ana_positive",
    "is_anti_dsdna_ever_positive",
    "is_antiphospholipid_positive",
    "creatinine_umol_l",
    "anti_dsdna_iu_ml",
    "c3_g_l",
    "c4_g_l",
)

COUNTED = ("point", "visit", "regimen", "0-5", "0-12", "0-24", "5-25", "reciprocal")


def judged(cohort: Cohort, profile: str):
    evaluator = Evaluator(
        Reading(cohort, knowledge.instruments()), knowledge.profile(profile), knowledge.library().drugs
    )
    return judge(evaluator)


def blank(size: int) -> Cohort:
    return Cohort(
        size=size,
        as_of=np.full(size, np.datetime64("2026-06-01")),
        patient_ids=np.array([f"P{i}" for i in range(size)], dtype=object),
        vocabulary=knowledge.library().facts,
        columns={},
        courses=Courses.none(size, DRUGS, UNITS),
    )


@pytest.mark.parametrize("profile", knowledge.profile_names())
def test_nothing_says_yes_about_an_empty_record(profile):
    verdicts = judged(blank(1), profile)
    for truths in (verdicts.urgent, verdicts.readiness):
        assert {key: truth.word(0) for key, truth in truths.items()} == dict.fromkeys(truths, "unknown")
    for group in (verdicts.gates, verdicts.grounds, verdicts.safety):
        for key, grade in group.items():
            assert grade.lo[0] == 0, key
            assert grade.hi[0] > 0, f"{key} is settled without anything being known"
    assert verdicts.lane_of(0) == "not_assessable"
    assert verdicts.possible_of(0) == ["not_candidate", "blocked", "deferred", "ready"]


@pytest.mark.parametrize("profile", knowledge.profile_names())
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_filling_blanks_only_ever_narrows_every_verdict(profile, seed):
    random = np.random.default_rng(seed)
    full = random_patients(random)
    less = with_blanks(full, random)
    before, after = judged(less, profile), judged(full, profile)
    for group in ("urgent", "readiness"):
        for key, truth in getattr(before, group).items():
            later = getattr(after, group)[key]
            changed = (truth.codes != UNKNOWN) & (truth.codes != later.codes)
            assert not changed.any(), (key, np.flatnonzero(changed))
    for group in ("gates", "grounds", "safety"):
        for key, grade in getattr(before, group).items():
            later = getattr(after, group)[key]
            widened = (later.lo < grade.lo) | (later.hi > grade.hi)
            assert not widened.any(), (key, np.flatnonzero(widened))
    assert not (after.possible & ~before.possible).any()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_one_patient_is_judged_alone_as_in_a_crowd(seed):
    cohort = random_patients(np.random.default_rng(seed))
    crowd = judged(cohort, "early_cart")
    row = seed % SIZE
    alone = judged(cohort.take(np.array([row])), "early_cart")
    assert alone.lane_of(0) == crowd.lane_of(row)
    assert alone.possible_of(0) == crowd.possible_of(row)


def random_patients(random: np.random.Generator) -> Cohort:
    """Patients with most facts known, values drawn close to where thresholds lie."""
    library = knowledge.library()
    told_by = random.integers(0, 3, SIZE)
    columns = {}
    for fact, definition in library.facts.items():
        column = random_column(definition, random)
        if column is None:
            continue
        if fact in SECOND_SOURCES:
            continue
        is_item = fact.startswith(("sledai_", "eular_")) and fact not in TWICE_TOLD
        way = 0 if is_item else 1 if fact in TWICE_TOLD else 2 if fact in LABORATORY else None
        hidden = None if way is None else told_by != way
        columns[fact] = column if hidden is None else _hide(column, hidden, definition)
    # A man who is pregnant is a contradiction, and a contradiction is not a refinement.
    cannot_bear = columns["sex"].is_in(["male"]).is_yes | columns["is_of_childbearing_potential"].is_no
    for fact in ("is_pregnant", "is_breastfeeding"):
        columns[fact] = columns[fact].where(cannot_bear, Truth.constant(SIZE, NO))
    cohort = replace(blank(SIZE), columns=columns, courses=random_courses(random))
    return replace(cohort, ages=random_ages(columns, random))


def random_column(definition, random):
    match definition.kind:
        case "flag":
            return Truth((2 * random.integers(0, 2, SIZE)).astype(np.int8))
        case "choice":
            return Choice(definition.values, (1 << random.integers(0, len(definition.values), SIZE)).astype(np.uint32))
        case "set":
            return Members({v: Truth((2 * random.integers(0, 2, SIZE)).astype(np.int8)) for v in definition.values})
        case "date":
            days = random.choice([0.0, 13, 14, 15, 28, 29, 42, 43, 120, 200, 730, 731, np.inf], SIZE)
            return Interval.known(days) if definition.allows_never else Interval.known(np.minimum(days, 4000.0))
        case "number":
            limits = definition.plausible or definition.hard
            low, high = (limits.min or 0.0, limits.max or 100.0) if limits else (0.0, 100.0)
            digits = 0 if definition.unit in COUNTED else 2
            return Interval.known(np.round(random.uniform(low, low + (high - low) * random.random(), SIZE), digits))
    return None


def random_ages(columns, random):
    ages = {}
    for fact in columns:
        if random.random() < 0.3:
            days = random.choice([0.0, 20, 31, 95, 200, 400], SIZE)
            ages[fact] = Interval.known(days)
    return ages


def random_courses(random) -> Courses:
    counts = random.integers(0, 4, SIZE)
    total = int(counts.sum())
    return replace(
        Courses.none(SIZE, DRUGS, UNITS),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        drug=random.integers(0, len(DRUGS), total),
        dose_unit=random.integers(0, len(UNITS), total),
        dose=Interval.known(random.choice([0.5, 2, 3, 150, 500, 1440], total)),
        weeks=Interval.known(random.choice([4.0, 11, 12, 23, 24, 30], total)),
        doses_given=Interval.known(random.choice([2.0, 3, 6], total)),
        started_days=Interval.unknown(total),
        stopped_days=Interval.unknown(total),
        is_current=Truth((2 * random.integers(0, 2, total)).astype(np.int8)),
        indication=Choice(INDICATIONS, (1 << random.integers(0, 2, total)).astype(np.uint32)),
        outcome=Choice(OUTCOMES, (1 << random.integers(0, len(OUTCOMES), total)).astype(np.uint32)),
        adherence=Choice(ADHERENCE, (1 << random.integers(0, 3, total)).astype(np.uint32)),
        stop_reason=np.full(total, None, dtype=object),
        frequency=np.full(total, None, dtype=object),
    )


def with_blanks(cohort: Cohort, random) -> Cohort:
    """The same patients knowing less: values blanked or widened, courses with open fields, result dates unknown."""
    columns = {
        fact: _hide(column, random.random(SIZE) < 0.4, cohort.vocabulary[fact], widen=random.random(SIZE) < 0.2)
        for fact, column in cohort.columns.items()
    }
    ages = {fact: age.where(random.random(SIZE) < 0.3, Interval.unknown(SIZE)) for fact, age in cohort.ages.items()}
    courses, total = cohort.courses, len(cohort.courses)
    hide = lambda: random.random(total) < 0.3  # noqa: E731
    courses = replace(
        courses,
        dose=courses.dose.where(hide(), Interval.unknown(total)),
        weeks=courses.weeks.where(hide(), Interval.unknown(total)),
        doses_given=courses.doses_given.where(hide(), Interval.unknown(total)),
        outcome=courses.outcome.where(hide(), Choice.unknown(OUTCOMES, total)),
        adherence=courses.adherence.where(hide(), Choice.unknown(ADHERENCE, total)),
        indication=courses.indication.where(hide(), Choice.unknown(INDICATIONS, total)),
        dose_unit=np.where(hide(), -1, courses.dose_unit),
        is_current=courses.is_current.where(hide(), Truth.unknown(total)),
    )
    return replace(cohort, columns=columns, ages=ages, courses=courses)


def _hide(column, rows, definition, widen=None):
    if isinstance(column, Interval):
        hidden = column.where(rows, Interval.unknown(SIZE))
        if widen is None:
            return hidden
        finite = np.isfinite(hidden.lo) & widen & ~rows
        return Interval(np.where(finite, hidden.lo - 1.5, hidden.lo), np.where(finite, hidden.hi + 0.7, hidden.hi))
    if isinstance(column, Truth):
        return column.where(rows, Truth.unknown(SIZE))
    if isinstance(column, Choice):
        return column.where(rows, Choice.unknown(definition.values, SIZE))
    return column.where(rows, Members.unknown(definition.values, SIZE))
