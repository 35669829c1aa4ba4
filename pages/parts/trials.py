"""A registered trial in words: its verdict as a chip, what it is, where it stands, and what is left to check."""

from __future__ import annotations

from urllib.parse import quote

from eligibility.domain.trial import TRIAL_VERDICT_TITLES, TrialHead, TrialMatch
from pages.parts.palette import AGAINST, MEETS, UNKNOWN, Shown, chip
from pages.parts.words import counted, day, inert

VERDICTS = {
    "no_criterion_failed": Shown(TRIAL_VERDICT_TITLES["no_criterion_failed"], "check", MEETS),
    "unknown": UNKNOWN,
    "does_not_fit": Shown(TRIAL_VERDICT_TITLES["does_not_fit"], "close", AGAINST),
}
MODALITIES = {
    "autologous": "autologous CAR-T",
    "allogeneic": "allogeneic CAR-T",
    "car_nk": "CAR-NK",
    "in_vivo": "in vivo",
}
NOT_STATED = (
    "What a registry text does not state may still be required: not stated is never not required. Most exclusion lists "
    "were cut where they were read. Ask the trial before anybody is referred."
)


def trial_link(nct: str, label: str | None = None) -> str:
    """The trial's number, linked to its criteria on the Sources page."""
    return f"[{label or nct}](sources?source={quote(nct.lower())})"


def what_it_is(head: TrialHead) -> str:
    """`KYV-101 · CD19 · autologous CAR-T · phase 1/2 · recruiting (seen 22 Aug 2026)`."""
    target = "target not stated" if head.targets == ("not stated",) else "/".join(head.targets)
    said = [head.product, target, MODALITIES[head.modality]]
    said.append("phase not stated" if head.phase is None else phase(head.phase))
    said.append(status(head))
    if head.ages:
        said.append(head.ages)
    return " · ".join(inert(part) for part in said)


def phase(name: str) -> str:
    return "phase not applicable" if name == "not applicable" else f"phase {name}"


def status(head: TrialHead) -> str:
    """The registry's word with the day it was seen."""
    if head.status is None:
        return "status not seen"
    word = "status unknown to the registry" if head.status == "unknown" else head.status.replace("_", " ")
    return f"{word} (seen {day(head.status_seen_on)})" if head.status_seen_on else word


def seen(head: TrialHead) -> str:
    """How much of the text was read, and when."""
    if not head.is_read:
        return "Its criteria were not read."
    when = f"text of {day(head.last_seen)}" if head.last_seen else "text without a date"
    return f"Read: {when}; inclusion: {head.inclusion_seen}; exclusion: {head.exclusion_seen}."


def verdict_line(match: TrialMatch) -> str:
    """The chip, the title with its number, and the reason."""
    is_told = match.verdict == "no_criterion_failed" or not match.is_read
    on = counted(match.modelled, "modelled criterion", "modelled criteria")
    beside = "" if is_told else f" :small[(on {on}, {match.to_check} to check by hand)]"
    return (
        f"{chip(VERDICTS[match.verdict])} **{inert(match.title)}** {trial_link(match.nct)}  \n"
        f":small[{what_it_is(match)}]  \n{inert(match.reason)}{beside}"
    )


def remarks(match: TrialMatch) -> list[str]:
    """Cautions, differing versions and notes, each as a line."""
    said = [f":material/warning: {inert(match.caution)}"] if match.caution else []
    said += [f":material/history: {inert(match.versions)}"] if match.versions else []
    return said + ([f":material/info: {inert(match.note)}"] if match.note else [])
