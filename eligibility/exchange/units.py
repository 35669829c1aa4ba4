"""Units as people write them, brought to the fact's own by the exact factors of units.yaml."""

from __future__ import annotations

from decimal import Decimal

from eligibility.domain.cited import FactDefinition
from eligibility.exchange.numbers import ONE
from eligibility.knowledge.library import Library

_SPELLINGS = (
    ("µ", "u"),
    ("μ", "u"),
    ("²", "2"),
    ("³", "3"),
    ("⁹", "^9"),
    ("10*9", "10^9"),
    ("10*3", "10^3"),
    ("×", "x"),
)


def factor_of(unit: str, quantity: str, definition: FactDefinition, library: Library) -> Decimal | None:
    """What to multiply by, or None when the fact does not accept the unit.

    Spelling is forgiven (µ and u, spaces, a small l for litre); capitals are not, since mg and Mg are not the same.
    """
    wanted = plain(unit)
    for accepted in dict.fromkeys((definition.unit or "", *definition.accepted_units)):
        if plain(accepted) == wanted:
            if accepted == definition.unit:
                return ONE
            return Decimal(library.units[f"{quantity}|{accepted}"].factor)
    return None


def plain(unit: str) -> str:
    """One spelling for one unit."""
    text = unit.strip()
    for written, meant in _SPELLINGS:
        text = text.replace(written, meant)
    text = "".join(text.split())
    if text.startswith("x10^"):
        text = text[1:]
    numerator, slash, denominator = text.rpartition("/")
    if slash and denominator in ("l", "dl", "ml", "ul"):
        text = f"{numerator}/{denominator[:-1]}L"
    if text.startswith("ml/"):
        text = f"mL/{text[3:]}"
    return text
