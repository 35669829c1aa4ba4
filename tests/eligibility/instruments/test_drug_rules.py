"""One course and one wash-out are read by the same drug list and the same function as a whole history."""

import numpy as np
import pytest

from eligibility.domain.choice import Choice
from eligibility.domain.courses import ADHERENCE, INDICATIONS, OUTCOMES, Courses
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.instruments.one_patient import answers, ask
from eligibility.instruments.treatment_history import TreatmentRules, label_courses
from eligibility.knowledge.library import read_library

LIBRARY = read_library()
DRUGS = sorted(LIBRARY.drugs)


def _one_course(drug, dose, unit, weeks, doses):
    open_days = Interval.unknown(1)
    return Courses(
        offsets=np.array([0, 1]),
        drugs=(drug,),
        drug=np.array([0]),
        dose_units=(unit,),
        dose_unit=np.array([0]),
        dose=Interval.known([dose]),
        weeks=Interval.known([weeks]),
        doses_given=Interval.known([doses]),
        started_days=open_days,
        stopped_days=open_days,
        is_current=Truth.unknown(1),
        indication=Choice.of(INDICATIONS, ["nephritis"]),
        outcome=Choice.of(OUTCOMES, ["no_response"]),
        adherence=Choice.of(ADHERENCE, ["documented"]),
        stop_reason=np.array([None], dtype=object),
        frequency=np.array([None], dtype=object),
    )


@pytest.mark.parametrize("drug", DRUGS)
def test_one_course_is_judged_as_a_whole_history_would(instruments, drug):
    rules = TreatmentRules(LIBRARY.instruments["treatment_history"].parameter("floor_weeks"))
    for dose, unit, weeks, doses in ((2, "g/day", 24, 6), (1, "g/infusion", 30, 2), (2, "mg/kg/day", 11, 1)):
        history = label_courses(
            _one_course(drug, dose, unit, weeks, doses), LIBRARY.drugs, rules, Interval.known([70.0]), Truth.of([True])
        )
        entries = {"drug": drug, "dose": dose, "unit": unit, "weeks": weeks, "doses_given": doses, "weight_kg": 70}
        got = answers(ask(instruments["adequate_trial"], {**entries, "indication": "nephritis", "adherent": True}))
        assert got["adequate"] == {"yes": True, "no": False, "unknown": None}[history.is_adequate.word(0)]


@pytest.mark.parametrize("drug", DRUGS)
def test_every_drug_of_the_list_waits_exactly_its_own_days(instruments, drug):
    days = LIBRARY.drugs[drug].washout_days
    washout = instruments["leukapheresis_washout"]
    if days is None:
        assert answers(ask(washout, {"drug": drug, "days_since_last": 10_000}))["ok"] is None
        return
    assert answers(ask(washout, {"drug": drug, "days_since_last": days.number}))["ok"] is True
    if days.number > 0:
        just_before = answers(ask(washout, {"drug": drug, "days_since_last": days.number - 1}))
        assert just_before["ok"] is (None if LIBRARY.drugs[drug].washout_ceiling else False)
