"""A fact feeds one axis and no other; every number of the ranking leads to a source or says that it is local."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace

import numpy as np
import pytest
import yaml

from eligibility.domain.faults import KnowledgeFault
from eligibility.domain.record import PatientRecord
from eligibility.knowledge.library import FOLDER, read_library
from eligibility.knowledge.prognosis_files import MODELS, read_prognosis
from eligibility.knowledge.ranking_files import read_ranking
from eligibility.services.library import library
from eligibility.services.patients import example_records
from eligibility.services.rank import Candidate, rank_records
from eligibility.services.weights import ranking_knowledge
from eligibility.services.worklist import row_of_draft

AXES = yaml.safe_load((FOLDER / "ranking" / "axes.yaml").read_text(encoding="utf-8"))


def facts_in_the_file() -> dict[str, set[str]]:
    """Read from the YAML itself, not from what the loader makes of it."""
    prognosis = read_prognosis(library())
    found = {}
    for name, axis in AXES.items():
        if "prognosis" in axis:
            used = {term.input for model in MODELS for term in prognosis.models[model].terms.values()}
            used -= set(axis["prognosis"]["leaves_out"])
            found[name] = {fact for key in used for fact in prognosis.inputs[key].facts}
        else:
            found[name] = {fact for part in axis["parts"].values() for fact in part["facts"]}
    return found


def test_no_two_axes_read_the_same_fact():
    facts = facts_in_the_file()
    for first, second in itertools.combinations(facts, 2):
        assert facts[first] & facts[second] == set(), (first, second)


def test_need_leaves_out_every_input_that_another_axis_holds():
    prognosis, facts = read_prognosis(library()), facts_in_the_file()
    others = set().union(*(found for name, found in facts.items() if name != "need"))
    used = {term.input for model in MODELS for term in prognosis.models[model].terms.values()}
    clashing = {key for key in used if set(prognosis.inputs[key].facts) & others}
    assert clashing <= set(AXES["need"]["prognosis"]["leaves_out"])


@pytest.mark.parametrize("fact", ["ethnicity", "referring_centre", "birth_date", "age_years", "sex"])
def test_who_somebody_is_feeds_no_axis(fact):
    formulas = {"age_years", "sex"}
    for name, facts in facts_in_the_file().items():
        assert fact not in facts or (name == "need" and fact in formulas)
    assert {"age", "male", "adherence"} <= set(AXES["need"]["prognosis"]["leaves_out"])


def _axes_of(record: PatientRecord) -> dict[str, tuple[float, float, float]]:
    row = replace(row_of_draft("one", "one"), lane="ready", grounds={"refractory": ["established"]})
    ranking = rank_records([Candidate(row, record)], ranking_knowledge().shipped_weights, draws=200, with_shifts=False)
    return {axis.axis: (axis.low, axis.middle, axis.high) for axis in ranking.patients[0].axes}


CHANGES = {
    "need": {"upcr_g_g": 6.0, "is_ln_relapsed": False, "has_hypertension": True, "c3_g_l": 1.4},
    "urgency": {"ln_activity_index": 3, "sledai_seizure": True},
    "reversibility": {"sdi_total": 3, "ln_chronicity_index": 5},
    "burden": {"prednisone_mg_day": 8},
}


@pytest.mark.parametrize(("axis", "fact"), [(axis, fact) for axis, facts in CHANGES.items() for fact in facts])
def test_a_changed_fact_moves_its_own_axis_at_most(axis, fact):
    record = example_records()["example-ready"]
    before = _axes_of(record)
    after = _axes_of(record.model_copy(update={"facts": {**record.facts, fact: CHANGES[axis][fact]}}))
    assert {name for name in before if before[name] != after[name]} <= {axis}


@pytest.mark.parametrize("fact", ["upcr_g_g", "ln_activity_index", "sdi_total", "prednisone_mg_day"])
def test_the_main_fact_of_each_axis_does_move_it(fact):
    record = example_records()["example-ready"]
    axis = next(name for name, facts in CHANGES.items() if fact in facts)
    after = _axes_of(record.model_copy(update={"facts": {**record.facts, fact: CHANGES[axis][fact]}}))
    assert _axes_of(record)[axis] != after[axis]


@pytest.mark.parametrize("facts", [{"pdc_pct": 20}, {"hcq_level_ng_ml": 10, "hcq_level_matrix": "whole_blood"}])
def test_missed_doses_move_no_axis(facts):
    record = example_records()["example-ready"]
    assert _axes_of(record) == _axes_of(record.model_copy(update={"facts": {**record.facts, **facts}}))


def test_age_moves_nobody_beyond_the_formula_of_egfr():
    record = example_records()["example-ready"]
    facts = {name: value for name, value in record.facts.items() if name != "creatinine_umol_l"} | {"egfr_reported": 80}
    young, old = (record.model_copy(update={"facts": {**facts, "age_years": age}}) for age in (22, 60))
    assert _axes_of(young) == _axes_of(old)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "knowledge")


def _changed(folder, name: str, change) -> None:
    path = folder / "ranking" / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


MISTAKES = {
    "both read": ("axes.yaml", lambda data: data["burden"]["parts"]["glucocorticoid"]["facts"].append("sdi_total")),
    "need and reversibility both read": (
        "axes.yaml", lambda data: data["need"]["prognosis"]["leaves_out"].pop("damage")
    ),
    "does not exist": ("axes.yaml", lambda data: data["burden"]["parts"]["glucocorticoid"].update(ask=["prednison"])),
    "glucocorticoid.scale.locator": (
        "axes.yaml", lambda data: data["burden"]["parts"]["glucocorticoid"]["scale"].pop("locator")
    ),
    "do not name every axis": (
        "settings.yaml", lambda data: data["shipped_weights"]["points"]["values"].pop("burden")
    ),
    "falling beginnings": ("settings.yaml", lambda data: data["bands"]["B"]["from"].update(value=0.9)),
    "they differ": (
        "axes.yaml", lambda data: data["burden"]["parts"]["glucocorticoid"]["scale"]["values"].update(least=20)
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_in_the_files_is_refused_in_words(words, folder):
    name, change = MISTAKES[words]
    _changed(folder, name, change)
    changed = read_library(folder)
    with pytest.raises(KnowledgeFault) as fault:
        read_ranking(changed, read_prognosis(changed))
    assert words in str(fault.value)


def test_bands_are_fixed_and_their_beginnings_are_local():
    cuts = [cut.begins for cut in ranking_knowledge().settings.bands.values() if cut.begins is not None]
    assert all(0 < cut.number < 1 and cut.evidence == "local" for cut in cuts)
    assert np.all(np.diff([cut.number for cut in cuts]) < 0)


def test_every_preference_says_that_it_is_local():
    for where, cited in ranking_knowledge().cited_values():
        if where.endswith(".scale") or "weights" in where:
            assert cited.evidence == "local", where


def test_what_a_missing_value_is_drawn_from_is_cited():
    for where, cited in ranking_knowledge().cited_values():
        if where.endswith(".reference"):
            assert cited.evidence == "cohort" and cited.source != "local", where
