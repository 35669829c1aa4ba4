"""The words of a treatment course: drugs by any of their names, units of a dose, how often, still taken."""

from __future__ import annotations

import re

from eligibility.domain.courses import ADHERENCE, INDICATIONS, OUTCOMES
from eligibility.exchange.raw import CURRENT
from eligibility.knowledge.library import Library

# The grammar of doses and the words for how often that the instruments read; tests hold them together.
DOSE_UNIT = re.compile(r"(ug|mg|g)(/(kg|m2))?(/(day|d|week|wk|month|dose|infusion))?")
FREQUENCIES = {
    "once_daily", "daily", "once_a_day", "twice_daily", "twice_a_day", "three_times_daily", "weekly", "every_2_weeks",
    "every_two_weeks", "every_4_weeks", "monthly",
}  # fmt: skip
STILL_TAKEN = {CURRENT, "ongoing", "still taken", "still_taken", "continuing"}
CHOICES = {"indication": INDICATIONS, "outcome": OUTCOMES, "adherence": ADHERENCE}


def drug_names(library: Library) -> dict[str, str]:
    """Every name a drug goes by, in one spelling, to its id."""
    names: dict[str, str] = {}
    for drug in library.drugs.values():
        for name in (drug.id, drug.label, *drug.aliases):
            names.setdefault(in_one_spelling(name), drug.id)
    return names


def drug_of(name: str, library: Library) -> str:
    """The id of the drug that goes by this name, or nothing where there is none."""
    return drug_names(library).get(in_one_spelling(name), "")


def in_one_spelling(name: str) -> str:
    """A word whatever its capitals, spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())
