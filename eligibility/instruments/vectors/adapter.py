"""What an adapter is: a vector's inputs in, a flat dict of results out, with the instruments asked in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from eligibility.domain.faults import InputFault
from eligibility.instruments.instrument import Instrument
from eligibility.instruments.one_patient import answers, ask, notes_of

ALL_WORDS = ("all", "all_items", "all_items_maximum")


class Run:
    """Asks instruments about one patient by id, in their own input names."""

    def __init__(self, instruments: Mapping[str, Instrument]):
        self.instruments = instruments

    def __call__(self, instrument: str, **entries: Any) -> dict[str, Any]:
        """The instrument's outputs as plain values: a number or [low, high], a word, or None where nothing is known."""
        return answers(ask(self.instruments[instrument], entries))

    def notes(self, instrument: str, **entries: Any) -> list[str]:
        return notes_of(ask(self.instruments[instrument], entries))

    def parameter(self, instrument: str, name: str) -> float:
        return self.instruments[instrument].knowledge.parameter(name)


Adapter = Callable[[Mapping[str, Any], Run], dict[str, Any]]


def flags_from(items: Iterable[str] | str | None, names: Iterable[str]) -> dict[str, bool | None]:
    """A list of items present, in which every other item is absent; None leaves every item open."""
    names = list(names)
    if items is None:
        return dict.fromkeys(names)
    if isinstance(items, str):
        if items not in ALL_WORDS:
            raise unreadable("items")
        return dict.fromkeys(names, True)
    present = set(items)
    if unknown := present - set(names):
        raise InputFault(
            f"The vector names the item {sorted(unknown)[0]!r}, which the instrument does not have.",
            "Its points would be missing from the total.",
            "Use the instrument's own item names.",
        )
    return {name: name in present for name in names}


def stated(inputs: Mapping[str, Any], name: str, left_out: Any) -> Any:
    """The vector's value; null is unknown, and a name that is left out means what this form of vector means by it."""
    return inputs.get(name, left_out)


def unreadable(name: str) -> InputFault:
    return InputFault(
        f"The vector's {name!r} cannot be read.",
        "Nothing can be computed from it.",
        "Write it as the other vectors of this instrument do.",
    )
