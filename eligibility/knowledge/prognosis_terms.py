"""The nouns of the prognosis files: cited coefficients, how an input is coded, terms, models, reference cohorts."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.knowledge.instrument_files import CitedTable

ModelName = Literal["renal", "extrarenal", "landmark"]
# The models at the index day; the landmark model stands beside the renal one.
MODELS: tuple[ModelName, ...] = ("renal", "extrarenal")


class RangedCited(Cited):
    """A cited number with the range within which it is thought to lie (the central 90%)."""

    low: float
    high: float

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> RangedCited:
        if not self.low <= self.number <= self.high:
            raise ValueError("the value lies outside its own range")
        return self


class Coefficient(RangedCited):
    """A log odds ratio; `sign` is what the evidence excludes, `either` where the direction itself is open."""

    sign: Literal["raises", "lowers", "either"]

    @model_validator(mode="after")
    def _agrees_with_its_sign(self) -> Coefficient:
        if (self.sign == "raises" and self.low < 0) or (self.sign == "lowers" and self.high > 0):
            raise ValueError(f"a coefficient that {self.sign} the odds has a range on the other side of none")
        return self


class PublishedEffect(Citation):
    """One effect as a publication gives it, in our words."""

    effect: str


class Coding(CitedTable):
    """How an input becomes a number of the linear predictor; `levels` maps situations to coefficients (null: none)."""

    kind: Literal["log2", "deficit_below", "per_unit", "flag", "levels"]
    levels: dict[str, str | None] = {}


class Term(Frozen):
    """One predictor: what it reads, how it is coded, its coefficients and the publications they lean on.

    `overlaps` names the grounds that read the same facts, so that the overlap can be shown.
    """

    label: str
    domain: str
    input: str
    coding: Coding
    coefficients: dict[str, Coefficient]
    published: tuple[PublishedEffect, ...]
    overlaps: tuple[Literal["refractory", "renal", "compliance"], ...] = ()
    note: str | None = None


class PrognosisInput(Frozen):
    """What the estimate reads of a record, and what to ask for when it is not known."""

    label: str
    kind: Literal["number", "flag", "situation"]
    unit: str | None = None
    facts: tuple[str, ...]
    instruments: tuple[str, ...] = ()
    ask: tuple[str, ...]
    situations: dict[str, str] = {}
    cuts: dict[str, Cited] = {}

    def cut(self, name: str) -> float:
        return self.cuts[name].number


class OutcomeModel(Frozen):
    """The terms of one model, in the order in which their contributions are added."""

    id: ModelName
    title: str
    target: str
    definition: str
    citations: tuple[Citation, ...]
    terms: dict[str, Term]


class Covariate(CitedTable):
    """The distribution of one covariate of the reference cohort; `given` names the one that it depends on."""

    kind: Literal[
        "bernoulli",
        "category",
        "normal",
        "lognormal",
        "poisson",
        "negative_binomial",
        "one_if_new_more_if_relapsed",
        "hypertension",
    ]
    given: str | None = None


class ReferenceDistribution(Frozen):
    """A named synthetic cohort that missing answers are averaged over."""

    title: str
    model: ModelName
    covariates: dict[str, Covariate]
