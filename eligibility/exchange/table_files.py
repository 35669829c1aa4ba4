"""Tables of patients in: CSV, XLSX, Parquet and NDJSON, a chunk at a time, each chunk as the table of raw values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from eligibility.domain.faults import InputFault
from eligibility.exchange.course_book import CourseBook
from eligibility.exchange.csv_file import CsvFile
from eligibility.exchange.from_arrow import column_of, courses_of_structs, is_list_of_structs, patient_ids_of
from eligibility.exchange.from_columns import (
    Settings,
    check_columns,
    check_course_columns,
    check_one_history,
    table_from_columns,
)
from eligibility.exchange.from_records import table_of
from eligibility.exchange.mapped_columns import check_mapped_columns, mapped
from eligibility.exchange.ndjson_file import tables_of
from eligibility.exchange.raw import Column, RawCourses, RawTable
from eligibility.exchange.record_text import record_from_text
from eligibility.exchange.xlsx_file import XlsxFile
from eligibility.knowledge.library import Library

ENDINGS = {
    ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson",
    ".yaml": "record", ".yml": "record", ".json": "record",
}  # fmt: skip
CHUNK_ROWS = 32_768


class TableFile:
    """A file of patients."""

    def __init__(self, path: Path, settings: Settings):
        self.path, self.settings = path, settings
        self.kind = kind_of(path)
        _must_be_readable(path)

    def tables(self) -> Iterator[RawTable]:
        """The rows, a chunk at a time."""
        match self.kind:
            case "csv":
                yield from self._csv()
            case "xlsx":
                yield from self._xlsx()
            case "parquet":
                yield from self._parquet()
            case "ndjson" | "record" if self.settings.columns is not None:
                raise InputFault(
                    f"{self.path.name} is read without a column map.",
                    "A record names its facts; only a table with a line of column names can be mapped.",
                    "Give the table as CSV, XLSX or Parquet, or leave the map out.",
                )
            case "ndjson":
                yield from tables_of(self.path, self.settings, CHUNK_ROWS // 8)
            case "record":
                text = text_of(self.path)
                library = self.settings.library
                record = record_from_text(text, self.path.name, library.facts, self.settings.as_of)
                if record.treatments:
                    check_one_history(self.settings, "the record lists treatments")
                table = table_of([record], library)
                if self.settings.book is not None:
                    table.courses = self.settings.book.courses_of(table.patient_ids)
                yield table

    def _csv(self) -> Iterator[RawTable]:
        file = CsvFile(self.path)
        self._check(file.names)
        for batch in file.batches():
            for start in range(0, batch.num_rows, CHUNK_ROWS):
                yield self._from_arrow(batch.slice(start, CHUNK_ROWS))
        if file.misfits:
            raise InputFault(
                f"{file.misfits} lines of {self.path.name} have too many or too few cells.",
                "A patient would be missing from the output without a word.",
                "Correct these lines; a text with a comma stands in quotes.",
            )

    def _parquet(self) -> Iterator[RawTable]:
        try:
            file = parquet.ParquetFile(self.path)
            self._check(file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                yield self._from_arrow(batch)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
            raise InputFault(
                f"{self.path.name} is not a readable Parquet file.",
                "It may be cut off, or of another format.",
                "Write it again, or send CSV, XLSX or NDJSON.",
            ) from None

    def _xlsx(self) -> Iterator[RawTable]:
        with closing(XlsxFile(self.path)) as file:
            self._check(file.names)
            if (courses := file.courses()) is not None:
                check_one_history(self.settings, "the workbook has a sheet of courses")
                check_course_columns(list(courses[0]))
                self.settings = replace(self.settings, book=CourseBook(courses[0]))
                self._check(file.names)
            for columns, size in file.chunks(CHUNK_ROWS // 8):
                yield self._table(columns, size)

    def _check(self, names: list[str]) -> None:
        """Refuses a table whose columns are not ours, or not those of the map, before any row is read."""
        if self.settings.columns is None:
            check_columns(names, self.settings.library)
            if "treatments" in names:
                check_one_history(self.settings, "the table has a column `treatments`")
            return
        check_mapped_columns(names, self.settings.columns, self.settings.library)
        if any(rule.course for rule in self.settings.columns.columns.values()):
            check_one_history(self.settings, "the column map reads courses from the table")

    def _table(
        self,
        columns: dict[str, Column],
        size: int,
        courses: RawCourses | None = None,
        patient_ids: np.ndarray | None = None,
    ) -> RawTable:
        settings = self.settings
        if settings.columns is None:
            return table_from_columns(columns, size, settings, courses, patient_ids)
        chunk = mapped(columns, size, settings.columns, settings.library)
        return chunk.told(table_from_columns(chunk.columns, size, settings, chunk.courses))

    def _from_arrow(self, batch: pa.RecordBatch) -> RawTable:
        columns: dict[str, Column] = {}
        courses: RawCourses | None = None
        patient_ids = None
        if self.settings.columns is None:
            patient_ids = patient_ids_of(batch.column("patient_id"))
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            if name == "patient_id" and patient_ids is not None:
                continue
            if self.settings.columns is None and name == "treatments" and is_list_of_structs(array.type):
                courses = courses_of_structs(array)
                continue
            columns[name] = column_of(array, self._is_number(name))
        return self._table(columns, batch.num_rows, courses, patient_ids)

    def _is_number(self, name: str) -> bool:
        """Whether text that is all plain numbers may be read at once; a titre is read as it is written."""
        fact: str | None = name
        if self.settings.columns is not None:
            rule = self.settings.columns.columns.get(name)
            fact = rule.fact if rule is not None and rule.values is None and not rule.not_known else None
        definition = self.settings.library.facts.get(fact or "")
        return definition is not None and definition.kind == "number" and definition.unit != "reciprocal"


def kind_of(path: Path) -> str:
    """The kind of a table by its name's ending."""
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise InputFault(
            f"{path.name} does not end in one of {', '.join(ENDINGS)}.",
            "How to read the file is told by its ending.",
            "Rename the file, or save it in one of these forms.",
        )
    return kind


