"""The card names every coefficient, claims nothing from synthetic patients, and shows the very file it is about."""

from __future__ import annotations

import hashlib
import json

import pytest
from click.testing import CliRunner

from eligibility.domain.faults import InputFault
from eligibility.domain.model_card import ModelCard
from eligibility.services.model_card import model_card
from model.__main__ import commands
from model.estimate import MODEL_VERSION
from model.published import LITERATURE
from model.train import write_pipeline

# The items of TRIPOD+AI as they are numbered, lettered ones apart.
ITEMS = (
    "1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 "
    "18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c"
).split()


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return model_card()


def test_the_card_says_what_it_is_for_what_it_rests_on_and_what_it_does_not_know(card):
    titles = [section.title for section in card.sections]
    wanted = "Intended use|Not for|Outcome|Development|What is judgement|Coefficients|Subgroups|Limits|Weakest inputs"
    assert [title for title in wanted.split("|") if title not in titles] == []
    said = card.as_markdown()
    assert "Not validated" in said and "not the same as benefit" in said
    assert "AUC" not in said and "accuracy" not in said


def test_every_coefficient_of_every_model_stands_in_the_card(card, known):
    said = card.as_markdown()
    for model in known.knowledge.models.values():
        for term in model.terms.values():
            for name, coefficient in term.coefficients.items():
                assert f"| {term.label}: {name.replace('_', ' ')} | {coefficient.number:+g} |" in said


def test_every_item_of_tripod_ai_is_answered_once(card):
    assert [item.number for item in card.reporting] == ITEMS
    assert all(item.answer.strip() for item in card.reporting)


def test_no_performance_is_reported_for_a_version_that_met_no_patient(card):
    states = {item.number: item.state for item in card.reporting}
    assert states["23a"] == "not_met" and states["21"] == "does_not_apply"


def test_the_self_assessment_says_high_risk_in_its_own_words(card):
    assert card.overall_bias == "High risk of bias: not externally validated."
    domains = {"Participants and data sources", "Predictors", "Outcome", "Analysis"}
    for phase in ("development", "evaluation"):
        assert {part.domain for part in card.bias if part.phase == phase} == domains
    assert all(part.concern == "high" for part in card.bias if part.phase == "evaluation")


def test_ethnicity_is_named_as_not_read_and_performance_in_groups_as_unknown(card):
    words = " ".join(card.section("subgroups").sentences)
    assert "Ethnicity is not read" in words and "unknown" in words
    groups = [row[0] for table in card.section("subgroups").tables for row in table.rows]
    assert {"Women", "Men", "Age 18 to 30", "Pure class V", "Relapsed nephritis"} <= set(groups)


def test_the_card_carries_the_hash_of_the_file_it_is_about(card, library):
    assert card.artefact.sha256 == hashlib.sha256(LITERATURE.read_bytes()).hexdigest()
    assert card.artefact.version == MODEL_VERSION and card.artefact.knowledge == library.snapshot
    assert card.artefact.parent is None
    assert card.artefact.sha256 in card.as_markdown()


def test_every_row_of_every_table_has_as_many_cells_as_columns(card):
    for section in card.sections:
        for table in section.tables:
            assert {len(row) for row in table.rows} == {len(table.columns)}, (section.id, table.title)


def test_the_command_prints_the_card_as_text_and_as_data():
    shown = CliRunner().invoke(commands, ["card"])
    assert shown.exit_code == 0 and shown.output.startswith("# Model card")
    data = json.loads(CliRunner().invoke(commands, ["card", "--json"]).output)
    assert ModelCard.model_validate(data) == model_card(with_pipeline=True)


def test_a_document_carries_a_card_that_is_the_same_on_every_machine(tmp_path):
    """The pickled form is built where somebody builds it; what leaves the building does not depend on that."""
    copy = tmp_path / LITERATURE.name
    copy.write_bytes(LITERATURE.read_bytes())
    before = model_card(copy)
    write_pipeline(tmp_path / "literature.joblib", {"any": "thing"})
    assert model_card(copy) == before and before.artefact.pipeline_sha256 is None
    assert len(model_card(copy, with_pipeline=True).artefact.pipeline_sha256) == 64


def test_a_card_of_a_file_that_is_not_there_is_refused_in_three_lines(tmp_path):
    with pytest.raises(InputFault) as refused:
        model_card(tmp_path / "none.json")
    assert len(str(refused.value).splitlines()) == 3


def test_the_commands_are_those_of_the_design():
    assert set(commands.commands) == {"train", "update", "card"}
