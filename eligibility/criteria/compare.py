"""One patient held against several profiles: the verdicts beside each other, and what makes them differ."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.criteria.explain import OPERATORS, SYMBOLS, Explainer
from eligibility.criteria.lanes import Verdicts, judge
from eligibility.criteria.words import HISTORY, Evaluator
from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.cited import Cited
from eligibility.domain.comparison import ComparedCriterion, DifferingThreshold, ProfileColumn, ProfileComparison
from eligibility.domain.condition import Condition, Criterion
from eligibility.domain.truth import WORDS
from eligibility.knowledge.library import Library

ABSENT = "not in this profile"
Question = tuple[str, str, str]


class _Column:
    """One profile's verdicts of one row, with its criteria by group and id."""

    def __init__(self, evaluator: Evaluator, library: Library, row: int):
        self.evaluator, self.row = evaluator, row
        self.verdicts: Verdicts = judge(evaluator)
        self.criteria = {(group, criterion.id): criterion for group, criterion in evaluator.profile.criteria()}
        self.explain = {
            "recorded": Explainer(evaluator, library, row),
            "fresh": Explainer(evaluator.fresh, library, row),
        }

    def explainer(self, group: str) -> Explainer:
        return self.explain["fresh" if group in ("safety", "readiness") else "recorded"]

    def possible(self, group: str, key: str) -> list[str]:
        """The grades still open; one when it is settled, none when the profile does not ask."""
        if (group, key) not in self.criteria:
            return []
        found = getattr(self.verdicts, group)[key]
        if group in ("urgent", "readiness"):
            code = int(found.codes[self.row])
            return ["no", "yes"] if code == 1 else [WORDS[code]]
        return found.possible(self.row)

    def summary(self) -> ProfileColumn:
        profile, lane = self.evaluator.profile, self.verdicts.lane_of(self.row)
        return ProfileColumn(
            name=profile.id,
            title=profile.title,
            hash=profile.hash,
            lane=lane,
            lane_title=LANE_TITLES[lane],
            possible_lanes=self.verdicts.possible_of(self.row),
            merit=WORDS[self.verdicts.merit.codes[self.row]],
        )


def compare(evaluators: list[Evaluator], library: Library, row: int) -> ProfileComparison:
    """Every criterion of every profile, in the order in which the first to have it asks for it."""
    columns = {evaluator.profile.id: _Column(evaluator, library, row) for evaluator in evaluators}
    asked = list(dict.fromkeys(key for column in columns.values() for key in column.criteria))
    criteria = [_compared(columns, group, key) for group, key in asked]
    differs = [criterion.id for criterion in criteria if criterion.differs]
    summaries = [column.summary() for column in columns.values()]
    cohort = evaluators[0].reading.cohort
    return ProfileComparison(
        patient_id=str(cohort.patient_ids[row]),
        as_of=cohort.as_of[row].astype("datetime64[D]").astype(object),
        profiles=summaries,
        criteria=criteria,
        differs=differs,
        says=_said(summaries, len(differs), len(criteria)),
    )


def _said(summaries: list[ProfileColumn], differing: int, of: int) -> str:
    if len({summary.lane for summary in summaries}) == 1:
        lanes = f"All say: {summaries[0].lane_title}."
    else:
        lanes = " ".join(f"{summary.title}: {summary.lane_title}." for summary in summaries)
    return f"{lanes} {differing} of {of} criteria differ."


def _compared(columns: dict[str, _Column], group: str, key: str) -> ComparedCriterion:
    possible = {name: column.possible(group, key) for name, column in columns.items()}
    having = {name: column for name, column in columns.items() if possible[name]}
    verdicts = {
        name: ABSENT if not grades else grades[0] if len(grades) == 1 else "unknown"
        for name, grades in possible.items()
    }
    differs = len({tuple(grades) for grades in possible.values()}) > 1
    first = next(iter(having.values())).criteria[(group, key)]
    return ComparedCriterion(
        id=key,
        group=group,
        statement=first.statement,
        verdicts=verdicts,
        possible=possible,
        differs=differs,
        thresholds=_thresholds(having, group, key, differs) if len(having) > 1 else [],
    )


def _thresholds(columns: dict[str, _Column], group: str, key: str, differs: bool) -> list[DifferingThreshold]:
    """The questions whose value is not the same in every profile, with what each says of the patient by it alone."""
    asked = {name: dict(_questions(column, group, key)) for name, column in columns.items()}
    found = []
    for question in dict.fromkeys(question for questions in asked.values() for question in questions):
        held = {name: questions.get(question) for name, questions in asked.items()}
        if len({None if one is None else str(one[0].value) for one in held.values()}) == 1:
            continue
        verdicts = {name: ABSENT if one is None else one[1] for name, one in held.items()}
        found.append(
            DifferingThreshold(
                what=question[2],
                values={name: None if one is None else one[0] for name, one in held.items()},
                verdicts=verdicts,
                decides=differs and len(set(verdicts.values())) > 1,
            )
        )
    return found


def _questions(column: _Column, group: str, key: str) -> Iterator[tuple[Question, tuple[Cited, str]]]:
    """Each cited value of a criterion: its grade and place, in words, with the value and the leaf's verdict."""
    criterion: Criterion = column.criteria[(group, key)]
    explain = column.explainer(group)
    reads_history = False
    for grade, rung in criterion.rungs:
        for node in rung.walk():
            reads_history |= node.word in HISTORY
            for argument, cited in node.arguments.items():
                if isinstance(cited, Cited):
                    what = _what(explain, node, argument)
                    yield (grade, argument, f"{grade}: {what}"), (cited, WORDS[explain.code(node)])
    if reads_history:
        # The floor decides which courses count, so it is a question of every criterion that counts courses.
        for name, cited in column.evaluator.profile.parameters.items():
            verdict = ", ".join(column.possible(group, key))
            yield ("", name, name.replace("_", " ")), (cited, verdict)


def _what(explain: Explainer, node: Condition, argument: str) -> str:
    if "fact" not in node.arguments:
        return f"{node.word.replace('_', ' ')}, {argument.replace('_', ' ')}"
    label = explain.label(node.arguments["fact"])
    if node.word == "number":
        return f"{label} {SYMBOLS[OPERATORS[node.arguments['comparison']]]}"
    return f"{label}, {argument.replace('_', ' ')}"
