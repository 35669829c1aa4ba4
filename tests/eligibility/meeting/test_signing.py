"""The signature closes the record: what stands in its way, what it fixes, and what may follow."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from eligibility.domain.faults import Conflict, Forbidden, InputFault
from eligibility.domain.people import Person, Role
from eligibility.services.clock import today
from eligibility.services.meeting_actions import add_action
from eligibility.services.meeting_agenda import propose
from eligibility.services.meeting_decisions import Decision, dissent
from eligibility.services.meeting_exports import minutes_csv, minutes_pdf, pack_pdf
from eligibility.services.meeting_left import explain, left_since
from eligibility.services.meeting_minutes import card_of, minutes
from eligibility.services.meeting_people import attend
from eligibility.services.meeting_rechecks import changes_for, due_stage, record_recheck
from eligibility.services.meeting_signing import correct, is_as_signed, open_before_signing, sign, stamp_of
from eligibility.services.storage import database
from eligibility.store import audit_log, keeping
from eligibility.store.database import Database
from eligibility.store.meeting_tables import CLOSED_BY_SIGN_OFF, KINDS
from tests.eligibility.meeting.conftest import CHAIR, COORDINATOR, LATER, MEMBER, Room, refused, saved

DEFER = Decision("D1", ("infection",), "agrees", relist_on=today() + timedelta(days=30))


def signed(room: Room):
    return sign(room.now, stamp_of(room.now), CHAIR)


@pytest.fixture
def decided(room):
    """One patient, decided, at a full table."""
    room.fill_the_table()
    room.item = room.list(saved("example-work-up-early", "CASE-01"))
    room.decide(room.item)
    return room


def test_what_is_open_is_said_before_anybody_signs(room):
    room.list(saved("example-ready", "A"))
    waiting = open_before_signing(minutes(room.id, CHAIR))
    assert len(waiting) == 2 and "No outcome yet for case 1" in waiting[1]
    with refused(InputFault, "not complete"):
        signed(room)


def test_the_chair_alone_signs_and_only_what_the_chair_has_read(decided):
    stamp = stamp_of(decided.now)
    with refused(Forbidden, "may not do this"):
        sign(decided.now, stamp, COORDINATOR)
    dissent(decided.now, decided.item, "M. Member", "too early", MEMBER)
    with refused(Conflict, "changed after you opened it"):
        sign(decided.now, stamp, CHAIR)
    assert signed(decided).sign_off.chair == CHAIR.name
    with refused(Conflict, "signed already"):
        signed(decided)


def test_a_signed_record_takes_no_entry_by_service_or_by_database(decided):
    signed(decided)
    with refused(Conflict, "The chair has signed"):
        decided.decide(decided.item, seen=1)
    with refused(Conflict, "The chair has signed"):
        attend(decided.now, "L. Late", "observer", "present", COORDINATOR)
    for kind, row in CLOSED_BY_SIGN_OFF.items():
        insert = (
            f"INSERT INTO {row.__tablename__} (id, meeting_id, thing, version, data, at, by, role) "
            f"SELECT '{kind}', meeting_id, meeting_id, 99, '{{}}', at, by, role FROM mdt_sign_offs"
        )
        with pytest.raises(DBAPIError, match="the meeting is signed"), database().engine.begin() as connection:
            connection.execute(text(insert))


def test_no_entry_is_ever_changed_or_deleted_in_the_database(decided):
    signed(decided)
    for table in (*(row.__tablename__ for row in KINDS.values()), "mdt_meetings", "mdt_sign_offs"):
        with database().reading() as session:
            if not session.execute(text(f"SELECT count(*) FROM {table}")).scalar():
                continue
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"), database().engine.begin() as connection:
                connection.execute(text(change))


def test_what_was_signed_stays_as_it_was_when_the_patient_is_assessed_again(decided):
    before = signed(decided)
    key = decided.now.item(decided.item).patient
    saved("example-work-up-early", "CASE-01", key, has_active_malignancy=True)
    after = minutes(decided.id, CHAIR)
    assert after.cases[0].card == before.cases[0].card and is_as_signed(decided.now)
    assert card_of(decided.now, decided.now.item(decided.item), CHAIR).ref.lane == "work_up"


def test_a_correction_stands_beside_the_old_words(decided):
    with refused(InputFault, "not signed yet"):
        correct(decided.now, "Place", "Room 1", "Room 2", "slip", CHAIR)
    signed(decided)
    with refused(InputFault, "The reason is missing"):
        correct(decided.now, "Place", "Room 1", "Room 2", "", CHAIR)
    correct(decided.now, "Reason", "refractory", "renal", "slip of the pen", CHAIR, decided.item)
    found = minutes(decided.id, CHAIR)
    assert [(one.before, one.after) for one in found.corrections] == [("refractory", "renal")]
    assert found.cases[0].outcome.reasons == ["refractoriness"] and is_as_signed(decided.now)


def test_every_write_left_an_audit_entry_and_the_chain_is_whole(decided):
    signed(decided)
    actions = {entry.action for entry in audit_log.entries(database())}
    written = {"meeting.details", "meeting.agenda", "meeting.attendance", "meeting.patient_view", "meeting.outcome"}
    assert written | {"meeting.signed"} <= actions
    assert keeping.verify(database()).is_intact


def test_a_check_before_collection_shows_what_changed_and_a_person_concludes(decided):
    assert due_stage(decided.now, decided.item) == "collection"
    key = decided.now.item(decided.item).patient
    saved("example-work-up-early", "CASE-01", key, has_active_infection=True)
    _, changes = changes_for(decided.now, decided.item)
    said = {change.what: (change.before, change.after) for change in changes}
    assert said["Lane"] == ("Work-up needed", "Deferred")
    with refused(InputFault, "can only continue the first"):
        record_recheck(decided.now, decided.item, "lymphodepletion", "go_on", "", MEMBER)
    with refused(InputFault, "Why it stops is missing"):
        record_recheck(decided.now, decided.item, "collection", "hold", "", MEMBER)
    record_recheck(decided.now, decided.item, "collection", "hold", "infection", MEMBER)
    assert due_stage(decided.now, decided.item) == "collection"
    assert changes_for(decided.now, decided.item)[1] == []


def test_checks_go_on_after_the_signature_and_the_second_continues_the_first(decided):
    signed(decided)
    record_recheck(decided.now, decided.item, "collection", "go_on", "", MEMBER)
    record_recheck(decided.now, decided.item, "lymphodepletion", "go_on", "", MEMBER)
    found = minutes(decided.id, CHAIR).cases[0].rechecks
    assert [one.stage for one in found] == ["collection", "lymphodepletion"]


def test_nothing_goes_on_against_a_bar_without_a_reason_nor_against_the_patients_wish(decided):
    key = decided.now.item(decided.item).patient
    saved("example-work-up-early", "CASE-01", key, has_active_infection=True)
    with refused(InputFault, "does not support the next step"):
        record_recheck(decided.now, decided.item, "collection", "go_on", "", MEMBER)
    saved("example-work-up-early", "CASE-01", key, patient_preference="declines")
    with refused(InputFault, "against the patient's wish"):
        record_recheck(decided.now, decided.item, "collection", "go_on", "all agreed", MEMBER)
    assert due_stage(decided.now, decided.item) == "collection"
    saved("example-work-up-early", "CASE-01", key, has_active_infection=True)
    record_recheck(decided.now, decided.item, "collection", "go_on", "treated, cultures clear", MEMBER)
    assert due_stage(decided.now, decided.item) == "lymphodepletion"


def test_a_case_that_was_not_referred_has_nothing_to_check(room):
    item = room.list(saved("example-ready", "A"))
    room.decide(item, DEFER)
    assert due_stage(room.now, item) is None


def test_nobody_leaves_the_list_without_a_reason(room):
    room.fill_the_table()
    items = {name: room.list(saved("example-ready", name)) for name in ("REFERRED", "SOON", "LATER")}
    room.decide(items["REFERRED"])
    room.decide(items["SOON"], DEFER)
    room.decide(items["LATER"], Decision("D1", ("infection",), "agrees", relist_on=today() + 3 * LATER))
    signed(room)
    following = Room(today() + LATER)
    following.fill_the_table()
    left = {one.pseudonym: one for one in left_since(following.now, CHAIR)}
    assert set(left) == {"REFERRED", "SOON", "LATER"}
    assert left["REFERRED"].is_explained and "listed again on" in left["LATER"].why
    assert not left["SOON"].is_explained
    with refused(InputFault, "nobody has said why"):
        signed(following)
    explain(following.now, left["SOON"].patient, "moved away", COORDINATOR)
    assert [one.why for one in left_since(following.now, CHAIR) if one.pseudonym == "SOON"] == ["moved away"]
    assert all(one.is_explained for one in left_since(following.now, CHAIR))


def test_a_candidate_whose_lane_changed_is_named_although_never_on_an_agenda(room):
    room.fill_the_table()
    key = saved("example-ready", "DRIFTED")
    item = room.list(saved("example-ready", "OTHER"))
    room.decide(item)
    signed(room)
    saved("example-ready", "DRIFTED", key, has_active_malignancy=True)
    [one] = [one for one in left_since(Room(today() + LATER).now, CHAIR) if one.pseudonym == "DRIFTED"]
    assert one.now == "Blocked" and one.is_explained


def test_what_changed_since_the_last_meeting_stands_on_the_card(decided):
    signed(decided)
    key = decided.now.item(decided.item).patient
    saved("example-work-up-early", "CASE-01", key, tb="negative")
    following = Room(today() + LATER)
    item = propose(following.id, key, "Again?", COORDINATOR)
    card = card_of(following.now, item, MEMBER)
    assert card.changed_since is not None
    assert [(one.what, one.before) for one in card.changes if one.kind == "fact"] == [("Tuberculosis", "not known")]


def test_the_csv_has_a_line_a_case_and_runs_nothing_in_a_spreadsheet(decided):
    add_action(decided.now, "=cmd()", "Dr A", today(), COORDINATOR, decided.item)
    dissent(decided.now, decided.item, "=HYPERLINK()", "no", MEMBER)
    rows = list(csv.DictReader(io.StringIO(minutes_csv(decided.id, CHAIR).decode("utf-8-sig"))))
    assert [row["code"] for row in rows] == ["R1"] and rows[0]["standing"].startswith("Quorate")
    assert rows[0]["dissent"].startswith("'=") and rows[0]["actions"].startswith("'=")
    assert audit_log.entries(database(), decided.id, 1)[0].action == "meeting.exported"


def test_minutes_and_pack_are_made_as_pdf(decided):
    signed(decided)
    assert minutes_pdf(decided.id, CHAIR).startswith(b"%PDF")
    assert pack_pdf(decided.id, CHAIR).startswith(b"%PDF")


def test_a_signed_meeting_comes_back_whole_from_a_backup(decided, tmp_path, monkeypatch):
    signed(decided)
    before = minutes(decided.id, CHAIR)
    archive, elsewhere = tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'restored.sqlite'}"
    admin = Person("Ad Ministrator", Role.ADMINISTRATOR)
    keeping.back_up(database(), archive, admin)
    keeping.restore(Database(elsewhere), archive, admin)
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", elsewhere)
    assert minutes(decided.id, CHAIR) == before and is_as_signed(decided.now)
    with refused(Conflict, "The chair has signed"):
        decided.decide(decided.item, seen=1)
    assert keeping.verify(database()).is_intact
