"""The store's duties: is the audit whole, backing up, restoring, a new key, and what was made by which knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eligibility.domain.faults import InputFault
from eligibility.domain.people import Person
from eligibility.services import storage
from eligibility.services.permissions import Action, require
from eligibility.store import audit, keeping
from eligibility.store.audit_chain import ChainReport
from eligibility.store.audit_log import AuditEntry, entries
from eligibility.store.field_keys import FieldKeys
from eligibility.store.patients import PatientStore

__all__ = [
    "AuditEntry",
    "ChainReport",
    "back_up",
    "history_of",
    "new_key",
    "recall",
    "replace_key",
    "restore",
    "verify_audit",
]
SHORTEST_HASH = 4


@dataclass(frozen=True)
class Recalled:
    """One assessment that was made with the knowledge in question; keys and days, nothing clinical."""

    assessment: str
    patient: str
    as_of: date
    made_at: datetime
    made_by: str
    versions: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        days = {"as_of": self.as_of.isoformat(), "made_at": self.made_at.isoformat()}
        return {"assessment": self.assessment, "patient": self.patient, **days, "versions": self.versions}


def verify_audit(by: Person, noted: str | None = None) -> ChainReport:
    """Whether the audit is still what was written; names the first entry that is not. `noted` is an earlier end."""
    require(by, Action.VERIFY_AUDIT)
    if noted is not None and not re.fullmatch(r"\d+:[0-9a-f]{64}", noted):
        raise InputFault(
            "The noted end of the audit cannot be read.",
            "It would be compared with nothing.",
            "Give it as `audit verify` printed it: a number, a colon and 64 letters and digits.",
        )
    storage.must_be_there()
    return keeping.verify(storage.database(), noted)


def history_of(key: str | None, by: Person, newest: int = 200) -> list[AuditEntry]:
    """Who did what to a patient, or to anybody, the newest first."""
    require(by, Action.VIEW_AUDIT, key or "-")
    return entries(storage.database(), key, newest)


def back_up(path: Path, by: Person) -> dict[str, Any]:
    """Everything in one checksummed file, the same from SQLite and from PostgreSQL. Gives its manifest."""
    require(by, Action.BACK_UP)
    return keeping.back_up(storage.database(), path, by)


def restore(path: Path, by: Person, replace: bool = False) -> tuple[int, ChainReport]:
    """Puts a backup in place of everything; a store that holds anything is left alone unless `replace` says so."""
    require(by, Action.RESTORE)
    return keeping.restore(storage.database(), path, by, replace)


def new_key() -> str:
    """A new field key, to be set as EARLY_CART_FIELD_KEY and kept apart from the backups."""
    return FieldKeys.new()


def replace_key(by: Person) -> int:
    """Encrypts every identifier under the first key of the setting. Gives how many fields were changed."""
    require(by, Action.BACK_UP)
    return keeping.replace_key(storage.database(), by)


def recall(by: Person, knowledge: str | None = None, profile: str | None = None) -> list[Recalled]:
    """Which stored assessments were made with this knowledge (hash or its beginning) or profile (name or hash)."""
    require(by, Action.RECALL)
    if not (knowledge or profile):
        raise InputFault(
            "It was not said what to recall by.",
            "Without it every assessment would be listed.",
            "Give --knowledge HASH or --profile NAME.",
        )
    for given in (knowledge, profile):
        if given is not None and len(given) < SHORTEST_HASH:
            raise InputFault(
                "What to recall by is too short.",
                "It would find assessments made with something else.",
                f"Give at least {SHORTEST_HASH} signs.",
            )
    found = [
        Recalled(str(id), str(patient), as_of, made_at, made_by, versions)
        for id, patient, as_of, made_at, made_by, versions in PatientStore(storage.database()).versions_of_all()
        if _was_made_with(versions, knowledge, profile)
    ]
    with storage.database().writing() as session:
        said = {"knowledge": knowledge, "profile": profile, "found": len(found)}
        audit.record(session, by, "knowledge.recall", "-", None, said)
    return found


def _was_made_with(versions: dict[str, Any], knowledge: str | None, profile: str | None) -> bool:
    used = versions.get("profile") or {}
    return (knowledge is None or str(versions.get("knowledge", "")).startswith(knowledge)) and (
        profile is None or profile == used.get("name") or str(used.get("hash", "")).startswith(profile)
    )
