"""Who is working. The one place of identity: single sign-on, when it comes, replaces what is here and nothing else.

In local mode a name is what this machine's settings say or what somebody typed. Nobody checks it; the audit says so.
"""

from __future__ import annotations

import getpass
import os

from eligibility.domain.faults import Unavailable
from eligibility.domain.people import NOT_NAMED, Person, Role

NOT_AUTHENTICATED = "Names are not authenticated in local mode; the audit says so beside every entry."


def fixed_name() -> str | None:
    """The name this machine's settings give to whoever works on it, if they do."""
    return os.environ.get("EARLY_CART_PERSON", "").strip() or None


def fixed_role() -> Role | None:
    """The role this machine's settings give to whoever works on it, if they do."""
    text = os.environ.get("EARLY_CART_ROLE", "").strip()
    if not text:
        return None
    try:
        return Role(text)
    except ValueError:
        raise Unavailable(
            "EARLY_CART_ROLE does not name a role.",
            "Nobody is given a role by guessing.",
            f"Set it to one of: {', '.join(Role)}.",
        ) from None


def working(name: str | None = None, role: Role | None = None) -> Person:
    """Whoever works at the screen: as the settings say, else as typed, else a clinician who gave no name."""
    return Person(fixed_name() or (name or "").strip() or NOT_NAMED, fixed_role() or role or Role.CLINICIAN)


def at_command_line() -> Person:
    """Whoever runs a command: as the settings say, else the machine's own user as administrator of its files."""
    name = fixed_name()
    if name is None:
        try:
            name = getpass.getuser()
        except (OSError, KeyError):
            name = NOT_NAMED
    return Person(name, fixed_role() or Role.ADMINISTRATOR)
