"""Dates, numbers, units and thresholds as clinicians read them."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.domain.cited import Cited, Extreme
from eligibility.domain.finding import Threshold, Value
from eligibility.report import values, wording

AS_OF = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (date(2026, 6, 1), "1 Jun 2026"),
        ("2026-06-01", "1 Jun 2026"),
        ("2026-06", "Jun 2026"),
        ("2026", "2026"),
        ("never", "never"),
        ("2026-02-31", "2026-02-31"),
        (None, ""),
    ],
)
def test_days(given, printed):
    assert values.day(given) == printed


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        (8.0, "8"),
        (0.5, "0.5"),
        (-0.25, "−0.25"),
        (82.96947498790365, "82.9695"),
        (1200000.0, "1200000"),
        (1e-7, "1e−07"),
    ],
)
def test_numbers(given, printed):
    assert values.number(given) == printed


@pytest.mark.parametrize(
    ("given", "unit", "printed"),
    [
        (8, "point", "8 points"),
        (1, "class", "1 class"),
        (79.5, "umol/L", "79.5 µmol/L"),
        (320, "reciprocal", "1:320"),
        (62, "%", "62%"),
        (62, "% predicted", "62% of predicted"),
        (9, "0-24", "9 (scale 0–24)"),
        (90, "mL/min/1.73m2", "90 mL/min/1.73m²"),
        (True, None, "yes"),
        (None, "g/g", "not known"),
        (["III", "IV"], None, "III, IV"),
        ([], None, "none"),
        ("no_response", None, "no response"),
        ("2026-03-10 to 2026-03-12", None, "10 Mar 2026 to 12 Mar 2026"),
    ],
)
def test_values_with_their_units(given, unit, printed):
    assert values.with_unit(given, unit) == printed


def egfr(value: float) -> Value:
    return Value(fact="egfr", label="eGFR", value=value, unit="mL/min/1.73m2")


def below_30() -> Threshold:
    return Threshold(fact="egfr", operator="<", value=30, unit="mL/min/1.73m2")


def test_a_value_is_not_rounded_onto_a_threshold_that_it_does_not_touch():
    assert values.value_read(egfr(82.9694749), [below_30()], AS_OF) == "eGFR: 82.97 mL/min/1.73m² (entered)"
    assert values.value_read(egfr(29.99712), [below_30()], AS_OF) == "eGFR: 29.9971 mL/min/1.73m² (entered)"


def test_a_value_of_the_assessment_day_does_not_repeat_it():
    value = Value(fact="upcr", label="UPCR", value=2.4, unit="g/g", on=AS_OF, origin="laboratory")
    assert values.value_read(value, [], AS_OF) == "UPCR: 2.4 g/g (imported, laboratory)"


def test_a_threshold_carries_the_range_across_trials():
    cited = Cited(
        value=8,
        unit="point",
        source="s",
        locator="l",
        evidence="consensus",
        checked_on=AS_OF,
        strictest=Extreme(value=10, source="a"),
        laxest=Extreme(value=6, source="b"),
    )
    threshold = Threshold(fact="f", operator=">=", value=8, unit="point", cited=cited)
    assert values.threshold_held(threshold) == "≥ 8 points (strictest 10, laxest 6)"


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("entered", "entered"),
        ("derived", "derived"),
        ("computed from sledai_2k", "derived, computed from sledai 2k"),
        ("laboratory", "imported, laboratory"),
    ],
)
def test_every_value_says_whether_it_was_entered_imported_or_derived(origin, said):
    value = Value(fact="upcr", label="UPCR", value=2.4, unit="g/g", on=AS_OF, origin=origin)
    assert values.value_read(value, [], AS_OF) == f"UPCR: 2.4 g/g ({said})"


@pytest.mark.parametrize("operator", Threshold.model_fields["operator"].annotation.__args__)
def test_every_operator_has_words(operator):
    held = values.threshold_held(Threshold(fact="f", operator=operator, value=3, unit="month"))
    assert held.startswith(values.OPERATORS[operator])


def test_a_digest_is_shortened_and_nothing_else():
    assert wording.short("ab" * 32) == "ab" * 6
    assert wording.short("early_cart") == "early_cart"
