"""Whether a PDF is a document of this product, and whether it is still as it was drawn."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.domain.cited import Frozen
from eligibility.domain.faults import Fault, InputFault
from eligibility.report import payload
from eligibility.report.documents import KINDS, as_read_back, drawn
from eligibility.report.typesetting import layout

LARGEST_FILE = 20_000_000
LARGEST_ATTACHMENT = 12_000_000
HEAD = 200
# What somebody else wrote into an attachment can be anything; these are the ways in which it then fails to be drawn.
NOT_DRAWABLE = (Fault, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
ANOTHER_VERSION = (
    "Another version of this product drew it. The attached document matches its id; whether the printed pages match "
    "can only be told by that version."
)
_STREAM = re.compile(rb"stream\r?\n")


class PdfCheck(Frozen):
    """What can be said about a PDF that somebody brings back.

    `is_unchanged` is None where it cannot be told: another version of the product drew the pages. `is_superseded` is
    None where the store of this installation cannot tell. `exports` says who took it out, and when.
    """

    is_ours: bool
    is_unchanged: bool | None
    document_id: str | None
    reason: str
    kind: str | None = None
    is_superseded: bool | None = None
    superseded: str = ""
    exports: list[str] = []

    @property
    def passed(self) -> bool:
        """Ours, the same to the last byte, and not known to be superseded."""
        return self.is_ours and self.is_unchanged is True and self.is_superseded is not True

    def as_text(self) -> str:
        """What a person at the command line reads."""
        if not self.is_ours:
            return f"Not a document of this product.\n{self.reason}"
        changed = {True: "unchanged", False: "changed", None: "cannot tell whether it was changed"}[self.is_unchanged]
        named = KINDS[self.kind].name if self.kind in KINDS else "document"
        lines = [f"A {named} of this product, {changed}.", self.reason, self.superseded, *self.exports]
        return "\n".join([*(line for line in lines if line), f"Document {self.document_id}"])


@dataclass(frozen=True)
class Examined:
    """The check with the document that was found inside, where one could be read."""

    check: PdfCheck
    document: Any = None


def check_pdf(data: bytes) -> PdfCheck:
    """Draws the attached document again and compares every byte.

    It proves that nothing was altered after the drawing, not who drew it: there is no signature in the file.
    Raises InputFault when the data is no PDF.
    """
    return examined(data).check


def examined(data: bytes) -> Examined:
    """The same check, with the attached document for whoever looks further. Raises InputFault when it is no PDF."""
    _refuse_unless_pdf(data)
    envelope = _attached(data)
    if envelope is None:
        reason = "It carries no document made by this product."
        return Examined(PdfCheck(is_ours=False, is_unchanged=None, document_id=None, reason=reason))
    try:
        return _compared(envelope, data)
    except NOT_DRAWABLE:
        return Examined(_check(envelope, False, "The attached document cannot be drawn: it was altered."))


def _compared(envelope: dict[str, Any], data: bytes) -> Examined:
    kind, content = envelope.get("kind"), envelope.get("content")
    if not isinstance(content, dict) or payload.document_id(content) != envelope.get("document_id"):
        return Examined(_check(envelope, False, "The attached document does not match its id: it was altered."))
    if envelope.get("layout") != layout():
        return Examined(_check(envelope, None, ANOTHER_VERSION), _read_if_possible(kind, content))
    if kind not in KINDS or drawn(kind, content) != data:
        reason = "The pages are not those the attached document gives: the file was altered or saved anew."
        return Examined(_check(envelope, False, reason))
    reason = "Drawn again from the attached document, it is the same to the last byte."
    return Examined(_check(envelope, True, reason), as_read_back(kind, payload.compact(content)))


def _read_if_possible(kind: Any, content: dict[str, Any]) -> Any:
    """The document of another version, where its types have stayed the same."""
    try:
        return as_read_back(kind, payload.compact(content))
    except NOT_DRAWABLE:
        return None


def _check(envelope: dict[str, Any], is_unchanged: bool | None, reason: str) -> PdfCheck:
    kind = envelope.get("kind")
    return PdfCheck(
        is_ours=True,
        is_unchanged=is_unchanged,
        document_id=str(envelope.get("document_id")),
        reason=reason,
        kind=kind if isinstance(kind, str) else None,
    )


def _refuse_unless_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-"):
        raise InputFault(
            "The file is not a PDF.", "Only a document as it was downloaded can be checked.", "Choose the PDF file."
        )
    if len(data) > LARGEST_FILE:
        raise InputFault(
            "The file is too large to be a document of this product.",
            "A rationale is under one megabyte, a meeting pack under a few.",
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
