"""Two public series of real patients through the shipped maps: every row, every score, every trap named."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from eligibility.exchange.column_maps import read_column_map
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.table_files import TableFile
from eligibility.services.score import score

MAPS = Path(__file__).resolve().parents[3] / "data" / "examples" / "column_maps"
DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def series(shared, library):
    """The rows of a series as they stand in its file, and what came through the door."""

    def go(name):
        path = shared / "external" / "sle_geo" / f"{name}_clinical.csv"
        if not path.is_file():
            pytest.skip(f"the series {name} is not in the reference folder")
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        settings = Settings(library, DAY, columns=read_column_map(MAPS / f"{name.lower()}.yaml", library))
        (table,) = TableFile(path, settings).tables()
        return rows, admit(table, library), path

    return go


@pytest.fixture(scope="module")
def gse49454(series):
    return series("GSE49454")


@pytest.fixture(scope="module")
def gse72747(series):
    return series("GSE72747")


def numbers(rows, column, factor=1.0):
    """The column as it stands in the file, in the fact's own unit; a blank is not a number."""
    return [float(row[column]) * factor if row[column] else None for row in rows]


def known(column):
    return [float(lo) if is_known else None for lo, is_known in zip(column.lo, column.is_known, strict=True)]


def warned(admission):
    return {warning.code: int(warning.rows.sum()) for warning in admission.cohort.warnings}


def test_every_visit_and_every_control_has_a_row(gse49454):
    rows, admission, _ = gse49454
    assert len(rows) == admission.cohort.size == 177
    assert admission.cohort.patient_ids.tolist() == [row["sample_title"] for row in rows]
    assert Counter(row["group"] for row in rows) == {"SLE": 157, "Healthy control of SLE": 20}


def test_the_totals_of_gse49454_are_those_of_the_file_and_their_version_is_said_to_be_unstated(gse49454):
    rows, admission, _ = gse49454
    assert known(admission.cohort.column("sledai_2k_total")) == numbers(rows, "sledai")
    (note,) = [w for w in admission.cohort.warnings if w.code == "column_map.sledai_2k_total"]
    assert note.rows.tolist() == [bool(row["sledai"]) for row in rows] and "which version" in note.what


@pytest.mark.parametrize(
    ("column", "fact", "factor"),
    [
        ("leukocytes", "white_cells_10e9_l", 0.001),
        ("lymphocytes", "lymphocytes_10e9_l", 0.001),
        ("neutrophils", "neutrophils_10e9_l", 0.001),
        ("platelets", "platelets_10e9_l", 1.0),
        ("age", "age_years", 1.0),
        ("years since diagnosis of sle", "disease_duration_years", 1.0),
        ("hcq mg/d", "hydroxychloroquine_mg_day", 1.0),
        ("cs mg/d", "prednisone_mg_day", 1.0),
    ],
)
def test_every_measured_column_of_gse49454_comes_in_its_own_unit_with_nothing_lost(gse49454, column, fact, factor):
    rows, admission, _ = gse49454
    wanted, found = numbers(rows, column, factor), known(admission.cohort.column(fact))
    assert [value is None for value in found] == [value is None for value in wanted]
    assert [v for v in found if v is not None] == pytest.approx([v for v in wanted if v is not None], rel=1e-12)


def test_the_one_haemoglobin_in_another_unit_is_named_and_not_converted(gse49454):
    rows, admission, _ = gse49454
    (at_94,) = [i for i, row in enumerate(rows) if row["hb"] == "94"]
    assert np.flatnonzero(admission.is_faulty).tolist() == [at_94]
    (fault,) = admission.faults_of(at_94)
    assert fault.where == "haemoglobin_g_l" and "outside the limits" in fault.what and "94" not in str(fault)
    found, wanted = known(admission.cohort.column("haemoglobin_g_l")), numbers(rows, "hb", 10.0)
    assert found[at_94] is None
    assert [v for v in found if v is not None] == pytest.approx([v for v in wanted if v not in (None, 940.0)])


