"""The clinic's day. Nothing else in the product asks what day it is."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from eligibility.domain.faults import Unavailable


def today() -> date:
    """Today in the clinic's time zone (EARLY_CART_TIME_ZONE; UTC when it is not set)."""
    return datetime.now(_zone()).date()


def in_clinic(instant: datetime) -> datetime:
    """A stored instant as the clinic's clocks showed it."""
    return instant.astimezone(_zone())


def _zone() -> tzinfo:
    name = os.environ.get("EARLY_CART_TIME_ZONE")
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Unavailable(
            "The clinic's time zone is not one this machine knows.",
            "Today's date would be a guess.",
            "Set EARLY_CART_TIME_ZONE to a name such as Europe/London.",
        ) from None
