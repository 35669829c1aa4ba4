"""data/knowledge/contradictions.yaml: pairs of answers that cannot both be right, as data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from eligibility.domain.cited import Cited, Frozen
from eligibility.domain.faults import KnowledgeFault
from eligibility.knowledge.library import Library
from eligibility.knowledge.yaml_file import fill, nearest, read_yaml

ASKED_OF = {
    "is_": ("flag", "choice"),
    "not_surely": ("flag",),
    "has_any": ("set",),
    "at_least": ("number",),
    "below": ("number",),
    "more_than": ("number", "date"),
    "more_than_next": ("number",),
    "happened": ("date",),
    "never": ("date",),
}


class Sign(Frozen):
    """One line of a contradiction: a fact, and the one thing asked of it."""

    fact: str
    is_: bool | str | None = Field(None, alias="is")
    not_surely: bool | None = None
    has_any: tuple[str, ...] | None = None
    at_least: Cited | None = None
    below: Cited | None = None
    more_than: str | None = None
    more_than_next: str | None = None
    happened: bool | None = None
    never: bool | None = None

    @property
    def asked(self) -> list[str]:
        return [name for name in ASKED_OF if getattr(self, name) is not None]

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact, *(other for other in (self.more_than, self.more_than_next) if other))


class Contradiction(Frozen):
    """Answers that cannot all be right, and the sentence that names them."""

    id: str
    statement: str
    when: tuple[Sign, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact for sign in self.when for fact in sign.facts))


def contradictions(library: Library) -> tuple[Contradiction, ...]:
    """Every contradiction of the library's folder, held against its facts."""
    found = _read(library.folder / "contradictions.yaml", library.snapshot)
    for contradiction in found:
        _check(contradiction, library)
    return found


@lru_cache(maxsize=8)
def _read(path: Path, snapshot: str) -> tuple[Contradiction, ...]:
    return tuple(
        fill(Contradiction, {"id": key, **block}, f"contradictions.yaml: {key}")
        for key, block in read_yaml(path).items()
    )


def _check(contradiction: Contradiction, library: Library) -> None:
    where = f"contradictions.yaml: {contradiction.id}"
    for sign in contradiction.when:
        for fact in sign.facts:
            if fact not in library.facts:
                raise KnowledgeFault(
                    f"{where} reads the fact {fact!r}, which does not exist{nearest(fact, library.facts)}.",
                    "The contradiction would never be seen.",
                    "Correct the fact's name.",
                    where=where,
                )
        kind = library.facts[sign.fact].kind
        if len(sign.asked) != 1 or kind not in ASKED_OF[sign.asked[0]]:
            raise KnowledgeFault(
                f"{where}: what is asked of {sign.fact!r} does not fit a {kind}.",
                "It could never be answered.",
                "Ask one thing of each fact, of the kind it is.",
                where=where,
            )
        for cited in (sign.at_least, sign.below):
            if cited is not None:
                library.check_cited(cited, where)
                if cited.unit != library.facts[sign.fact].unit:
                    raise KnowledgeFault(
                        f"{where}: the value for {sign.fact!r} is not in the fact's own unit.",
                        "Two units would be compared as if they were one.",
                        "Write it in the fact's unit.",
                        where=where,
                    )
