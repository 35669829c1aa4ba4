"""The order of the list on screen: ranked once a session, and shown in words, ranges and ties, never as a score."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from eligibility.domain.ranking import RANKED_LANES, TIERS, RankedPatient, Ranking
from eligibility.services import rank, weights
from eligibility.services.worklist import LANE_ORDER, WorklistRow
from pages.parts.palette import CAUTION, MEETS, Shown, chip
from pages.parts.person import person
from pages.parts.words import counted, day, inert, joined, uncapitalised

KEPT = "ranking_of_this_session"
WEIGHTS_PAGE = "pages/mdt/weights.py"
TIED = Shown("Tied with the next", "drag_handle", None)


class Order:
    """Where everybody stands: patients of the installation among themselves, and the examples among themselves."""

    def __init__(self, rows: Sequence[WorklistRow]):
        self.rows = {row.key: row for row in rows}
        self.own = _ranked([row for row in rows if row.kind == "patient"], "own")
        self.examples = _ranked([row for row in rows if row.kind != "patient"], "examples")
        self._at = {one.key: one for ranking in (self.own, self.examples) for one in ranking.patients}

    def of(self, key: str) -> RankedPatient | None:
        return self._at.get(key)

    def ranking_of(self, key: str) -> Ranking:
        return self.own if self.own.of(key) is not None else self.examples

    def place(self, row: WorklistRow) -> tuple[object, ...]:
        """By lane, patients before examples, then tier and place; the deferred by their date, others as they came."""
        found, lane, is_example = self.of(row.key), LANE_ORDER.index(row.lane), row.kind != "patient"
        if found is not None:
            return lane, is_example, TIERS.index(found.tier), found.place
        until = "9999" if row.deferred_until is None else row.deferred_until.isoformat()
        return lane, is_example, len(TIERS), until


def _ranked(rows: list[WorklistRow], which: str) -> Ranking:
    in_force = weights.current()
    stamp = rank.stamp(rows, in_force)
    kept = st.session_state.setdefault(KEPT, {})
    if which not in kept or kept[which][0] != stamp:
        kept[which] = (stamp, rank.rank_rows(rows, person(), in_force))
    return kept[which][1]


def heading_of(row: WorklistRow, ranking: Ranking, found: RankedPatient) -> str:
    """What stands above a group of rows: whose list, tier and band."""
    whose = "" if row.kind == "patient" else "Examples · "
    pool = next(pool for pool in ranking.pools if (pool.lane, pool.tier) == (found.lane, found.tier))
    return f"{whose}{pool.title} · {ranking.band_titles[found.band]}"


def place_in_words(found: RankedPatient) -> str:
    """`Place 2 to 6 of 18`: the middle nine of ten draws."""
    if found.of == 1:
        return "The only one here"
    if found.rank_low == found.rank_high:
        return f"Place {found.rank_low} of {found.of}"
    return f"Place {found.rank_low} to {found.rank_high} of {found.of}"


def next_in_words(found: RankedPatient) -> str:
    """How this one stands to the next: tied, or before it in so many of a hundred draws."""
    if found.precedes_next is None:
        return ""
    if found.is_tied_with_next:
        tail = " · here by waiting longer" if found.is_raised_by_waiting else ""
        return f"{chip(TIED)}{tail}"
    return f"Before the next in {found.precedes_next} of 100 draws"


def band_chip(found: RankedPatient) -> str:
    """The band as a chip; its outline says nothing about permission to treat."""
    return chip(Shown(f"Band {found.band}", "label", MEETS if found.band == "A" else None))


def missing_in_words(found: RankedPatient, labels: dict[str, str]) -> str:
    """What no axis could read, and how far it could move the place."""
    if not found.missing:
        return ""
    names = [labels.get(fact, fact) for fact in found.missing]
    shown = joined([inert(uncapitalised(name)) for name in names[:4]])
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return f"Not known: {shown}{more}."


def weights_in_words(ranking: Ranking) -> str:
    """`Need 36 · urgency 29 …; agreed by … on …`."""
    labels = {axis.id: axis.label for axis in ranking.axes}
    shares = " · ".join(f"{labels[axis]} {share}" for axis, share in ranking.weights.of_100.items())
    if ranking.weights.is_shipped:
        return f"Weights of 100: {shares}. Shipped with the product: local opinion, agreed by nobody yet."
    on = "" if ranking.weights.set_at is None else f", {day(ranking.weights.set_at.date())}"
    return f"Weights of 100: {shares}. Set {ranking.weights.id}, agreed by {inert(ranking.weights.set_by)}{on}."


def how_it_is_ordered(order: Order) -> None:
    """One line under the ranked lanes: what the order rests on, and where its weights are agreed."""
    ranking = order.own if order.own.patients else order.examples
    if not ranking.patients:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(weights_in_words(ranking), width="stretch")
        st.page_link(WEIGHTS_PAGE, label="Weights", icon=":material/balance:")
    if order.own.not_ranked:
        left = counted(len(order.own.not_ranked), "patient")
        st.markdown(f"{chip(Shown(f'{left} not ranked', 'warning', CAUTION))} Their records can no longer be read.")


def is_ranked(row: WorklistRow) -> bool:
    return row.lane in RANKED_LANES
