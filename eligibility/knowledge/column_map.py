"""A column map: what the columns of somebody else's table are in the words of the patient record, as one YAML file."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

from pydantic import BeforeValidator

from eligibility.domain.cited import Frozen
from eligibility.domain.faults import InputFault, KnowledgeFault
from eligibility.knowledge.record_yaml import read_record_yaml
from eligibility.knowledge.yaml_file import fill


def _word(value: Any) -> Any:
    """A name or a code that YAML took for a number, as it was written."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Word = Annotated[str, BeforeValidator(_word)]


class ColumnRule(Frozen):
    """What one column is: a fact in a unit, or whether a drug was given.

    `on` names the column of the day of observation; written as null, the day is not known; left out, the value is
    current on the assessment day. `values` says what each word of the column means, `not_known` which of its codes
    stand for a missing value.
    """

    fact: str | None = None
    course: str | None = None
    unit: str | None = None
    on: Word | None = None
    values: dict[str, Any] | None = None
    not_known: tuple[Word, ...] = ()
    note: str | None = None

    @property
    def has_unknown_day(self) -> bool:
        return "on" in self.model_fields_set and self.on is None


class ColumnMap(Frozen):
    """Every column of a table, each either read as a fact or a course, or left out on purpose."""

    patient_id: Word
    as_of: Word | None = None
    columns: dict[str, ColumnRule]
    ignore: tuple[Word, ...] = ()

    @property
    def hash(self) -> str:
        """What the map says, as one digest: the same for two files that say the same."""
        return sha256(self.model_dump_json(exclude_unset=True).encode()).hexdigest()

    @property
    def read(self) -> tuple[str, ...]:
        """The columns without which the map cannot be used; `as_of` may be one as well, or a day."""
        days = [rule.on for rule in self.columns.values() if rule.on is not None]
        return tuple(dict.fromkeys([self.patient_id, *self.columns, *days]))


def column_map_from_text(text: str, name: str) -> ColumnMap:
    """The map in a YAML text, its keys checked; `name` is the file's. Raises InputFault."""
    data = read_record_yaml(text, f"The column map {name}")
    try:
        return fill(ColumnMap, data, name)
    except KnowledgeFault as fault:
        # The map comes with the data, so it is at fault as an input is.
        raise InputFault(fault.what, fault.why, fault.remedy, where=name) from None
