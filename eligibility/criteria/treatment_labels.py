"""Every course of one patient with its label and the working behind it, as the profile's criteria see it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from eligibility.criteria.show import as_of, shown_number
from eligibility.criteria.words import Evaluator
from eligibility.domain.choice import Choice
from eligibility.domain.cited import Cited, Drug
from eligibility.domain.interval import Interval
from eligibility.domain.treatment import DaySpan, DoseWorking, LabelledCourse
from eligibility.domain.truth import WORDS
from eligibility.instruments.treatment_history import TreatmentHistory
from eligibility.knowledge.library import Library

INDICATION_WORDS = {"nephritis": "nephritis", "extrarenal": "other than nephritis"}
VERDICTS = {"yes": "enough", "no": "not enough", "unknown": "cannot be told"}
TAKEN = {"yes": "documented", "no": "no", "unknown": "cannot be told"}
SHORTFALL = {"yes": "the response fell short", "no": "the response did not fall short", "unknown": "cannot be told"}


def treatment_labels(evaluator: Evaluator, library: Library, row: int) -> list[LabelledCourse]:
    """The courses in the order in which they were entered."""
    history = evaluator.history
    offsets = history.courses.offsets
    floor, today = evaluator.profile.parameters["floor_weeks"], as_of(evaluator, row)
    return [
        _labelled(history, library, floor, index, index - int(offsets[row]), today)
        for index in range(offsets[row], offsets[row + 1])
    ]


def _labelled(
    history: TreatmentHistory, library: Library, floor: Cited, index: int, position: int, today: date
) -> LabelledCourse:
    courses = history.courses
    drug = library.drugs[courses.drugs[courses.drug[index]]]
    own = _own_minimum(drug, courses.indication.possible(index))
    truths = (history.is_dose_adequate, history.is_time_adequate, history.is_adherent, history.fell_short)
    dose_ok, time_ok, taken, fell_short = (WORDS[truth.codes[index]] for truth in truths)
    rules = _dose_rules(drug)
    required = f"{shown_number(history.required_weeks, index)}"
    # A day is a seventh of a week: one decimal tells every day from the next, and from a whole number of weeks.
    in_weeks = Interval(np.round(courses.weeks.lo, 1), np.round(courses.weeks.hi, 1))
    weeks, given = shown_number(in_weeks, index), shown_number(courses.doses_given, index)
    cited = [floor, *own.values(), *(rule.cited for rule in rules)]
    if drug.adequate_doses_given is not None:
        cited.append(drug.adequate_doses_given)
    dose, outcome = _dose(history, index), _said(courses.outcome, index)
    adherence = _said(courses.adherence, index)
    asked = _asked_time(floor, own, required) + _asked_doses(drug, given)
    return LabelledCourse(
        position=position,
        drug=drug.label,
        drug_class=drug.drug_class,
        label=history.label(index),  # type: ignore[arg-type]
        is_counted=bool(history.is_counted[index]),
        dose=dose,
        dose_rules=rules,
        is_dose_adequate=dose_ok,
        weeks=weeks,
        floor_weeks=floor,
        own_minimum=own,
        required_weeks=required,
        least_doses_given=drug.adequate_doses_given,
        doses_given=given,
        is_time_adequate=time_ok,
        adherence=adherence,
        is_adherent=taken,
        indication=_said(courses.indication, index),
        outcome=outcome,
        fell_short=fell_short,
        working=[
            f"Dose {dose}; {_asked_dose(rules)}: {VERDICTS[dose_ok]}.",
            f"Time {_weeks(weeks)}{_to_judgement(drug)}; {asked}: {VERDICTS[time_ok]}.",
            f"Taken as prescribed: {TAKEN[taken]}" + ("." if taken == "yes" else f" (adherence {adherence})."),
            f"Outcome: {outcome}; {SHORTFALL[fell_short]}.",
        ],
        cites=list({(c.source, c.locator): library.cite(c) for c in cited}.values()),
        started=_span(courses.started_days, index, today),
        stopped=_span(courses.stopped_days, index, today),
        is_current=WORDS[courses.is_current.codes[index]],  # type: ignore[arg-type]
    )


def _span(days_before: Interval, index: int, today: date) -> DaySpan | None:
    """The days on which it may have been; None where no bound is known, since half a span cannot be drawn."""
    lo, hi = float(days_before.lo[index]), float(days_before.hi[index])
    if not (np.isfinite(lo) and np.isfinite(hi)):
        return None
    return DaySpan(earliest=today - timedelta(days=hi), latest=today - timedelta(days=lo))


def _own_minimum(drug: Drug, indications: list[str]) -> dict[str, Cited]:
    """The drug's own minimum by what it was given for; nephritis has its own where one is published."""
    found = {}
    for indication in indications:
        cited = drug.adequate_weeks
        if indication == "nephritis" and drug.adequate_weeks_nephritis is not None:
            cited = drug.adequate_weeks_nephritis
        if cited is not None:
            found[indication] = cited
    return found


def _dose_rules(drug: Drug) -> list[DoseWorking]:
    found = []
    for rule in drug.adequate_dose:
        how = " ".join(part.replace("_", " ") for part in (rule.route, rule.frequency) if part)
        if rule.doses_given is not None:
            how = f"{how}, {rule.doses_given.value} doses or more".removeprefix(", ")
        found.append(DoseWorking(least=f"{rule.minimum.value} {rule.unit}", how=how, cited=rule.minimum))
    return found


def _dose(history: TreatmentHistory, index: int) -> str:
    courses = history.courses
    dose = shown_number(courses.dose, index)
    if dose == "not known":
        return dose
    unit = courses.dose_units[courses.dose_unit[index]] if courses.dose_unit[index] >= 0 else "in an unknown unit"
    frequency = courses.frequency[index] if len(courses.frequency) else None
    return f"{dose} {unit}" + (f" {str(frequency).replace('_', ' ')}" if frequency else "")


def _said(column: Choice, index: int) -> str:
    possible = column.possible(index)
    if len(possible) == len(column.values):
        return "not known"
    return " or ".join(INDICATION_WORDS.get(value, value).replace("_", " ") for value in possible)


def _asked_dose(rules: list[DoseWorking]) -> str:
    if not rules:
        return "no least dose is published for this drug"
    return "least " + " or ".join(f"{rule.least} ({rule.how})" if rule.how else rule.least for rule in rules)


def _asked_time(floor: Cited, own: dict[str, Cited], required: str) -> str:
    """Both the profile's floor and the drug's own minimum, and the longer of the two."""
    said = [f"the profile's floor is {_weeks(str(floor.value))}"]
    if not own:
        said.append("the drug has no minimum of its own in print")
    values = {str(cited.value) for cited in own.values()}
    for indication, cited in own.items():
        purpose = f" for {INDICATION_WORDS[indication]}" if len(values) > 1 else ""
        sentence = f"the drug's own minimum{purpose} is {_weeks(str(cited.value))}"
        if sentence not in said:
            said.append(sentence)
    return ", ".join(said) + f", so {_weeks(required)} are asked"


def _asked_doses(drug: Drug, given: str) -> str:
    if drug.adequate_doses_given is None:
        return ""
    return f"; {drug.adequate_doses_given.value} doses make the course, given {given}"


def _to_judgement(drug: Drug) -> str:
    """What is given as a set number of doses is judged later than its last dose."""
    return " from the first dose to the day its effect was judged" if drug.is_fixed_course else ""


def _weeks(number: str) -> str:
    return number if number == "not known" else f"{number} weeks"
