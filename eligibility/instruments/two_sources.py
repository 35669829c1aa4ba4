"""A clinician's answer beside what a laboratory value or another fact says about the same item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eligibility.domain.truth import UNKNOWN, Truth, any_of, reconcile
from eligibility.instruments.instrument import Inputs

Notes = dict[str, np.ndarray]


def has_any(inputs: Inputs, names: Sequence[str]) -> bool:
    """Whether the record holds any of these inputs for anybody."""
    return any(inputs.columns.get(name) is not None for name in names)


def yes_only(truth: Truth) -> Truth:
    """A finding that can prove an item but not exclude it: its no becomes unknown."""
    return Truth(np.maximum(truth.codes, np.int8(UNKNOWN)))


def no_only(truth: Truth) -> Truth:
    """A finding that can exclude an item but not prove it: its yes becomes unknown."""
    return Truth(np.minimum(truth.codes, np.int8(UNKNOWN)))


def proves(inputs: Inputs, flags: Sequence[str]) -> Truth | None:
    """Yes where any of these flags is yes, otherwise unknown; None when nobody has any of them."""
    if not has_any(inputs, flags):
        return None
    return yes_only(any_of([inputs.truth(flag) for flag in flags]))


def settle(stated: Truth, derived: Truth | None, item: str, notes: Notes) -> Truth:
    """Each source fills the other's unknown; where they contradict the item is unknown and a note names it."""
    if derived is None:
        return stated
    answer, contradiction = reconcile(stated, derived)
    sentence = f"{item}: the clinician's answer and the record contradict each other; counted as unknown."
    add_note(notes, sentence, contradiction)
    return answer


def add_note(notes: Notes, sentence: str, mask: np.ndarray) -> None:
    """Keeps a sentence only where it is true of somebody."""
    if mask.any():
        notes[sentence] = notes[sentence] | mask if sentence in notes else mask
