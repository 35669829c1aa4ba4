"""Units: every one known, every factor exact, and a converted value back where it began."""

from __future__ import annotations

from decimal import Decimal

import pytest

from eligibility.knowledge.library import read_library


@pytest.fixture(scope="module")
def library():
    return read_library()


def convert(library, fact: str, value: str, unit: str) -> Decimal:
    return Decimal(value) * Decimal(library.units[f"{fact}|{unit}"].factor)


def test_every_conversion_goes_there_and_back(library):
    for conversion in library.units.values():
        factor = Decimal(conversion.factor)
        for value in ("0.001", "0.5", "1", "113", "4200"):
            there = Decimal(value) * factor
            assert abs(there / factor - Decimal(value)) <= Decimal(value) * Decimal("1e-25"), conversion.quantity


def test_every_conversion_is_offered_by_its_fact(library):
    unused = [name for name, c in library.units.items() if c.unit not in library.facts[c.quantity].accepted_units]
    assert unused == []


def test_a_canonical_unit_has_no_conversion(library):
    assert [fact.id for fact in library.facts.values() if f"{fact.id}|{fact.unit}" in library.units] == []


def test_no_unit_name_stands_twice_and_every_printed_form_is_of_a_unit(library):
    assert set(library.printed_units) <= library.unit_names
    folded = [name.lower() for name in library.unit_names]
    assert len(folded) == len(set(folded)), "two units differ by capitals alone"


@pytest.mark.parametrize(
    ("fact", "value", "unit", "expected"),
    [
        ("creatinine_umol_l", "1", "mg/dL", "88.4"),
        ("upcr_g_g", "500", "mg/g", "0.5"),
        ("upcr_g_g", "0.5", "mg/mg", "0.5"),
        ("haemoglobin_g_l", "9", "g/dL", "90"),
        ("platelets_10e9_l", "150000", "/uL", "150"),
        ("platelets_10e9_l", "150", "10^3/uL", "150"),
        ("lymphocytes_10e9_l", "800", "cells/uL", "0.8"),
        ("crp_mg_l", "1", "mg/dL", "10"),
        ("c3_g_l", "90", "mg/dL", "0.9"),
        ("igg_g_l", "700", "mg/dL", "7"),
        ("hcq_level_ng_ml", "1", "umol/L", "336"),
        ("hcq_level_ng_ml", "1", "mg/L", "1000"),
        ("cd3_per_ul", "0.1", "10^9/L", "100"),
        ("proteinuria_g_24h", "750", "mg/24h", "0.75"),
        ("ferritin_ug_l", "650", "ng/mL", "650"),
    ],
)
def test_known_equivalents(fact, value, unit, expected, library):
    assert convert(library, fact, value, unit) == Decimal(expected)


@pytest.mark.parametrize("value", ["113", "113.1", "113.12"])
def test_the_laboratory_s_equivalent_of_one_gram_a_gram_reaches_one(value, library):
    """113 mg/mmol and 1000 mg/g give the same verdict at a threshold of 1.0 g/g."""
    converted = convert(library, "upcr_g_g", value, "mg/mmol")
    assert converted >= 1
    assert abs(converted - Decimal(value) / Decimal("113.12")) < Decimal("0.002")


def test_fifty_milligrams_a_millimole_is_not_half_a_gram_a_gram(library):
    assert convert(library, "upcr_g_g", "50", "mg/mmol") < Decimal("0.45")
    assert (
        convert(library, "upcr_g_g", "56.4", "mg/mmol")
        < Decimal("0.5")
        <= convert(library, "upcr_g_g", "56.6", "mg/mmol")
    )
    assert "borderline" in library.units["upcr_g_g|mg/mmol"].citation.note


def test_every_way_of_giving_a_ratio_has_the_same_factors(library):
    ratios = [fact.id for fact in library.facts.values() if fact.unit == "g/g"]
    assert len(ratios) == 3
    for unit in ("mg/mg", "mg/g", "mg/mmol"):
        assert len({library.units[f"{ratio}|{unit}"].factor for ratio in ratios}) == 1
