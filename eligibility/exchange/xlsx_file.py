"""XLSX in: the first sheet holds the patients, a sheet called treatments their courses."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from eligibility.domain.faults import InputFault
from eligibility.exchange.raw import Cells

COURSE_SHEETS = ("treatments", "courses")


class XlsxFile:
    """A workbook's sheets, row by row, with the cells as the spreadsheet typed them."""

    def __init__(self, path: Path):
        self.path = path
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles that openpyxl does not know say nothing about the data
                self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (zipfile.BadZipFile, openpyxl.utils.exceptions.InvalidFileException, KeyError, ValueError, OSError):
            raise InputFault(
                f"{path.name} is not a readable XLSX workbook.",
                "It may be an older .xls, protected by a password, or cut off.",
                "Save it again as XLSX or as CSV in UTF-8.",
            ) from None
        self.names = self._header(self.book.worksheets[0])

    def chunks(self, rows: int) -> Iterator[tuple[dict[str, Cells], int]]:
        """The first sheet in chunks of so many rows."""
        yield from self._chunks(self.book.worksheets[0], self.names, rows)

    def courses(self) -> tuple[dict[str, Cells], int] | None:
        """The whole sheet of courses, or None where the workbook has none."""
        for sheet in self.book.worksheets[1:]:
            if sheet.title.strip().lower() in COURSE_SHEETS:
                return next(self._chunks(sheet, self._header(sheet), rows=1 << 30), None)
        return None

    def close(self) -> None:
        self.book.close()

    def _header(self, sheet: Any) -> list[str]:
        first = next(sheet.iter_rows(values_only=True), ())
        names = ["" if cell is None else str(cell).strip() for cell in first]
        while names and not names[-1]:
            names.pop()
        return names

    def _chunks(self, sheet: Any, names: list[str], rows: int) -> Iterator[tuple[dict[str, Cells], int]]:
        held: list[tuple[Any, ...]] = []
        for row in sheet.iter_rows(min_row=2, max_col=max(len(names), 1), values_only=True):
            if any(cell is not None for cell in row):
                held.append(row)
            if len(held) == rows:
                yield _columns(names, held), len(held)
                held = []
        if held:
            yield _columns(names, held), len(held)


def _columns(names: list[str], rows: list[tuple[Any, ...]]) -> dict[str, Cells]:
    return {
        name: Cells.of([row[index] if index < len(row) else None for row in rows]) for index, name in enumerate(names)
    }
