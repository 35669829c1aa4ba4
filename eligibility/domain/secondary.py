"""What else may happen on conventional therapy: kidney failure and damage, as published, beside the estimate."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite


class StateFigure(Frozen):
    """One state a patient may be in, and the figure that a publication gives for it; None where it gives none."""

    id: str
    title: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    is_possible: bool = True


class SecondaryOutput(Frozen):
    """One further outcome on conventional therapy, in its own unit, with where it comes from.

    `value` is None where no publication gives it for this patient's state or the state is not settled; `low` and `high`
    are the published interval, or the range of the assumption. `span` is what the states still possible, or the missing
    answers, leave open; `span_is_partial` says that some of those states have no published figure. `status` tells a
    published figure from an assumption made here.
    """

    id: str
    title: str
    unit: str
    status: Literal["published", "assumption"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    span: tuple[float, float] | None = None
    span_is_partial: bool = False
    state: str = ""
    states: list[StateFigure] = []
    whole: StateFigure | None = None
    said: list[str] = []
    missing: list[str] = []
    cites: list[Cite] = []


class MissingMove(Frozen):
    """How much narrower the bounds would be with one missing input known, as a share of a hundred patients.

    `width_without` is how far the bounds lie apart once it is known at the value that the estimate takes for it.
    """

    predictor: str
    label: str
    facts: list[str]
    narrows_by: float
    width_without: float
