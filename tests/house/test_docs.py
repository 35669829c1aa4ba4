"""Documents that point at proofs point at proofs that exist; decisions and hazards keep their form."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

HAZARD_HEADINGS = ("Description", "Effect", "Hazard", "Harm", "Causes", "Controls", "Residual")
DECISION_HEADINGS = ("Status", "Context", "Decision", "Consequences")


def hazards(house) -> dict[str, str]:
    parts = re.split(r"^## (H\d+) ", house.text("docs/hazards.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_hazard_has_every_heading(house):
    found = hazards(house)
    assert len(found) >= 15
    for name, text in found.items():
        assert [h for h in HAZARD_HEADINGS if f"**{h}.**" not in text] == [], name


def test_hazards_are_numbered_without_a_gap_because_none_is_ever_deleted(house):
    assert list(hazards(house)) == [f"H{i}" for i in range(1, len(hazards(house)) + 1)]


def test_every_control_points_to_a_proof_that_exists(house):
    """`tests/…` in the hazard log names a file or folder; `::name` names a test in it."""
    found = []
    for name, text in hazards(house).items():
        proofs = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", text)
        assert proofs or "No test" in text, f"{name} names no proof and does not say so"
        for path, test in proofs:
            path = path.rstrip("/")
            if path not in house.files and path not in house.folders:
                found.append(f"{name}: {path}")
            elif test and f"def {test}(" not in house.text(path):
                found.append(f"{name}: {path}::{test}")
    assert not found, "\n".join(found)


def test_every_decision_is_short_and_has_its_four_headings(house):
    for name in house.under("docs/decisions", suffix=".md"):
        text = house.text(name)
        assert len(text.splitlines()) < 20, name
        assert [h for h in DECISION_HEADINGS if f"**{h}.**" not in text] == [], name


def test_a_decision_is_headed_with_the_number_in_its_file_name(house):
    for name in house.under("docs/decisions", suffix=".md"):
        assert house.text(name).startswith(f"# {PurePosixPath(name).name[:4]} "), name


def test_the_glossary_is_in_order_and_says_each_word_once(house):
    words = re.findall(r"^\*\*(.+?)\*\*", house.text("docs/glossary.md"), re.MULTILINE)
    assert words == sorted(set(words), key=str.lower)


def test_every_changelog_entry_is_clinical_or_technical(house):
    kinds = re.findall(r"^### (.+)$", house.text("CHANGELOG.md"), re.MULTILINE)
    assert kinds and set(kinds) <= {"Clinical change", "Technical change"}


def test_every_setting_is_documented_and_every_documented_setting_exists(house):
    setting = re.compile(r"EARLY_CART_[A-Z_]+[A-Z]")
    read = {name for path in house.modules for name in setting.findall(house.text(path))}
    assert set(setting.findall(house.text("docs/install.md"))) == read


def test_every_path_a_document_names_is_there(house):
    path = re.compile(r"`((?:data|docs|tests|eligibility|model|pages|benchmarks)/[\w/.-]*)`")
    found = [
        f"{name}: {named}"
        for name in [*house.under("docs", suffix=".md"), *house.under("data", suffix=".md"), "README.md"]
        for named in path.findall(house.text(name))
        if named.rstrip("/") not in house.files and named.rstrip("/") not in house.folders
    ]
    assert not found, "\n".join(found)
