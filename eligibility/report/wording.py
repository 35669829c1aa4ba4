"""The words and signs of verdicts, titles and evidence, the same as on screen."""

from __future__ import annotations

from eligibility.domain.finding import GradedFinding

# Grade to (sign, words). The sign names a drawing in templates/signs.typ; the words always stand beside it.
TRUTH_WORDS = {
    "yes": ("meets", "Meets"),
    "no": ("no", "Does not meet"),
    "unknown": ("open", "Cannot tell yet"),
}
READINESS_WORDS = {
    "yes": ("meets", "In place"),
    "no": ("no", "Not in place"),
    "unknown": ("open", "Cannot tell yet"),
}
SCALES = {
    "readiness": READINESS_WORDS,
    "gate": {**TRUTH_WORDS, "caution": ("caution", "Meets, with caution")},
    "ground": {
        "established": ("meets", "Established"),
        "early": ("early", "Early"),
        "none": ("no", "None"),
        "unknown": ("open", "Cannot tell yet"),
    },
    "safety": {
        "clear": ("meets", "Clear"),
        "caution": ("caution", "Caution"),
        "defer": ("defer", "Defer"),
        "block": ("block", "Blocks"),
        "unknown": ("open", "Cannot tell yet"),
    },
}
GROUND_TITLES = {
    "refractory": "Refractory disease",
    "renal": "Renal disease",
    "compliance": "Compliance problems",
}
EVIDENCE_WORDS = {
    "guideline": "guideline",
    "trial_criterion": "trial criterion",
    "consensus": "consensus",
    "cohort": "cohort study",
    "local": "local opinion",
}


def truth(verdict: str) -> tuple[str, str]:
    """Sign and words of a yes, no or unknown."""
    return TRUTH_WORDS.get(verdict, ("open", titled(verdict)))


def grade(scale: str, verdict: str) -> tuple[str, str]:
    """Sign and words of a grade on its scale."""
    return SCALES[scale].get(verdict, ("open", titled(verdict)))


def of_hundred(probability: float) -> int:
    return round(100 * probability)


def short(text: str) -> str:
    """A long digest shortened to the twelve characters that are quoted; anything else as it is."""
    is_digest = len(text) >= 24 and all(char in "0123456789abcdef" for char in text)
    return text[:12] if is_digest else text


def inside(sentence: str) -> str:
    """A title within a sentence: its first letter small, its abbreviations kept, no comma to confuse a list."""
    return (sentence[:1].lower() + sentence[1:]).replace(",", "")


def unless_said(text: str, *said: str) -> str:
    """The text, unless it only repeats what stands beside it."""
    return "" if _bare(text) in {_bare(each) for each in said} else text


def _bare(text: str) -> str:
    return text.strip(" .").casefold()


def joined(parts: list[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def name(identifier: str) -> str:
    """An identifier as words; text with spaces is left alone."""
    return identifier if " " in identifier else identifier.replace("_", " ")


def titled(identifier: str) -> str:
    words = name(identifier)
    return words[:1].upper() + words[1:]


def in_order(grounds: dict[str, GradedFinding]) -> list[tuple[str, GradedFinding]]:
    """The grounds by title, in the order in which people speak of them."""
    keys = [key for key in GROUND_TITLES if key in grounds]
    keys += [key for key in grounds if key not in keys]
    return [(GROUND_TITLES.get(key, titled(key)), grounds[key]) for key in keys]
