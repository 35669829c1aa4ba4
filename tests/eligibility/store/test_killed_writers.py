"""A writer killed in the middle of its work loses nothing that it was told is kept, and leaves nothing half-written."""

from __future__ import annotations

from benchmarks.store_kills import kill_writers
from eligibility.store import audit


def test_twenty_killed_writers_lose_nothing_and_the_audit_is_intact(store_address):
    found = kill_writers(store_address, kills=20, check_every=5)
    assert found.faults == []
    assert found.kills == 20 and found.acknowledged >= 20
    assert found.entries >= 4 * found.acknowledged


def test_a_write_whose_entry_is_missing_would_be_found(tmp_path, monkeypatch):
    whole = audit.record

    def forgetful(session, by, action, *said):
        if action != "assessment.make":
            whole(session, by, action, *said)

    monkeypatch.setattr(audit, "record", forgetful)
    found = kill_writers(f"sqlite:///{tmp_path / 'store.sqlite'}", kills=1)
    assert any("half-written" in fault for fault in found.faults)
