"""Filters that live in the address by their own stable names, so that a list can be sent to a colleague.

Streamlit's own binding writes what the person reads, which here holds counts and titles that change.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st


def from_address(name: str, allowed: Collection[str], otherwise: str | None) -> str:
    """The filter's key, set from the address before its field is drawn; what is not allowed is left out."""
    if name not in st.session_state:
        given = st.query_params.get(name)
        st.session_state[name] = given if given in allowed else otherwise
    elif st.session_state[name] not in allowed:
        st.session_state[name] = otherwise
    return name


def to_address(name: str, otherwise: str | None) -> None:
    """Writes the choice to the address; the usual choice leaves no trace there."""
    chosen = st.session_state.get(name)
    if chosen in (None, otherwise):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
