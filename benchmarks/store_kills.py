"""A writer that is killed in the middle of its work, again and again, and what must still be true afterwards."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from eligibility.domain.people import Person, Role
from eligibility.store import keeping
from eligibility.store.audit_log import entries
from eligibility.store.database import Database
from eligibility.store.patients import NewAssessment, PatientStore

DAY = date(2026, 6, 1)
LONGEST_WAIT = 60.0
BY = Person("Dr A. Example", Role.CLINICIAN)


@dataclass
class Killed:
    """What many kills came to. `faults` says in words what was not as it must be."""

    kills: int = 0
    acknowledged: int = 0
    beyond: int = 0
    faults: list[str] = field(default_factory=list)
    entries: int = 0


def kill_writers(address: str, kills: int, seed: int = 1, check_every: int = 1) -> Killed:
    """Starts a writer, lets it be told that some writes are kept, kills it (-9) at a moment of its work, and looks.

    Every write that was acknowledged must be there whole: patient, assessment and both audit entries. One more may be
    there: kept, and killed before it could say so. Nothing else.
    """
    found, moments = Killed(), random.Random(seed)
    Database(address).close()
    for number in range(kills):
        told = _let_write_and_kill(address, number, moments.uniform(0, 0.06))
        found.kills, found.acknowledged = found.kills + 1, found.acknowledged + len(told)
        database = Database(address)
        found.faults += _look(database, number, told, found)
        if (number + 1) % check_every == 0 or number == kills - 1:
            report = keeping.verify(database)
            found.entries = report.entries
            if report.fault is not None:
                found.faults.append(f"after kill {number + 1}: {report.fault}")
        database.close()
    return found


def _let_write_and_kill(address: str, number: int, wait: float) -> list[str]:
    """The names that the writer was told are kept, before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_for_ever(address, number, writing)
    os.close(writing)
    said = b""
    try:
        said = _heard(reading, LONGEST_WAIT)
        time.sleep(wait)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    return [line.decode() for line in said.split(b"\n")[:-1]]


def _heard(pipe: int, seconds: float) -> bytes:
    """The first word of the writer: until then it is still opening the database."""
    if not select.select([pipe], [], [], seconds)[0]:
        raise TimeoutError("the writer never began")
    return os.read(pipe, 65536)


def _write_for_ever(address: str, number: int, pipe: int) -> None:
    """The writer, in a process of its own: new patients, each saved a second time, told of as soon as it is kept."""
    try:
        store = PatientStore(Database(address))
        for name in _names(number):
            made = NewAssessment(DAY, {"record": {"name": name}}, {"name": name}, {"lane": "ready"}, {"app": "0"})
            kept = store.keep_record(name, {"name": name, "saved": 1}, BY, assessment=made)
            store.keep_record(name, {"name": name, "saved": 2}, BY, kept.id, kept.version, made)
            os.write(pipe, f"{name}\n".encode())
    finally:
        # Whatever happens, the copy of the parent must not go on as if it were the parent.
        os._exit(1)


def _names(number: int) -> Iterator[str]:
    count = 0
    while True:
        count += 1
        yield f"K{number}-{count}"


def _look(database: Database, number: int, told: list[str], found: Killed) -> list[str]:
    """What is not as it must be after one kill."""
    store, faults = PatientStore(database), []
    present = {row.pseudonym: row.id for row in store.overview() if (row.pseudonym or "").startswith(f"K{number}-")}
    faults += [f"{name} was acknowledged and is not there" for name in told if name not in present]
    extra = [name for name in present if name not in told]
    found.beyond += len(extra)
    if len(extra) > 1:
        faults.append(f"after kill {number + 1} there are {len(extra)} patients that nobody was told of")
    for name, id in present.items():
        saved = (store.get(id).record or {}).get("saved")
        told_of = [entry.action for entry in entries(database, str(id))]
        is_whole = sorted(told_of) == sorted(["patient.save", "assessment.make"] * (saved or 0))
        if not is_whole or len(store.assessments(id)) != saved or (name in told and saved != 2):
            faults.append(f"{name} is half-written")
    return faults
