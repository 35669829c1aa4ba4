"""Answers in words: yes / no / unknown, one of a few values, or a set of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np

from eligibility.domain.cited import FactDefinition
from eligibility.domain.truth import NO, UNKNOWN, YES
from eligibility.exchange.numbers import MISSING_WORDS, UNKNOWN_WORDS

_YES = {"yes", "y", "true", "t", "1", "1.0"}
_NO = {"no", "n", "false", "f", "0", "0.0"}
_BETWEEN_VALUES = re.compile(r"\s*[|;+&]\s*|\s+and\s+", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)


def flag_code(raw: Any) -> int | str:
    """0 no, 1 unknown, 2 yes, or the name of what is wrong."""
    if isinstance(raw, bool | np.bool_):
        return YES if raw else NO
    if isinstance(raw, Real):
        return {0.0: NO, 1.0: YES}.get(float(raw), "not_yes_or_no")
    if not isinstance(raw, str):
        return "not_yes_or_no"
    word = raw.strip().lower()
    if word in _YES:
        return YES
    if word in _NO:
        return NO
    if word in UNKNOWN_WORDS:
        return UNKNOWN
    return "words_for_missing" if word in MISSING_WORDS else "not_yes_or_no"


class Vocabulary:
    """The values of one choice or set, found by their name or their label, whatever the capitals and hyphens."""

    def __init__(self, values: tuple[str, ...], labels: Mapping[str, str] | None = None):
        self.values = values
        self.index = {_plain(value): i for i, value in enumerate(values)}
        for value, label in (labels or {}).items():
            self.index.setdefault(_plain(label), values.index(value))

    @classmethod
    def of(cls, definition: FactDefinition) -> Vocabulary:
        return cls(definition.values, definition.value_labels)

    @property
    def everything(self) -> int:
        return (1 << len(self.values)) - 1

    def choice_mask(self, raw: Any) -> int | str:
        """The values still possible, as bits; all of them when not known; or the name of what is wrong."""
        mask = 0
        for part in _parts(raw, with_or=True):
            if not isinstance(part, str | int) or isinstance(part, bool):
                return "not_in_the_list"
            word = _plain(str(part))
            if word in self.index:
                mask |= 1 << self.index[word]
            elif word.replace("_", " ") in UNKNOWN_WORDS:
                return self.everything
            else:
                return "words_for_missing" if str(part).strip().lower() in MISSING_WORDS else "not_in_the_list"
        return mask or self.everything

    def member_codes(self, raw: Any) -> tuple[int, ...] | str:
        """One answer a member. A list is complete, so the others are no; a mapping leaves the others unknown.

        An empty list says nothing; `none` says that there is none. "III or IV" leaves each of the two open.
        """
        if isinstance(raw, str) and raw.lstrip().startswith(("[", "{")):
            try:
                raw = json.loads(raw)
            except ValueError:
                return "not_in_the_list"
        if isinstance(raw, Mapping):
            return self._from_mapping(raw)
        if isinstance(raw, str) and _plain(raw) == "none" and "none" not in self.index:
            return (NO,) * len(self.values)
        codes = [NO] * len(self.values)
        parts = _parts(raw, with_or=False)
        if not parts:
            return (UNKNOWN,) * len(self.values)
        for part in parts:
            if not isinstance(part, str | int) or isinstance(part, bool):
                return "not_in_the_list"
            alternatives = _OR.split(str(part).strip())
            for word in map(_plain, alternatives):
                if word not in self.index:
                    return self._not_found(word, alone=len(parts) == 1)
                code = YES if len(alternatives) == 1 else UNKNOWN
                codes[self.index[word]] = max(codes[self.index[word]], code)
        return tuple(codes)

    def _from_mapping(self, raw: Mapping[Any, Any]) -> tuple[int, ...] | str:
        codes = [UNKNOWN] * len(self.values)
        for member, answer in raw.items():
            word = _plain(str(member))
            if word not in self.index:
                return "not_in_the_list"
            code = UNKNOWN if answer is None else flag_code(answer)
            if isinstance(code, str):
                return code
            codes[self.index[word]] = code
        return tuple(codes)

    def _not_found(self, word: str, alone: bool) -> tuple[int, ...] | str:
        if alone and word.replace("_", " ") in UNKNOWN_WORDS:
            return (UNKNOWN,) * len(self.values)
        return "words_for_missing" if word.replace("_", " ") in MISSING_WORDS else "not_in_the_list"


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower())


def _parts(raw: Any, with_or: bool) -> list[Any]:
    if isinstance(raw, list | tuple | set | frozenset | np.ndarray):
        return [part for part in raw if part is not None]
    if isinstance(raw, str):
        pieces = _BETWEEN_VALUES.split(raw.strip())
        if with_or:
            pieces = [word for piece in pieces for word in _OR.split(piece)]
        return [piece for piece in pieces if piece]
    return [raw]
