"""One way to bring facts through the door, as a record with nothing but them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from eligibility.domain.record import PatientRecord
from eligibility.exchange.door import Admission, admit
from eligibility.exchange.from_records import table_of
from eligibility.knowledge.library import Library
from eligibility.services.library import library as shared_library

AS_OF = date(2022, 5, 1)


@pytest.fixture(scope="session")
def library() -> Library:
    return shared_library()


@pytest.fixture(scope="session")
def through_the_door(library):
    """The admission of one record with these facts and courses."""

    def go(facts: dict[str, Any] | None = None, treatments: list[dict[str, Any]] | None = None) -> Admission:
        record = PatientRecord(schema=1, patient_id="P", as_of=AS_OF, facts=facts or {}, treatments=treatments or [])
        return admit(table_of([record], library), library)

    return go


@pytest.fixture(scope="session")
def bounds_of(through_the_door):
    """The bounds of one fact as read; the record must be without a fault."""

    def go(fact: str, value: Any) -> tuple[float, float]:
        admission = through_the_door({fact: value})
        assert admission.faults_of(0) == []
        column = admission.cohort.column(fact)
        return float(column.lo[0]), float(column.hi[0])

    return go


@pytest.fixture(scope="session")
def fault_of(through_the_door):
    """What is wrong with one fact; its column must be unknown for it."""

    def go(fact: str, value: Any) -> str:
        admission = through_the_door({fact: value})
        faults = admission.faults_of(0)
        assert faults, "the door let it pass"
        if fact in admission.cohort.columns:
            assert np.all(admission.cohort.column(fact).is_unknown), "a value at fault must be unknown"
        return "\n".join(str(fault) for fault in faults)

    return go
