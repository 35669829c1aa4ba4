"""The trials as data: all of them, each cited from its own text, none said to ask for what was not seen."""

from __future__ import annotations

import json
import re
import shutil

import pytest
import yaml

from eligibility.domain.cited import Cited
from eligibility.domain.condition import Condition
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import FOLDER
from eligibility.knowledge.trial_files import read_trials
from eligibility.services import library as knowledge
from eligibility.services.trials import shelf

TRIALS = {trial.nct: trial for trial in shelf().trials}
READ = [trial for trial in TRIALS.values() if trial.head.is_read]


def leaves(trial) -> list[Condition]:
    return [node for c in trial.criteria for _, rung in c.rungs for node in rung.walk() if not node.parts]


def thresholds(trial, fact: str) -> set[tuple[str, float]]:
    """How a trial holds one fact against numbers: comparison and value."""
    return {
        (leaf.arguments["comparison"], leaf.arguments["threshold"].number)
        for leaf in leaves(trial)
        if leaf.arguments.get("fact") == fact and "comparison" in leaf.arguments
    }


def asked(trial, argument: str) -> set[float]:
    """The numbers that a trial gives for one argument of any word."""
    found = [leaf.arguments.get(argument) for leaf in leaves(trial)]
    return {cited.number for cited in found if isinstance(cited, Cited)}


def windows(trial, fact: str) -> set[float]:
    return {
        leaf.arguments["window"].number
        for leaf in leaves(trial)
        if leaf.word == "within" and leaf.arguments["fact"] == fact
    }


def test_all_sixty_eight_are_there_and_fifty_two_were_read():
    assert len(TRIALS) == 68 and len(READ) == 52
    by_confidence = {c: sum(t.head.confidence == c for t in TRIALS.values()) for c in ("high", "medium", "low")}
    assert by_confidence == {"high": 38, "medium": 14, "low": 1}
    assert {t.head.confidence for t in READ} == {"high", "medium"}


def test_a_trial_that_was_not_read_has_no_criterion_and_says_so():
    for trial in TRIALS.values():
        if not trial.head.is_read:
            assert trial.criteria == () and trial.not_modelled, trial.nct
            assert "not read" in trial.citation.locator or "news" in trial.citation.locator, trial.nct


def test_every_number_of_a_trial_comes_from_its_own_text():
    for trial in READ:
        assert trial.link, trial.nct
        for criterion in trial.criteria:
            assert criterion.citations, (trial.nct, criterion.id)
            cited = [*criterion.citations, *(c for _, rung in criterion.rungs for c in rung.cited())]
            for one in cited:
                assert one.source == trial.nct.lower() and one.locator.strip(), (trial.nct, criterion.id)
                assert one.evidence == "trial_criterion", (trial.nct, criterion.id)


def test_what_a_summary_alone_says_is_called_provisional():
    for trial in READ:
        values = [c for criterion in trial.criteria for _, rung in criterion.rungs for c in rung.cited()]
        if trial.head.confidence == "medium":
            assert {value.status for value in values} == {"provisional"}, trial.nct
    assert {shelf().library.sources[t.nct.lower()].status for t in READ if t.head.confidence == "medium"} == {
        "provisional"
    }


def test_every_trial_says_how_much_was_seen_and_what_is_left_to_check():
    for trial in TRIALS.values():
        assert trial.head.inclusion_seen and trial.head.exclusion_seen, trial.nct
        whole = trial.head.exclusion_seen.startswith("whole")
        said = " ".join(trial.not_modelled).lower()
        assert whole or any(word in said for word in ("exclusion list", "full inclusion", "all criteria")), trial.nct


def test_words_for_people_do_not_shout_registry_codes():
    for trial in TRIALS.values():
        for text in (trial.head.title, *trial.not_modelled, *(c.statement for c in trial.criteria)):
            assert "_" not in text and text == text.strip() and text, (trial.nct, text)
            assert not re.search(r"\b(?:RECRUITING|PHASE\d|EXCL)\b", text), (trial.nct, text)


# What is written with > or < in the text: at the number itself the patient does not pass.
STRICT = [
    ("NCT06347718", "ckd_epi_2021.egfr", "above", 30),
    ("NCT06347718", "lvef_pct", "above", 30),
    ("NCT06347718", "fvc_pct", "above", 30),
    ("NCT06347718", "dlco_pct", "above", 30),
    ("NCT06189157", "upcr_g_g", "above", 1.0),
    ("NCT05474885", "lvef_pct", "above", 50),
    ("NCT05474885", "spo2_pct", "above", 94),
    ("NCT05474885", "creatinine_umol_l", "below", 221.0),
    ("NCT05846347", "alt_x_uln", "below", 2),
    ("NCT05846347", "ast_x_uln", "below", 2),
    ("NCT06310811", "sledai_2k.total", "above", 6),
    ("NCT06585514", "lymphocytes_10e9_l", "above", 1.0),
    ("NCT06316791", "lymphocytes_10e9_l", "above", 0.4),
    ("NCT06316791", "proteinuria_g_24h", "above", 1.5),
    ("NCT06920433", "upcr_g_g", "above", 1.0),
    ("NCT06920433", "proteinuria_g_24h", "above", 0.5),
    ("NCT06946485", "sledai_2k.total", "above", 6),
    ("NCT06340750", "alt_x_uln", "below", 3),
    ("NCT06340750", "ast_x_uln", "below", 3),
    ("NCT07432334", "upcr_g_g", "above", 1.0),
    ("NCT07432334", "proteinuria_g_24h", "above", 1.0),
    ("NCT06557265", "ckd_epi_2021.egfr", "above", 45),
    ("NCT06421701", "spo2_pct", "above", 94),
    ("NCT06675422", "sledai_2k.total", "above", 6),
    ("NCT07085676", "lvef_pct", "above", 45),
    ("NCT07085676", "spo2_pct", "above", 93),
]


