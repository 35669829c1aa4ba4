"""Sets of ranking weights that were agreed, each a row of its own that stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from eligibility.domain.faults import Conflict
from eligibility.domain.people import Person
from eligibility.store.tables import Base, Instant


class WeightsRow(Base):
    """One agreed set: who, when and why. `number` counts up without a gap; the highest is the one in force."""

    __tablename__ = "weights"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[int] = mapped_column(unique=True)
    points: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    meeting: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(40))


def weights_rows(session: Session) -> list[WeightsRow]:
    """Every set that was ever agreed, the newest first."""
    return list(session.scalars(select(WeightsRow).order_by(WeightsRow.number.desc())))


def newest(session: Session) -> WeightsRow | None:
    """The set in force, or None while nobody has agreed on one."""
    return session.scalars(select(WeightsRow).order_by(WeightsRow.number.desc()).limit(1)).first()


def add_weights(
    session: Session, points: dict[str, int], reason: str, meeting: str, by: Person, based_on: int
) -> WeightsRow:
    """Keeps a new set over the one it was based on (0: the shipped one); refused when somebody was faster."""
    last = newest(session)
    number = 0 if last is None else last.number
    if number != based_on:
        raise Conflict(
            f"Somebody else agreed on new weights first (set {number}; yours was based on set {based_on}).",
            "Saving now would overrule what they agreed without your having seen it; nothing was saved.",
            "Reload, look at their set, and save yours again if it still stands.",
        )
    row = WeightsRow(
        id=uuid4(),
        number=number + 1,
        points=points,
        reason=reason,
        meeting=meeting,
        created_at=datetime.now(UTC),
        created_by=by.name,
        role=by.role.value,
    )
    session.add(row)
    session.flush()
    return row
