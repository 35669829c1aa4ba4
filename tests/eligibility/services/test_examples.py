"""The main job on real published patients, and on invented ones that must end elsewhere."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from eligibility.__main__ import commands
from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.services.assess import assess
from eligibility.services.records import check, read_record, record_from_text

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
PUBLISHED = sorted((EXAMPLES / "published").glob("*.yaml"))
INVENTED = {
    "ready": "ready",
    "work_up_early": "work_up",
    "deferred_live_vaccine": "deferred",
    "blocked_cancer": "blocked",
    "mild_untreated": "not_candidate",
    "failures_under_non_adherence": "not_candidate",
    "declines": "withdrawn",
}


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_no_published_patient_is_ruled_out(path):
    """Centres chose to treat them: what the publication leaves out may be unknown, never a bar."""
    found = assess(read_record(path))
    assert found.lane not in ("not_candidate", "blocked")
    assert {"ready"} <= set(found.possible_lanes)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_deciding_fact_is_truly_absent_from_the_publication(path):
    record = read_record(path)
    asked = {fact.fact for fact in assess(record).deciding_facts}
    assert asked, "something must be missing from a publication of a few lines"
    assert not asked & set(record.facts)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_fact_of_a_published_patient_names_its_source(path):
    record = read_record(path)
    assert record.sources
    assert all(fact["source"] for fact in record.facts.values())


def test_six_patients_are_published():
    assert len(PUBLISHED) == 6


def test_a_patient_of_fifteen_on_dialysis_is_cautioned_not_barred():
    found = assess(read_record(EXAMPLES / "published" / "krickau_1.yaml"))
    age = next(gate for gate in found.gates if gate.id == "age")
    kidney = next(item for item in found.safety if item.id == "kidney_function")
    assert (age.verdict, kidney.verdict) == ("caution", "caution")
    assert any("paediatric" in caution for caution in age.cautions)
    assert [state.id for state in found.urgent] == ["rapidly_progressive_nephritis"]


@pytest.mark.parametrize(("name", "lane"), list(INVENTED.items()))
def test_an_invented_patient_ends_where_it_was_written_to(name, lane):
    record = read_record(EXAMPLES / "invented" / f"{name}.yaml")
    assert record.is_synthetic
    found = assess(record)
    assert found.lane == lane
    assert found.is_synthetic


def test_a_live_vaccine_defers_to_the_first_day_after_six_weeks():
    record = read_record(EXAMPLES / "invented" / "deferred_live_vaccine.yaml")
    found = assess(record)
    # 11 May 2026 and 42 days is 22 June, the last day within six weeks.
    assert found.deferred_until == date(2026, 6, 23)
    assert "23 Jun 2026" in found.headline

    def live_vaccine(day):
        return next(item for item in assess(record, as_of=day).safety if item.id == "live_vaccine").verdict

    assert live_vaccine(date(2026, 6, 22)) == "defer"
    assert live_vaccine(date(2026, 6, 23)) == "clear"


def test_failures_under_non_adherence_are_pseudo_refractory_and_the_action_is_named():
    found = assess(read_record(EXAMPLES / "invented" / "failures_under_non_adherence.yaml"))
    assert found.grounds["refractory"].verdict == "none"
    assert found.grounds["compliance"].verdict == "none"
    assert "support" in (found.grounds["compliance"].action or "")


def test_an_early_candidate_always_says_it_lies_beyond_published_eligibility():
    found = assess(read_record(EXAMPLES / "invented" / "work_up_early.yaml"))
    assert "beyond published eligibility" in found.tier
    assert "beyond published eligibility" in found.headline


def test_an_empty_record_cannot_be_told_and_says_yes_nowhere():
    found = assess(PatientRecord(schema=1, patient_id="EMPTY", as_of=date(2026, 6, 1)))
    assert found.lane == "not_assessable"
    assert {gate.verdict for gate in found.gates} == {"unknown"}
    assert {ground.verdict for ground in found.grounds.values()} == {"unknown"}
    assert {item.verdict for item in found.safety} == {"unknown"}
    assert {item.verdict for item in found.readiness} == {"unknown"}
    assert found.urgent == []
    assert found.instruments == {}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"sledai_2k_totl": 8}, ["sledai_2k_totl", "sledai_2k_total"]),
        ({"upcr_g_g": {"value": 55, "on": "2026-05-01"}}, ["unit"]),
        ({"upcr": 2.0}, ["upcr"]),
        ({"creatinine_umol_l": {"value": 0.9, "unit": "mg/l"}}, ["mg/dL"]),
        ({"seizure_on": "2027-01-01"}, ["after the assessment day"]),
        ({"age_years": -3}, ["Age"]),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_in_three_lines(facts, words):
    record = PatientRecord(schema=1, patient_id="BAD", as_of=date(2026, 6, 1), facts=facts)
    with pytest.raises(InputFault) as refused:
        assess(record)
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    for word in words:
        assert word.lower() in lines[0].lower() + lines[2].lower()


def test_a_pregnant_male_is_a_named_contradiction_and_stays_deferred():
    facts = {"sex": "male", "is_pregnant": True}
    record = PatientRecord(schema=1, patient_id="P", as_of=date(2026, 6, 1), facts=facts)
    assert [w.code for w in check(record).warnings] == ["contradiction.pregnancy_in_male"]
    found = assess(record)
    assert next(item for item in found.safety if item.id == "pregnancy").verdict == "defer"
    assert any("pregnan" in warning.lower() for warning in found.warnings)


def test_a_creatinine_of_400_with_an_egfr_of_90_is_named_and_settles_nothing():
    facts = {"age_years": 30, "sex": "female", "creatinine_umol_l": 400, "egfr_reported": 90}
    found = assess(PatientRecord(schema=1, patient_id="P", as_of=date(2026, 6, 1), facts=facts))
    assert any("eGFR" in warning or "creatinine" in warning.lower() for warning in found.warnings)
    assert next(item for item in found.safety if item.id == "kidney_function").verdict == "unknown"


@pytest.mark.parametrize("name", list(INVENTED))
def test_text_command_line_and_a_one_row_batch_give_the_same_json(name, tmp_path):
    path = EXAMPLES / "invented" / f"{name}.yaml"
    told = CliRunner().invoke(commands, ["assess", str(path), "--json"])
    assert told.exit_code == 0, told.output
    by_command = json.loads(told.output)
    record = record_from_text(path.read_text(encoding="utf-8"), path.name)
    one = tmp_path / "one.ndjson"
    one.write_text(json.dumps(record.model_dump(mode="json", by_alias=True)) + "\n", encoding="utf-8")
    scored = CliRunner().invoke(commands, ["score", str(one), "-o", str(tmp_path / "out.ndjson"), "--full"])
    assert scored.exit_code == 0, scored.output
    by_batch = json.loads((tmp_path / "out.ndjson").read_text(encoding="utf-8"))
    assert by_batch == by_command
