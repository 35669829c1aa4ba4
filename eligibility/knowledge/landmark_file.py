"""data/knowledge/prognosis/landmark.yaml: the renal model six months into induction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from eligibility.domain.cited import Citation, Cited, Frozen
from eligibility.knowledge.instrument_files import CitedTable
from eligibility.knowledge.prognosis_terms import PrognosisInput, RangedCited, Term


class Landmark(Frozen):
    """The renal model six months into induction: response so far beside the findings of the first day, attenuated.

    `attenuation` multiplies the coefficients of the renal model; with `share_without_response` and the coefficient of
    `response` it is solved so that the average over response gives the renal model back. `intercepts` by setting.
    """

    id: Literal["landmark"]
    title: str
    target: str
    definition: str
    citations: tuple[Citation, ...]
    attenuation: RangedCited
    share_without_response: RangedCited
    input: PrognosisInput
    response: Term
    first_day: dict[str, str]
    intercepts: dict[str, RangedCited]

    def cited_values(self) -> Iterator[tuple[str, Cited | Citation | CitedTable]]:
        place = "prognosis/landmark.yaml"
        for citation in self.citations:
            yield place, citation
        yield f"{place}: attenuation", self.attenuation
        yield f"{place}: share_without_response", self.share_without_response
        yield f"{place}: response.coding", self.response.coding
        for name, coefficient in self.response.coefficients.items():
            yield f"{place}: response.{name}", coefficient
        for effect in self.response.published:
            yield f"{place}: response.published", effect
        for key, intercept in self.intercepts.items():
            yield f"{place}: intercepts.{key}", intercept
