"""Results out: CSV, Parquet and NDJSON, written beside the target and moved into place only when whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from eligibility.domain.faults import InputFault
from eligibility.domain.rounding import rounded_column
from eligibility.exchange.ndjson_file import line_of

# A pseudonym such as "=cmd" or "-12" is the sender's; opened in a spreadsheet it must stay a text.
FORMULA_START = r"^([=+\-@\t\r])"
ENDINGS = {".csv": "csv", ".parquet": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson"}


class ResultFile(Protocol):
    """Takes flat columns a chunk at a time."""

    def write(self, columns: Mapping[str, np.ndarray]) -> None: ...
    def close(self) -> None: ...


@contextmanager
def in_place_when_whole(target: Path) -> Iterator[Path]:
    """A path to write to; it becomes the target when nothing went wrong, and is gone when something did."""
    beside = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
    try:
        yield beside
        os.replace(beside, target)
    except OSError as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError):
            raise InputFault(
                f"The file {target.name} cannot be written in this folder.",
                "The results would have nowhere to go.",
                "Check that the folder exists and may be written to.",
            ) from None
        raise
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(target: Path, data: bytes) -> None:
    """The whole file or none of it."""
    with in_place_when_whole(target) as beside:
        beside.write_bytes(data)


def result_kind(path: Path) -> str:
    """The form of the results by the name's ending."""
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise InputFault(
            f"{path.name} does not end in one of {', '.join(ENDINGS)}.",
            "The form of the results is told by its ending.",
            "Choose a name with one of these endings.",
        )
    return kind


class ParquetResults:
    """Parquet, with its marks (profile, versions, whether synthetic) in the file's metadata."""

    def __init__(self, path: Path, metadata: Mapping[str, str]):
        self.path, self.metadata = path, dict(metadata)
        self.writer: parquet.ParquetWriter | None = None

    def write(self, columns: Mapping[str, np.ndarray]) -> None:
        table = pa.table({name: arrow_of(column) for name, column in columns.items()})
        if self.writer is None:
            schema = table.schema.with_metadata(self.metadata)
            self.writer = parquet.ParquetWriter(self.path, schema, compression="snappy")
        self.writer.write_table(table)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


class CsvResults:
    """CSV in UTF-8 with a header; an unknown number is a blank cell, and no cell is a formula to a spreadsheet."""

    def __init__(self, path: Path):
        self.path = path
        self.writer: arrow_csv.CSVWriter | None = None

    def write(self, columns: Mapping[str, np.ndarray]) -> None:
        table = pa.table({name: _no_formula(arrow_of(column)) for name, column in columns.items()})
        if self.writer is None:
            options = arrow_csv.WriteOptions(quoting_style="needed")
            self.writer = arrow_csv.CSVWriter(self.path, table.schema, write_options=options)
        self.writer.write_table(table)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


class NdjsonResults:
    """One flat JSON object a line."""

    def __init__(self, path: Path):
        self.file = path.open("wb")

    def write(self, columns: Mapping[str, np.ndarray]) -> None:
        lists = {name: arrow_of(column).to_pylist() for name, column in columns.items()}
        for values in zip(*lists.values(), strict=True):
            self.file.write(line_of({k: _plain(v) for k, v in zip(lists, values, strict=True)}))

    def close(self) -> None:
        self.file.close()


def open_results(kind: str, path: Path, metadata: Mapping[str, str]) -> ResultFile:
    """The writer for one of the forms."""
    if kind == "parquet":
        return ParquetResults(path, metadata)
    return CsvResults(path) if kind == "csv" else NdjsonResults(path)


def arrow_of(column: np.ndarray | pa.Array) -> pa.Array:
    """A result column as Arrow: words, days, truths, and numbers rounded as every surface rounds them."""
    if isinstance(column, pa.Array):
        return column
    if column.dtype == object or column.dtype.kind == "U":
        return pa.array(column, type=pa.string())
    if column.dtype.kind == "f":
        values = rounded_column(column)
        return pa.array(values, mask=~np.isfinite(values))
    if column.dtype.kind == "M":
        return pa.array(column.astype("datetime64[D]"))
    return pa.array(column)


def _no_formula(column: pa.Array) -> pa.Array:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay as they are."""
    if not pa.types.is_string(column.type):
        return column
    return pc.replace_substring_regex(column, pattern=FORMULA_START, replacement=r"'\1")


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
