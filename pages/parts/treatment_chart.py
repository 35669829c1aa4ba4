"""Treatment courses on the calendar, or by their length alone where no day is known. No day is made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from eligibility.domain.treatment import LabelledCourse
from pages.parts.palette import AGAINST, BAR_AGAINST, CAUTION, LOWERS, MEETS, RAISES, UNKNOWN, Shown
from pages.parts.timeline import Line, Span
from pages.parts.words import day


@dataclass(frozen=True)
class Look:
    """What a course counts as: a chip for tables; a letter, a colour and a pattern for the chart."""

    shown: Shown
    letter: str
    colour: str
    pattern: str


LOOKS = {
    "failed": Look(Shown("Failed", "check", MEETS), "F", LOWERS, ""),
    "intolerant": Look(Shown("Not tolerated", "warning", CAUTION), "T", RAISES, "/"),
    "inadequate": Look(Shown("Not an adequate trial", "close", AGAINST), "A", BAR_AGAINST, "\\"),
    "not_failed": Look(Shown("Not a failure", "close", AGAINST), "N", BAR_AGAINST, "."),
    "declined": Look(Shown("Declined", "close", AGAINST), "D", BAR_AGAINST, "x"),
    "unknown": Look(UNKNOWN, "?", BAR_AGAINST, "+"),
}


def title(course: LabelledCourse) -> str:
    """`F 1 Mycophenolate mofetil (MMF)`: the letter, the place in the list, the drug."""
    return f"<b>{LOOKS[course.label].letter}</b> {course.position + 1} {course.drug}"


def calendar(courses: list[LabelledCourse], as_of: date) -> list[Line]:
    """The courses of which some day is known, the earliest first."""
    lines = []
    for course in courses:
        look = LOOKS[course.label]
        spans, points, note = _placed(course, as_of)
        if spans or points:
            words = f"{title(course)}{f', {note}' if note else ''}"
            lines.append(Line(words, spans, look.colour, look.pattern, points))
    return sorted(lines, key=lambda line: min([*(span.start for span in line.spans), *line.points]))


def lengths(courses: list[LabelledCourse]) -> list[Line]:
    """The courses of which only the length is known, in weeks from their unknown beginning."""
    lines = []
    for course in courses:
        weeks = weeks_of(course)
        if has_day(course) or weeks is None:
            continue
        look, (least, most) = LOOKS[course.label], weeks
        spans = (Span(0.0, least), *([Span(least, most, is_sure=False)] if most > least else []))
        lines.append(Line(f"{title(course)}, {course.weeks} weeks", spans, look.colour, look.pattern))
    return lines


def nowhere(courses: list[LabelledCourse]) -> list[LabelledCourse]:
    """The courses of which neither a day nor a length is known: they cannot be drawn at all."""
    return [course for course in courses if not has_day(course) and weeks_of(course) is None]


def has_day(course: LabelledCourse) -> bool:
    return course.started is not None or (course.stopped is not None and course.is_current != "yes")


def weeks_of(course: LabelledCourse) -> tuple[float, float] | None:
    """The length between its bounds; None where there is no upper one."""
    found = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", course.weeks)]
    if not found or any(sign in course.weeks for sign in "≥>≤<"):
        return None
    return found[0], found[-1]


def _placed(course: LabelledCourse, as_of: date) -> tuple[tuple[Span, ...], tuple[date, ...], str]:
    """What is sure, what is possible, single days that are known, and what the bar leaves open."""
    weeks, started, stopped = weeks_of(course), course.started, course.stopped
    if course.is_current == "yes" and started is not None:
        return _between(started.earliest, started.latest, as_of, as_of), (), "still taken"
    if started is not None and stopped is not None:
        return _between(started.earliest, started.latest, stopped.earliest, stopped.latest), (), ""
    if started is not None and weeks is not None:
        ends = (_after(started.earliest, weeks[0]), _after(started.latest, weeks[1]))
        return _between(started.earliest, started.latest, *ends), (), "end worked out from its length"
    if started is not None:
        return (Span(started.earliest, as_of, is_sure=False),), (started.earliest,), "end not known"
    if stopped is not None and course.is_current != "yes" and weeks is not None:
        begins = (_after(stopped.earliest, -weeks[1]), _after(stopped.latest, -weeks[0]))
        return _between(*begins, stopped.earliest, stopped.latest), (), "start worked out from its length"
    if stopped is not None and course.is_current != "yes":
        return (), (stopped.latest,), f"start not known, ended {day(stopped.latest)}"
    return (), (), ""


def _after(start: date, weeks: float) -> date:
    return start + timedelta(days=round(7 * weeks))


def _between(first: date, last: date, end: date, latest_end: date) -> tuple[Span, ...]:
    """Sure where it surely ran; faint where it may have. Where nothing is sure, all of it is faint."""
    if end <= last:
        return (Span(first, latest_end, is_sure=False),)
    spans = [Span(last, end)]
    if first < last:
        spans.insert(0, Span(first, last, is_sure=False))
    if end < latest_end:
        spans.append(Span(end, latest_end, is_sure=False))
    return tuple(spans)
