"""A hypothetical change to what can change, and what the estimate would then be. Never a record of a patient."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.assessment import Prognosis
from eligibility.domain.cited import Frozen
from eligibility.domain.finding import Cite


class WhatIfOption(Frozen):
    """One answer that may be supposed."""

    id: str
    label: str


class WhatIfInput(Frozen):
    """Something of the patient that treatment or support can change; `now` is what the record says in words."""

    id: str
    label: str
    kind: Literal["choice", "number"]
    now: str
    is_known: bool
    options: list[WhatIfOption] = []
    unit: str | None = None
    lowest: float | None = None
    highest: float | None = None
    note: str = ""
    cites: list[Cite] = []


class Supposed(Frozen):
    """One supposed change, in words."""

    label: str
    now: str
    then: str


class WhatIf(Frozen):
    """The estimate as it is and as it would be, both made now by the same model. An association, not an effect."""

    before: Prognosis
    after: Prognosis
    supposed: list[Supposed]
    is_hypothetical: Literal[True] = True
