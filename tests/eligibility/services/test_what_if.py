"""Supposing changes the estimate alone: nothing stored, nothing in the record, and only what can change."""

from __future__ import annotations

import shutil

import pytest

from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.knowledge.library import FOLDER, read_library
from eligibility.knowledge.what_if_files import read_what_if
from eligibility.services import patients
from eligibility.services.assess import assess
from eligibility.services.what_if import changeable, estimate_of, what_if

READY = "example-ready"


@pytest.fixture
def record():
    return patients.example_records()[READY]


def test_the_estimate_as_it_is_is_that_of_the_assessment(record):
    assert estimate_of(record) == assess(record).prognosis
    assert what_if(record, {"prednisone": 5.0}).before == assess(record).prognosis


def test_the_record_stays_as_it_was(record):
    before = record.model_dump_json()
    found = what_if(record, {"adherence": "level_severe", "blood_pressure": "raised", "prednisone": 40})
    assert record.model_dump_json() == before
    assert found.is_hypothetical and len(found.supposed) == 3


def test_the_supposed_estimate_is_that_of_a_record_with_those_facts(record):
    changed = record.model_copy(update={"facts": {**record.facts, "has_hypertension": False, "prednisone_mg_day": 5.0}})
    assert what_if(record, {"blood_pressure": "normal", "prednisone": 5}).after == assess(changed).prognosis


def test_worse_adherence_more_prednisone_and_hypertension_go_with_more_failure(record):
    for name, ordered in {
        "adherence": ("taken", "doses_missed", "level_severe"),
        "prednisone": (5, 20),
        "blood_pressure": ("normal", "raised"),
        "antimalarial": ("prescribed", "none"),
    }.items():
        found = [what_if(record, {name: answer}).after.estimate for answer in ordered]
        assert found == sorted(found) and found[0] < found[-1], name


def test_every_offered_answer_is_read_as_what_it_says(record):
    taken, severe = (what_if(record, {"adherence": a}).after for a in ("taken", "level_severe"))
    says = [next(p.value for p in found.contributions if p.predictor == "adherence") for found in (taken, severe)]
    assert "not severe" in says[0] and "refills: adequate" in says[0]
    assert "severe non-adherence" in says[1]


def test_a_level_is_not_offered_where_nothing_is_prescribed_or_nobody_knows(record):
    for dose in (0, None):
        facts = {name: value for name, value in record.facts.items() if name != "hydroxychloroquine_mg_day"}
        other = record.model_copy(
            update={"facts": facts if dose is None else {**facts, "hydroxychloroquine_mg_day": 0}}
        )
        offered = next(one for one in changeable(other, "renal") if one.id == "adherence")
        assert [option.id for option in offered.options] == ["taken", "doses_missed"]
        with pytest.raises(InputFault, match="no answer"):
            what_if(other, {"adherence": "level_severe"})


def test_what_is_offered_is_what_the_model_reads(record):
    assert {one.id for one in changeable(record, "renal")} == {
        "adherence",
        "antimalarial",
        "prednisone",
        "blood_pressure",
    }
    assert "blood_pressure" not in {one.id for one in changeable(record, "extrarenal")}
    assert changeable(record, "undetermined") == []


@pytest.mark.parametrize(
    "supposed", [{"age": 20}, {"prednisone": 400}, {"prednisone": "much"}, {"blood_pressure": "x"}]
)
def test_anything_else_is_refused_without_the_value_in_the_message(record, supposed):
    with pytest.raises(InputFault) as fault:
        what_if(record, supposed)
    assert "400" not in str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("has_hypertension: true", "has_lupus_nephritis: true", "cannot change"),
        ("has_hypertension: true", "has_hypertensoin: true", "does not exist"),
        ("reads: [hypertension]", "reads: [hypertensoin]", "does not exist"),
        ("kind: number", "kind: choice", "two answers"),
    ],
)
def test_knowledge_that_supposes_what_cannot_change_is_refused(tmp_path, old, new, said):
    folder = tmp_path / "knowledge"
    (folder / "prognosis").mkdir(parents=True)
    shutil.copy(FOLDER / "prognosis" / "what_if.yaml", folder / "prognosis")
    path = folder / "prognosis" / "what_if.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    library = read_library(FOLDER)
    elsewhere = type(library)(**{**{n: getattr(library, n) for n in library.__dataclass_fields__}, "folder": folder})
    inputs = ("adherence", "no_antimalarial", "prednisone_above_7_5", "prednisone_from_10", "hypertension")
    with pytest.raises(KnowledgeFault, match=said):
        read_what_if(elsewhere, inputs)
