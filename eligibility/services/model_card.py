"""The card of the estimate in use."""

from __future__ import annotations

from eligibility.services import library as knowledge
from model import card


def model_card() -> str:
    """What the estimate is for, what it rests on, and what it does not know, as plain text."""
    return card.model_card(knowledge.library())
