"""What a complete entry answers, held against what the same entry answers with some of it open."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.one_patient import ask

SLACK = 1e-9


@st.composite
def opened(draw, entries):
    """The same entries with some left out and some numbers widened to a range that holds them."""
    left = {}
    for name, value in entries.items():
        how = draw(st.sampled_from(["keep", "keep", "leave out", "widen"]), label=f"{name}")
        if how == "leave out":
            continue
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if how == "widen" and is_number:
            below, above = draw(st.sampled_from([0, 0.1, 5, 1000])), draw(st.sampled_from([0, 0.1, 5, None]))
            left[name] = [max(value - below, 0) if value >= 0 else value, None if above is None else value + above]
        else:
            left[name] = value
    return left


def assert_holds(wider, narrower):
    """Every answer of the narrower outcome is still possible in the wider one."""
    for name, column in narrower.outputs.items():
        other = wider.outputs[name]
        match column:
            case Interval():
                slack = SLACK * np.maximum(1, np.where(np.isfinite(column.lo), np.abs(column.lo), 1))
                assert (other.lo <= column.lo + slack).all() and (column.hi <= other.hi + slack).all(), name
            case Truth():
                assert (other.is_unknown | (other.codes == column.codes)).all(), name
            case Choice():
                assert ((column.mask & ~other.mask) == 0).all(), name
            case _:
                raise AssertionError(f"{name} is a {type(column).__name__}")


def assert_patient(instrument, entries, data):
    """Filling in what is open only narrows: complete within partly open within more open within an empty record."""
    complete = ask(instrument, entries)
    some = data.draw(opened(entries), label="some open")
    fewer = {name: value for name, value in some.items() if data.draw(st.booleans(), label=f"still keep {name}")}
    partly = ask(instrument, some)
    assert_holds(partly, complete)
    assert_holds(ask(instrument, fewer), partly)
    assert_holds(ask(instrument, {}), complete)


def assert_exact(instrument, given, grids, outputs):
    """What is still possible with inputs left out is exactly what trying out all their values gives."""
    names = [name for name in grids if name not in given]
    rows = list(product(*(grids[name] for name in names)))
    columns = {name: _column(instrument, name, [row[i] for row in rows]) for i, name in enumerate(names)}
    columns |= {name: _column(instrument, name, [value] * len(rows)) for name, value in given.items()}
    tried, said = instrument.over(len(rows), columns), ask(instrument, given)
    for name in outputs:
        column, answer = tried.outputs[name], said.outputs[name]
        if isinstance(column, Choice):
            found = {value for row in range(len(rows)) for value in column.possible(row)}
            assert set(answer.possible(0)) == found, name
        else:
            codes = set(column.codes.tolist())
            expected = codes.pop() if len(codes) == 1 else 1
            assert int(answer.codes[0]) == expected, name


def _column(instrument, name, values):
    spec = instrument.knowledge.inputs[name]
    if spec.kind == "number":
        return Interval.known(values)
    return Truth.of(values) if spec.kind == "flag" else Choice.of(spec.values, values)
