"""The filtration rate of today for instruments that need it: as reported, and computed from creatinine where known."""

from __future__ import annotations

from eligibility.domain.interval import Interval
from eligibility.instruments import ckd_epi_2021
from eligibility.instruments.instrument import Inputs
from eligibility.instruments.quantities import limited
from eligibility.instruments.two_sources import Notes, add_note, has_any


def current_egfr(inputs: Inputs, notes: Notes) -> Interval:
    """eGFR as reported and as CKD-EPI 2021 gives it from creatinine, reconciled as that instrument does."""
    stated = limited(inputs, "egfr", notes)
    if not has_any(inputs, ["creatinine_umol_l"]):
        return stated
    columns = {name: inputs.columns.get(name) for name in ("age_years", "sex", "creatinine_umol_l")}
    knowledge = inputs.library.instruments["ckd_epi_2021"]
    outcome = ckd_epi_2021.compute(
        Inputs(knowledge, inputs.size, {**columns, "egfr_reported": stated}, inputs.library), knowledge
    )
    for sentence, mask in outcome.notes.items():
        add_note(notes, sentence, mask)
    egfr = outcome.outputs["egfr"]
    assert isinstance(egfr, Interval)
    return egfr
