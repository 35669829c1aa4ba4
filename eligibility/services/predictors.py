"""What is published about each predictor of the estimate: effects in words, and the coefficient drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from eligibility.domain.finding import Cite
from eligibility.knowledge.prognosis_files import Coefficient, Term, read_prognosis
from eligibility.services import library as knowledge


@dataclass(frozen=True)
class Effect:
    """One published effect, in words, with its place in the publication."""

    says: str
    cite: Cite


@dataclass(frozen=True)
class Predictor:
    """A predictor with the coefficients that the model starts from and the effects behind them."""

    coefficients: tuple[str, ...]
    effects: tuple[Effect, ...]
    note: str


@lru_cache(maxsize=4)
def predictors(model: str) -> dict[str, Predictor]:
    """Every predictor of a model by name; none for a model that does not exist, as when nothing settles which holds."""
    known, library = read_prognosis(knowledge.library()), knowledge.library()
    found = {}
    for name, term in known.models[model].terms.items() if model in known.models else ():  # type: ignore[index]
        found[name] = Predictor(
            coefficients=tuple(_in_words(key, one, term) for key, one in term.coefficients.items()),
            effects=tuple(Effect(says=effect.effect, cite=library.cite(effect)) for effect in term.published),
            note=term.note or "",
        )
    return found


def _in_words(name: str, coefficient: Coefficient, term: Term) -> str:
    """`class IV: log-odds +0.3 (0.1 to 0.5)`; the name only where the predictor has several."""
    said = f"log-odds {coefficient.number:+g} ({coefficient.low:g} to {coefficient.high:g})"
    which = name.replace("_", " ")
    return f"{which}: {said}" if len(term.coefficients) > 1 or which.startswith("per ") else said
