"""Rows as a table; on a phone, where several columns would run off the side, as a list with the same words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts.screen import is_phone


def rows_shown(rows: Sequence[dict[str, str]], alt: str) -> None:
    """Each row by its column names; the first column leads the row."""
    if not rows:
        return
    if is_phone():
        st.markdown("\n".join(as_item(row) for row in rows))
    else:
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=alt)


def as_item(row: dict[str, str]) -> str:
    """`- first`, then every other cell on a line of its own after the name of its column."""
    (_, first), *others = row.items()
    lines = [f"- {first}", *(f"{name}: {cell}" if name else cell for name, cell in others if cell)]
    return "  \n  ".join(line.replace("\n", "\n  ") for line in lines)
