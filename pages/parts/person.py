"""Who is working. Every write to the store names somebody."""

from __future__ import annotations

import streamlit as st

NOT_SIGNED_IN = "not signed in"


def person() -> str:
    """The signed-in person, or the words that say that nobody is signed in."""
    return str(st.user.get("email") or NOT_SIGNED_IN) if st.user.get("is_logged_in") else NOT_SIGNED_IN
