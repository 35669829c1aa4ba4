"""Each measure of how one patient takes treatment: what it says, its day, and where it came from."""

from __future__ import annotations

from collections.abc import Callable

from eligibility.criteria.explain import leaves
from eligibility.criteria.show import observed_on, plain, shown_number
from eligibility.criteria.words import Evaluator
from eligibility.domain.adherence import AdherenceSource, Measurement, Says
from eligibility.domain.cited import Citation, Cited
from eligibility.domain.truth import NO, UNKNOWN, YES, any_of
from eligibility.knowledge.library import Library

LEVEL_SAYS: dict[str, tuple[Says, str]] = {
    "severe_nonadherence": ("missed", "under the cut-off of severe non-adherence for this matrix and dose"),
    "subtherapeutic": ("unclear", "low, which may be missed doses or a low dose"),
    "in_range": ("taken", "in the range of doses taken"),
    "above_range": ("taken", "above the range; a low eGFR raises the level"),
    "not_severe": (
        "unclear",
        "not under the cut-off of severe non-adherence, which is no proof of taking",
    ),
    "not_interpretable": ("unclear", "cannot be read: too early, or no cut-off in print for this dose"),
}
VISITS = ("visits_missed_12m", "visits_booked_12m")


class AdherenceSources:
    """The measures of one row of an evaluated cohort."""

    def __init__(self, evaluator: Evaluator, library: Library, row: int):
        self.evaluator, self.reading, self.library, self.row = evaluator, evaluator.reading, library, row

    def measurement(self) -> Measurement:
        """How well adherence was measured: every source there is, those there are not, and where they disagree."""
        found, absent = [], []
        for title, fact, read in self._measures():
            if self.reading.cohort.column(fact).is_unknown[self.row]:
                absent.append(title)
            else:
                found.append(read(title, fact))
        disagreements = [*_disagreements(found), *self._against_the_courses(found)]
        return Measurement(
            summary=_summary(found, disagreements), sources=found, disagreements=disagreements, not_measured=absent
        )

    def _measures(self) -> list[tuple[str, str, Callable[[str, str], AdherenceSource]]]:
        return [
            ("Hydroxychloroquine level", "hcq_level_ng_ml", self._level),
            ("Refills", "pdc_pct", self._refills),
            ("Visits", "visits_missed_12m", self._visits),
            ("MARS-5", "mars5_total", self._mars5),
            ("MASRI", "masri_pct", self._masri),
            ("Clinician's judgement", "is_nonadherent_by_clinician", self._clinician),
        ]

    def _level(self, title: str, fact: str) -> AdherenceSource:
        possible = self.reading.choice("hcq_level.category").possible(self.row)
        readings = [LEVEL_SAYS[category] for category in possible]
        says: Says = readings[0][0] if len({says for says, _ in readings}) == 1 else "unclear"
        matrix = self.reading.cohort.column("hcq_level_matrix").possible(self.row)  # type: ignore[union-attr]
        because = [readings[0][1] if len(readings) == 1 else "cannot be told apart: matrix, dose or time is not known"]
        because.append(f"matrix {matrix[0].replace('_', ' ')}" if len(matrix) == 1 else "matrix not known")
        dose = shown_number(self.reading.number("hydroxychloroquine_mg_day"), self.row)
        because.append(f"prescribed {dose} mg/day" if dose != "not known" else "dose not known")
        notes = self.reading.outcome("hcq_level").notes
        because += [note.rstrip(".") for note, mask in notes.items() if mask[self.row]]
        return self._source(title, fact, says, "; ".join(because), True, self._instrument("hcq_level"))

    def _refills(self, title: str, fact: str) -> AdherenceSource:
        is_adherent = int(self.reading.truth("pdc.is_adherent").codes[self.row])
        cut = self.library.instruments["pdc"].parameters["adherent_from"]
        because = f"held against {100 * cut.number:g}% of days covered; dispensed is not yet taken"
        return self._source(title, fact, _says(missed=2 - is_adherent), because, True, [cut])

    def _visits(self, title: str, fact: str) -> AdherenceSource:
        """Read by the profile's own thresholds; where it has none, the count is shown and says nothing."""
        tests = {
            (leaf.word, str(leaf.arguments["threshold"].value)): leaf
            for criterion in self.evaluator.profile.grounds
            for _, rung in criterion.rungs
            for leaf in leaves(rung)
            if leaf.arguments.get("fact") == fact and "threshold" in leaf.arguments
        }
        if not tests:
            return self._source(title, fact, "unclear", "this profile has no threshold for visits", True, [])
        code = int(any_of([self.evaluator.truth(leaf) for leaf in tests.values()]).codes[self.row])
        cuts = [leaf.arguments["threshold"] for leaf in tests.values()]
        words = " or ".join(
            f"{100 * leaf.arguments['threshold'].number:g}% of those booked"
            if leaf.word == "share"
            else f"{leaf.arguments['threshold'].value} missed"
            for leaf in tests.values()
        )
        return self._source(title, fact, _says(missed=code), f"held against {words} in twelve months", True, cuts)

    def _mars5(self, title: str, fact: str) -> AdherenceSource:
        """Missed when under every cut-off in print, taken when under none."""
        outputs = [f"mars5.is_below_{cut}" for cut in (23, 24, 25)]
        codes = [int(self.reading.truth(name).codes[self.row]) for name in outputs]
        missed = YES if min(codes) == YES else NO if max(codes) == NO else UNKNOWN
        because = "held against the three cut-offs in print (23, 24 and 25); soft evidence"
        return self._source(title, fact, _says(missed=missed), because, False, self._instrument("mars5"))

    def _masri(self, title: str, fact: str) -> AdherenceSource:
        """Under the lower cut-off: missed; at or over the higher one: taken; between the two the studies differ."""
        parameters = self.library.instruments["masri_combined"].parameters
        low, high = parameters["other_masri_below"], parameters["masri_below"]
        share = self.reading.number(fact)
        is_missed = share.below(low.number).codes[self.row] == YES
        is_taken = share.at_least(high.number).codes[self.row] == YES
        because = f"held against {low.value}% and {high.value}%, the cut-offs in print; soft evidence"
        return self._source(
            title, fact, _says(missed=YES if is_missed else NO if is_taken else 1), because, False, [low, high]
        )

    def _clinician(self, title: str, fact: str) -> AdherenceSource:
        code = int(self.reading.truth(fact).codes[self.row])
        return self._source(title, fact, _says(missed=code), "a judgement, not a measurement", False, [])

    def _source(
        self, title: str, fact: str, says: Says, because: str, is_objective: bool, cites: list[Cited] | list[Citation]
    ) -> AdherenceSource:
        cohort, row = self.reading.cohort, self.row
        origin = cohort.origins.get(fact)
        limit = self.library.facts[fact].stale_after_days
        is_stale = (
            limit is not None
            and fact in cohort.ages
            and bool(self.reading.is_older_than(fact, limit.number).codes[row] == YES)
        )
        return AdherenceSource(
            id=fact,
            title=title,
            says=says,
            value=self._value(fact),
            because=because,
            on=observed_on(cohort, fact, row),
            origin="entered" if origin is None or not origin[row] else str(origin[row]),
            is_objective=is_objective,
            is_stale=is_stale,
            cites=[self.library.cite(cite) for cite in cites],
        )

    def _value(self, fact: str) -> str:
        if fact == "visits_missed_12m":
            missed, booked = (shown_number(self.reading.number(name), self.row) for name in VISITS)
            return f"{missed} missed of {booked if booked != 'not known' else 'an unknown number'} booked"
        column = self.reading.cohort.column(fact)
        if self.library.facts[fact].kind == "flag":
            return "judged not to be taken" if plain(column, self.row) else "judged to be taken"
        unit = self.library.facts[fact].unit or ""
        return f"{shown_number(column, self.row)} {'' if unit == '5-25' else unit}".strip()  # type: ignore[arg-type]

    def _instrument(self, key: str) -> list[Citation]:
        return list(self.library.instruments[key].citations)

    def _against_the_courses(self, sources: list[AdherenceSource]) -> list[str]:
        """A drug still taken and entered as taken, while a measure of today says doses are missed."""
        missed = [source.title for source in sources if source.says == "missed" and not source.is_stale]
        courses = self.evaluator.history.courses
        own = range(courses.offsets[self.row], courses.offsets[self.row + 1])
        documented = courses.adherence.is_in(["documented"]).is_yes
        drugs = [
            self.library.drugs[courses.drugs[courses.drug[index]]].label
            for index in own
            if documented[index] and courses.is_current.codes[index] == YES
        ]
        if not missed or not drugs:
            return []
        return [f"{_listed(drugs)}: documented as taken, while doses are missed by {_listed(missed)}."]


def _says(missed: int) -> Says:
    return {YES: "missed", NO: "taken"}.get(missed, "unclear")  # type: ignore[return-value]


def _disagreements(sources: list[AdherenceSource]) -> list[str]:
    taken = [s for s in sources if s.says == "taken"]
    missed = [s for s in sources if s.says == "missed"]
    return [
        f"{a.title} says that doses are taken ({a.value}), {b.title} that they are missed ({b.value}). Both stand."
        for a in taken
        for b in missed
    ]


def _summary(sources: list[AdherenceSource], disagreements: list[str]) -> str:
    if not sources:
        return "Adherence was not measured in any way."
    objective = [source for source in sources if source.is_objective]
    said = (
        f"Measured objectively in {len(objective)} of 3 ways ({_listed([s.title for s in objective])})."
        if objective
        else "Not measured objectively: only what people say is recorded."
    )
    stale = [source.title for source in sources if source.is_stale]
    if stale:
        said += f" Too old to rely on: {_listed(stale)}."
    return said + (" The sources disagree." if disagreements else "")


def _listed(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))
