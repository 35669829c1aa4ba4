"""One patient's estimate in words and figures, with the source of every coefficient."""

from __future__ import annotations

import numpy as np

from eligibility.domain.assessment import Contribution, Prognosis
from eligibility.domain.choice import Choice
from eligibility.domain.cohort import Cohort
from eligibility.domain.finding import Cite
from eligibility.domain.interval import Interval
from eligibility.domain.secondary import MissingMove, SecondaryOutput
from eligibility.domain.truth import Truth
from eligibility.knowledge.library import Library
from eligibility.knowledge.prognosis_files import MODELS, ModelName, OutcomeModel, PrognosisInput, Term
from model.coding import coded_interval, coded_range
from model.columns import EstimateColumns
from model.evaluate import Evaluation, evaluate
from model.features import UNDETERMINED
from model.inputs import ADHERENCE, Input
from model.moves import moves_most
from model.reference import Reference
from model.secondary import secondary_outputs
from model.six_months import six_months

NOT_KNOWN = "not known"
UNIT_WORDS = {None: "", "point": "", "class": "", "year": " years"}
WHY_UNDETERMINED = (
    "Whether nephritis is active now is not settled, and the two kinds of disease have different estimates."
)


def explain(columns: EstimateColumns, row: int) -> Prognosis:
    """Everything needed to question one patient's estimate; no estimate where it is not settled which model holds."""
    knowledge = columns.published.knowledge
    setting = knowledge.shared.settings[columns.setting]
    if columns.model[row] == UNDETERMINED:
        return Prognosis(
            model="undetermined",
            setting=columns.setting,
            setting_title=setting.title,
            target="not in complete renal response, or low disease activity, at 12 months on conventional therapy",
            status=columns.published.artefact.status,
            estimate=None,
            interval=None,
            missing_bounds=None,
            intercept=None,
            reason=WHY_UNDETERMINED,
            alternatives={name: float(columns.evaluation(row, name).estimate[0]) for name in MODELS},
            missing=_unknown_facts(columns, row, [knowledge.inputs["nephritis_active"]]),
            secondary=_secondary(columns, row),
            warnings=_warnings(columns, row),
        )
    name: ModelName = MODELS[columns.model[row] - 1]
    model, answer = knowledge.models[name], columns.evaluation(row, name)
    reference = columns.published.reference(name, columns.setting)
    contributions = _contributions(columns, row, model, answer)
    unknown = [knowledge.inputs[term.input] for key, term in model.terms.items() if not answer.is_known[key][0]]
    others = {
        other: float(columns.evaluation(row, name, other).estimate[0])
        for other in knowledge.shared.settings
        if other != columns.setting
    }
    return Prognosis(
        model=name,
        setting=columns.setting,
        setting_title=setting.title,
        target=model.target,
        status=columns.published.artefact.status,
        estimate=float(columns.estimate[row]),
        interval=(float(columns.low[row]), float(columns.high[row])),
        missing_bounds=(float(columns.bound_low[row]), float(columns.bound_high[row])),
        intercept=reference.intercept,
        reference=average_of_reference(columns, reference),
        contributions=contributions,
        by_domain=_by_domain(contributions),
        missing=_unknown_facts(columns, row, unknown),
        moves_most=_moves_most(columns, row, model, answer, reference),
        secondary=_secondary(columns, row),
        at_six_months=six_months(columns, row),
        other_settings=others,
        warnings=_warnings(columns, row),
        cites=_setting_cites(columns.published.library, reference),
    )


def _moves_most(
    columns: EstimateColumns, row: int, model: OutcomeModel, answer: Evaluation, reference: Reference
) -> list[MissingMove]:
    knowledge = columns.published.knowledge
    asked = {
        key: _unknown_facts(columns, row, [knowledge.inputs[term.input]])
        for key, term in model.terms.items()
        if not answer.is_known[key][0]
    }

    def bounds(inputs: dict[str, Input], size: int) -> tuple[np.ndarray, np.ndarray]:
        found = evaluate(reference, inputs, size, knowledge.shared.interval.number)
        return found.bound_low, found.bound_high

    return moves_most(model, columns.features.take(np.array([row])).columns, asked, bounds)


def _secondary(columns: EstimateColumns, row: int) -> list[SecondaryOutput]:
    one, published = columns.features.take(np.array([row])).columns, columns.published
    return secondary_outputs(one, columns.cohort, row, published.knowledge, published.library)


