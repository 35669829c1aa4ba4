"""Whether one course of one drug was an adequate trial; the rules are those of the treatment history."""

from __future__ import annotations

import numpy as np

from eligibility.domain.choice import Choice
from eligibility.domain.courses import ADHERENCE, INDICATIONS, OUTCOMES, Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.cells import of_truth, outcomes
from eligibility.instruments.instrument import Inputs, Outcome
from eligibility.instruments.quantities import limited
from eligibility.instruments.treatment_history import TreatmentRules, label_courses
from eligibility.instruments.two_sources import Notes, add_note, no_only
from eligibility.knowledge.instrument_files import InstrumentKnowledge

OFF_THE_LIST = "other_immunosuppressant"
ADHERENCE_OF = {"yes": "documented", "no": "non_adherent", "unknown": None}


def compute(inputs: Inputs, knowledge: InstrumentKnowledge) -> Outcome:
    """Dose, time and adherence of the course, each with its own answer, and the label it gets.

    The course is given to the same function that labels a patient's history, so the two cannot drift apart.
    """
    notes: Notes = {}
    drugs = inputs.library.drugs
    is_listed = np.array([drug in drugs for drug in inputs.rows("drug")])
    named = [drug if drug in drugs else OFF_THE_LIST for drug in inputs.rows("drug")]
    is_strange = ~is_listed & np.array([drug is not None for drug in inputs.rows("drug")])
    add_note(notes, "The drug is not on the list; its adequate dose and time are not known.", is_strange)
    history = label_courses(
        _one_course_each(inputs, named, notes),
        drugs,
        TreatmentRules(inputs.library.instruments["treatment_history"].parameter("floor_weeks")),
        limited(inputs, "weight_kg", notes),
        Truth.unknown(inputs.size),
    )
    # An unnamed drug may need longer than the floor that holds for all drugs, but never less.
    is_time = history.is_time_adequate.where(~is_listed, no_only(history.is_time_adequate))
    adequate = history.is_dose_adequate & is_time & history.is_adherent
    label = outcomes(
        knowledge.outputs["label"].values,
        inputs.size,
        [of_truth(adequate), of_truth(inputs.truth("stopped_for_intolerance"))],
        lambda is_adequate, is_intolerant: (
            "adequate" if is_adequate else "intolerant" if is_intolerant else "inadequate"
        ),
    )
    return Outcome(
        {
            "adequate": adequate,
            "is_dose_adequate": history.is_dose_adequate,
            "is_time_adequate": is_time,
            "label": label,
        },
        notes,
    )


def _one_course_each(inputs: Inputs, named: list[str], notes: Notes) -> Courses:
    size = inputs.size
    drugs, units = tuple(dict.fromkeys(named)), tuple(dict.fromkeys(u for u in inputs.rows("unit") if u is not None))
    adherent = inputs.truth("adherent")
    adherence = Choice.of(ADHERENCE, [ADHERENCE_OF[word] for word in adherent.words()])
    unknown = Interval.unknown(size)
    return Courses(
        offsets=np.arange(size + 1, dtype=np.int64),
        drugs=drugs,
        drug=np.array([drugs.index(drug) for drug in named], dtype=np.int64),
        dose_units=units,
        dose_unit=np.array([-1 if unit is None else units.index(unit) for unit in inputs.rows("unit")], dtype=np.int64),
        dose=limited(inputs, "dose", notes),
        weeks=limited(inputs, "weeks", notes),
        doses_given=limited(inputs, "doses_given", notes),
        started_days=unknown,
        stopped_days=unknown,
        is_current=Truth.unknown(size),
        indication=Choice(INDICATIONS, inputs.choice("indication").mask),
        # The question is whether the drug was tried in full, so the rule for maintenance does not come in.
        outcome=Choice.of(OUTCOMES, ["no_response"] * size),
        adherence=adherence,
        stop_reason=np.full(size, None, dtype=object),
        frequency=np.array(inputs.rows("frequency"), dtype=object),
    )
