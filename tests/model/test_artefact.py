"""The shipped file: built again byte for byte, readable, refused when it is not whole or was made from other files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from eligibility.domain.faults import KnowledgeFault
from model.artefact import FOLDER, as_text, knowledge_hash, read_artefact
from model.literature import KINDS, columns_of, literature_prior, model_of
from model.posterior import variance_parts
from model.published import read_published
from model.train import LITERATURE, literature_artefact, read_pipeline, train

SHIPPED = FOLDER / f"{LITERATURE}.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory, library):
    return train(tmp_path_factory.mktemp("model"), library)


def test_the_shipped_file_is_built_again_byte_for_byte(built):
    assert built[0].read_bytes() == SHIPPED.read_bytes()


def test_it_holds_every_model_in_every_setting_with_the_columns_of_the_knowledge(known):
    artefact = read_artefact(SHIPPED)
    assert artefact.version == known.knowledge.shared.version and "not validated" in artefact.status
    for kind in KINDS:
        for setting in known.knowledge.shared.settings:
            posterior = artefact.posterior(kind, setting)
            assert posterior.names == tuple(columns_of(model_of(known.knowledge, kind)))
            prior = literature_prior(known.knowledge, kind, setting)
            np.testing.assert_allclose(posterior.mean, prior.moments()[0], rtol=1e-9)
            np.testing.assert_allclose(posterior.covariance, prior.moments()[1], rtol=1e-8, atol=1e-12)
            np.testing.assert_allclose(posterior.centre, prior.centre, rtol=1e-9)
            assert (posterior.draws[:, 1:] * prior.sign >= 0).all()
    assert artefact.posterior("renal", "on_the_moon") is None


def test_what_is_read_back_is_what_was_written(tmp_path, known, library):
    artefact = literature_artefact(known.knowledge, knowledge_hash(library.folder))
    path = tmp_path / "again.json"
    path.write_text(as_text(artefact), encoding="utf-8")
    assert as_text(read_artefact(path)) == path.read_text(encoding="utf-8")


def broken(tmp_path, change):
    data = json.loads(SHIPPED.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(format=9), "has the format 9"),
        (lambda data: data.pop("models"), "does not hold what an estimate needs"),
        (lambda data: data["models"]["renal"]["columns"].pop(), "does not hold what an estimate needs"),
        (lambda data: data["models"]["renal"]["settings"]["referral"]["mean"].pop(), "does not hold"),
        (lambda data: data["models"]["renal"]["coefficient_draws"].pop(), "does not hold"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_in_three_lines(tmp_path, change, words):
    with pytest.raises(KnowledgeFault) as caught:
        read_artefact(broken(tmp_path, change))
    assert words in str(caught.value) and len(str(caught.value).splitlines()) == 3


def test_a_missing_file_or_no_json_is_refused_in_three_lines(tmp_path):
    (tmp_path / "text.json").write_text("not json", encoding="utf-8")
    for name in ("none.json", "text.json"):
        with pytest.raises(KnowledgeFault) as caught:
            read_artefact(tmp_path / name)
        assert len(str(caught.value).splitlines()) == 3


def test_an_estimate_made_from_other_files_is_refused(tmp_path, library):
    shutil.copytree(library.folder / "prognosis", tmp_path / "prognosis")
    path = tmp_path / "prognosis" / "renal.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# A word more.\n", encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="made from other prognosis files"):
        read_published(replace(library, folder=tmp_path), SHIPPED)


def test_the_pickled_form_is_loaded_only_with_its_own_hash(built):
    _, path, beside = built
    assert set(read_pipeline(path)) == {
        f"{kind}/{s}" for kind in KINDS for s in ("trial_type", "referral", "real_world")
    }
    path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(KnowledgeFault, match="SHA-256"):
        read_pipeline(path)
    beside.unlink()
    with pytest.raises(KnowledgeFault, match="SHA-256"):
        read_pipeline(path)


def test_a_covariance_is_split_without_loss():
    stream = np.random.default_rng(4)
    loads, own = stream.normal(size=6), stream.uniform(0.2, 1.0, 6)
    one_factor = np.outer(loads, loads) + np.diag(own)
    found, factors = variance_parts(one_factor)
    assert len(factors) == 1
    np.testing.assert_allclose(np.diag(found) + factors.T @ factors, one_factor, atol=1e-3)
    mixed = stream.normal(size=(6, 9))
    several = mixed @ mixed.T / 9
    found, factors = variance_parts(several)
    np.testing.assert_allclose(np.diag(found) + factors.T @ factors, several, atol=1e-9)
