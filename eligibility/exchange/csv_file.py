"""CSV in: every cell read as text, so that nothing is guessed before the fact that it belongs to is known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from eligibility.domain.faults import InputFault

DELIMITERS = (",", ";", "\t")
BLOCK_BYTES = 16 << 20


@dataclass
class CsvFile:
    """A CSV file's columns, and its rows in batches of text. Lines that do not fit the header are remembered."""

    path: Path
    delimiter: str = ","
    names: list[str] = field(default_factory=list)
    misfits: int = 0

    def __post_init__(self) -> None:
        header = _header(self.path)
        self.delimiter = max(DELIMITERS, key=header.count)
        self.names = [name.strip() for name in next(csv.reader(io.StringIO(header), delimiter=self.delimiter), [])]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, a block at a time. A line with too many or too few cells is left out and counted."""
        if _quotes(self.path) % 2:
            raise _unreadable(self.path)
        try:
            reader = arrow_csv.open_csv(
                self.path,
                read_options=arrow_csv.ReadOptions(column_names=self.names, skip_rows=1, block_size=BLOCK_BYTES),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=self._misfit
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={name: pa.string() for name in self.names},
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            yield from reader
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise _unreadable(self.path) from None

    def _misfit(self, row: arrow_csv.InvalidRow) -> str:
        self.misfits += 1
        return "skip"


def _header(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1 << 20)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start[:4096]:
        raise _not_utf8(path)
    try:
        text = start.decode("utf-8-sig", errors="strict" if len(start) < 1 << 20 else "ignore")
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    return text.partition("\n")[0].rstrip("\r")


def _quotes(path: Path) -> int:
    """How many quotes the file has: with an odd number one is never closed, and would swallow the rows behind it."""
    with path.open("rb") as file:
        return sum(block.count(b'"') for block in iter(lambda: file.read(BLOCK_BYTES), b""))


def _not_utf8(path: Path) -> InputFault:
    return InputFault(
        f"{path.name} is not text in UTF-8.",
        "Letters and signs would be misread.",
        "Save the table as CSV in UTF-8.",
    )


def _unreadable(path: Path) -> InputFault:
    return InputFault(
        f"{path.name} is not a readable CSV file.",
        "A quote that is never closed, or a letter outside UTF-8, hides where a row ends.",
        "Save it again as CSV in UTF-8, or send XLSX, Parquet or NDJSON.",
    )
