"""Every instrument that the record allows, for one patient, with version, status and what is missing."""

from __future__ import annotations

import numpy as np

from eligibility.criteria.show import plain
from eligibility.domain.assessment import InstrumentResult
from eligibility.instruments.reading import Reading
from eligibility.services import library as knowledge


def instrument_results(reading: Reading, row: int) -> tuple[dict[str, InstrumentResult], list[str]]:
    """Results by instrument id, leaving out those about which nothing is recorded; and the contradictions they name."""
    results, notes = {}, []
    library = knowledge.library()
    for key, instrument in reading.instruments.items():
        # Also the facts behind another instrument's output that feeds this one.
        inputs = reading.facts_behind(f"{key}.{next(iter(instrument.knowledge.outputs))}")
        recorded = [fact for fact in inputs if _is_recorded(reading, fact, row)]
        has_courses = "courses" in instrument.knowledge.inputs and np.diff(reading.cohort.courses.offsets)[row] > 0
        if not recorded and not has_courses:
            continue
        outcome = reading.outcome(key)
        said = [note for note, mask in outcome.notes.items() if mask[row]]
        notes += [f"{instrument.knowledge.title}: {note}" for note in said if "contradict" in note.lower()]
        outputs = {name: plain(column, row) for name, column in outcome.outputs.items()}
        if not said and all(value is None for value in outputs.values()):
            continue
        results[key] = InstrumentResult(
            id=key,
            title=instrument.knowledge.title,
            version=instrument.knowledge.version,
            status=instrument.knowledge.weakest_status,
            outputs=outputs,
            missing=sorted(set(inputs) - set(recorded)),
            notes=said,
            cites=[library.cite(citation) for citation in instrument.knowledge.citations],
        )
    return results, notes


def _is_recorded(reading: Reading, fact: str, row: int) -> bool:
    column = reading.cohort.columns.get(fact)
    if column is None:
        return False
    return not bool(column.is_unknown[row])
