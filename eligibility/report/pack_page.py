"""The meeting pack as words for the template: agenda, one card a case, the ranked table by lane."""

from __future__ import annotations

from typing import Any

from eligibility.domain.assessment import LANE_TITLES
from eligibility.domain.document import MeetingPack
from eligibility.domain.meeting import AgendaItem
from eligibility.domain.meeting_case import CaseCard, CaseLine
from eligibility.domain.ranking import Pool, RankedPatient, Ranking
from eligibility.report import frame, values, wording
from eligibility.report.lettering import Lettering, Pseudonym

TITLE = "Meeting pack"
SCALES = {"gates": "gate", "grounds": "ground"}
LINES_SHOWN = 7
NAMES_SHOWN = 6


def pack_page(made: MeetingPack, document_id: str, lettering: Lettering) -> dict[str, Any]:
    """Agenda, cards and ranking; pseudonyms as on the agenda, since a pack on paper is read by the team alone."""
    meeting = made.meeting
    pseudonyms = {item.id: item.pseudonym for item in made.agenda}
    names = {**made.names, **{item.patient: item.pseudonym for item in made.agenda}}
    content = {
        "meeting": meeting.title,
        "held_on": values.day(meeting.held_on),
        "place": meeting.place,
        "agenda": [_agenda(item) for item in sorted(made.agenda, key=lambda item: item.position)],
        "cards": [_card(card, pseudonyms.get(card.item, card.masked_name)) for card in made.cards],
        "ranking": None if made.ranking is None else _ranking(made.ranking, names),
    }
    content = lettering.tree(content)
    return {
        **content,
        **frame.frame(
            title=TITLE,
            status="FOR DISCUSSION · NOTHING IS DECIDED",
            mark={"word": "PRACTICE", "sentence": "Practice meeting with examples; no patient in care."}
            if meeting.is_practice
            else frame.mark(False, False),
            name=meeting.title,
            second=f"meeting {meeting.id[:8]}",
            dated=f"For the meeting of {values.day(meeting.held_on)}",
            versions=_versions(made),
            document_id=document_id,
            lettering=lettering,
        ),
    }


def _agenda(item: AgendaItem) -> list[str]:
    if not item.is_listed:
        state = f"taken off: {item.taken_off_because}"
    elif item.missing and item.waiver is not None:
        state = f"listed by {item.waiver.by} although incomplete: {item.waiver.reason}"
    elif item.missing:
        state = f"incomplete: {', '.join(item.missing)}"
    else:
        state = "complete"
    return [str(item.position), Pseudonym(item.pseudonym), item.question, state]


def _card(card: CaseCard, name: str) -> dict[str, Any]:
    return {
        "number": f"Case {card.number} of {card.of}",
        "name": Pseudonym(name),
        "who": card.who,
        "question": card.question,
        "lane": card.ref.lane_title,
        "tier": card.ref.tier,
        "headline": wording.unless_said(card.headline, card.ref.lane_title, f"{card.ref.lane_title} · {card.ref.tier}"),
        "reason": card.reason,
        "assessed": values.day(card.ref.as_of),
        "rules": f"{wording.name(card.ref.profile)} {card.ref.profile_hash[:8]}",
        "urgent": card.urgent,
        "gates": _lines(card.gates),
        "grounds": _lines(card.grounds),
        "safety": _lines(card.safety),
        "safety_count": f"{card.safety_clear} clear, {card.safety_open} cannot be told yet",
        "readiness": f"{card.readiness_met} of {card.readiness_of} in place",
        "readiness_open": "; ".join(card.readiness_open),
        "deciding": card.deciding,
        "preference": card.preference,
        "options": [f"{option.title}: {wording.name(option.used)}{_brackets(option.words)}" for option in card.options],
        "earliest": values.day(card.earliest_collection) or "not known yet",
        "fludarabine": card.fludarabine,
        "estimate": card.estimate or ("hidden until own views are recorded" if card.estimate_hidden else "none"),
        "changes": [f"{change.what}: {change.before}, now {change.after}" for change in card.changes],
        "since": values.day(card.changed_since),
        "waiting": "" if card.days_waiting is None else f"waiting {card.days_waiting} days",
    }


def _lines(lines: list[CaseLine]) -> list[dict[str, str]]:
    shown = []
    for line in lines[:LINES_SHOWN]:
        sign, word = wording.grade(SCALES.get(line.scale, line.scale), line.verdict)
        shown.append({"sign": sign, "word": f"{word}:", "text": line.words, "action": line.action})
    if len(lines) > LINES_SHOWN:
        shown.append({"sign": "open", "word": f"{len(lines) - LINES_SHOWN} more", "text": "on screen", "action": ""})
    return shown


def _brackets(words: str) -> str:
    return f" ({words})" if words else ""


def _ranking(ranking: Ranking, names: dict[str, str]) -> dict[str, Any]:
    weights = ", ".join(f"{axis.label} {ranking.weights.of_100[axis.id]}" for axis in ranking.axes)
    by = "shipped with the product, local opinion" if ranking.weights.is_shipped else f"set by {ranking.weights.set_by}"
    return {
        "pools": [_pool(pool, ranking, names) for pool in ranking.pools],
        "weights": f"Weights of 100: {weights} ({by}).",
        "how": f"{ranking.draws} draws, seed {ranking.seed}, as of {values.day(ranking.as_of)}. Ranks lie in the range "
        f"given in 90 of 100 draws. One is said to precede the next from {ranking.told_apart_at} of 100 draws on.",
        "note": ranking.note,
        "not_ranked": Pseudonym(", ".join(_name(key, names) for key in ranking.not_ranked)),
    }


def _pool(pool: Pool, ranking: Ranking, names: dict[str, str]) -> dict[str, Any]:
    return {
        "title": f"{LANE_TITLES.get(pool.lane, wording.titled(pool.lane))}, {wording.inside(pool.title)}",
        "rows": [_ranked(patient, ranking, names) for patient in pool.patients],
    }


def _ranked(patient: RankedPatient, ranking: Ranking, names: dict[str, str]) -> list[str]:
    if patient.precedes_next is None:
        next_words = "last of the list"
    elif patient.is_tied_with_next:
        next_words = f"cannot be told apart ({patient.precedes_next} of 100)"
    else:
        next_words = f"precedes in {patient.precedes_next} of 100"
    axes = {axis.axis: axis.words for axis in patient.axes}
    reasons = "; ".join(f"{axis.label}: {axes[axis.id]}" for axis in ranking.axes if axis.id in axes)
    count = len(patient.missing)
    missing = "nothing missing" if not count else "1 answer missing" if count == 1 else f"{count} answers missing"
    ranks = (
        str(patient.rank_low) if patient.rank_low == patient.rank_high else f"{patient.rank_low}–{patient.rank_high}"
    )
    band = " or ".join(dict.fromkeys([patient.band, *patient.bands_possible]))
    waiting = "" if patient.waiting_days is None else f"{patient.waiting_days} days"
    return [Pseudonym(_name(patient.key, names)), band, ranks, next_words, f"{reasons} ({missing})", waiting]


def _name(key: str, names: dict[str, str]) -> str:
    """The pseudonym behind a key, or the first characters of the record's own key."""
    return names.get(key) or f"record {key[:8]}"


def _versions(made: MeetingPack) -> dict[str, Any]:
    refs = [card.ref for card in made.cards]
    return {"app": refs[0].app, "knowledge": refs[0].knowledge, "model": refs[0].model} if refs else {}
