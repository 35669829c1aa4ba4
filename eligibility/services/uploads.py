"""A record file handed over on screen. Its kind, size and content are checked here, whatever the browser allowed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.exchange.troubles import unknown_key
from eligibility.services.library import library
from eligibility.services.records import read_record

KINDS = (".yaml", ".yml", ".json", ".csv")
MOST_BYTES = 10_000_000


def record_from_upload(name: str, content: bytes) -> PatientRecord:
    """The one patient in a YAML or JSON record or a CSV of one row. Raises InputFault in three lines."""
    kind = Path(name).suffix.lower()
    if kind not in KINDS:
        raise InputFault(
            "This kind of file is not read here.",
            "A patient record is YAML, JSON or a CSV of one row.",
            f"Choose a file that ends in {', '.join(KINDS)}.",
        )
    if len(content) > MOST_BYTES:
        raise InputFault(
            "The file is far larger than a patient record can be.",
            "It is probably another file.",
            "Check that the right file was chosen.",
        )
    # The readers work on files; the copy has a name that says nothing and is gone before this returns.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"record{kind}"
        path.write_bytes(content)
        return _with_known_facts(read_record(path))


def _with_known_facts(record: PatientRecord) -> PatientRecord:
    """A fact that nobody reads has no field on the form, so it is refused here rather than lost there."""
    known = list(library().facts)
    for fact in record.facts:
        if fact not in known:
            raise unknown_key(fact, known, "The fact")
    return record


def record_from_paste(text: str) -> PatientRecord:
    """The one patient in pasted YAML or JSON (JSON begins with a brace)."""
    kind = ".json" if text.lstrip().startswith("{") else ".yaml"
    return record_from_upload(f"record{kind}", text.encode())
