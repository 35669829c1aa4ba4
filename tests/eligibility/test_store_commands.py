"""The store's duties from the command line: exit codes, words, JSON, and never a traceback."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, text

from eligibility.__main__ import run
from eligibility.domain.people import Person, Role
from eligibility.services import patients
from eligibility.services.records import record_from_text
from eligibility.store.append_only import allow_changes

A = Person("Dr A. Example", Role.CLINICIAN)


@pytest.fixture(autouse=True)
def url(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", address)
    for name in ("EARLY_CART_PERSON", "EARLY_CART_ROLE", "EARLY_CART_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    return address


def save(name: str = "CASE-1"):
    return patients.save_patient(record_from_text(f"patient_id: {name}\nas_of: 2026-06-01", "a.yaml"), A)


def test_an_intact_audit_gives_0_and_an_altered_one_1_with_the_entry(url, capsys):
    save()
    assert run(["audit", "verify"]) == 0
    assert "intact: 2 entries, and 1 assessments" in capsys.readouterr().out
    engine = create_engine(url)
    with engine.begin() as connection:
        allow_changes(connection, "audit")
        connection.execute(text("UPDATE audit SET person = 'somebody else' WHERE seq = 2"))
    engine.dispose()
    assert run(["audit", "verify", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["is_intact"], found["at"], found["fault"]) == (
        False,
        2,
        "Entry 2 was changed after it was written.",
    )
    assert run(["audit", "verify"]) == 1


def test_an_end_noted_elsewhere_is_compared_or_refused(capsys):
    save()
    run(["audit", "verify", "--json"])
    head = json.loads(capsys.readouterr().out)["head"]
    save("CASE-2")
    assert run(["audit", "verify", "--noted", head]) == 0
    assert run(["audit", "verify", "--noted", "2:" + "0" * 64]) == 1
    assert run(["audit", "verify", "--noted", "yesterday"]) == 2


def test_a_backup_is_never_written_over_and_a_full_store_never_restored_over(tmp_path, monkeypatch, capsys):
    save()
    file = str(tmp_path / "backup.zip")
    assert run(["backup", file]) == 0
    assert run(["backup", file]) == 2
    assert run(["restore", file]) == 2
    assert "not empty" in capsys.readouterr().err
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert run(["restore", file]) == 0
    assert [row.pseudonym for row in patients.list_patients(A)] == ["CASE-1"]
    assert run(["restore", file, "--replace"]) == 0
    assert run(["restore", str(tmp_path / "nowhere.zip"), "--replace"]) == 2
    assert run(["audit", "verify"]) == 0


def test_a_role_that_may_not_is_refused_with_2(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EARLY_CART_ROLE", "clinician")
    for command in (["backup", str(tmp_path / "b.zip")], ["audit", "verify"], ["recall", "--profile", "early_cart"]):
        assert run(command) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 3


def test_recall_lists_what_was_made_with_a_profile(capsys):
    saved, _ = save()
    assert run(["recall", "--profile", "early_cart", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert (found["patient"], found["as_of"]) == (saved.key, "2026-06-01")
    assert run(["recall", "--profile", "early_cart"]) == 0
    assert "CASE-1" not in capsys.readouterr().out
    assert run(["recall"]) == 2


def test_a_new_key_is_usable_and_replacing_one_needs_one(monkeypatch, capsys):
    assert run(["field-key", "new"]) == 0
    key = capsys.readouterr().out.strip()
    assert run(["field-key", "replace"]) == 2
    monkeypatch.setenv("EARLY_CART_FIELD_KEY", key)
    assert run(["field-key", "replace"]) == 0
    monkeypatch.setenv("EARLY_CART_FIELD_KEY", "short")
    assert run(["audit", "verify"]) == 3
    assert "short" not in capsys.readouterr().err


def test_an_audit_whose_database_is_not_there_is_not_found_intact(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'mistyped.sqlite'}")
    assert run(["audit", "verify"]) == 3
    assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "mistyped.sqlite").exists()
