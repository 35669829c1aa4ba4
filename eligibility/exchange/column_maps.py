"""A column map held against the vocabulary before any table is read with it; each mistake is named with the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eligibility.domain.cited import FactDefinition
from eligibility.domain.faults import InputFault
from eligibility.exchange.answers import Vocabulary, flag_code
from eligibility.exchange.course_words import drug_names, drug_of
from eligibility.exchange.raw import is_blank
from eligibility.exchange.table_files import text_of
from eligibility.exchange.troubles import shown
from eligibility.exchange.units import factor_of
from eligibility.knowledge.column_map import ColumnMap, ColumnRule, column_map_from_text
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import nearest

RECODED_KINDS = ("flag", "choice", "set", "text")
MAX_NOTE = 300

Said = tuple[str, str, str]


def read_column_map(path: Path, library: Library) -> ColumnMap:
    """The column map in a file, fit for use with this vocabulary. Raises InputFault with the first mistake."""
    found = column_map_from_text(text_of(path), path.name)
    filled: dict[str, str] = {}
    for column, rule in found.columns.items():
        said = _mistake(column, rule, found, filled, library)
        if said is not None:
            what, why, remedy = said
            raise InputFault(f"{path.name}: the column {shown(column)} {what}.", why, remedy, where=path.name)
    return found


def _mistake(
    column: str, rule: ColumnRule, column_map: ColumnMap, filled: dict[str, str], library: Library
) -> Said | None:
    """What is wrong with one rule; `filled` remembers which column fills which fact or drug."""
    if column in column_map.ignore:
        return "is both mapped and ignored", "Only one of the two can be meant.", "Take one of them out."
    if (rule.fact is None) == (rule.course is None):
        return (
            "needs either a `fact` or a `course`",
            "What it holds is not said.",
            "Write `{fact: …}` for a fact of the record, or `{course: …}` for whether a drug was given.",
        )
    if rule.note is not None and len(rule.note) > MAX_NOTE:
        return (
            f"has a note longer than {MAX_NOTE} characters",
            "It stands beside every value of the column.",
            "Shorten it.",
        )
    said = _fact_mistake(rule, library) if rule.course is None else _course_mistake(rule, library)
    if said is not None:
        return said
    target = rule.fact or drug_of(rule.course or "", library)
    other = filled.setdefault(target, column)
    if other != column:
        return (
            f"is mapped to {target!r}, as is {shown(other)}",
            "One of the two would overrule the other in silence.",
            "Map one of them and ignore the other.",
        )
    return None


def _fact_mistake(rule: ColumnRule, library: Library) -> Said | None:
    definition = library.facts.get(rule.fact or "")
    if definition is None:
        return (
            f"is mapped to the fact {shown(rule.fact or '')}, which is not known"
            f"{nearest(rule.fact or '', library.facts)}",
            "Its values would be read by nobody.",
            "Correct the fact's name (docs/record.md says where the names are listed), or ignore the column.",
        )
    units = ", ".join(definition.accepted_units)
    if rule.unit is not None and definition.unit is None:
        return "has a unit, but its fact is not a measured number", "It would be read by nobody.", "Take the unit out."
    if rule.unit is not None and factor_of(rule.unit, definition.id, definition, library) is None:
        return (
            f"has a unit that {definition.id!r} does not accept{nearest(rule.unit, definition.accepted_units)}",
            "The values cannot be brought to the fact's own unit.",
            f"Use one of: {units}.",
        )
    if rule.unit is None and definition.unit_required:
        return (
            "has no unit",
            "Several units are common for it and differ many times over; none is assumed.",
            f"Add the unit, one of: {units}.",
        )
    if rule.values is None:
        return None
    if definition.kind not in RECODED_KINDS:
        return (
            f"recodes a {definition.kind}",
            "A measured value is converted by its unit, never replaced by another.",
            "Take `values` out; say what its codes for a missing value are in `not_known`.",
        )
    return _value_mistake(rule.values, definition)


def _value_mistake(values: Mapping[str, Any], definition: FactDefinition) -> Said | None:
    answers = ("yes", "no") if definition.kind == "flag" else definition.values
    for word, meant in values.items():
        if meant is not None and not _is_answer(meant, definition):
            return (
                f"gives {shown(word)} a meaning that {definition.id!r} does not have{nearest(str(meant), answers)}",
                "An answer that cannot be read cannot be used.",
                f"Use one of: {', '.join(answers)}; or null where the word says that it is not known.",
            )
    return None


def _is_answer(meant: Any, definition: FactDefinition) -> bool:
    match definition.kind:
        case "flag":
            return not isinstance(flag_code(meant), str)
        case "choice":
            return not isinstance(Vocabulary.of(definition).choice_mask(meant), str)
        case "set":
            return not isinstance(Vocabulary.of(definition).member_codes(meant), str)
    return isinstance(meant, str) and not is_blank(meant)


def _course_mistake(rule: ColumnRule, library: Library) -> Said | None:
    if not drug_of(rule.course or "", library):
        near = nearest(rule.course or "", drug_names(library))
        return (
            f"is mapped to the drug {shown(rule.course or '')}, which is not in the drug list{near}",
            "Its class and its adequate dose are not known, so it could not count.",
            "Use a name of the list (docs/record.md says where it is), or ignore the column.",
        )
    if rule.unit is not None or "on" in rule.model_fields_set:
        return (
            "says only whether a drug was given, and has a unit or a day",
            "They would be read by nobody.",
            "Take them out; give courses with doses and days as a file of their own.",
        )
    if rule.values is not None and any(
        meant is not None and isinstance(flag_code(meant), str) for meant in rule.values.values()
    ):
        return (
            "gives a word a meaning that is not yes or no",
            "Whether the drug was given could not be told.",
            "Write yes, no, or null where the word says that it is not known.",
        )
    return None
