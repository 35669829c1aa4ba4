"""Typst, kept the same on every machine: our templates, our fonts, a date that is given, no system fonts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from eligibility.domain.faults import Defect
from eligibility.report.lettering import FONTS

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-3a"]


def typeset(template: str, view: dict[str, Any], attachment: str, as_of: date) -> bytes:
    """The pages as PDF/UA-1 and PDF/A-3a. Patient text goes in as data; the template never evaluates it.

    Raises Defect when typst refuses; what it says is kept out, since it may quote the patient's text.
    """
    try:
        result = typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"view": json.dumps(view, ensure_ascii=False), "attachment": attachment},
            pdf_standards=STANDARDS,
            timestamp=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC),
        )
    except typst.TypstError:
        raise _refused() from None
    return result


@cache
def fonts() -> typst.Fonts:
    """Only the fonts that travel with the product."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def layout() -> str:
    """Digest of everything that shapes the pages besides the assessment: wording, templates, fonts, typst itself."""
    digest = hashlib.sha256(version("typst").encode())
    for path in _shaping_files():
        content = path.read_bytes()
        if path.suffix in (".py", ".typ"):
            content = content.replace(b"\r\n", b"\n")
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


def _shaping_files() -> Iterator[Path]:
    for pattern in ("*.py", "templates/*.typ", "fonts/*.[ot]tf"):
        yield from sorted(HERE.glob(pattern))


def _refused() -> Defect:
    return Defect(
        "The rationale could not be laid out as a PDF.",
        "Without it nobody outside this screen can see the reasons.",
        "Use the assessment on screen meanwhile, and report this with the document's versions, without patient data.",
    )
