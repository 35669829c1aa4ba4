"""What kind of screen the page is read on, as far as the browser says."""

from __future__ import annotations

import streamlit as st


def is_phone() -> bool:
    """Whether the browser calls itself a mobile one; a wide table would be hard to read there."""
    return "Mobi" in str(st.context.headers.get("User-Agent", ""))
