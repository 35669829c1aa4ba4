"""Every role against every action, and every service that shows or writes a patient: what is not listed is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eligibility.domain.faults import Forbidden, InputFault, Unavailable
from eligibility.domain.people import NOT_NAMED, Person, Role
from eligibility.services import exports, identifiers, identity, patients, stale_writes, storage, store_duties, waivers
from eligibility.services.permissions import MAY, NEEDS_A_NAME, Action, allows, require
from eligibility.services.records import record_from_text
from eligibility.services.trial_worklist import patients_by_trial
from eligibility.store.audit_log import entries

# Written out, so that nobody widens a role without this table saying so. Columns: clinician, coordinator, MDT member,
# chair, knowledge editor, auditor, administrator.
TABLE = """
patients.view       x x x x . x .
patients.write      x x . x . . .
identifiers.view    x x . x . . .
identifiers.write   x x . x . . .
assessments.make    x x . x . . .
exports.make        x x x x . . .
weights.view        x x x x x x .
weights.set         . . . x . . .
waivers.write       x . . x . . .
meetings.view       x x x x . x .
meetings.create     . x . x . . .
meetings.attend     x x x x . . .
meetings.decide     . x . x . . .
meetings.sign       . . . x . . .
meetings.correct    . x . x . . .
outcomes.view       x x x x . x .
outcomes.write      x x . x . . .
audit.view          . . . . . x .
audit.verify        . . . . . x x
store.backup        . . . . . . x
store.restore       . . . . . . x
knowledge.edit      . . . . x . .
knowledge.recall    . . . . x x x
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
EXPECTED = [(role, Action(name), marks[i] == "x") for name, marks in ROWS.items() for i, role in enumerate(Role)]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    for name in ("EARLY_CART_PERSON", "EARLY_CART_ROLE", "EARLY_CART_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)


def somebody(role: Role) -> Person:
    return Person("Dr A. Example", role)


def test_the_table_here_has_every_action_and_the_product_every_role():
    assert set(ROWS) == {action.value for action in Action}
    assert set(MAY) == set(Role)


@pytest.mark.parametrize(("role", "action", "may"), EXPECTED, ids=lambda value: str(value))
def test_a_role_may_do_what_the_table_says_and_nothing_else(role, action, may):
    assert allows(somebody(role), action) is may
    if may:
        require(somebody(role), action)
    else:
        with pytest.raises(Forbidden):
            require(somebody(role), action)


@pytest.mark.parametrize("action", Action)
def test_whoever_gave_no_name_decides_waives_and_signs_nothing(action):
    for role in Role:
        expected = action in MAY[role] and action not in NEEDS_A_NAME
        assert allows(Person(NOT_NAMED, role), action) is expected
    assert {Action.SIGN, Action.DECIDE, Action.WAIVE, Action.SET_WEIGHTS, Action.CORRECT} <= NEEDS_A_NAME


def test_a_refusal_is_three_lines_and_leaves_one_trace_of_who_tried_what():
    auditor = somebody(Role.AUDITOR)
    for _ in range(3):
        with pytest.raises(Forbidden) as caught:
            require(auditor, Action.WRITE_PATIENTS, "some-key")
        assert len(str(caught.value).splitlines()) == 3
    [entry] = entries(storage.database())
    assert (entry.person, entry.role, entry.action, entry.subject) == (
        "Dr A. Example",
        "auditor",
        "refused.patients.write",
        "some-key",
    )


def test_a_refusal_stands_even_where_it_cannot_be_written_down(monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", "nonsense")
    with pytest.raises(Forbidden):
        require(somebody(Role.AUDITOR), Action.SIGN)


def saved() -> tuple[str, int]:
    record = record_from_text("patient_id: CASE-1\nas_of: 2026-06-01\nfacts: {age_years: 34}", "a.yaml")
    found, _ = patients.save_patient(record, somebody(Role.CLINICIAN))
    return found.key, found.version


Verb = Callable[[Person, str, int], object]
VERBS: dict[str, tuple[Action, Verb]] = {
    "open": (Action.VIEW_PATIENTS, lambda by, key, _: patients.open_patient(key, by)),
    "list": (Action.VIEW_PATIENTS, lambda by, *_: patients.list_patients(by)),
    "worklist": (Action.VIEW_PATIENTS, lambda by, *_: patients.worklist(by)),
    "records": (Action.VIEW_PATIENTS, lambda by, *_: patients.saved_records(by)),
    "history": (Action.VIEW_PATIENTS, lambda by, key, _: patients.stored_assessments(key, by)),
    "by trial": (Action.VIEW_PATIENTS, lambda by, *_: patients_by_trial(by, ["patient"])),
    "waivers": (Action.VIEW_PATIENTS, lambda by, key, _: waivers.waivers_of(key, by)),
    "stored beside": (
        Action.VIEW_PATIENTS,
        lambda by, key, _: stale_writes.stored_beside(key, None, patients.new_draft().record, by),
    ),
    "draft": (Action.WRITE_PATIENTS, lambda by, key, v: patients.save_draft(patients.new_draft(), by, key, v)),
    "save": (
        Action.WRITE_PATIENTS,
        lambda by, key, v: patients.save_patient(
            record_from_text("patient_id: CASE-1\nas_of: 2026-06-01", "a.yaml"), by, key, v
        ),
    ),
    "drop": (Action.WRITE_PATIENTS, lambda by, key, v: patients.drop_draft(key, v, by)),
    "waive": (Action.WAIVE, lambda by, key, _: waivers.waive(key, "age", "agreed", by)),
    "pdf": (
        Action.EXPORT,
        lambda by, key, _: exports.export_rationale(key, patients.example_assessment("example-ready"), by),
    ),
    "json": (
        Action.EXPORT,
        lambda by, key, _: exports.export_assessment(key, patients.example_assessment("example-ready"), by),
    ),
    "yaml": (Action.EXPORT, lambda by, key, _: exports.export_record(key, patients.new_draft().record, by)),
    "identifiers": (Action.VIEW_IDENTIFIERS, lambda by, key, _: identifiers.identifiers_of(key, by)),
    "set identifiers": (
        Action.WRITE_IDENTIFIERS,
        lambda by, key, _: identifiers.save_identifiers(key, identifiers.Identifiers("Example Person"), by),
    ),
    "audit": (Action.VIEW_AUDIT, lambda by, key, _: store_duties.history_of(key, by)),
    "verify": (Action.VERIFY_AUDIT, lambda by, *_: store_duties.verify_audit(by)),
    "recall": (Action.RECALL, lambda by, *_: store_duties.recall(by, profile="early_cart")),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_asks_before_it_shows_or_writes_anything(verb, monkeypatch):
    monkeypatch.setenv("EARLY_CART_FIELD_KEY", store_duties.new_key())
    action, do = VERBS[verb]
    key, version = saved()
    for role in Role:
        if action not in MAY[role]:
            with pytest.raises(Forbidden):
                do(somebody(role), key, version)
    assert patients.open_patient(key, somebody(Role.CLINICIAN)).version == version, "nothing was written"
    do(somebody(next(role for role in Role if action in MAY[role])), key, version)


def test_examples_may_be_seen_by_anybody():
    for role in Role:
        assert patients.open_patient("example-ready", somebody(role)).is_example
        assert waivers.waivers_of("example-ready", somebody(role)) == []
        assert patients.stored_assessments("example-ready", somebody(role)) == []


def test_out_of_the_box_a_patient_can_be_recorded_and_assessed_and_nothing_decided():
    nobody = identity.working()
    assert (nobody.name, nobody.role, nobody.is_authenticated) == (NOT_NAMED, Role.CLINICIAN, False)
    record = record_from_text("patient_id: CASE-1\nas_of: 2026-06-01", "a.yaml")
    found, _ = patients.save_patient(record, nobody)
    assert patients.open_patient(found.key, nobody).record == record
    with pytest.raises(Forbidden, match="name"):
        waivers.waive(found.key, "age", "agreed", nobody)


def test_the_settings_of_the_machine_name_the_person_and_role_whatever_is_typed(monkeypatch):
    monkeypatch.setenv("EARLY_CART_PERSON", "Dr C. Example")
    monkeypatch.setenv("EARLY_CART_ROLE", "chair")
    for person in (identity.working("somebody else", Role.AUDITOR), identity.at_command_line()):
        assert (person.name, person.role, person.is_authenticated) == ("Dr C. Example", Role.CHAIR, False)


def test_whoever_runs_a_command_is_the_machines_user_as_administrator(monkeypatch):
    monkeypatch.setenv("LOGNAME", "someone")
    assert identity.at_command_line() == Person("someone", Role.ADMINISTRATOR)


def test_a_role_that_does_not_exist_is_never_guessed(monkeypatch):
    monkeypatch.setenv("EARLY_CART_ROLE", "boss")
    with pytest.raises(Unavailable, match="EARLY_CART_ROLE"):
        identity.working()


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * 201])
def test_a_name_that_could_not_be_shown_is_refused(name):
    with pytest.raises(InputFault):
        Person(name, Role.CHAIR)


def test_a_name_is_one_line():
    assert Person(" Dr  A.\n Example ", Role.CHAIR).name == "Dr A. Example"
