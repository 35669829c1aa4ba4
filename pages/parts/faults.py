"""Every fault on screen is three short lines: what happened, why it matters, what to do. Never a traceback."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from eligibility.domain.faults import Defect, Fault
from pages.parts.words import inert

log = logging.getLogger("early_cart.screens")


def show_fault(fault: Fault) -> None:
    """The three lines of a fault; a conflict or a wrong input is the person's to solve, the rest is ours."""
    text = f"**{inert(fault.what)}**\n\n{inert(fault.why)}\n\n{inert(fault.remedy)}"
    if fault.exit_code == 2:
        st.warning(text, icon=":material/warning:")
    else:
        st.error(text, icon=":material/error:")


@contextmanager
def faults_shown() -> Iterator[None]:
    """Shows what goes wrong inside in words, and keeps the rest of the page."""
    try:
        yield
    except Fault as fault:
        show_fault(fault)
    except Exception as error:  # noqa: BLE001 (the last place before a person: nothing may pass unexplained)
        last = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s in %s, line %s", type(error).__name__, Path(last.filename).name, last.lineno)
        show_fault(
            Defect(
                "Something went wrong on our side.",
                "This part of the page could not be made; what you entered before is kept.",
                "Reload the page. If it happens again, tell whoever runs this installation.",
            )
        )
