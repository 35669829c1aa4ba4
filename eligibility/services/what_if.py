"""Suppose something else that can change, and estimate again. Nothing is saved and nobody is assessed by it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from eligibility.domain.assessment import Prognosis
from eligibility.domain.faults import InputFault
from eligibility.domain.record import PatientRecord
from eligibility.domain.what_if import Supposed, WhatIf, WhatIfInput, WhatIfOption
from eligibility.instruments.reading import Reading
from eligibility.knowledge.prognosis_files import PrognosisKnowledge, read_prognosis
from eligibility.knowledge.what_if_files import OptionKnowledge, WhatIfKnowledge, read_what_if
from eligibility.knowledge.yaml_file import nearest
from eligibility.services import library as knowledge
from eligibility.services.records import to_cohort
from model import estimate as prognosis

NOT_KNOWN = "not known"


def estimate_of(record: PatientRecord, setting: str | None = None) -> Prognosis:
    """The estimate alone, as it stands in an assessment of this record made now."""
    reading = Reading(to_cohort(record), knowledge.instruments())
    return prognosis.for_patient(prognosis.estimate(reading, setting), 0)


def changeable(record: PatientRecord, model: str) -> list[WhatIfInput]:
    """What can be supposed otherwise for this patient: the inputs that the model reads and that can change."""
    if model not in _estimate().models:
        return []
    read = {term.input for term in _estimate().models[model].terms.values()}  # type: ignore[index]
    return [_input(key, known, record) for key, known in _known().items() if read & set(known.reads)]


def what_if(record: PatientRecord, supposed: Mapping[str, str | float], setting: str | None = None) -> WhatIf:
    """The estimate as it is and with these changes supposed, by input: an answer's id, or a number.

    Raises InputFault for an answer that is not offered. The record itself stays as it was.
    """
    facts, said = dict(record.facts), []
    for key, answer in supposed.items():
        known = _named(key)
        facts |= _facts(known, answer, record)
        said.append(Supposed(label=known.label, now=_now(known, record), then=_then(known, answer)))
    changed = record.model_copy(update={"facts": facts})
    return WhatIf(before=estimate_of(record, setting), after=estimate_of(changed, setting), supposed=said)


@lru_cache(maxsize=1)
def _estimate() -> PrognosisKnowledge:
    return read_prognosis(knowledge.library())


@lru_cache(maxsize=1)
def _known() -> dict[str, WhatIfKnowledge]:
    return read_what_if(knowledge.library(), tuple(_estimate().inputs))


def _named(key: str) -> WhatIfKnowledge:
    if key not in _known():
        raise InputFault(
            f"{key!r} cannot be supposed otherwise{nearest(key, _known())}.",
            "Only what treatment or support can change is offered.",
            f"Use one of: {', '.join(_known())}.",
            where=key,
        )
    return _known()[key]


def _offered(known: WhatIfKnowledge, record: PatientRecord) -> dict[str, OptionKnowledge]:
    """The answers that make sense for this record: without a dose there is no level to suppose."""
    return {
        name: option
        for name, option in known.options.items()
        if option.needs_dose_of is None or _is_prescribed(_recorded(record, option.needs_dose_of))
    }


def _is_prescribed(dose: object) -> bool:
    return isinstance(dose, int | float) and dose > 0


def _facts(known: WhatIfKnowledge, answer: str | float, record: PatientRecord) -> dict[str, object]:
    """The facts that would stand; asserted as current, as a bare value is."""
    if known.kind == "choice":
        offered = _offered(known, record)
        if answer not in offered:
            raise InputFault(
                f"{answer!r} is no answer to {known.label!r}{nearest(str(answer), offered)}.",
                "Nothing could be supposed.",
                f"Use one of: {', '.join(offered)}.",
                where=known.label,
            )
        return dict(offered[str(answer)].facts)
    assert known.lowest is not None and known.highest is not None, "the loader sees to it"
    if isinstance(answer, str) or not known.lowest.number <= answer <= known.highest.number:
        raise InputFault(
            f"{known.label} lies outside what is offered.",
            "The estimate was not built for such a value.",
            f"Use a number from {known.lowest.number:g} to {known.highest.number:g}.",
            where=known.label,
        )
    return {known.facts[0]: float(answer)}


def _then(known: WhatIfKnowledge, answer: str | float) -> str:
    return known.options[str(answer)].label if known.kind == "choice" else f"{answer:g} {_unit(known)}".strip()


def _unit(known: WhatIfKnowledge) -> str:
    return knowledge.library().printed_units.get(known.unit or "", known.unit or "")


def _input(key: str, known: WhatIfKnowledge, record: PatientRecord) -> WhatIfInput:
    library = knowledge.library()
    return WhatIfInput(
        id=key,
        label=known.label,
        kind=known.kind,
        now=_now(known, record),
        is_known=any(_recorded(record, fact) is not None for fact in known.facts),
        options=[WhatIfOption(id=name, label=option.label) for name, option in _offered(known, record).items()],
        unit=_unit(known) or None,
        lowest=None if known.lowest is None else known.lowest.number,
        highest=None if known.highest is None else known.highest.number,
        note=known.note,
        cites=[library.cite(cited) for cited in known.cites],
    )


def _now(known: WhatIfKnowledge, record: PatientRecord) -> str:
    """What the record says of the facts behind, as it was entered."""
    library, said = knowledge.library(), []
    for fact in known.facts:
        if (value := _recorded(record, fact)) is None:
            continue
        definition = library.facts[fact]
        unit = library.printed_units.get(definition.unit or "", definition.unit or "")
        text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"{value} {unit}".strip()
        said.append(text if len(known.facts) == 1 else f"{definition.label}: {text}")
    return "; ".join(said) or NOT_KNOWN


def _recorded(record: PatientRecord, fact: str) -> object:
    entered = record.facts.get(fact)
    value = entered.get("value") if isinstance(entered, dict) else entered
    return None if value in (None, "unknown") else value
