"""Units: there and back gives the same value, and every unit that a record may use is known here."""

import pytest

from eligibility.instruments.one_patient import answers, ask
from eligibility.instruments.unit_conversion import FACT_OF
from eligibility.knowledge.library import read_library

LIBRARY = read_library()


def test_every_quantity_of_the_list_is_a_quantity_of_the_record_or_has_its_own_factor(instruments):
    values = instruments["unit_conversion"].knowledge.inputs["quantity"].values
    assert set(values) == {*FACT_OF, "bilirubin"}
    assert set(FACT_OF.values()) <= set(LIBRARY.facts)


@pytest.mark.parametrize("quantity", sorted(FACT_OF))
def test_there_and_back_gives_the_same_value(instruments, quantity):
    fact = LIBRARY.facts[FACT_OF[quantity]]
    for unit in fact.accepted_units:
        there = {"quantity": quantity, "value": 7.25, "from": unit, "to": fact.unit}
        converted = answers(ask(instruments["unit_conversion"], there))["value"]
        back = {"quantity": quantity, "value": converted, "from": fact.unit, "to": unit}
        assert answers(ask(instruments["unit_conversion"], back))["value"] == pytest.approx(7.25, rel=1e-9)
