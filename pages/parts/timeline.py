"""A timeline that can be read on a phone: one line of words above each bar; letter and pattern as well as colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import wrap

import plotly.graph_objects as go

from pages.parts.palette import BAR_AGAINST, WHITE
from pages.parts.screen import is_phone

DAY = 24 * 60 * 60 * 1000
ROW, NARROW_ROW = 52, 74
# Letters that fit beside each other above a bar.
WIDE, NARROW = 120, 44
FAINT, SURE = 0.35, 1.0


@dataclass(frozen=True)
class Span:
    """From one point to another, on the calendar or in weeks. One that is not sure is drawn faint."""

    start: date | float
    end: date | float
    is_sure: bool = True


@dataclass(frozen=True)
class Line:
    """One bar with its words. `colour` and `pattern` say the same as the letter at the start of the words."""

    words: str
    spans: tuple[Span, ...]
    colour: str
    pattern: str = ""
    points: tuple[date, ...] = field(default=())


def timeline(lines: Sequence[Line], mark: tuple[date, str] | None = None, unit: str = "") -> go.Figure:
    """The bars from top to bottom; `mark` is a day that concerns all of them."""
    figure = go.Figure()
    width = NARROW if is_phone() else WIDE
    for place, line in enumerate(lines):
        for span in line.spans:
            _bar(figure, line, span, place)
        if line.points:
            figure.add_scatter(
                x=list(line.points),
                y=[place] * len(line.points),
                mode="markers",
                marker={"symbol": "diamond", "size": 12, "color": line.colour},
                hoverinfo="skip",
            )
        figure.add_annotation(
            x=0,
            xref="paper",
            y=place,
            yshift=11,
            yanchor="bottom",
            text="<br>".join(wrap(line.words, width)),
            showarrow=False,
            xanchor="left",
            align="left",
        )
    if mark is not None:
        # Not add_vline: on a calendar axis it cannot carry its words.
        figure.add_shape(
            type="line",
            x0=mark[0],
            x1=mark[0],
            y0=0,
            y1=1,
            yref="paper",
            line={"dash": "dot", "width": 2, "color": BAR_AGAINST},
        )
        figure.add_annotation(
            x=mark[0], y=1, yref="paper", yanchor="bottom", xanchor="right", text=mark[1], showarrow=False
        )
    figure.update_layout(
        height=90 + (NARROW_ROW if is_phone() else ROW) * len(lines),
        margin={"l": 8, "r": 16, "t": 28, "b": 44},
        barmode="overlay",
        showlegend=False,
        bargap=0.6,
        yaxis={"visible": False, "range": [len(lines) - 0.5, -0.8], "fixedrange": True},
        xaxis={
            "fixedrange": True,
            "title": unit,
            "nticks": 6,
            "type": "linear" if unit else "date",
            **({} if unit else {"tickformat": "%b %Y"}),
        },
    )
    return figure


def _bar(figure: go.Figure, line: Line, span: Span, place: int) -> None:
    if isinstance(span.start, date) and isinstance(span.end, date):
        length: float = (span.end - span.start).days * DAY
    else:
        assert not isinstance(span.start, date) and not isinstance(span.end, date)
        length = span.end - span.start
    figure.add_bar(
        orientation="h",
        y=[place],
        base=[span.start],
        x=[length],
        width=0.36,
        opacity=SURE if span.is_sure else FAINT,
        marker={
            "color": line.colour,
            "line": {"color": line.colour, "width": 1},
            "pattern": {
                "shape": line.pattern,
                "fgcolor": WHITE,
                "size": 7,
                "solidity": 0.35,
                "fillmode": "overlay",
            },
        },
        hoverinfo="skip",
    )
