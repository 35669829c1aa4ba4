"""Courses laid out slot by slot, so that what is true of any course of a patient is found without a search.

Patients are put in the order of how many courses they have, most first. The first courses of all of them then stand
side by side, then all second courses, and so on; each slot holds the first so many patients, without gaps.
"""

from __future__ import annotations

import numpy as np


class CourseSlots:
    """The layout of one cohort's courses, from the offsets where each patient's courses begin."""

    def __init__(self, offsets: np.ndarray):
        counts = np.diff(offsets)
        self.size = len(counts)
        most = int(counts.max()) if self.size else 0
        # Numbers of sixteen bits are sorted without comparing them.
        fewer = (most - counts).astype(np.uint16 if most < 1 << 16 else np.int64)
        self._order = np.argsort(fewer, kind="stable")
        ordered, starts = counts[self._order], offsets[:-1][self._order]
        # How many patients have more than so many courses.
        self._filled = [int(np.searchsorted(-ordered, -slot, side="left")) for slot in range(most)]
        parts = [starts[:filled] + slot for slot, filled in enumerate(self._filled)]
        self._layout = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def courses(self, values: np.ndarray) -> np.ndarray:
        """Values of courses, in the order of the slots."""
        return values[self._layout]

    def patients(self, values: np.ndarray) -> np.ndarray:
        """Values of patients, in the order of the slots; one that is the same for everybody stays one."""
        return values if values.strides == (0,) else values[self._order]

    def back(self, values: np.ndarray) -> np.ndarray:
        """Values of patients from the order of the slots to the cohort's own."""
        out = np.empty(self.size, dtype=values.dtype)
        out[self._order] = values
        return out

    def union(self, bits: np.ndarray) -> np.ndarray:
        """For each patient, every bit that any course carries."""
        return self._reduced(np.bitwise_or, bits)

    def most(self, values: np.ndarray) -> np.ndarray:
        """For each patient the largest value of any course; nought without a course."""
        return self._reduced(np.maximum, values)

    def _reduced(self, operation: np.ufunc, values: np.ndarray) -> np.ndarray:
        out = np.zeros(self.size, dtype=values.dtype)
        start = 0
        for filled in self._filled:
            operation(out[:filled], values[start : start + filled], out=out[:filled])
            start += filled
        return out
