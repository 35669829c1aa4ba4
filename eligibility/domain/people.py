"""Who is working: a name, a role, and whether anybody checked the name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eligibility.domain.faults import InputFault

NOT_NAMED = "not named"
LONGEST_NAME = 200


class Role(StrEnum):
    """What somebody is there for in the care of these patients, or around it."""

    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    MDT_MEMBER = "mdt_member"
    CHAIR = "chair"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return "MDT member" if self is Role.MDT_MEMBER else self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Person:
    """Somebody at work. `is_authenticated` is false where the name is only what somebody typed or a setting says."""

    name: str
    role: Role
    is_authenticated: bool = False

    def __post_init__(self) -> None:
        name = " ".join(self.name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InputFault(
                "The name of whoever is working cannot be used.",
                "Every entry names the person who made it, and a list must be able to show that name.",
                f"Give a name of 1 to {LONGEST_NAME} ordinary letters.",
            )
        object.__setattr__(self, "name", name)

    @property
    def is_named(self) -> bool:
        """Whether there is a name at all; what is signed or decided needs one."""
        return self.name != NOT_NAMED
