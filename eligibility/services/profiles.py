"""The profiles that a patient can be assessed with, and in three lines why one of them cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.domain.faults import Fault, KnowledgeFault
from eligibility.services import library as knowledge


@dataclass(frozen=True)
class ProfileChoice:
    """One profile by the name of its file. With a `fault` it cannot be used until that is corrected."""

    name: str
    title: str
    note: str
    code: str
    is_own: bool
    fault: Fault | None = None


def profile_choices() -> list[ProfileChoice]:
    """The default first, then those that ship with the product, then the centre's own; broken ones with their fault."""
    own = knowledge.own_profile_names()
    choices = [_choice(name, name in own) for name in knowledge.profile_names()]
    return sorted(choices, key=lambda one: (one.name != knowledge.DEFAULT_PROFILE, one.is_own, one.title.casefold()))


def _choice(name: str, is_own: bool) -> ProfileChoice:
    try:
        found = knowledge.profile(name)
    except KnowledgeFault as fault:
        return ProfileChoice(name, name.replace("_", " "), "", "", is_own, fault)
    return ProfileChoice(name, found.title, found.note, found.hash[:4], is_own)
