"""What a benchmark found, and the bar it is held against."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure. `holds` may ask for more than the figure alone; what it asked is printed above."""

    name: str
    figure: float
    bar: float
    unit: str
    holds: bool

    def as_line(self) -> str:
        return json.dumps({**asdict(self), "figure": float(f"{self.figure:.4g}")})
