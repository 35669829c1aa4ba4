"""The card of the estimate in use, or of another version by its file."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from eligibility.domain.faults import InputFault
from eligibility.domain.model_card import CardArtefact, ModelCard
from eligibility.domain.model_update import UpdateReport
from eligibility.services.assess import APP_VERSION
from eligibility.services.library import library
from model.artefact import read_artefact
from model.card import build_card
from model.published import LITERATURE, in_use, published


def model_card(artefact: str | Path | None = None, with_pipeline: bool = False) -> ModelCard:
    """What the estimate is for, what it rests on, and what it does not know; the one in use when no file is named.

    `with_pipeline` adds the SHA-256 of the pickled form where it has been built on this machine. A document leaves it
    out: it is the same on every machine.
    """
    path = in_use() if artefact is None else Path(artefact)
    if not path.is_file():
        raise InputFault(
            f"There is no file {path.name} to make a card of.",
            "A card belongs to one version of the estimate.",
            "Name the JSON file of the estimate, or leave it out for the one in use.",
        )
    built = path.with_suffix(".joblib.sha256")
    written = built.stat().st_mtime_ns if with_pipeline and built.exists() else None
    return _card_at(path, path.stat().st_mtime_ns, written, library().snapshot)


def model_card_text(artefact: str | Path | None = None) -> str:
    """The card as one Markdown document."""
    return model_card(artefact, with_pipeline=True).as_markdown()


@lru_cache(maxsize=4)
def _card_at(path: Path, changed: int, written: int | None, snapshot: str) -> ModelCard:
    told = path.with_name(f"{path.stem}.update.json")
    update = UpdateReport.model_validate_json(told.read_text(encoding="utf-8")) if told.exists() else None
    return card_of(path, update, with_pipeline=written is not None)


def card_of(path: Path, update: UpdateReport | None = None, with_pipeline: bool = True) -> ModelCard:
    """The card of an artefact's file, with what a registry taught it where there is an account of that."""
    known, artefact = published(library(), LITERATURE), read_artefact(path)
    pipeline, beside = path.with_suffix(".joblib"), path.with_suffix(".joblib.sha256")
    is_built = with_pipeline and pipeline.exists() and beside.exists()
    identity = CardArtefact(
        version=artefact.version,
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        pipeline_file=pipeline.name if is_built else None,
        pipeline_sha256=beside.read_text(encoding="utf-8").split()[0] if is_built else None,
        parent=None if update is None else known.artefact.version,
        knowledge=library().snapshot,
        app=APP_VERSION,
    )
    titles = {key: source.title for key, source in library().sources.items()}
    return build_card(known.knowledge, artefact, identity, titles, update)
