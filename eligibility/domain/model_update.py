"""What came of learning from a registry: what was read, what moved, and whether it predicts better."""

from __future__ import annotations

from typing import Literal

from eligibility.domain.cited import Frozen
from eligibility.domain.performance import Limits, Performance, Shift

Move = Literal["none", "intercept", "slope", "all"]
MOVE_WORDS: dict[Move, str] = {
    "none": "nothing",
    "intercept": "the intercept alone",
    "slope": "the intercept and the common slope",
    "all": "every coefficient, held near the published ones",
}
Verdict = Literal["better", "not_shown", "worse", "too_few"]
VERDICT_WORDS: dict[Verdict, str] = {
    "better": "It predicts better than the version before, on patients it had not seen.",
    "not_shown": "It is not shown to be better than the version before.",
    "worse": "It predicts worse than the version before.",
    "too_few": "There are too few patients to compare the two versions.",
}


class RowFault(Frozen):
    """What is wrong with one line of the registry, without anybody's value."""

    line: int
    what: str
    why: str
    remedy: str
    where: str | None = None


class Missing(Frozen):
    """How many of the rows learnt from leave a predictor open, wholly or in part."""

    predictor: str
    label: str
    open: int
    of: int


class Moved(Frozen):
    """One parameter before and after, as the middle and the central interval of its draws."""

    name: str
    label: str
    before: Limits
    after: Limits


class Comparison(Frozen):
    """Both versions, and the registry's own share of failures said of everybody, on patients not learnt from."""

    rounds: int
    folds: int
    interval: float
    before: Performance
    after: Performance
    after_less_before: Shift
    after_less_share: Shift


class Learnt(Frozen):
    """What one of the two models learnt."""

    model: str
    title: str
    setting: str
    rows: int
    failures: int
    responses: int
    events: int
    parameters: int
    events_per_parameter: float
    move: Move
    why_move: str
    missing: tuple[Missing, ...]
    moved: tuple[Moved, ...] = ()
    comparison: Comparison | None = None
    verdict: Verdict
    because: str
    remarks: tuple[str, ...] = ()


class WrittenArtefact(Frozen):
    """The files that were written, with what their contents hash to."""

    version: str
    parent: str
    artefact: str
    sha256: str
    pipeline: str
    pipeline_sha256: str
    card: str


class UpdateReport(Frozen):
    """A whole update. `left_out` counts the rows that were read and not learnt from, by reason.

    With any `faults` nothing was learnt: whoever corrects the file knows whom it would otherwise leave out.
    """

    registry: str
    registry_sha256: str
    is_synthetic: bool
    rows: int
    left_out: dict[str, int]
    faults: tuple[RowFault, ...] = ()
    learnt: tuple[Learnt, ...] = ()
    written: WrittenArtefact | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_better(self) -> bool:
        """Whether any model is better and none is worse: the only case in which a new version is called better."""
        verdicts = {learnt.verdict for learnt in self.learnt}
        return "better" in verdicts and "worse" not in verdicts