def read_course_book(path: Path, library: Library) -> CourseBook:
    """The courses' file (CSV, XLSX or Parquet), held whole."""
    kind = kind_of(path)
    _must_be_readable(path)
    if kind == "csv":
        file = CsvFile(path)
        check_course_columns(file.names)
        batches = list(file.batches())
        schema = pa.schema([(name, pa.string()) for name in file.names])
        table = pa.Table.from_batches(batches, schema) if batches else schema.empty_table()
        if file.misfits:
            raise InputFault(
                f"{file.misfits} lines of {path.name} have too many or too few cells.",
                "A course would be missing from somebody's history without a word.",
                "Correct these lines; a text with a comma stands in quotes.",
            )
        return CourseBook({name: column_of(table[name], name in ("dose", "weeks")) for name in file.names})
    if kind == "parquet":
        table = parquet.read_table(path)
        check_course_columns(table.column_names)
        return CourseBook({name: column_of(table[name]) for name in table.column_names})
    if kind == "xlsx":
        with closing(XlsxFile(path)) as book:
            check_course_columns(book.names)
            for columns, _ in book.chunks(1 << 30):
                return CourseBook(columns)
    raise InputFault(
        f"{path.name} holds no table of courses.",
        "Courses are a table with a patient_id and a drug on each line.",
        "Give them as CSV, XLSX or Parquet, or as the column `treatments` of the table itself.",
    )


def text_of(path: Path) -> str:
    """A record's text in UTF-8."""
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputFault(
            f"{path.name} is not text in UTF-8.", "Letters and signs would be misread.", "Save it as UTF-8."
        ) from None


def bytes_of(path: Path) -> bytes:
    """The file's bytes; an InputFault where there are none."""
    _must_be_readable(path)
    return path.read_bytes()


def _must_be_readable(path: Path) -> None:
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        reason = "is a folder" if isinstance(error, IsADirectoryError) else "cannot be opened"
        reason = "does not exist" if isinstance(error, FileNotFoundError) else reason
        raise InputFault(
            f"The file {path.name} {reason}.", "There is nothing to read.", "Check the name and the folder."
        ) from None
    if is_empty:
        raise InputFault(f"The file {path.name} is empty.", "There is nothing to read.", "Check that it was saved.")
