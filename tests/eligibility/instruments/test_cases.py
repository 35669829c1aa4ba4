"""Every instrument's cases (tests/cases/instruments/<id>.yaml): sentences with what is given and what must follow.

`given` holds input name: value, null (not known), or [lowest, highest]; `expect` holds output: value, [lowest,
highest], a list of what is still possible, or "unknown". A line under `because` says why where that is not plain.
`notes` may hold words that one of the instrument's notes must contain.
"""

from pathlib import Path

import pytest
import yaml

from eligibility.instruments.one_patient import answers, ask, notes_of

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "instruments"


def _cases() -> list:
    return list(_each_case())


def _each_case():
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def _agrees(got, expected) -> bool:
    if expected == "unknown":
        return got is None
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return all(_agrees(one, other) for one, other in zip(got, expected, strict=True))
    if isinstance(expected, bool) or not isinstance(expected, int | float):
        return got == expected
    return isinstance(got, float) and got == pytest.approx(expected, abs=5e-7, rel=1e-9)


@pytest.mark.parametrize(("instrument", "case"), _cases())
def test_case(instrument, case, instruments):
    assert set(case) <= {"name", "given", "expect", "because", "notes"}
    outcome = ask(instruments[instrument], case["given"])
    got = answers(outcome)
    wrong = {
        name: (got.get(name, "no such output"), expected)
        for name, expected in case["expect"].items()
        if name not in got or not _agrees(got[name], expected)
    }
    assert not wrong, f"got and expected: {wrong}; because {case.get('because', 'the definition says so')}"
    said = notes_of(outcome)
    for words in case.get("notes", []):
        assert any(words in sentence for sentence in said), f"no note says {words!r}; notes are {said}"
