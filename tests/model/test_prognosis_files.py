"""The prognosis files are cited throughout, and a mistake in one is refused in words that name it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from eligibility.domain.cited import Cited
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.prognosis_files import read_prognosis


def test_every_value_is_cited_and_no_judgement_is_called_evidence(known):
    values = list(known.knowledge.cited_values())
    assert len(values) > 150
    for where, cited in values:
        assert cited.locator.strip(), where
        if cited.evidence == "local":
            assert cited.source == "local" and cited.status == "provisional", where
        if isinstance(cited, Cited) and cited.source == "local":
            assert cited.evidence == "local", where


MISTAKES = [
    ("renal.yaml", "input: egfr\n", "input: egrf\n", "'egrf', which does not exist; the nearest known name is 'egfr'"),
    ("renal.yaml", "source: mcdonald_2022", "source: mcdonald_2002", "'mcdonald_2002', which is not in sources.yaml"),
    ("renal.yaml", "value: 0.45, low: 0.25", "value: 0.15, low: 0.25", "lies outside its own range"),
    ("renal.yaml", "value: 0.12, low: 0.05", "value: 0.12, low: -0.05", "range on the other side of none"),
    ("renal.yaml", "level_severe: level_severe,", "level_severe: level_sever,", "uses the coefficient 'level_sever'"),
    ("renal.yaml", "    domain: kidney\n", "    domian: kidney\n", "a key nobody reads: 'domian'; the nearest"),
    ("inputs.yaml", "facts: [has_hypertension]", "facts: [has_hypertensoin]", "'has_hypertensoin', which does not"),
    ("inputs.yaml", "sledai_2k.total]", "sledai_2k.totl]", "reads sledai_2k's output 'totl'"),
    ("inputs.yaml", 'unit: "%", source', 'unit: "percent", source', "has the unit 'percent'"),
    ("settings.yaml", "reference: trial\n", "reference: trail\n", "averages over 'trail', which does not exist"),
    ("settings.yaml", "default_setting: {value: referral", "default_setting: {value: refferal", "is 'refferal'"),
    (
        "reference_distribution.yaml",
        "kind: lognormal",
        "kind: log_normal",
        "'covariates.proteinuria.kind' does not fit",
    ),
    ("extrarenal.yaml", "evidence: cohort, ", "", "lacks 'terms.sledai_2k.published.0.evidence'"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "words"), MISTAKES, ids=[mistake[3] for mistake in MISTAKES])
def test_a_mistake_is_refused_in_words_that_name_it(library, tmp_path, name, right, wrong, words):
    shutil.copytree(library.folder / "prognosis", tmp_path / "prognosis")
    path = tmp_path / "prognosis" / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        read_prognosis(replace(library, folder=tmp_path))
    said = str(caught.value)
    assert words in said and len(said.splitlines()) == 3