def average_of_reference(columns: EstimateColumns, reference: Reference) -> float:
    """The estimate for a patient of whom nothing is known but which model holds."""
    knowledge, averages = columns.published.knowledge, columns.published.averages
    key = (reference.model.id, columns.setting)
    if key not in averages:
        blank: dict[str, Input] = {}
        for term in reference.model.terms.values():
            source = knowledge.inputs[term.input]
            match source.kind:
                case "number":
                    blank[term.input] = Interval.unknown(1)
                case "flag":
                    blank[term.input] = Truth.unknown(1)
                case "situation":
                    blank[term.input] = Choice.unknown(tuple(source.situations), 1)
        averages[key] = float(evaluate(reference, blank, 1, knowledge.shared.interval.number).estimate[0])
    return averages[key]


def _contributions(columns: EstimateColumns, row: int, model: OutcomeModel, answer: Evaluation) -> list[Contribution]:
    library, inputs = columns.published.library, columns.published.knowledge.inputs
    one = columns.features.take(np.array([row])).columns
    return [
        Contribution(
            predictor=key,
            label=term.label,
            domain=term.domain,
            value=value_text(one[term.input], inputs[term.input], term, library.printed_units),
            log_odds=float(answer.contributions[key][0]),
            is_known=bool(answer.is_known[key][0]),
            cites=_cites(library, term),
            overlaps=list(term.overlaps),
        )
        for key, term in model.terms.items()
    ]


def value_text(column: Input, source: PrognosisInput, term: Term, printed_units: dict[str, str]) -> str:
    """The first patient's value in words; a range is said as a range."""
    match column:
        case Truth():
            return {"yes": "yes", "no": "no", "unknown": NOT_KNOWN}[column.word(0)]
        case Choice():
            possible = column.possible(0)
            if len(possible) == len(column.values):
                return NOT_KNOWN
            if column.values == ADHERENCE:
                return adherence_text(possible)
            return " or ".join(source.situations[name] for name in possible)
    low, high = float(column.lo[0]), float(column.hi[0])
    unit = UNIT_WORDS.get(source.unit, f" {printed_units.get(source.unit or '', source.unit)}")
    if low == high:
        return f"{_figure(low)}{unit}"
    (first,), (last,) = coded_interval(term.coding, column)
    if (first, last) == coded_range(term.coding):
        return NOT_KNOWN
    if np.isinf(low):
        return f"at most {_figure(high)}{unit}"
    if np.isinf(high):
        return f"at least {_figure(low)}{unit}"
    return f"{_figure(low)} to {_figure(high)}{unit}"


def _figure(value: float) -> str:
    """A whole number as it is, any other to three figures: more would be the arithmetic of a conversion."""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def adherence_text(possible: list[str]) -> str:
    """What each of the two measures says, when at least one was taken."""
    severe = {name.startswith("level_severe") for name in possible}
    missed = {name.endswith("doses_missed") for name in possible}
    level = "severe non-adherence" if True in severe else "not severe, or drug not prescribed"
    level = NOT_KNOWN if len(severe) == 2 else level
    refills = NOT_KNOWN if len(missed) == 2 else "low" if True in missed else "adequate"
    return f"drug level: {level}; refills: {refills}"


def _cites(library: Library, term: Term) -> list[Cite]:
    cited = [library.cite(coefficient) for coefficient in term.coefficients.values()]
    return list(dict.fromkeys([*cited, *(library.cite(effect) for effect in term.published)]))


def _setting_cites(library: Library, reference: Reference) -> list[Cite]:
    level = reference.level
    return list(dict.fromkeys(library.cite(cited) for cited in (level.level, level.intercept)))


def _warnings(columns: EstimateColumns, row: int) -> list[str]:
    return [sentence for sentence, mask in columns.features.cautions.items() if mask[row]]


def _by_domain(contributions: list[Contribution]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for part in contributions:
        sums[part.domain] = sums.get(part.domain, 0.0) + part.log_odds
    return sums


def _unknown_facts(columns: EstimateColumns, row: int, sources: list[PrognosisInput]) -> list[str]:
    """The facts to ask for: those of unsettled inputs that the record does not hold."""
    asked = dict.fromkeys(fact for source in sources for fact in source.ask)
    return [fact for fact in asked if is_unknown(columns.cohort, fact, row)]


def is_unknown(cohort: Cohort, fact: str, row: int) -> bool:
    """Whether this patient's record leaves the fact open."""
    column = cohort.column(fact)
    known = ~column.is_unknown if isinstance(column, Truth) else column.is_known
    return not bool(known[row])
