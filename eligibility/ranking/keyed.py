"""Random draws that belong to a patient: whoever joins or leaves the list, everybody else keeps theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """A stream of random numbers that depends on the seed and the names alone, on any machine."""
    return np.random.Generator(np.random.Philox(key=int.from_bytes(_digest(seed, *names)[:16], "little")))


def number(seed: int, key: str) -> int:
    """A number that belongs to a key and says nothing about anybody: the order of those who are equal in all else."""
    return int.from_bytes(_digest(seed, "key", key)[:7], "little")


def _digest(seed: int, *names: str) -> bytes:
    return hashlib.sha256("\0".join((str(seed), *names)).encode()).digest()


def uniforms(seed: int, keys: Sequence[str], rows: int, count: int) -> np.ndarray:
    """`rows` by `count` draws between 0 and 1 for every key: shape (rows, keys, count)."""
    drawn = np.empty((rows, len(keys), count), dtype=np.float32)
    for i, key in enumerate(keys):
        drawn[:, i, :] = stream(seed, "patient", key).random((rows, count), dtype=np.float32)
    return drawn


def weight_draws(seed: int, shares: np.ndarray, concentration: float, count: int) -> np.ndarray:
    """Weights around the agreed ones (Dirichlet), the same for every patient of a draw: shape (count, axes).

    An axis without weight stays without weight in every draw.
    """
    gammas = stream(seed, "weights").standard_gamma(concentration * shares, size=(count, len(shares)))
    return (gammas / gammas.sum(axis=1, keepdims=True)).astype(np.float32)
