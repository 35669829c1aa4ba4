"""A million synthetic patients with intervals and worst-case bounds, against scikit-learn on the same matrix.

Beside it the published rates and contrasts, and how far the column form lies from the draws. All patients are
synthetic: nothing here says how well the estimate does on people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.figure import Figure
from eligibility.domain.choice import Choice
from eligibility.domain.interval import Interval
from eligibility.domain.truth import Truth
from eligibility.knowledge.anchor_files import read_anchors
from eligibility.knowledge.library import read_library
from eligibility.knowledge.prognosis_files import PrognosisKnowledge
from model.anchors import check_anchors
from model.columns import BLOCK
from model.estimator import FailureClassifier
from model.evaluate import evaluate
from model.inputs import Input
from model.published import Published, published
from model.synthetic import synthetic_patients

PATIENTS = 1_000_000
MISSING = 0.2
BAR = 10.0
ROUNDS = 7
SETTING, KIND = "referral", "renal"


def measure() -> Figure:
    """Times the estimate with intervals and bounds against `LogisticRegression.predict_proba` in the same run."""
    library = read_library()
    known = published(library)
    _show_anchors(known, library)
    made = synthetic_patients(known.knowledge, KIND, SETTING, PATIENTS, seed=17)
    columns = _with_gaps(known.knowledge, made.covariates)
    logistic = LogisticRegression().fit(made.rows[:20_000], made.failed[:20_000])
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_spent(lambda: logistic.predict_proba(made.rows)))
        ours.append(_spent(lambda: _estimate(known, columns)))
    print(f"{PATIENTS:,} synthetic patients, {len(made.rows[0])} columns, {MISSING:.0%} of the answers missing")
    print(f"medians of {ROUNDS} rounds: processor seconds, all threads together (seconds by the clock)")
    for name, spent in (
        ("scikit-learn's LogisticRegression.predict_proba, complete rows", theirs),
        ("estimate, interval and worst-case bounds", ours),
    ):
        print(f"  {median(each.processor for each in spent):.3f} ({median(each.clock for each in spent):.3f})  {name}")
    _show_distance(known, made.covariates, made.rows)
    ratio = median(mine.processor / its.processor for mine, its in zip(ours, theirs, strict=True))
    return Figure("prognosis", ratio, BAR, "times scikit-learn's processor time", ratio <= BAR)


@dataclass(frozen=True)
class Spent:
    """Processor seconds, which a busy machine does not stretch, and seconds by the clock."""

    processor: float
    clock: float


def _spent(work: Callable[[], object]) -> Spent:
    processor, clock = process_time(), perf_counter()
    work()
    return Spent(process_time() - processor, perf_counter() - clock)


def _estimate(known: Published, columns: dict[str, Input]) -> np.ndarray:
    reference, interval = known.reference(KIND, SETTING), known.knowledge.shared.interval.number
    result = np.empty((5, PATIENTS))
    for start in range(0, PATIENTS, BLOCK):
        rows = slice(start, min(start + BLOCK, PATIENTS))
        block = {name: _rows(column, rows) for name, column in columns.items()}
        answer = evaluate(reference, block, rows.stop - rows.start, interval)
        figures = (answer.estimate, answer.low, answer.high, answer.bound_low, answer.bound_high)
        for place, figure in enumerate(figures):
            result[place, rows] = figure
    return result


def _rows(column: Input, rows: slice) -> Input:
    match column:
        case Interval():
            return Interval(column.lo[rows], column.hi[rows])
        case Truth():
            return Truth(column.codes[rows])
    return Choice(column.values, column.mask[rows])


def _with_gaps(knowledge: PrognosisKnowledge, covariates: dict[str, np.ndarray]) -> dict[str, Input]:
    """The inputs of the synthetic patients, a share of the answers taken out."""
    stream = np.random.default_rng(5)
    columns: dict[str, Input] = {}
    for term in knowledge.models[KIND].terms.values():
        source, values = knowledge.inputs[term.input], covariates[term.input]
        known = stream.random(len(values)) >= MISSING
        if source.kind == "number":
            columns[term.input] = Interval(np.where(known, values, -np.inf), np.where(known, values, np.inf))
        elif source.kind == "flag":
            columns[term.input] = Truth(np.where(known, 2 * values, 1).astype(np.int8))
        else:
            everything = (1 << len(source.situations)) - 1
            mask = np.where(known, 1 << values.astype(np.int64), everything)
            columns[term.input] = Choice(tuple(source.situations), mask.astype(np.uint32))
    return columns


def _show_anchors(known: Published, library) -> None:
    print(
        "Published figures and the synthetic cohort (levels are tuning and inputs are put in; contrasts are the check)"
    )
    print(f"  {'':22}{'kind':10}{'published':>10}  {'interval':^15}{'synthetic':>10}")
    for check in check_anchors(known.knowledge, read_anchors(library), 200_000, seed=3):
        said = "" if check.published is None else f"{check.published:.3f}"
        span, word = f"{check.low:.3f}-{check.high:.3f}", "inside" if check.holds else "outside"
        print(f"  {check.id:22}{check.kind:10}{said:>10}  {span:^15}{check.synthetic:>10.3f}  {word}: {check.quantity}")


def _show_distance(known: Published, covariates: dict[str, np.ndarray], rows: np.ndarray) -> None:
    """How far the column form, which carries the draws by their moments, lies from the draws themselves."""
    size = 4000
    few = {name: values[:size] for name, values in covariates.items()}
    complete = _complete(known.knowledge, few)
    answer = evaluate(known.reference(KIND, SETTING), complete, size, known.knowledge.shared.interval.number)
    classifier = FailureClassifier.from_prior(KIND, SETTING, known.knowledge, n_draws=2000)
    low, high = classifier.predict_interval(rows[:size]).T
    away = np.abs(answer.estimate - classifier.predict_proba(rows[:size])[:, 1])
    ends = np.concatenate([np.abs(answer.low - low), np.abs(answer.high - high)])
    print("Against 2,000 draws one by one:")
    print(f"  the estimate is off by at most {away.max():.4f}")
    print(f"  the ends of the interval by {ends.mean():.4f} on average and {ends.max():.3f} at most")


def _complete(knowledge: PrognosisKnowledge, covariates: dict[str, np.ndarray]) -> dict[str, Input]:
    columns = _with_gaps(knowledge, covariates)
    for term in knowledge.models[KIND].terms.values():
        values, column = covariates[term.input], columns[term.input]
        if isinstance(column, Interval):
            columns[term.input] = Interval.known(values.astype(float))
        elif isinstance(column, Truth):
            columns[term.input] = Truth((2 * values).astype(np.int8))
        else:
            columns[term.input] = Choice(column.values, (1 << values.astype(np.int64)).astype(np.uint32))
    return columns