@pytest.mark.parametrize(("nct", "fact", "comparison", "value"), STRICT)
def test_a_strict_operator_stays_strict(nct, fact, comparison, value):
    assert thresholds(TRIALS[nct], fact) == {(comparison, value)}


def test_the_strict_operators_are_those_of_the_reference(shared):
    reference = json.loads((shared / "reference" / "trials.json").read_text(encoding="utf-8"))
    listed = {trial["nct"] for trial in reference if trial.get("strict_operators")}
    assert listed == {nct for nct, *_ in STRICT}


# Field of the reference: what holds it here. Ages, SLEDAI and weeks have their own tests below.
SAME_NUMBER = {
    "upcr_min": "upcr_g_g",
    "proteinuria_g_24h_min": "proteinuria_g_24h",
    "proteinuria_g_24h_max": "proteinuria_g_24h",
    "contraception_months": "agrees_contraception_months",
    "organ_function.lvef_min_pct": "lvef_pct",
    "organ_function.anc_min_10e9_L": "neutrophils_10e9_l",
    "organ_function.alc_min_10e9_L": "lymphocytes_10e9_l",
    "organ_function.platelets_min_10e9_L": "platelets_10e9_l",
    "organ_function.hb_min_g_L": "haemoglobin_g_l",
    "organ_function.spo2_min_pct": "spo2_pct",
    "organ_function.alt_ast_max_xULN": "alt_x_uln",
    "organ_function.bilirubin_max_xULN": "bilirubin_x_uln",
}


@pytest.fixture(scope="module")
def reference(shared):
    found = json.loads((shared / "reference" / "trials.json").read_text(encoding="utf-8"))
    return {trial["nct"]: trial for trial in found}


def field(entry: dict, path: str):
    for step in path.split("."):
        entry = (entry or {}).get(step)
    return entry


@pytest.mark.parametrize("path", SAME_NUMBER)
def test_a_number_of_the_reference_is_a_threshold_here(reference, path):
    seen = 0
    for trial in READ:
        value = field(reference[trial.nct], path)
        if value is not None:
            seen += 1
            assert float(value) in {number for _, number in thresholds(trial, SAME_NUMBER[path])}, (trial.nct, path)
    assert seen


def test_kidney_function_is_held_against_what_the_text_names(reference):
    for trial in READ:
        organ = reference[trial.nct].get("organ_function") or {}
        if organ.get("egfr_min") is None:
            continue
        clearance = thresholds(trial, "creatinine_clearance_ml_min")
        filtration = thresholds(trial, "ckd_epi_2021.egfr") | thresholds(trial, "schwartz_bedside.egfr")
        names_clearance = "CrCl" in organ["egfr_measure"]
        assert {n for _, n in (clearance if names_clearance else filtration)} == {organ["egfr_min"]}, trial.nct
        assert not (filtration if names_clearance else clearance), trial.nct


def test_ages_are_those_of_the_reference(reference):
    for trial in READ:
        entry, held = reference[trial.nct], thresholds(trial, "age_years")
        assert ("at_least", float(entry["age_min"])) in held, trial.nct
        if entry.get("age_max") is not None:
            # Under 65 is written as 64 in the reference.
            wanted = {("at_most", float(entry["age_max"])), ("below", float(entry["age_max"]) + 1)}
            assert wanted & held, trial.nct
        assert trial.head.takes_minors is (min(n for op, n in held if op == "at_least") < 18), trial.nct


def test_where_the_later_index_has_other_ages_neither_version_settles_the_years_between(reference):
    moved = {"NCT06308978", "NCT06373991", "NCT06340750", "NCT06557265", "NCT07085104", "NCT07085676", "NCT06947473"}
    for trial in READ:
        index = reference[trial.nct].get("registry_index_2026_08_22") or {}
        limits = [int(index[k].split()[0]) for k in ("min_age", "max_age") if index.get(k)]
        if trial.nct in moved:
            held = {number for _, number in thresholds(trial, "age_years")}
            assert set(limits) <= held and trial.head.versions, trial.nct


