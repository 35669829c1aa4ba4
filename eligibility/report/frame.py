"""What stands on every page of every document: whose it is, which one, of which day, and that paper grows old."""

from __future__ import annotations

from typing import Any

from eligibility.report import wording
from eligibility.report.lettering import Lettering

NOT_REVIEWED = "NOT REVIEWED BY MDT"
REVIEWED = "DISCUSSED BY MDT"
STATUS_WORDS = {"draft": "DRAFT", "signed": "SIGNED", "superseded": "SUPERSEDED"}
PAPER_AGES = "a printed copy may be out of date"
LONGEST_RUNNING_NAME = 30


def status(state: str, is_reviewed: bool) -> str:
    """Draft, signed or superseded, and whether a meeting has discussed it."""
    return f"{STATUS_WORDS[state]} · {REVIEWED if is_reviewed else NOT_REVIEWED}"


def mark(is_example: bool, is_synthetic: bool) -> dict[str, str]:
    """The watermark of what is no patient in care, with the sentence that says so."""
    if is_synthetic:
        return {"word": "SYNTHETIC", "sentence": "Synthetic data. This is not a patient."}
    if is_example:
        return {"word": "EXAMPLE", "sentence": "Example record, published or invented. Not for anyone’s care."}
    return {"word": "", "sentence": ""}


def frame(
    *,
    title: str,
    status: str,
    mark: dict[str, str],
    name: str,
    second: str,
    dated: str,
    versions: dict[str, Any],
    document_id: str,
    lettering: Lettering,
) -> dict[str, Any]:
    """The words of the running head and foot, and what the document says of itself."""
    pseudonym = lettering.printable(name, spell_out=True)
    words = lettering.tree(
        {"title": title, "status": status, "mark": mark, "second": second, "dated": dated, "versions": short(versions)}
    )
    return {
        **words,
        "pseudonym": pseudonym,
        "running_name": _running(pseudonym),
        "document_id": document_id,
        "paper_ages": PAPER_AGES,
        "lettering": note(lettering),
    }


def short(versions: dict[str, Any]) -> str:
    """The versions on one line: app, knowledge, profile and model, digests by their first letters."""
    parts = []
    for key, value in versions.items():
        if key == "schema":
            continue
        if isinstance(value, dict):
            inner = [_first(str(each)) for each in (value.get("version"), value.get("hash")) if each]
            parts.append(f"{wording.name(str(key))} {' '.join([str(value.get('name', '')), *inner]).strip()}")
        else:
            parts.append(f"{wording.name(str(key))} {_first(str(value))}")
    return " · ".join(wording.name(part) for part in parts)


def note(lettering: Lettering) -> str:
    """That some characters are not drawn as entered, where that is so."""
    if not lettering.substituted:
        return ""
    count = len(lettering.substituted)
    characters = "1 character" if count == 1 else f"{count} different characters"
    return (
        f"{characters} cannot be drawn with the fonts of this document: shown as a square, or by code in "
        "the pseudonym. The text as entered is in the attached file."
    )


def _running(pseudonym: str) -> str:
    return pseudonym if len(pseudonym) <= LONGEST_RUNNING_NAME else f"{pseudonym[:LONGEST_RUNNING_NAME]}…"


def _first(text: str) -> str:
    shortened = wording.short(text)
    return shortened[:8] if shortened != text else text
