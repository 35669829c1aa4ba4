"""A backup holds everything and goes back anywhere, whole or not at all; identifiers are never in the clear."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from benchmarks.private_postgresql import create_database
from eligibility.domain.faults import Conflict, InputFault, Unavailable
from eligibility.domain.people import Person, Role
from eligibility.store import keeping
from eligibility.store.audit_log import entries
from eligibility.store.database import Database
from eligibility.store.field_keys import FieldKeys
from eligibility.store.identifiers import Identifiers, IdentifierStore
from eligibility.store.patients import NewAssessment, PatientStore
from eligibility.store.waivers import WAIVE, WITHDRAW, WaiverStore

A = Person("Dr A. Example", Role.CLINICIAN)
ADMINISTRATOR = Person("admin", Role.ADMINISTRATOR)
OLD_KEY, NEW_KEY = FieldKeys.new(), FieldKeys.new()
DAY = date(2026, 6, 1)
WHO = Identifiers("Example Person", "H-12345", "1990-02-28")
_numbers = count()


@pytest.fixture
def filled(store_address):
    """A store with something in every table this module knows."""
    database = Database(store_address, FieldKeys.from_text(OLD_KEY))
    store = PatientStore(database)
    for number in range(3):
        made = NewAssessment(DAY, {"record": {}}, {"lane": "ready", "x": 0.1 + number}, {"lane": "ready"}, {"app": "0"})
        kept = store.keep_record(f"CASE-{number}", {"n": number, "text": "ünïcode"}, A, assessment=made)
        IdentifierStore(database).keep(kept.id, WHO, A)
        WaiverStore(database).add(kept.id, WAIVE, "age", "agreed", DAY, A)
    store.keep_draft({"record": {"patient_id": ""}}, A)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, tmp_path):
    """Another store, empty, with the same key; every pair of databases meets."""
    address = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    if request.param == "postgresql":
        address = create_database(request.getfixturevalue("postgresql"), f"elsewhere{next(_numbers)}", "migrated")
    database = Database(address, FieldKeys.from_text(OLD_KEY))
    yield database
    database.close()


def content(database):
    store = PatientStore(database)
    return [
        (
            row,
            store.get(row.id),
            store.assessments(row.id),
            IdentifierStore(database).get(row.id),
            WaiverStore(database).in_force(row.id),
        )
        for row in store.overview()
    ]


def test_what_was_backed_up_is_restored_whole_into_any_other_database(filled, elsewhere, tmp_path):
    manifest = keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    assert {name: said["rows"] for name, said in manifest["tables"].items() if name in ("patients", "assessments")} == {
        "patients": 4,
        "assessments": 3,
    }
    rows, report = keeping.restore(elsewhere, tmp_path / "backup.zip", ADMINISTRATOR)
    assert rows == sum(said["rows"] for said in manifest["tables"].values())
    assert (report.is_intact, report.assessments, report.seal) == (True, 3, "sealed")
    assert content(elsewhere) == content(filled)
    assert [entry.action for entry in entries(elsewhere)[:2]] == ["store.restore", "store.backup"]
    again = keeping.back_up(elsewhere, tmp_path / "again.zip", ADMINISTRATOR)
    untouched = set(manifest["tables"]) - {"audit", "audit_head"}
    assert {n: again["tables"][n] for n in untouched} == {n: manifest["tables"][n] for n in untouched}


def test_a_restored_store_refuses_to_be_changed_and_can_be_written_on(filled, elsewhere, tmp_path):
    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    keeping.restore(elsewhere, tmp_path / "backup.zip", ADMINISTRATOR)
    with pytest.raises(DBAPIError, match="append-only"), elsewhere.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET person = 'x'"))
    PatientStore(elsewhere).keep_record("CASE-9", {}, A)
    assert keeping.verify(elsewhere).is_intact


def test_a_store_that_holds_anything_is_left_alone_unless_it_is_said_outright(filled, tmp_path):
    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    later = PatientStore(filled).keep_record("CASE-9", {}, A)
    before = content(filled)
    with pytest.raises(Conflict, match="not empty"):
        keeping.restore(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    assert content(filled) == before
    keeping.restore(filled, tmp_path / "backup.zip", ADMINISTRATOR, replace=True)
    assert content(filled) == before[:-1]
    with pytest.raises(InputFault):
        PatientStore(filled).get(later.id)


def test_a_backup_with_anything_altered_or_missing_is_refused_before_anything_is_touched(filled, elsewhere, tmp_path):
    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    whole = zipfile.ZipFile(tmp_path / "backup.zip")
    for change in ("patients.ndjson", "manifest.json", "manifest.sha256", "audit.ndjson"):
        for left_out in (False, True):
            with zipfile.ZipFile(tmp_path / "altered.zip", "w") as altered:
                for name in whole.namelist():
                    data = whole.read(name)
                    if name != change:
                        altered.writestr(name, data)
                    elif not left_out:
                        altered.writestr(name, bytes([data[0] ^ 1]) + data[1:])
            with pytest.raises(InputFault, match="not a whole backup"):
                keeping.restore(elsewhere, tmp_path / "altered.zip", ADMINISTRATOR)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "backup.zip").read_bytes()[:-200])
    for name in ("cut.zip", "absent.zip"):
        with pytest.raises(InputFault):
            keeping.restore(elsewhere, tmp_path / name, ADMINISTRATOR)
    assert content(elsewhere) == [] and entries(elsewhere) == []


def test_a_backup_of_a_later_schema_is_refused_and_nothing_is_lost(filled, elsewhere, tmp_path):
    import hashlib

    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    PatientStore(elsewhere).keep_record("CASE-7", {}, A)
    before = content(elsewhere)
    with zipfile.ZipFile(tmp_path / "backup.zip") as old, zipfile.ZipFile(tmp_path / "later.zip", "w") as later:
        manifest = json.dumps(json.loads(old.read("manifest.json")) | {"schema": "9999"}).encode()
        for name in old.namelist():
            made = {"manifest.json": manifest, "manifest.sha256": hashlib.sha256(manifest).hexdigest().encode()}
            later.writestr(name, made.get(name, old.read(name)))
    with pytest.raises(InputFault, match="later version"):
        keeping.restore(elsewhere, tmp_path / "later.zip", ADMINISTRATOR, replace=True)
    assert content(elsewhere) == before
    assert keeping.verify(elsewhere).is_intact


def test_a_backup_that_cannot_be_written_leaves_what_was_there(filled, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(Unavailable):
        keeping.back_up(filled, tmp_path / "nowhere" / "backup.zip", ADMINISTRATOR)
    with pytest.raises(Unavailable):
        keeping.back_up(filled, tmp_path / "taken", ADMINISTRATOR)
    assert sorted(path.name for path in tmp_path.iterdir() if "backup" in path.name) == []


def test_a_backup_may_be_read_by_its_owner_alone(filled, tmp_path):
    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_identifiers_are_nowhere_in_the_clear(filled, tmp_path):
    keeping.back_up(filled, tmp_path / "backup.zip", ADMINISTRATOR)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (WHO.full_name, WHO.hospital_number, WHO.date_of_birth):
        assert secret.encode() not in everything


def test_without_a_key_identifiers_are_refused(store_address):
    database = Database(store_address)
    with pytest.raises(InputFault, match="pseudonyms only"):
        IdentifierStore(database)
    database.close()


def test_stale_identifiers_are_refused_and_the_audit_names_fields_but_no_values(filled):
    store, patient = IdentifierStore(filled), PatientStore(filled).overview()[0].id
    store.keep(patient, Identifiers("Example Person", "H-9", "1990-02-28", version=1), A)
    newest = entries(filled, str(patient))[0]
    assert (newest.action, newest.after) == ("identifiers.change", {"changed": ["hospital_number"]})
    with pytest.raises(Conflict):
        store.keep(patient, Identifiers("Somebody Else", version=1), A)
    assert store.get(patient).hospital_number == "H-9"


def test_a_field_moved_to_another_patient_or_column_cannot_be_read(filled):
    one, other, *_ = (row.id for row in PatientStore(filled).overview())
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE identifiers SET hospital_number = full_name"))
    for patient in (one, other):
        with pytest.raises(Unavailable):
            IdentifierStore(filled).get(patient)


def test_a_key_is_replaced_while_the_earlier_one_is_still_there_and_then_needed_no_more(filled, store_address):
    both = Database(store_address, FieldKeys.from_text(f"{NEW_KEY},{OLD_KEY}"))
    assert keeping.replace_key(both, ADMINISTRATOR) == 9
    assert keeping.replace_key(both, ADMINISTRATOR) == 0
    assert keeping.verify(both).seal == "sealed"
    both.close()
    new = Database(store_address, FieldKeys.from_text(NEW_KEY))
    patient = PatientStore(new).overview()[0].id
    assert IdentifierStore(new).get(patient).full_name == WHO.full_name
    assert not entries(new, str(patient))[-1].is_readable, "the audit keeps its words under the earlier key"
    assert keeping.verify(new).is_intact
    new.close()
    with pytest.raises(Unavailable):
        IdentifierStore(filled).get(patient)


@pytest.mark.parametrize("setting", ["short", "nö", "AAAA,", f"{OLD_KEY},x", "A" * 44])
def test_a_setting_without_usable_keys_is_refused_without_showing_it(setting):
    with pytest.raises(Unavailable) as caught:
        FieldKeys.from_text(setting)
    assert setting not in str(caught.value)


def test_a_waiver_is_kept_withdrawn_and_never_given_twice(filled):
    store, patient = WaiverStore(filled), PatientStore(filled).overview()[0].id
    with pytest.raises(Conflict, match="already waived"):
        store.add(patient, WAIVE, "age", "again", DAY, A)
    store.add(patient, WITHDRAW, "age", "agreed in error", DAY, A)
    assert store.in_force(patient) == []
    with pytest.raises(Conflict, match="no waiver"):
        store.add(patient, WITHDRAW, "age", "again", DAY, A)
    store.add(patient, WAIVE, "age", "agreed anew", DAY, A)
    assert [waiver.reason for waiver in store.in_force(patient)] == ["agreed anew"]
    assert [e.action for e in entries(filled, str(patient))][:2] == ["waiver.waive", "waiver.withdraw"]


def test_a_patient_who_was_never_saved_can_be_given_no_waiver(filled):
    draft = PatientStore(filled).overview()[-1].id
    with pytest.raises(InputFault, match="no saved patient"):
        WaiverStore(filled).add(draft, WAIVE, "age", "agreed", DAY, A)


def test_a_discarded_draft_takes_its_identifiers_with_it(filled):
    store = PatientStore(filled)
    draft = store.get(store.overview()[-1].id)
    IdentifierStore(filled).keep(draft.id, WHO, A)
    store.drop_draft(draft.id, draft.version, A)
    assert IdentifierStore(filled).get(draft.id) == Identifiers()
