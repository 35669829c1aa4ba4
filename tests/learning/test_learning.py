"""What a registry may move, and what may be said of it: never more than it has shown."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from eligibility.domain.faults import InputFault
from eligibility.domain.performance import Limits, Performance
from eligibility.services.assess import assess
from eligibility.services.learning import update
from eligibility.services.model_card import model_card
from eligibility.services.records import record_from_text
from model.__main__ import commands
from model.artefact import read_artefact
from model.learning import move_for
from model.train import read_pipeline
from model.update import remarks


def test_the_rarer_outcome_says_what_may_move(learning):
    assert [move_for(count, learning.move) for count in (0, 49, 50, 150, 151)] == [
        "intercept",
        "intercept",
        "slope",
        "slope",
        "all",
    ]


def test_few_events_move_the_intercept_alone(patients, write, quick, tmp_path):
    rows, chance = patients(60, 1)
    report = update(write(rows, np.random.default_rng(1).random(60) < chance), tmp_path)
    (one,) = report.learnt
    assert one.move == "intercept" and one.parameters == 1 and one.events < 50
    for moved in one.moved[1:]:
        assert moved.after.value == pytest.approx(moved.before.value, abs=0.05), moved.name
    assert one.moved[0].after.high - one.moved[0].after.low < one.moved[0].before.high - one.moved[0].before.low


def test_a_registry_of_the_very_truth_that_was_assumed_is_not_called_better(patients, write, quick, tmp_path):
    rows, chance = patients(150, 2)
    report = update(write(rows, np.random.default_rng(2).random(150) < chance), tmp_path)
    assert report.learnt[0].verdict == "not_shown" and not report.is_better
    assert "not shown to be better" in read_artefact(Path(report.written.artefact)).status


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_a_registry_that_is_only_noise_is_not_called_better(patients, write, quick, tmp_path, seed):
    """Coins tossed: the level moves and the loss falls, but nothing tells one patient from another."""
    rows, _ = patients(150, seed)
    report = update(write(rows, np.random.default_rng(seed).random(150) < 0.5), tmp_path)
    assert report.learnt[0].verdict != "better" and not report.is_better


def test_another_level_is_learnt_and_shown_to_be_better(patients, write, quick, tmp_path):
    rows, chance = patients(300, 7)
    lower = chance / (chance + (1 - chance) * np.exp(1.2))
    report = update(write(rows, np.random.default_rng(7).random(300) < lower), tmp_path)
    (one,) = report.learnt
    assert one.verdict == "better" and report.is_better
    assert one.comparison.after_less_before.log_loss.high < 0
    assert one.moved[0].after.value < one.moved[0].before.value


def test_with_hardly_any_of_one_outcome_the_versions_are_not_compared(patients, write, quick, tmp_path):
    rows, _ = patients(40, 8)
    failed = np.ones(40, dtype=bool)
    failed[:4] = False
    (one,) = update(write(rows, failed), tmp_path).learnt
    assert one.verdict == "too_few" and one.comparison is None and one.events == 4


def test_rows_that_cannot_be_learnt_from_are_counted_by_reason(patients, write, quick, tmp_path):
    rows, chance = patients(60, 9)
    path = write(rows, chance > 0.8)
    lines = path.read_text().splitlines()
    for line, word in ((1, "cellular_therapy"), (2, "lost")):
        cells = lines[line].split(",")
        lines[line] = ",".join([*cells[:-2], word, ""])
    path.write_text("\n".join(lines) + "\n")
    report = update(path, tmp_path)
    assert report.rows == 60 and sum(report.left_out.values()) == 2 and report.learnt[0].rows == 58


def test_what_is_missing_is_counted_and_still_learnt_from(patients, write, quick, tmp_path):
    rows, chance = patients(80, 10)
    for row in rows[::2]:
        row["upcr_g_g"], row["ln_class"], row["egfr_reported"] = "", "III or IV", ">60"
    report = update(write(rows, np.random.default_rng(10).random(80) < chance), tmp_path)
    (one,) = report.learnt
    found = {gap.predictor: gap.open for gap in one.missing}
    assert found["proteinuria"] == 40 and found["ln_class"] == 40 and found["egfr_deficit"] == 40
    assert found["hypertension"] == 0 and one.rows == 80


def test_the_same_registry_writes_the_same_bytes_and_the_card_names_them(patients, write, quick, tmp_path):
    rows, chance = patients(50, 11)
    path = write(rows, np.random.default_rng(11).random(50) < chance)
    first, second = update(path, tmp_path / "a"), update(path, tmp_path / "b")
    written = first.written
    assert written.sha256 == second.written.sha256
    assert Path(written.artefact).read_bytes() == Path(second.written.artefact).read_bytes()
    assert hashlib.sha256(Path(written.artefact).read_bytes()).hexdigest() == written.sha256
    assert written.sha256 in Path(written.card).read_text()
    assert hashlib.sha256(Path(written.pipeline).read_bytes()).hexdigest() == written.pipeline_sha256
    assert set(read_pipeline(Path(written.pipeline))) == {"renal/referral"}


def test_the_new_version_is_whole_and_says_where_it_comes_from(patients, write, quick, tmp_path, knowledge):
    rows, chance = patients(60, 12)
    report = update(write(rows, np.random.default_rng(12).random(60) < chance), tmp_path)
    parent, found = knowledge.shared.version, read_artefact(Path(report.written.artefact))
    assert found.version.startswith(f"{parent}+") and report.written.parent == parent
    assert "synthetic" in found.status and "not validated" in found.status
    for kind in ("renal", "extrarenal"):
        assert set(found.posteriors[kind]) == set(knowledge.shared.settings)
    renal = found.posteriors["renal"]
    assert np.array_equal(renal["referral"].draws[:, 1:], renal["trial_type"].draws[:, 1:])
    card = model_card(report.written.artefact)
    assert card.artefact.parent == parent and card.section("registry").tables
    assert "High risk of bias" in card.overall_bias
    assert {item.number: item.state for item in card.reporting}["24"] == "met"


def test_the_command_says_it_in_words_and_as_data(patients, write, quick, tmp_path):
    rows, chance = patients(40, 13)
    path = write(rows, np.random.default_rng(13).random(40) < chance)
    run = CliRunner().invoke(commands, ["update", "--registry", str(path), "--out", str(tmp_path), "--json"])
    data = json.loads(run.output)
    assert run.exit_code == 0 and data["is_better"] is False and data["is_synthetic"] is True
    words = CliRunner().invoke(commands, ["update", "--registry", str(path), "--out", str(tmp_path)]).output
    assert "not called better" in words and "SHA-256" in words and "synthetic" in words


def test_the_command_refuses_a_faulty_registry_with_exit_2(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("patient_id,as_of,outcome_12m,outcome_12m_on\nA,2024-05-01,cured,2025-05-01\n")
    run = CliRunner().invoke(commands, ["update", "--registry", str(path), "--out", str(tmp_path)])
    assert run.exit_code == 2 and "line 2" in run.output


def test_a_registry_in_which_everybody_had_the_same_outcome_writes_no_version(patients, write, quick, tmp_path):
    rows, _ = patients(6, 16)
    with pytest.raises(InputFault, match="same outcome"):
        update(write(rows, np.ones(6, dtype=bool)), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_version_is_in_use_only_where_it_is_named_and_every_assessment_says_so(
    patients, write, quick, tmp_path, monkeypatch, knowledge
):
    rows, chance = patients(80, 14)
    stream = np.random.default_rng(14)
    report = update(write(rows, stream.random(80) < chance * 0.3), tmp_path)
    record = record_from_text("patient_id: A\nas_of: 2026-01-01\nfacts: {is_nephritis_active: yes}", "a.yaml")
    before = assess(record)
    assert before.versions["model"] == knowledge.shared.version
    monkeypatch.setenv("EARLY_CART_ESTIMATE", report.written.artefact)
    after = assess(record)
    assert after.versions["model"] == report.written.version
    assert after.prognosis.estimate < before.prognosis.estimate - 0.1
    assert "synthetic" in after.prognosis.status and "not validated" in after.prognosis.status
    assert set(after.prognosis.other_settings) == set(before.prognosis.other_settings)
    assert model_card().artefact.version == report.written.version


def test_an_update_starts_from_the_literature_whatever_is_in_use(patients, write, quick, tmp_path, monkeypatch):
    rows, chance = patients(40, 15)
    path = write(rows, np.random.default_rng(15).random(40) < chance)
    first = update(path, tmp_path / "a")
    monkeypatch.setenv("EARLY_CART_ESTIMATE", first.written.artefact)
    assert update(path, tmp_path / "b").written.sha256 == first.written.sha256


def seen(**given: float) -> Performance:
    named = {name: Limits(value=value) for name, value in given.items()}
    losses = {"log_loss": Limits(value=0.5), "brier": Limits(value=0.2)}
    return Performance(patients=100, failures=60, **losses, **named)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"calibration_intercept": 0.21, "calibration_slope": 1.0, "discrimination": 0.7}, "intercept"),
        ({"calibration_intercept": 0.0, "calibration_slope": 0.79, "discrimination": 0.7}, "slope"),
        ({"calibration_intercept": 0.0, "calibration_slope": 1.21, "discrimination": 0.7}, "slope"),
        ({"calibration_intercept": 0.0, "calibration_slope": 1.0, "discrimination": 0.8}, "after the index day"),
    ],
)
def test_what_misses_the_bar_or_is_too_good_is_said(learning, given, words):
    (remark,) = remarks(seen(**given), learning.bar)
    assert words in remark


def test_what_reaches_the_bar_is_not_remarked_on(learning):
    found = {"calibration_intercept": 0.2, "calibration_slope": 1.2, "discrimination": 0.79}
    assert list(remarks(seen(**found), learning.bar)) == []
