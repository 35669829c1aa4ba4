"""Views, writes, scores, exports and waivers each leave an entry that says what changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eligibility.domain.faults import Conflict, InputFault
from eligibility.domain.people import Person, Role
from eligibility.services import exports, identifiers, patients, storage, store_duties, waivers
from eligibility.services.assess import assess
from eligibility.services.clock import today
from eligibility.services.records import record_from_text
from eligibility.services.stale_writes import put_on_top, stored_beside
from eligibility.store.audit_log import entries

A = Person("Dr A. Example", Role.CLINICIAN)
B = Person("Dr B. Example", Role.CHAIR)
AUDITOR = Person("Auditor", Role.AUDITOR)


@pytest.fixture(autouse=True, params=["plain", "encrypted"])
def store(tmp_path, monkeypatch, request):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.delenv("EARLY_CART_FIELD_KEY", raising=False)
    if request.param == "encrypted":
        monkeypatch.setenv("EARLY_CART_FIELD_KEY", store_duties.new_key())


def record(facts: str = "{age_years: 70}", day: str | None = None):
    return record_from_text(f"patient_id: CASE-1\nas_of: {day or today()}\nfacts: {facts}", "a.yaml")


def actions(key: str) -> list[str]:
    return [entry.action for entry in reversed(store_duties.history_of(key, AUDITOR))]


def test_a_patients_history_says_who_wrote_assessed_looked_and_took_along():
    saved, made = patients.save_patient(record(), A)
    patients.open_patient(saved.key, B)
    patients.open_patient(saved.key, B)
    data = exports.export_rationale(saved.key, made, B)
    assert actions(saved.key) == ["patient.save", "assessment.make", "patient.view", "export.make"]
    newest, _, scored, _ = store_duties.history_of(saved.key, AUDITOR)
    assert newest.person == "Dr B. Example" and len(newest.after["sha256"]) == 64
    assert newest.versions == scored.versions == made.versions
    assert scored.after["lane"] == made.lane
    assert exports.export_rationale(saved.key, made, B) == data


def test_a_change_is_shown_as_what_it_was_and_what_it_is():
    saved, _ = patients.save_patient(record(), A)
    patients.save_patient(record("{age_years: 71, sex: female}"), B, saved.key, saved.version)
    entry = next(e for e in store_duties.history_of(saved.key, AUDITOR) if e.action == "patient.save")
    assert entry.person == "Dr B. Example"
    assert (entry.before, entry.after) == (
        {"facts": {"age_years": 70}},
        {"facts": {"age_years": 71, "sex": "female"}},
    )


def test_the_list_of_patients_is_noted_once_there_is_somebody_in_it():
    patients.worklist(A)
    assert entries(storage.database()) == []
    patients.save_patient(record(), A)
    patients.worklist(A)
    patients.worklist(A)
    assert [e.action for e in entries(storage.database())].count("patients.list") == 1


def test_examples_leave_no_trace():
    patients.open_patient("example-ready", A)
    exports.export_assessment("example-ready", patients.example_assessment("example-ready"), A)
    assert entries(storage.database()) == []


def test_a_waiver_enters_every_later_assessment_and_a_withdrawal_ends_it():
    saved, before = patients.save_patient(record("{age_years: 80}"), A)
    assert next(gate for gate in before.gates if gate.id == "age").verdict == "no"
    waivers.waive(saved.key, "age", "agreed with the trial site", B)
    [waiver] = waivers.waivers_of(saved.key, A)
    assert (waiver.by, waiver.on) == ("Dr B. Example", today())
    again, during = patients.save_patient(record("{age_years: 80}"), A, saved.key, saved.version)
    gate = next(gate for gate in during.gates if gate.id == "age")
    assert (gate.verdict, gate.waived.by, gate.waived.original_verdict) == ("caution", "Dr B. Example", "no")
    waivers.withdraw(saved.key, "age", "site withdrew", B)
    _, after = patients.save_patient(record("{age_years: 80}"), A, again.key, again.version)
    assert next(gate for gate in after.gates if gate.id == "age") == next(g for g in before.gates if g.id == "age")
    assert [a for a in actions(saved.key) if a.startswith("waiver")] == ["waiver.waive", "waiver.withdraw"]


def test_what_was_assessed_under_a_waiver_is_replayed_from_what_is_stored():
    saved, _ = patients.save_patient(record("{age_years: 80}"), A)
    waivers.waive(saved.key, "age", "agreed", B)
    patients.save_patient(record("{age_years: 80}"), A, saved.key, saved.version)
    stored = patients.stored_assessments(saved.key, A)[0]
    assert assess(stored.record, waivers=stored.assessment.waivers) == stored.assessment


def test_a_waiver_counts_from_its_day_on():
    yesterday = (today() - timedelta(days=1)).isoformat()
    saved, _ = patients.save_patient(record("{age_years: 80}", yesterday), A)
    waivers.waive(saved.key, "age", "agreed today", B)
    _, made = patients.save_patient(record("{age_years: 80}", yesterday), A, saved.key, saved.version)
    assert made.waivers == []


@pytest.mark.parametrize(("criterion", "reason"), [("agee", "agreed"), ("age", " "), ("refractory", "agreed")])
def test_a_waiver_of_no_gate_or_without_a_reason_is_refused_and_not_kept(criterion, reason):
    saved, _ = patients.save_patient(record(), A)
    with pytest.raises(InputFault):
        waivers.waive(saved.key, criterion, reason, B)
    assert waivers.waivers_of(saved.key, A) == []


def test_a_stale_write_shows_both_versions_and_together_they_lose_nothing():
    saved, _ = patients.save_patient(record("{age_years: 70, sex: female, weight_kg: 60}"), A)
    base = saved.record
    theirs = record("{age_years: 71, sex: female, weight_kg: 60, height_cm: 160}")
    mine = record("{age_years: 72, weight_kg: 61}")
    newer, _ = patients.save_patient(theirs, B, saved.key, saved.version)
    with pytest.raises(Conflict):
        patients.save_patient(mine, A, saved.key, saved.version)
    found = stored_beside(saved.key, base, mine, A)
    assert (found.version, found.changed_by, found.record) == (newer.version, "Dr B. Example", theirs)
    shown = {
        each.label: (each.stored and each.stored.value, each.yours and each.yours.value, each.is_contested)
        for each in found.differences
    }
    assert shown == {
        "Age": ("71", "72", True),
        "Weight": ("60", "61", False),
        "Height": ("160", None, False),
        "Sex": ("Female", None, False),
    }
    assert put_on_top(base, theirs, mine).facts == {"age_years": 72, "weight_kg": 61, "height_cm": 160}
    assert put_on_top(base, theirs, base).facts == theirs.facts
    assert put_on_top(base, base, mine).facts == mine.facts


def test_identifiers_are_kept_only_with_a_key_and_are_in_no_export(request):
    saved, made = patients.save_patient(record(), A)
    who = identifiers.Identifiers("Example Person", " H-1 ", "")
    if "plain" in request.node.name:
        with pytest.raises(InputFault, match="pseudonyms only"):
            identifiers.save_identifiers(saved.key, who, A)
        return
    identifiers.save_identifiers(saved.key, who, A)
    found = identifiers.identifiers_of(saved.key, A)
    assert (found.full_name, found.hospital_number, found.date_of_birth) == ("Example Person", "H-1", None)
    everything = exports.export_assessment(saved.key, made, A) + exports.export_record(saved.key, saved.record, A)
    everything += str(store_duties.history_of(saved.key, AUDITOR))
    assert "Example Person" not in everything and "H-1" not in everything
    assert "identifiers.view" in actions(saved.key)


def test_recall_finds_what_was_made_with_a_knowledge_or_a_profile_and_says_nothing_clinical():
    saved, made = patients.save_patient(record(), A)
    patients.save_patient(record("{age_years: 71}"), A, saved.key, saved.version, profile="consensus_strict")
    by_profile = store_duties.recall(AUDITOR, profile="consensus_strict")
    assert [(each.patient, each.made_by) for each in by_profile] == [(saved.key, "Dr A. Example")]
    assert len(store_duties.recall(AUDITOR, knowledge=made.versions["knowledge"][:8])) == 2
    assert store_duties.recall(AUDITOR, knowledge="0000") == []
    assert set(by_profile[0].as_dict()) == {"assessment", "patient", "as_of", "made_at", "versions"}
    for nothing in ({}, {"knowledge": "a"}):
        with pytest.raises(InputFault):
            store_duties.recall(AUDITOR, **nothing)


def test_after_all_of_it_the_audit_is_intact():
    saved, made = patients.save_patient(record(), A)
    waivers.waive(saved.key, "age", "agreed", B)
    exports.export_rationale(saved.key, made, A)
    report = store_duties.verify_audit(AUDITOR)
    assert (report.is_intact, report.assessments) == (True, 1)
    assert store_duties.verify_audit(AUDITOR, report.head).is_intact
