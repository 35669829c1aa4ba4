"""Two real tables of lupus patients that nobody on the project wrote, with the traps they hold."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.table_files import TableFile
from eligibility.services.score import score

YES_NO = {"Y": "yes", "N": "no", "": ""}


@pytest.fixture(scope="module")
def geo(shared):
    """Rows of one of the two tables as they stand in the file."""

    def go(name):
        with (shared / "external" / "sle_geo" / name).open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return go


@pytest.fixture
def admitted(tmp_path, library):
    def go(rows):
        path = tmp_path / "table.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        (table,) = TableFile(path, Settings(library, date(2026, 1, 1))).tables()
        return admit(table, library), path

    return go


def visits(rows, cells_as_written=False):
    """157 visits in the columns of this project; counts as cells a microlitre, or (wrongly) without their unit."""
    found = []
    for row in rows:
        if row["group"] != "SLE":
            continue
        visit = {
            "patient_id": row["sample_title"],
            "age_years": row["age"],
            "sex": row["sex"],
            "haemoglobin_g_l": row["hb"],
            "haemoglobin_g_l__unit": "g/dL" if row["hb"] else "",
            "platelets_10e9_l": row["platelets"],
            "white_cells_10e9_l": row["leukocytes"],
            "lymphocytes_10e9_l": row["lymphocytes"],
            "is_c3_low": YES_NO[row["low c3"]],
            "is_c4_low": YES_NO[row["low c4"]],
            "sledai_2k_total": row["sledai"],
            "disease_duration_years": row["years since diagnosis of sle"],
            "prednisone_mg_day": row["cs mg/d"],
        }
        if not cells_as_written:
            visit["white_cells_10e9_l__unit"] = "/uL" if row["leukocytes"] else ""
            visit["lymphocytes_10e9_l__unit"] = "/uL" if row["lymphocytes"] else ""
        found.append(visit)
    return found


def test_the_visits_of_gse49454_come_in_with_the_one_haemoglobin_in_another_unit_named(geo, admitted):
    rows = visits(geo("GSE49454_clinical.csv"))
    assert len(rows) == 157
    admission, _ = admitted(rows)
    (at_94,) = [i for i, row in enumerate(rows) if row["haemoglobin_g_l"] == "94"]
    assert admission.is_faulty.nonzero()[0].tolist() == [at_94]
    (fault,) = admission.faults_of(at_94)
    assert fault.where == "haemoglobin_g_l" and "outside the limits" in fault.what and "94" not in fault.what
    first = rows[0]
    assert admission.cohort.column("haemoglobin_g_l").lo[0] == float(first["haemoglobin_g_l"]) * 10
    assert admission.cohort.column("white_cells_10e9_l").lo[0] == float(first["white_cells_10e9_l"]) / 1000


def test_counts_in_cells_a_microlitre_without_their_unit_are_refused(geo, admitted):
    rows = visits(geo("GSE49454_clinical.csv"), cells_as_written=True)
    admission, _ = admitted(rows)
    counted = [i for i, row in enumerate(rows) if row["white_cells_10e9_l"]]
    assert counted and all(admission.is_faulty[counted])
    assert "microlitre" in admission.faults_of(counted[0])[0].why


def test_every_visit_has_a_row_of_results(geo, admitted, tmp_path):
    _, path = admitted(visits(geo("GSE49454_clinical.csv")))
    summary = score(path, tmp_path / "out.csv")
    assert (summary.rows, summary.faulty_rows) == (157, 1)
    assert sum(summary.lanes.values()) == 157 and summary.lanes["input_fault"] == 1


def test_gse72747_comes_in_with_gfr_and_without_creatinine(geo, admitted):
    rows = [
        {
            "patient_id": row["patient"],
            "as_of": row["date"],
            "age_years": row["age"],
            "sex": row["sex"],
            "egfr_reported": row["glomerular filtration rate"],
            "anti_dsdna_iu_ml": row["dsdna ab titers u/l by farr assay"],
            "has_lupus_nephritis": "yes",
            "sledai_2k_total": row["sledai"],
        }
        for row in geo("GSE72747_clinical.csv")
    ]
    admission, _ = admitted(rows)
    assert len(rows) == 30 and not admission.is_faulty.any()
    assert "creatinine_umol_l" not in admission.cohort.columns
    assert admission.cohort.column("egfr_reported").is_known.all()
    (named,) = [w for w in admission.cohort.warnings if w.code == "words_for_missing.anti_dsdna_iu_ml"]
    assert named.rows.sum() == 1
    assert len(set(admission.cohort.patient_ids)) == 10