def test_the_activity_floor_is_that_of_the_reference(reference):
    for trial in READ:
        entry = reference[trial.nct]
        if entry.get("sledai_min") is None:
            continue
        facts = ("sledai_2k.total", "selena_sledai_total")
        held = {pair for fact in facts for pair in thresholds(trial, fact)}
        floor = float(entry["sledai_min"])
        assert {("at_least", floor), ("above", floor - 1)} & held, trial.nct
        assert any(fact.startswith("selena") for fact in facts if thresholds(trial, fact)) is (
            entry["sledai_instrument"] == "SELENA-SLEDAI"
        ), trial.nct


def test_what_must_have_failed_is_that_of_the_reference(reference):
    for trial in READ:
        prior = reference[trial.nct]["prior_therapy"]
        if prior.get("min_immunosuppressants"):
            assert float(prior["min_immunosuppressants"]) in asked(trial, "at_least"), trial.nct
        if prior.get("min_duration_weeks"):
            weeks = asked(trial, "weeks") | asked(trial, "longer_than_weeks")
            weeks |= {round(days / 7) for days in asked(trial, "days")}
            assert float(prior["min_duration_weeks"]) in weeks, trial.nct


def test_windows_are_those_of_the_reference(reference):
    for trial in READ:
        entry = reference[trial.nct]
        if entry.get("biopsy_window_months"):
            assert windows(trial, "ln_biopsy_on") == {float(entry["biopsy_window_months"])}, trial.nct
        exclusions = entry["exclusions"]
        if exclusions.get("live_vaccine_weeks"):
            assert windows(trial, "live_vaccine_on") == {float(exclusions["live_vaccine_weeks"])}, trial.nct
        if exclusions.get("b_cell_depletion_washout_weeks"):
            assert float(exclusions["b_cell_depletion_washout_weeks"]) in asked(trial, "weeks"), trial.nct


EXCLUSIONS = {
    "pregnancy": "pregnancy",
    "active_infection": "infection",
    "hbv": "hepatitis_b",
    "hcv": "hepatitis_c",
    "hiv": "hiv",
    "tb": "tuberculosis",
    "prior_car_t": "previous_car_t",
    "prior_gene_therapy": "previous_gene_therapy",
    "dialysis": "dialysis",
    "lupus_crisis": "lupus_crisis",
    "live_vaccine_weeks": "live_vaccine",
    "transplant": "transplant",
    "malignancy": "cancer",
    "cns_lupus_window": "cns_disease",
}


def test_every_exclusion_of_the_reference_is_a_criterion(reference):
    # Kept with the nephritis route of NCT06189157 alone, and with a ceiling, under their own names.
    for trial in READ:
        ids = {criterion.id for criterion in trial.criteria}
        for name, criterion in EXCLUSIONS.items():
            if reference[trial.nct]["exclusions"].get(name):
                assert criterion in ids, (trial.nct, name)


def test_what_is_remembered_but_not_verified_feeds_nothing(reference):
    remembered = [nct for nct, entry in reference.items() if entry.get("memory_unverified")]
    assert remembered == ["NCT06121297"]
    assert all(TRIALS[nct].criteria == () for nct in remembered)


def test_status_and_dates_are_those_of_the_reference(reference):
    for nct, trial in TRIALS.items():
        entry = reference[nct]
        status = (entry.get("status_if_seen") or "").split(" ")[0].lower()
        assert (trial.head.status or "") == status, nct
        assert (trial.head.last_seen or None) == (entry.get("last_seen_date") or None), nct
        if entry.get("versions_note"):
            assert trial.head.versions, nct


@pytest.fixture
def one_trial(tmp_path):
    """A folder with one trial of the shelf, to be changed."""
    path = tmp_path / "nct06947460.yaml"
    shutil.copy(FOLDER / "trials" / path.name, path)
    return path


def test_a_new_trial_is_one_file_that_brings_its_own_source(one_trial):
    text = one_trial.read_text(encoding="utf-8")
    new = one_trial.with_name("nct99999999.yaml")
    source = 'source: {title: A new registry text, link: "https://example.org/new", checked_on: 2026-11-22}\n'
    new.write_text(
        source + re.sub("(?i)nct06947460", lambda m: "NCT99999999" if m[0].isupper() else "nct99999999", text),
        encoding="utf-8",
    )
    found = read_trials(knowledge.library(), one_trial.parent)
    assert [trial.nct for trial in found.trials] == ["NCT06947460", "NCT99999999"]
    assert found.library.cite(found.trials[1].citation).link == "https://example.org/new"
    assert "nct99999999" not in knowledge.library().sources


def test_a_threshold_copied_from_another_trial_is_refused(one_trial):
    data = yaml.safe_load(one_trial.read_text(encoding="utf-8"))
    data["criteria"][0]["when"]["all_of"][0]["number"]["at_least"]["source"] = "nct05938725"
    one_trial.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="is another trial"):
        read_trials(knowledge.library(), one_trial.parent)


def test_a_source_told_twice_is_refused(one_trial):
    text = one_trial.read_text(encoding="utf-8")
    one_trial.write_text("source: {title: x, link: y, checked_on: 2026-11-22}\n" + text, encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="already has"):
        read_trials(knowledge.library(), one_trial.parent)


def test_the_drug_list_is_short_enough_to_be_counted_as_bits():
    assert len(knowledge.library().drugs) <= 64