def test_the_flags_and_the_drugs_of_gse49454_are_those_of_the_file(gse49454):
    rows, admission, _ = gse49454
    words = {"Y": "yes", "N": "no", "": "unknown"}
    for column, fact in (("low c3", "is_c3_low"), ("low c4", "is_c4_low")):
        assert admission.cohort.column(fact).words() == [words[row[column]] for row in rows]
    courses = admission.cohort.courses
    taken = Counter(courses.drugs[drug] for drug in courses.drug)
    named = {"hcq": "hydroxychloroquine", "mmf": "mycophenolate_mofetil", "aza": "azathioprine", "csa": "ciclosporin"}
    named["cyp"] = "cyclophosphamide"
    assert taken == {drug: sum(row[column] == "Y" for row in rows) for column, drug in named.items()}
    assert np.diff(courses.offsets).tolist() == [sum(row[column] == "Y" for column in named) for row in rows]


def test_what_is_odd_in_gse49454_is_named(gse49454):
    rows, admission, _ = gse49454
    more_neutrophils = sum(
        float(row["neutrophils"]) > float(row["leukocytes"]) for row in rows if row["neutrophils"] and row["leukocytes"]
    )
    assert more_neutrophils == 2
    found = warned(admission)
    assert found["contradiction.neutrophils_above_leukocytes"] == more_neutrophils
    assert found["plausible.hydroxychloroquine_mg_day"] == sum(row["hcq mg/d"] == "600" for row in rows)
    assert not any(code.startswith("contradiction.disease") for code in found)


def test_a_healthy_control_is_unknown_and_never_yes(gse49454, tmp_path):
    rows, _, path = gse49454
    summary = score(path, tmp_path / "out.parquet", as_of=DAY, columns=MAPS / "gse49454.yaml")
    assert (summary.rows, summary.faulty_rows) == (177, 1)
    assert sum(summary.lanes.values()) == 177 and summary.lanes["input_fault"] == 1
    found = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    controls = [row for row, given in zip(found, rows, strict=True) if given["group"] != "SLE"]
    assert len(controls) == 20
    for row in controls:
        assert row["lane"] == "not_assessable" and row["merit"] == "unknown" and row["urgent"] == ""
        for gate in ("gate_classified_sle", "gate_lupus_autoantibody", "gate_active_disease"):
            assert row[gate] == "no..yes"
        assert row["warnings"] == "" and row["prognosis_estimate"] is None
    active = [row for row, given in zip(found, rows, strict=True) if given["sledai"] and float(given["sledai"]) >= 12]
    assert active and {row["gate_active_disease"] for row in active} == {"yes"}


def test_gse72747_comes_in_whole_with_its_dates_and_its_filtration_without_creatinine(gse72747):
    rows, admission, _ = gse72747
    cohort = admission.cohort
    assert len(rows) == cohort.size == 30 and not admission.is_faulty.any()
    assert cohort.patient_ids.tolist() == [row["patient"] for row in rows] and len(set(cohort.patient_ids)) == 10
    assert cohort.as_of.astype(str).tolist() == [row["date"] for row in rows]
    assert known(cohort.column("sledai_2k_total")) == numbers(rows, "sledai")
    assert known(cohort.column("age_years")) == numbers(rows, "age")
    assert known(cohort.column("egfr_reported")) == numbers(rows, "glomerular filtration rate")
    assert "creatinine_umol_l" not in cohort.columns
    assert cohort.column("has_lupus_nephritis").words() == ["yes"] * 30


def test_what_is_not_sure_in_gse72747_is_named(gse72747):
    rows, admission, _ = gse72747
    found = warned(admission)
    assert found["column_map.sledai_2k_total"] == found["column_map.egfr_reported"] == 30
    above = sum(float(row["glomerular filtration rate"]) > 160 for row in rows)
    assert above == 3 and found["plausible.egfr_reported"] == above


def test_titres_in_another_unit_are_left_out_by_name(gse72747, library):
    rows, admission, _ = gse72747
    titres = "dsdna ab titers u/l by farr assay"
    assert titres in rows[0] and titres in read_column_map(MAPS / "gse72747.yaml", library).ignore
    assert "anti_dsdna_iu_ml" not in admission.cohort.columns


def test_the_results_of_gse72747_carry_the_traps(gse72747, tmp_path):
    _, _, path = gse72747
    summary = score(path, tmp_path / "out.csv", columns=MAPS / "gse72747.yaml")
    assert (summary.rows, summary.faulty_rows) == (30, 0)
    assert summary.warnings["column_map.sledai_2k_total"] == 30 and summary.columns_ignored
