"""Whether a PDF is a rationale of this product, and whether it is still as it was drawn."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from eligibility.domain.cited import Frozen
from eligibility.domain.faults import Fault, InputFault
from eligibility.report import payload
from eligibility.report.rationale import drawn
from eligibility.report.typesetting import layout

LARGEST_FILE = 20_000_000
LARGEST_ATTACHMENT = 3_000_000
HEAD = 200
# What somebody else wrote into an attachment can be anything; these are the ways in which it then fails to be drawn.
NOT_DRAWABLE = (Fault, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_STREAM = re.compile(rb"stream\r?\n")


class PdfCheck(Frozen):
    """What can be said about a PDF that somebody brings back.

    `is_unchanged` is None where it cannot be told: another version of the product drew the pages.
    """

    is_ours: bool
    is_unchanged: bool | None
    document_id: str | None
    reason: str

    @property
    def passed(self) -> bool:
        """Ours, and the same to the last byte."""
        return self.is_ours and self.is_unchanged is True

    def as_text(self) -> str:
        """What a person at the command line reads."""
        changed = {True: "unchanged", False: "changed", None: "cannot tell whether it was changed"}[self.is_unchanged]
        first = f"A rationale of this product, {changed}." if self.is_ours else "Not a rationale of this product."
        named = [] if self.document_id is None else [f"Document {self.document_id}"]
        return "\n".join([first, self.reason, *named])


def check_pdf(data: bytes) -> PdfCheck:
    """Draws the attached assessment again and compares every byte.

    It proves that nothing was altered after the drawing, not who drew it: there is no signature in the file.
    Raises InputFault when the data is no PDF.
    """
    _refuse_unless_pdf(data)
    envelope = _attached(data)
    if envelope is None:
        return PdfCheck(
            is_ours=False, is_unchanged=None, document_id=None, reason="It carries no rationale made by this product."
        )
    try:
        return _compared(envelope, data)
    except NOT_DRAWABLE:
        return _check(
            False, str(envelope.get("document_id")), "The attached assessment cannot be drawn: it was altered."
        )


def _compared(envelope: dict[str, Any], data: bytes) -> PdfCheck:
    stated, content = str(envelope.get("document_id")), envelope.get("assessment")
    if not isinstance(content, dict) or payload.document_id(content) != stated:
        return _check(False, stated, "The attached assessment does not match its document id: it was altered.")
    if envelope.get("layout") != layout():
        return _check(
            None,
            stated,
            "Another version of this product drew it. The attached assessment matches its document id; "
            "whether the printed pages match can only be told by that version.",
        )
    if drawn(content) != data:
        return _check(
            False, stated, "The pages are not those the attached assessment gives: the file was altered or saved anew."
        )
    return _check(True, stated, "Drawn again from the attached assessment, it is the same to the last byte.")


def _check(is_unchanged: bool | None, document_id: str, reason: str) -> PdfCheck:
    return PdfCheck(is_ours=True, is_unchanged=is_unchanged, document_id=document_id, reason=reason)


def _refuse_unless_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-"):
        raise InputFault(
            "The file is not a PDF.", "Only a rationale as it was downloaded can be checked.", "Choose the PDF file."
        )
    if len(data) > LARGEST_FILE:
        raise InputFault(
            "The file is too large to be a rationale.",
            "A rationale is well under one megabyte.",
            "Choose the PDF as it was downloaded.",
        )


def _attached(data: bytes) -> dict[str, Any] | None:
    """The first attached envelope of ours, if there is one."""
    for body in _streams(data):
        if payload.FORMAT.encode() not in _inflated(body, HEAD):
            continue
        try:
            found = json.loads(_inflated(body, LARGEST_ATTACHMENT), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and found.get("format") == payload.FORMAT:
            return found
    return None


def _streams(data: bytes) -> Iterator[bytes]:
    position = 0
    while (start := _STREAM.search(data, position)) is not None:
        end = data.find(b"endstream", start.end())
        if end < 0:
            return
        yield data[start.end() : end]
        position = end + len(b"endstream")


def _inflated(body: bytes, most: int) -> bytes:
    """At most so many bytes of a stream, inflated where it is deflated; a cut one does not read as ours."""
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        return body[:most]


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
