"""Yes, no and unknown as columns. Unknown is a value, never a no (Kleene's strong three-valued logic)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

NO, UNKNOWN, YES = 0, 1, 2
WORDS = ("no", "unknown", "yes")
_CODE = {"no": NO, "unknown": UNKNOWN, "yes": YES}


class Truth:
    """One answer a patient, as small integers: 0 no, 1 unknown, 2 yes.

    `and` is the minimum, `or` the maximum, `not` is `2 - x`. It refuses to be used as a Python bool, because
    `if truth:` is how an unknown becomes a no.
    """

    __slots__ = ("codes",)

    def __init__(self, codes: np.ndarray):
        self.codes = codes

    @classmethod
    def of(cls, words: Iterable[str | bool | None]) -> Truth:
        """Truth from words (`yes`, `no`, `unknown`), bools or None (unknown)."""
        return cls(np.array([_code_of(word) for word in words], dtype=np.int8))

    @classmethod
    @lru_cache(maxsize=512)
    def constant(cls, size: int, code: int) -> Truth:
        """The same answer for every patient; zero-stride and read-only, so it is shared and costs no memory."""
        return cls(np.broadcast_to(np.int8(code), (size,)))

    @classmethod
    def unknown(cls, size: int) -> Truth:
        return cls.constant(size, UNKNOWN)

    @classmethod
    def settled(cls, is_yes: np.ndarray, is_no: np.ndarray) -> Truth:
        """Yes where `is_yes`, no where `is_no`, else unknown. The two masks never overlap."""
        # A mask is one byte a patient, so it is read as numbers in place.
        return cls(is_yes.view(np.int8) - is_no.view(np.int8) + np.int8(1))

    def __and__(self, other: Truth) -> Truth:
        return Truth(np.minimum(self.codes, other.codes))

    def __or__(self, other: Truth) -> Truth:
        return Truth(np.maximum(self.codes, other.codes))

    def __invert__(self) -> Truth:
        return Truth((2 - self.codes).astype(np.int8))

    def __len__(self) -> int:
        return len(self.codes)

    def __bool__(self) -> bool:
        raise TypeError(
            "A Truth is yes, no or unknown and cannot be used in `if`. "
            "Use &, |, ~, all_of, any_of, at_least, or the masks is_yes, is_no, is_unknown."
        )

    def __eq__(self, other: object) -> bool:
        raise TypeError("Compare truths by their words or codes: a Truth is a column, not one answer.")

    __hash__ = None  # type: ignore[assignment]

    @property
    def is_yes(self) -> np.ndarray:
        return self.codes == YES

    @property
    def is_no(self) -> np.ndarray:
        return self.codes == NO

    @property
    def is_unknown(self) -> np.ndarray:
        return self.codes == UNKNOWN

    @property
    def is_known(self) -> np.ndarray:
        return self.codes != UNKNOWN

    def word(self, row: int) -> str:
        """The answer of one patient in words."""
        return WORDS[self.codes[row]]

    def words(self) -> list[str]:
        return [WORDS[code] for code in self.codes]

    def where(self, mask: np.ndarray, other: Truth) -> Truth:
        """This truth, but `other` where the mask holds."""
        return Truth(np.where(mask, other.codes, self.codes))

    def take(self, rows: np.ndarray) -> Truth:
        return Truth(self.codes[rows])

    def __repr__(self) -> str:
        return f"Truth({self.words() if len(self) <= 8 else len(self)})"


def _code_of(word: str | bool | None) -> int:
    if word is None:
        return UNKNOWN
    if isinstance(word, bool | np.bool_):
        return YES if word else NO
    return _CODE[word]


def all_of(truths: Sequence[Truth]) -> Truth:
    """Yes when every part is yes, no when any part is no. An empty list is refused: it would say yes about nothing."""
    return Truth(np.minimum.reduce([truth.codes for truth in _not_empty(truths)]))


def any_of(truths: Sequence[Truth]) -> Truth:
    """Yes when any part is yes, no only when every part is no."""
    return Truth(np.maximum.reduce([truth.codes for truth in _not_empty(truths)]))


def at_least(k: int, truths: Sequence[Truth]) -> Truth:
    """Yes when at least k parts are yes; no when fewer than k can still be."""
    parts = _not_empty(truths)
    if not 1 <= k <= len(parts):
        raise ValueError(f"at_least {k} of {len(parts)} parts can never be decided")
    certain = np.sum([truth.codes == YES for truth in parts], axis=0)
    possible = np.sum([truth.codes != NO for truth in parts], axis=0)
    return Truth.settled(certain >= k, possible < k)


def reconcile(stated: Truth, derived: Truth) -> tuple[Truth, np.ndarray]:
    """Two sources of one answer: each fills the other's unknown; a contradiction is unknown, and the mask says so."""
    contradiction = np.abs(stated.codes - derived.codes) == 2
    codes = np.where(stated.codes == UNKNOWN, derived.codes, stated.codes)
    return Truth(np.where(contradiction, UNKNOWN, codes).astype(np.int8)), contradiction


def _not_empty(truths: Sequence[Truth]) -> Sequence[Truth]:
    if not truths:
        raise ValueError("An empty list of parts has no answer")
    return truths
