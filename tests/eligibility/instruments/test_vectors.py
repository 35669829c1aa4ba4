"""`verify`: the shared vectors agree, a wrong one is found, and a file that is not one of vectors is refused."""

import json

import pytest

from eligibility.domain.faults import InputFault
from eligibility.instruments.vectors import (
    ADAPTERS,
    activity,
    cell_therapy,
    damage_and_targets,
    kidney,
    nephritis,
    sle_das,
    treatment,
)
from eligibility.services.vector_answers import agrees, difference
from eligibility.services.verify import verify

ROOMS = (activity, sle_das, damage_and_targets, kidney, nephritis, treatment, cell_therapy)
GOOD = {
    "id": "arthritis alone",
    "instrument": "sledai_2k",
    "inputs": {"items": ["arthritis"]},
    "expected": {"sledai_2k": 4, "clinical_sledai": 4},
}


@pytest.fixture
def report_on(tmp_path):
    def run(*vectors):
        path = tmp_path / "vectors.json"
        path.write_text(json.dumps({"vectors": list(vectors)}), encoding="utf-8")
        return verify(path)

    return run


def test_every_shared_vector_agrees(shared):
    report = verify(shared / "reference" / "instrument_vectors.json")
    assert [(one.id, one.reason) for one in report.differing] == []
    assert report.passed == report.total > 0
    assert "nothing differs" in report.as_text()


def test_every_shared_vector_that_is_spoilt_is_found(shared, tmp_path):
    """A check that could not fail would prove nothing: every stated number, word and verdict is changed in turn."""
    vectors = json.loads((shared / "reference" / "instrument_vectors.json").read_text(encoding="utf-8"))["vectors"]
    spoilt = []
    for vector in vectors:
        for name, value in vector["expected"].items():
            expected = {**vector["expected"], name: _spoilt(value)}
            spoilt.append({**vector, "id": f"{vector['id']}.{name}", "expected": expected})
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps({"vectors": spoilt}), encoding="utf-8")
    missed = {vector["id"] for vector in spoilt} - {one.id for one in verify(path).differing}
    assert {name for name in missed if not name.endswith((".error", ".label", ".status"))} == set()


def _spoilt(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1 + abs(value)
    return "something else" if value is not None else "not null"


def test_a_vector_stands_in_one_room_alone():
    names = [name for room in ROOMS for name in room.ADAPTERS]
    assert sorted(names) == sorted(set(names)) == sorted(ADAPTERS)


def test_a_wrong_answer_is_named_with_both_values(report_on):
    report = report_on(GOOD, {**GOOD, "id": "wrong", "expected": {"sledai_2k": 5}})
    assert (report.total, report.passed) == (2, 1)
    assert (report.differing[0].id, report.differing[0].got) == ("wrong", {"sledai_2k": 4.0})
    assert report.differing[0].reason == "sledai_2k: 4, stated 5."
    assert "1 of 2 vectors agree; 1 differ." in report.as_text()
    assert report.as_dict()["differing"][0]["expected"] == {"sledai_2k": 5}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"instrument": "sledai_3k"}, "no instrument called 'sledai_3k'"),
        ({"inputs": {"items": ["a new item"]}}, "refused"),
        ({"inputs": {"items": 7}}, "not of the kind"),
        ({"expected": {"sledai": 4}}, "no such result"),
        ({"expected": {"error": "items required"}}, "not refused"),
        ({"expected": {"sledai_2k": None}}, "stated not settled"),
    ],
)
def test_what_cannot_be_run_differs_and_says_why(report_on, change, reason):
    report = report_on({**GOOD, **change})
    assert (report.passed, len(report.differing)) == (0, 1)
    assert reason in report.differing[0].reason


def test_open_items_agree_with_null_with_their_interval_and_with_its_bounds(report_on):
    report = report_on(
        {**GOOD, "id": "null", "inputs": {"items": None}, "expected": {"sledai_2k": None}},
        {**GOOD, "id": "interval", "inputs": {"items": None}, "expected": {"sledai_2k": [0, 105]}},
        {**GOOD, "id": "bounds", "inputs": {"items": None}, "expected": {"sledai_2k_lo": 0, "sledai_2k_hi": 105}},
    )
    assert report.differing == ()


def test_what_no_source_confirms_is_not_run(report_on):
    report = report_on(
        GOOD,
        {**GOOD, "id": "renal letter", "instrument": "bilag2004_renal_unverified"},
        {**GOOD, "id": "nineteen questions", "instrument": "cqr19_unverified"},
    )
    assert (report.total, report.passed) == (1, 1)
    assert [one.id for one in report.not_run] == ["renal letter", "nineteen questions"]
    assert not [name for name in ADAPTERS if name.endswith("_unverified")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("{", "not readable JSON"),
        ("[]", "no list called `vectors`"),
        ('{"vectors": {}}', "no list called `vectors`"),
        ('{"vectors": []}', "holds no vectors"),
        ('{"vectors": [1]}', "vector 1"),
        ('{"vectors": [{"id": "a"}]}', "lacks 'instrument' in vector 1"),
        ('{"vectors": [{"id": "a", "instrument": "sdi", "inputs": 1, "expected": {"a": 0}}]}', "'inputs' of vector 1"),
        ('{"vectors": [{"id": "a", "instrument": "sdi", "inputs": {}, "expected": {}}]}', "expects nothing"),
        ('{"vectors": [{"id": 1, "instrument": "sdi", "inputs": {}, "expected": {"sdi": 0}}]}', "'id' of vector 1"),
        (
            '{"vectors": [{"id": "a", "instrument": "sdi", "inputs": {}, "expected": {"sdi": 0}, "tolerance": -1}]}',
            "tolerance in vector 1",
        ),
        ('{"vectors": [{"id": "a", "instrument": "sdi", "inputs": {"x": NaN}, "expected": {"sdi": 0}}]}', "NaN"),
    ],
)
def test_a_file_that_is_not_one_of_vectors_is_refused_in_three_lines(tmp_path, text, words):
    path = tmp_path / "vectors.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFault, match=words) as fault:
        verify(path)
    assert len(str(fault.value).splitlines()) == 3


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputFault, match="does not exist"):
        verify(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("wanted", "found", "tolerance", "does_agree"),
    [
        (1.0, 1.01, 0.01, True),
        (1.0, 1.02, 0.01, False),
        (1.0, 1.0000001, None, True),
        (1.0, 1.001, None, False),
        (1, True, None, False),
        (True, 1, None, False),
        (True, True, None, True),
        (False, None, None, False),
        (None, None, None, True),
        (None, False, None, False),
        (None, [0.0, 4.0], None, True),
        ("unknown", None, None, True),
        ([0, None], [0.0, float("inf")], None, True),
        ([0, 4], 4.0, None, False),
        ("severe", "mild", None, False),
    ],
)
def test_answers_agree_by_value_and_kind(wanted, found, tolerance, does_agree):
    assert agrees(wanted, found, tolerance) is does_agree


def test_a_refusal_agrees_with_any_stated_error_and_with_nothing_else():
    assert difference({"error": "amount required"}, {"error": "in other words"}, None) is None
    assert difference({"error": None}, {"error": "refused"}, None) == "It was refused."
