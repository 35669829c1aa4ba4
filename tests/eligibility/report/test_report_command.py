"""`report` at the command line: the patient's page, paper sizes, the appendix, and what --check says of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from eligibility.__main__ import run

READY = str(Path(__file__).resolve().parents[3] / "data" / "examples" / "invented" / "ready.yaml")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EARLY_CART_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.mark.parametrize(
    ("options", "title", "said"),
    [
        ([], "Early CAR-T: rationale for MDT discussion", "A rationale of this product, unchanged."),
        (["--paper", "us-letter"], "Early CAR-T: rationale for MDT discussion", "A rationale of this product"),
        (["--model-card"], "Early CAR-T: rationale for MDT discussion", "A rationale of this product"),
        (["--plain"], "CAR-T and your lupus: what was looked at", "A page for the patient of this product, unchanged."),
    ],
)
def test_each_paper_is_written_and_passes_its_check(options, title, said, tmp_path, capsys):
    target = tmp_path / "paper.pdf"
    assert run(["report", READY, "-o", str(target), *options]) == 0
    reader = PdfReader(target)
    assert reader.metadata.title == title
    if not options:
        words = " ".join(page.extract_text() for page in reader.pages)
        assert "registered trials;" in " ".join(words.split())
    capsys.readouterr()
    assert run(["report", "--check", str(target)]) == 0
    assert said in capsys.readouterr().out


def test_an_unknown_paper_size_is_refused_in_three_lines(tmp_path, capsys):
    assert run(["report", READY, "-o", str(tmp_path / "x.pdf"), "--paper", "a3"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3


def test_a_record_in_care_leaves_the_hash_of_what_was_written(tmp_path, capsys):
    record = tmp_path / "record.yaml"
    text = Path(READY).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("is_example", "is_synthetic"))]
    record.write_text("\n".join(lines), encoding="utf-8")
    target = tmp_path / "paper.pdf"
    assert run(["report", str(record), "-o", str(target)]) == 0
    capsys.readouterr()
    assert run(["report", "--check", str(target)]) == 0
    assert "Taken out by" in capsys.readouterr().out
