"""Score many patients: a table streamed in, flat verdicts or whole assessments streamed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import InputFault, Unavailable
from eligibility.domain.rounding import rounded
from eligibility.exchange.column_maps import read_column_map
from eligibility.exchange.door import Admission, admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.ndjson_file import line_of
from eligibility.exchange.raw import RawTable
from eligibility.exchange.result_files import in_place_when_whole, open_results, result_kind
from eligibility.exchange.table_files import TableFile, read_course_book
from eligibility.services.assess import CohortAssessment, assess_cohort
from eligibility.services.clock import today
from eligibility.services.dose_slips import with_dose_slips
from eligibility.services.library import DEFAULT_PROFILE, library
from eligibility.services.library import profile as profile_of

INPUT_FAULT = "input_fault"
# These say whose row it is and what it was held against; every other column is a verdict.
NOT_VERDICTS = ("patient_id", "as_of", "profile", "knowledge", "profile_hash")


@dataclass
class ScoreSummary:
    """What a batch run did: rows, lanes, and what was wrong with how many rows. It holds nobody's value."""

    output: str
    profile: str
    as_of_default: date
    rows: int = 0
    faulty_rows: int = 0
    patients_of_courses_not_found: int = 0
    courses_without_patient: int = 0
    column_map: str | None = None
    columns_ignored: list[str] = field(default_factory=list)
    lanes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """The summary as plain data."""
        counted = {name: dict(getattr(self, name).most_common()) for name in ("lanes", "faults", "warnings")}
        return {**asdict(self), "as_of_default": self.as_of_default.isoformat(), **counted}


def score(
    input: str | Path,
    output: str | Path,
    profile: str = DEFAULT_PROFILE,
    full: bool = False,
    courses: str | Path | None = None,
    as_of: date | None = None,
    engine: str = "local",
    columns: str | Path | None = None,
    trials: bool = False,
) -> ScoreSummary:
    """Every patient of a table held against a profile. The output is whole, or it is not there.

    `full` writes one assessment a line, as `assess --json` prints it. `as_of` is the assessment day of rows that name
    none (today, when not given). `columns` is the column map of a table whose columns are not named as ours. A row
    with a fault gets the lane `input_fault` and says why; the others go on. `trials` holds every patient against the
    registered trials as well.
    """
    source, target = Path(input), Path(output)
    if engine != "local":
        raise Unavailable(
            f"The engine {engine!r} is not part of this version.",
            "Only this machine's own engine is there.",
            "Leave --engine out; it streams, so the table may be larger than memory.",
        )
    kind = result_kind(target)
    if full and kind != "ndjson":
        raise InputFault(
            "Whole assessments are written as NDJSON only.",
            "An assessment has parts within parts, which a flat table cannot hold.",
            "Choose an output that ends in .ndjson.",
        )
    if target.exists() and target.samefile(source):
        raise InputFault(
            "The output is the input file itself.", "The patients' data would be overwritten.", "Choose another name."
        )
    held = profile_of(profile)
    settings = Settings(library(), as_of or today())
    if courses is not None:
        settings = replace(settings, book=read_course_book(Path(courses), settings.library))
    if columns is not None:
        settings = replace(settings, columns=read_column_map(Path(columns), settings.library))
    file = TableFile(source, settings)
    summary = ScoreSummary(output=target.name, profile=held.id, as_of_default=settings.as_of)
    if settings.columns is not None:
        summary.column_map, summary.columns_ignored = Path(columns or "").name, list(settings.columns.ignore)
    with in_place_when_whole(target) as beside:
        if full:
            with beside.open("wb") as out:
                for table in file.tables():
                    out.writelines(map(line_of, _lines(table, profile, summary, trials)))
        else:
            metadata = {"profile": held.id, "profile_hash": held.hash, "knowledge": library().snapshot}
            if settings.columns is not None:
                metadata["column_map"] = settings.columns.hash
            results = open_results(kind, beside, metadata)
            try:
                for table in file.tables():
                    results.write(_columns(table, profile, summary, trials))
            finally:
                results.close()
        _must_have_rows(summary, source)
    if file.settings.book is not None:
        summary.patients_of_courses_not_found = file.settings.book.unmet
        summary.courses_without_patient = file.settings.book.without_patient
    return summary


