"""What can be wrong with a value, in words for people. No sentence here can hold a patient's value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eligibility.domain.faults import InputFault
from eligibility.knowledge.yaml_file import nearest

# kind: (what is so, why it matters, what to do). {accepted} is filled from the fact's definition.
TROUBLES: dict[str, tuple[str, str, str]] = {
    "not_a_number": (
        "is not a number",
        "A value that cannot be read cannot be compared with a threshold.",
        'Write a number, a bound such as "<0.5", a range such as "0.5-1.0", or leave it out.',
    ),
    "dressed_number": (
        "has something beside the number",
        "It may be a unit or a doubt, and neither is guessed.",
        "Put the number alone, and the unit beside it ({accepted}).",
    ),
    "separator": (
        "has a comma, space or apostrophe inside the number",
        "A decimal comma and a thousands separator look the same and differ a thousandfold.",
        "Write it with a decimal point and no separators.",
    ),
    "arithmetic": (
        "is a calculation, not a number",
        "A power of ten written out is often a unit in disguise.",
        "Write the number in the unit of the fact ({accepted}).",
    ),
    "reversed_range": (
        "is a range whose first number is the larger",
        "It may be two results or a slip.",
        "Write the lower number first.",
    ),
    "not_finite": (
        "is not a finite number",
        "Nothing can be compared with infinity.",
        "Write the number, or leave it out.",
    ),
    "time_of_day": (
        "is a time of day",
        "A spreadsheet turns a titre such as 1:40 into a time, and the titre is lost.",
        "Format the column as text and write the titre again, as 1:40 or as 40.",
    ),
    "titre_day_fraction": (
        "is a fraction where a titre's reciprocal belongs",
        "A spreadsheet turns 1:40 into the fraction of a day; which titre it was is not guessed.",
        "Write the titre again, as 1:40 or as 40.",
    ),
    "date_for_number": (
        "is a date where a number belongs",
        "A spreadsheet may have turned a number into a date.",
        "Format the column as text and write the number again.",
    ),
    "spreadsheet_error": (
        "is an error of the spreadsheet",
        "The cell's formula did not give a value.",
        "Correct the formula, or leave the cell blank.",
    ),
    "hard_limit": (
        "lies outside the limits of {accepted}",
        "{reason}.",
        "Check the value and its unit.",
    ),
    "unit_unknown": (
        "has a unit that is not accepted",
        "The value cannot be brought to the fact's own unit.",
        "Use one of: {accepted}.",
    ),
    "unit_missing": (
        "has no unit",
        "Several units are common for it and differ many times over; none is assumed.",
        "Add the unit, one of: {accepted}.",
    ),
    "unit_not_used": (
        "has a unit, but is not a measured number",
        "The unit would be read by nobody.",
        "Take the unit out.",
    ),
    "not_yes_or_no": (
        "is not yes, no or unknown",
        "An answer that cannot be read is not taken for a no.",
        "Write yes, no or unknown, or leave it blank.",
    ),
    "not_in_the_list": (
        "is not one of the values of the list",
        "An answer that cannot be read cannot be used.",
        "Use one of: {accepted}.",
    ),
    "not_in_the_map": (
        "is not one of the values that the column map lists",
        "What another register means by a word is not guessed.",
        "Correct the cell, or add the word to `values` of the column map, which lists: {accepted}.",
    ),
    "not_a_date": (
        "is not a date",
        "A day that cannot be read cannot be compared with the assessment day.",
        "Write it as 2022-05-01, as 2022-05 or 2022 when the day is not known, or leave it out.",
    ),
    "date_order": (
        "is a date whose order of day and month is not sure",
        "03/04 is March in one country and April in another; neither is guessed.",
        "Write it as year-month-day, for example 2022-05-01.",
    ),
    "date_as_number": (
        "is a number where a date belongs",
        "A spreadsheet counts days from a start that differs between programs.",
        "Format the column as text and write the day as 2022-05-01.",
    ),
    "date_too_early": (
        "is a day before 1900",
        "Nobody's record reaches that far.",
        "Correct the year.",
    ),
    "no_such_day": (
        "is a day that the calendar does not have",
        "It may be a slip of day and month.",
        "Correct it, or write the month alone, for example 2022-05.",
    ),
    "future": (
        "is a day after the assessment day",
        "What has not happened yet cannot count.",
        "Correct the day, or the assessment day (as_of).",
    ),
    "never_not_allowed": (
        "says `never`, which is no answer to it",
        "This day exists for every patient, known or not.",
        "Write the day, or leave it out when it is not known.",
    ),
    "not_a_series": (
        "is not a list of dated values",
        "A course over time needs a day and a number for each result.",
        "Write a list of {{on: 2022-05-01, value: 1.2, unit: …}}.",
    ),
    "not_text": (
        "is not text",
        "It would be read by nobody.",
        "Write words, or leave it out.",
    ),
    "too_long": (
        "is longer than any record needs",
        "It may be another document pasted by mistake.",
        "Shorten it.",
    ),
}

MISSING_IN_WORDS = "{place}: the cell says in words that there is no value; it is read as not known."


def trouble(kind: str, place: str, where: str, accepted: str = "", reason: str = "") -> InputFault:
    """The fault in three lines: `place` names the fact for people, `where` for programs."""
    what, why, remedy = TROUBLES[kind]
    words = {"accepted": accepted or "see docs/record.md", "reason": reason}
    return InputFault(f"{place} {what.format(**words)}.", why.format(**words), remedy.format(**words), where=where)


def check_not_twice(names: Sequence[str], what: str) -> None:
    """Refuses a table in which a column's name stands twice."""
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise InputFault(
            f"The {what} has the column {shown(twice)} twice.",
            "The second would silently overrule the first.",
            "Keep one of the two.",
            where=twice,
        )


def unknown_key(name: str, known: list[str], what: str, where: str | None = None) -> InputFault:
    """A key or column that no fact has, with the nearest that one has."""
    return InputFault(
        f"{what} {shown(name)} is not known{nearest(name, known)}.",
        "A name that nobody reads would look like an answer and count for nothing.",
        "Correct the name (docs/record.md says where the names are listed), or take it out.",
        where=where or shown(name),
    )


def shown(name: str) -> str:
    """A key as written, short enough for one line."""
    text = " ".join(str(name).split())
    return repr(text if len(text) <= 40 else text[:39] + "…")
