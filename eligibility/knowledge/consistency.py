"""Facts, units and drugs that contradict themselves are refused before anybody is assessed with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from eligibility.domain.cited import Drug, FactDefinition, HardLimits, PlausibleLimits, Section, UnitConversion
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.yaml_file import nearest

MEASURED = ("number", "series")
LISTED = ("choice", "set")


def check_facts(facts: Mapping[str, FactDefinition], sections: Iterable[Section]) -> None:
    """Refuses a fact that the form could not show or whose limits say two things."""
    names = {section.id for section in sections}
    for fact in facts.values():
        where = f"facts.yaml: {fact.id}"
        if fact.section not in names:
            raise KnowledgeFault(
                f"{where} is in the section {fact.section!r}, which is not in sections.yaml"
                f"{nearest(fact.section, names)}.",
                "The form would never ask for it.",
                "Use a section of the list, or add it to sections.yaml.",
                where=where,
            )
        _check_unit(fact, where)
        _check_values(fact, where)
        _check_limits(fact, where)
        if fact.allows_never and fact.kind != "date":
            raise KnowledgeFault(
                f"{where} accepts `never` but is a {fact.kind}.",
                "Only the day of an event can be never.",
                "Take allows_never out, or make it a date.",
                where=where,
            )


def check_conversions(conversions: Iterable[UnitConversion], facts: Mapping[str, FactDefinition]) -> None:
    """Refuses a conversion that nothing uses, that stands twice, or whose factor is not an exact decimal above 0."""
    conversions = list(conversions)
    for (quantity, unit), times in Counter((c.quantity, c.unit) for c in conversions).items():
        if times > 1:
            raise KnowledgeFault(
                f"units.yaml converts {quantity} from {unit!r} twice.",
                "The second factor would silently overrule the first.",
                "Keep one of the two.",
                where=f"units.yaml: {quantity}",
            )
    for conversion in conversions:
        where = f"units.yaml: {conversion.quantity} in {conversion.unit}"
        fact = facts.get(conversion.quantity)
        if fact is None:
            raise KnowledgeFault(
                f"{where}: there is no fact {conversion.quantity!r}{nearest(conversion.quantity, facts)}.",
                "The factor would never be used.",
                "Correct the fact's name.",
                where=where,
            )
        if conversion.canonical != fact.unit:
            raise KnowledgeFault(
                f"{where} leads to {conversion.canonical!r}, but {fact.id} is in {fact.unit!r}.",
                "The value would be read in the wrong unit.",
                f"Give the factor that leads to {fact.unit}.",
                where=where,
            )
        if not _is_exact_factor(conversion.factor):
            raise KnowledgeFault(
                f"{where} has the factor {conversion.factor!r}, which is not a decimal number above nought.",
                "The value could not be converted.",
                'Write the factor as a decimal in quotes, such as "0.001".',
                where=where,
            )


def check_drugs(drugs: Mapping[str, Drug]) -> None:
    """Refuses two drugs of one name, and a least dose whose unit is not the unit of its rule."""
    called: dict[str, str] = {}
    for drug in drugs.values():
        for name in (drug.id, *drug.aliases):
            if called.setdefault(name.lower(), drug.id) != drug.id:
                raise KnowledgeFault(
                    f"drugs.yaml: {name!r} names both {called[name.lower()]} and {drug.id}.",
                    "A course under that name could be read as either.",
                    "Leave the name to one of the two.",
                    where=f"drugs.yaml: {drug.id}",
                )
        for rule in drug.adequate_dose:
            if rule.minimum.unit != rule.unit:
                raise KnowledgeFault(
                    f"drugs.yaml: {drug.id} has a rule in {rule.unit!r} whose least dose is in {rule.minimum.unit!r}.",
                    "An adequate dose would be judged in the wrong unit.",
                    "Give both in the same unit.",
                    where=f"drugs.yaml: {drug.id}",
                )


def _check_unit(fact: FactDefinition, where: str) -> None:
    if fact.kind not in MEASURED:
        return
    if fact.unit is None or fact.unit not in fact.accepted_units:
        raise KnowledgeFault(
            f"{where} does not accept its own unit {fact.unit!r}.",
            "A value in the fact's own unit would be refused.",
            "Add `unit`, and name it first in accepted_units.",
            where=where,
        )


def _check_values(fact: FactDefinition, where: str) -> None:
    if fact.kind in LISTED and (len(fact.values) < 2 or set(fact.value_labels) != set(fact.values)):
        raise KnowledgeFault(
            f"{where} is a {fact.kind} whose values and value_labels do not name the same answers.",
            "An answer without a label could not be shown, and a label without an answer never chosen.",
            "List at least two values, each with its label.",
            where=where,
        )


def _check_limits(fact: FactDefinition, where: str) -> None:
    for name, limits in (("hard", fact.hard), ("plausible", fact.plausible)):
        if limits is None:
            continue
        low, high = _bounds(limits)
        if fact.kind not in MEASURED or low >= high:
            raise KnowledgeFault(
                f"{where}: the {name} limits hold no value.",
                "Every answer would be outside.",
                "Give a least value below the greatest, on a number.",
                where=where,
            )
    if fact.hard is not None and fact.plausible is not None:
        (hard_low, hard_high), (low, high) = _bounds(fact.hard), _bounds(fact.plausible)
        if low < hard_low or high > hard_high:
            raise KnowledgeFault(
                f"{where}: the plausible limits reach beyond the hard limits.",
                "A value would be called plausible and refused at once.",
                "Widen the hard limits or narrow the plausible ones.",
                where=where,
            )


def _bounds(limits: HardLimits | PlausibleLimits) -> tuple[float, float]:
    low = float("-inf") if limits.min is None else limits.min
    high = float("inf") if limits.max is None else limits.max
    return low, high


def _is_exact_factor(text: str) -> bool:
    try:
        factor = Decimal(text)
    except InvalidOperation:
        return False
    return factor.is_finite() and factor > 0