def _columns(table: RawTable, profile: str, summary: ScoreSummary, trials: bool) -> dict[str, Any]:
    admission, assessed = _assessed(table, profile)
    columns = dict(assessed.table())
    faulty = admission.is_faulty
    if faulty.any():
        columns = {
            name: column if name in NOT_VERDICTS else _blanked(column, faulty) for name, column in columns.items()
        }
        columns["lane"][faulty] = INPUT_FAULT
        columns["as_of"] = np.where(table.is_day_unread, np.datetime64("NaT"), columns["as_of"])
    columns["is_synthetic"] = _marked(table)
    columns["faults"] = _joined(table.size, [(f"{t.fault.where}: {t.fault.what}", t.rows) for t in admission.troubles])
    warnings = [(w.code, w.rows & ~faulty) for w in admission.cohort.warnings]
    contradictions = [(code, rows & ~faulty) for code, rows in _contradictions(assessed)]
    summary.warnings.update({code: int(rows.sum()) for code, rows in contradictions if rows.any()})
    columns["warnings"] = _joined(table.size, [*warnings, *contradictions])
    summary.lanes.update(columns["lane"].tolist())
    if trials:
        columns |= assessed.trials.table(blank=faulty)
    _count(admission, summary)
    return columns


def _lines(table: RawTable, profile: str, summary: ScoreSummary, trials: bool) -> Iterator[dict[str, Any]]:
    admission, assessed = _assessed(table, profile)
    _count(admission, summary)
    faulty = admission.is_faulty
    for row in range(table.size):
        marks = {name: bool(mask is not None and mask[row]) for name, mask in _marks(table).items()}
        if faulty[row]:
            summary.lanes[INPUT_FAULT] += 1
            faults = [fault.as_dict() for fault in admission.faults_of(row)]
            yield {
                "patient_id": str(table.patient_ids[row]),
                "as_of": None if table.is_day_unread[row] else str(table.as_of[row]),
                "profile": profile,
                "lane": INPUT_FAULT,
                "faults": faults,
                **marks,
            }
            continue
        warnings = [warning.what for warning in admission.cohort.warnings_of(row)]
        assessment = assessed.assessment(row, warnings, **marks)
        summary.lanes[assessment.lane] += 1
        if trials:
            assessment = assessment.model_copy(update={"trials": assessed.trials_of(row)})
        yield assessment_as_data(assessment)


def assessment_as_data(assessment: Assessment) -> dict[str, Any]:
    """The assessment as every surface writes it: plain data, numbers rounded to ten significant digits."""
    return rounded(assessment.model_dump(mode="json"))


def _assessed(table: RawTable, profile: str) -> tuple[Admission, CohortAssessment]:
    admission = with_dose_slips(admit(table, library()))
    return admission, assess_cohort(admission.cohort, profile)


def _count(admission: Admission, summary: ScoreSummary) -> None:
    faulty = admission.is_faulty
    summary.rows += admission.cohort.size
    summary.faulty_rows += int(faulty.sum())
    for trouble in admission.troubles:
        summary.faults[f"{trouble.fault.where}: {trouble.fault.what}"] += int(trouble.rows.sum())
    for warning in admission.cohort.warnings:
        summary.warnings[warning.code] += int((warning.rows & ~faulty).sum())


def _contradictions(assessed: CohortAssessment) -> Iterator[tuple[str, np.ndarray]]:
    """Where an instrument that the profile reads found two answers that cannot both be right."""
    for key, outcome in sorted(assessed.reading.outcomes.items()):
        masks = [rows for note, rows in outcome.notes.items() if "contradict" in note.lower()]
        if masks:
            yield f"contradiction.{key}", np.logical_or.reduce(masks)


def _blanked(column: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Nothing where the row is at fault: what could not be read has no verdict."""
    blank = column.copy() if column.dtype.kind == "f" else column.astype(object)
    blank[rows] = np.nan if column.dtype.kind == "f" else None
    return blank


def _joined(size: int, parts: list[tuple[str, np.ndarray]]) -> np.ndarray:
    out = np.full(size, "", dtype=object)
    for text, rows in parts:
        out[rows] = [f"{said} | {text}" if said else text for said in out[rows]]
    return out


def _marks(table: RawTable) -> dict[str, np.ndarray | None]:
    return {"is_example": table.is_example, "is_synthetic": table.is_synthetic}


def _marked(table: RawTable) -> np.ndarray:
    return np.zeros(table.size, dtype=bool) if table.is_synthetic is None else table.is_synthetic


def _must_have_rows(summary: ScoreSummary, source: Path) -> None:
    if summary.rows == 0:
        raise InputFault(
            f"{source.name} has no rows under its header.",
            "There is nobody to assess.",
            "Check that the rows were saved.",
        )
