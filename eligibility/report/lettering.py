"""Which characters the shipped fonts can draw, and a visible substitute for those they cannot.

The PDF standard refuses a page with a missing glyph, so without this a name in another script would break the export.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
# The order in which the templates look for a glyph: text face first, then the face with the other scripts.
FACES = ("Inter-Regular.otf", "DejaVuSans.ttf")
SUBSTITUTE = "\u25a1"
LONGEST_WORD = 24
BREAK_HERE = "\u200b"

# Joiners shape Arabic and Persian names; every other format character could hide or reorder what is read.
_JOINERS = "\u200c\u200d"
_NEVER = ("Cc", "Cf", "Cs", "Co", "Cn")


class Pseudonym(str):
    """Text that tells two patients apart, so that what cannot be drawn is spelled by its code wherever it stands."""


@dataclass
class Lettering:
    """Text made printable; remembers what had to be substituted so that the page can say so.

    With `only_text_face`, anything beyond single letters of the text face is substituted: the way out when the
    typesetter still refuses a combination.
    """

    substituted: set[str] = field(default_factory=set)
    only_text_face: bool = False

    def printable(self, text: str, spell_out: bool = False) -> str:
        """The text as the fonts can draw it; with `spell_out`, a missing character becomes its code point.

        Pseudonyms are spelled out, so that two patients never look the same on paper.
        """
        clusters = _clusters(unicodedata.normalize("NFC", " ".join(text.split())))
        return _breakable("".join(self._cluster(cluster, spell_out) for cluster in clusters))

    def tree(self, value: Any) -> Any:
        """Every string inside lists and dicts made printable; keys are the template's own words."""
        if isinstance(value, str):
            return self.printable(value, spell_out=isinstance(value, Pseudonym))
        if isinstance(value, dict):
            return {key: self.tree(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.tree(part) for part in value]
        return value

    def _cluster(self, cluster: str, spell_out: bool) -> str:
        if cluster.isascii() and cluster.isprintable():
            return cluster
        faces = coverage()[:1] if self.only_text_face else coverage()
        if self.only_text_face and len(cluster) > 1:
            return "".join(self._substitute(char, spell_out) for char in cluster)
        if any(all(_is_drawn(char, face) for char in cluster) for face in faces):
            return cluster
        # A letter and its marks must come from one face; keep the letter and what goes with it, replace the rest.
        home = next((face for face in faces if _is_drawn(cluster[0], face)), frozenset())
        return "".join(char if _is_drawn(char, home) else self._substitute(char, spell_out) for char in cluster)

    def _substitute(self, char: str, spell_out: bool) -> str:
        self.substituted.add(char)
        return f"[U+{ord(char):04X}]" if spell_out else SUBSTITUTE


def _is_drawn(char: str, face: frozenset[int]) -> bool:
    if char in _JOINERS:
        return True
    return ord(char) in face and unicodedata.category(char) not in _NEVER


def _clusters(text: str) -> list[str]:
    """Letters with the marks and joiners that follow them."""
    clusters: list[str] = []
    for char in text:
        if clusters and (char in _JOINERS or unicodedata.category(char).startswith("M")):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _breakable(text: str) -> str:
    """A place to break inside words too long for a table cell."""
    return " ".join(word if len(word) <= LONGEST_WORD else _broken(word) for word in text.split(" "))


def _broken(word: str) -> str:
    pieces, piece = [], ""
    for cluster in _clusters(word):
        if len(piece) + len(cluster) > LONGEST_WORD // 2:
            pieces.append(piece)
            piece = ""
        piece += cluster
    return BREAK_HERE.join([*pieces, piece])


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """The code points each shipped face has a glyph for, in the order of `FACES`."""
    return tuple(code_points((FONTS / name).read_bytes()) for name in FACES)


def code_points(font: bytes) -> frozenset[int]:
    """The code points in a font's own character map (OpenType `cmap`, segmented coverage, format 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: struct.unpack_from(">L", font, at + 8)[0] for at in range(12, 12 + 16 * count, 16)}
    start = tables[b"cmap"]
    found: set[int] = set()
    for i in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">L", font, start + 8 + 8 * i)[0]
        if struct.unpack_from(">H", font, at)[0] != 12:
            continue
        for group in range(struct.unpack_from(">L", font, at + 12)[0]):
            first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * group)
            found.update(code for code in range(first, last + 1) if glyph + code - first)
    return frozenset(found)
