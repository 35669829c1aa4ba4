"""Numbers out of a hundred, drawn the same everywhere: a field of a hundred squares, and strips from 0 to 100.

What is sure is told from what is not by form as well as colour, so that it holds in grey and on either ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.parts.palette import BAR_AGAINST, LOWERS, RAISES, WHITE

COLUMNS, ROWS = 20, 5
ROW_HEIGHT = 44
CONFIG = {"displayModeBar": False, "staticPlot": True}
HYPOTHETICAL = "HYPOTHETICAL"
# Dark enough to be seen on the filled square, whatever the ground of the page.
CROSS = "#3A2100"


@dataclass(frozen=True)
class Strip:
    """One line: a number of a hundred, its interval as a thick bar, and the widest it could be as a thin one."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    widest: tuple[float, float] | None = None
    symbol: str = "circle"
    colour: str = RAISES


def of_hundred(probability: float) -> int:
    """A probability as whole people of a hundred."""
    return round(100 * probability)


def per_hundred(value: float) -> str:
    """A share of a hundred as printed: whole from ten on, with a decimal below."""
    return f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"


def hundred_squares(estimate: float, low: float, high: float, mark: str = "") -> go.Figure:
    """A hundred squares: filled up to the estimate, crossed where the interval leaves it open, empty beyond."""
    middle, first, last = (of_hundred(number) for number in (estimate, low, high))
    looks = {
        "filled": ("square", RAISES, 1, range(1, first + 1)),
        "crossed": ("square-x", RAISES, 1, range(first + 1, middle + 1)),
        "open": ("square-x-open", RAISES, 1, range(middle + 1, last + 1)),
        "empty": ("square-open", BAR_AGAINST, 0.7, range(last + 1, 101)),
    }
    figure = go.Figure()
    for symbol, colour, opacity, cells in looks.values():
        places = [divmod(cell - 1, COLUMNS) for cell in cells]
        line = {"width": 1.4, "color": CROSS if symbol == "square-x" else colour}
        figure.add_scatter(
            x=[column for _, column in places],
            y=[-row for row, _ in places],
            mode="markers",
            marker={"symbol": symbol, "size": 13, "color": colour, "opacity": opacity, "line": line},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.update_layout(
        height=128,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"visible": False, "range": [-0.6, COLUMNS - 0.4], "fixedrange": True},
        yaxis={"visible": False, "range": [-ROWS + 0.4, 0.6], "fixedrange": True},
    )
    return _marked(figure, mark)


def strips(lines: Sequence[Strip], mark: str = "") -> go.Figure:
    """One line under the other on one scale from 0 to 100, each with its words above it."""
    figure = go.Figure()
    for place, strip in enumerate(lines):
        y = -place
        _bar(figure, y, (0.0, 100.0), 1, BAR_AGAINST, 0.45)
        if strip.widest is not None:
            _bar(figure, y, strip.widest, 2.5, strip.colour, 1.0)
        if strip.low is not None and strip.high is not None:
            _bar(figure, y, (strip.low, strip.high), 9, strip.colour, 0.5)
        if strip.value is not None:
            figure.add_scatter(
                x=[strip.value],
                y=[y],
                mode="markers",
                marker={
                    "symbol": strip.symbol,
                    "size": 13,
                    "color": strip.colour,
                    "line": {"width": 2, "color": WHITE},
                },
                cliponaxis=False,
                hoverinfo="skip",
                showlegend=False,
            )
        figure.add_annotation(
            x=0, y=y + 0.42, text=strip.label, showarrow=False, xanchor="left", xshift=-4, font={"size": 12.5}
        )
    figure.update_layout(
        height=ROW_HEIGHT * len(lines) + 44,
        margin={"l": 10, "r": 10, "t": 6, "b": 24},
        xaxis={
            "range": [-1, 101],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": ["0", "25", "50", "75", "100"],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"visible": False, "range": [-len(lines) + 0.6, 0.75], "fixedrange": True},
    )
    return _marked(figure, mark)


def _bar(figure: go.Figure, y: float, ends: tuple[float, float], width: float, colour: str, opacity: float) -> None:
    figure.add_scatter(
        x=list(ends),
        y=[y, y],
        mode="lines",
        line={"width": width, "color": colour},
        opacity=opacity,
        hoverinfo="skip",
        showlegend=False,
    )


def _marked(figure: go.Figure, mark: str) -> go.Figure:
    """A word across the whole figure, so that a picture of it cannot be taken for the patient's own."""
    if mark:
        figure.add_annotation(
            x=0.5,
            y=0.5,
            xref="paper",
            yref="paper",
            text=mark,
            showarrow=False,
            opacity=0.4,
            textangle=-8,
            font={"size": 30, "color": LOWERS},
        )
    return figure
