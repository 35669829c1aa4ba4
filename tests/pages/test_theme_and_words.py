"""Every text and verdict can be read in light and dark, and says what it means in words."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from eligibility.domain.assessment import LANE_TITLES, VERDICT_TITLES
from pages.parts import palette
from pages.parts.words import day, days_in, inert, value_of

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
TEXT, GRAPHIC = 4.5, 3.0
HUES = ("red", "orange", "yellow", "blue", "violet", "gray")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    """A colour at less than full strength, as it looks on its ground."""
    parts = [round(share * int(over[i : i + 2], 16) + (1 - share) * int(under[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def grounds(mode: str) -> list[str]:
    theme = CONFIG["theme"][mode]
    sidebar = theme["sidebar"]
    return [theme["backgroundColor"], theme["secondaryBackgroundColor"], sidebar["backgroundColor"]]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_captions_links_and_the_primary_colour_reach_the_contrast_of_text(mode):
    theme = CONFIG["theme"][mode]
    for ground in grounds(mode):
        assert contrast(theme["textColor"], ground) >= TEXT
        # Captions are the text colour at six tenths, table headings at seven.
        assert contrast(mixed(theme["textColor"], ground, 0.6), ground) >= TEXT
        for name in ("primaryColor", "linkColor"):
            assert contrast(theme[name], ground) >= TEXT, name


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chosen_segment_can_be_read_on_its_own_tint(mode):
    theme = CONFIG["theme"][mode]
    for ground in grounds(mode)[:1]:
        assert contrast(theme["primaryColor"], mixed(theme["primaryColor"], ground, 0.1)) >= TEXT


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_notices_and_coloured_text_can_be_read(mode, hue):
    theme = CONFIG["theme"][mode]
    text = theme[f"{hue}TextColor"]
    assert contrast(text, theme[f"{hue}BackgroundColor"]) >= TEXT
    assert contrast(text, theme["backgroundColor"]) >= TEXT


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_edges_of_fields_and_bars_of_charts_stand_out_from_the_ground(mode):
    ground = CONFIG["theme"][mode]["backgroundColor"]
    for colour in (palette.RAISES, palette.LOWERS, palette.BAR_AGAINST, palette.BAR_STOPS):
        assert contrast(colour, ground) >= GRAPHIC


def test_the_words_on_every_chip_can_be_read():
    fills = {shown.fill for scale in palette.SCALES.values() for shown in scale.values() if shown.fill}
    assert fills and all(contrast(palette.WHITE, fill) >= TEXT for fill in fills)


def test_white_on_the_primary_colour_is_never_needed():
    """Primary buttons and chosen tags are white on the primary colour, which in the dark is light; none is used."""
    pages = "\n".join(path.read_text() for path in (ROOT / "pages").rglob("*.py"))
    assert 'type="primary"' not in pages and ".multiselect(" not in pages


def test_every_verdict_has_a_word_a_symbol_and_where_settled_a_ground():
    for scale in palette.SCALES.values():
        for word, shown in scale.items():
            assert shown.word and shown.symbol
            assert (shown.fill is None) == (word == "unknown")
    for verdict, title in VERDICT_TITLES.items():
        assert palette.VERDICTS[verdict].word == title
    assert all(palette.LANES[lane].word == title for lane, title in LANE_TITLES.items())


def test_nothing_is_traffic_light_green():
    colours = [palette.MEETS, palette.AGAINST, palette.CAUTION, palette.STOPS, palette.RAISES, palette.LOWERS]
    for colour in colours:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert green <= max(red, blue)
    pages = "\n".join(path.read_text() for path in (ROOT / "pages").rglob("*.py"))
    assert not re.search(r"green-badge|:green\[|st\.success|color=.green", pages)


def test_every_symbol_is_one_that_the_screen_has():
    named = set()
    for path in [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]:
        named |= set(re.findall(r":material/([a-z0-9_]+):", path.read_text()))
    scales = (*palette.SCALES.values(), palette.LANES, palette.EVIDENCE, palette.STATUS)
    named |= {shown.symbol for scale in scales for shown in scale.values()}
    assert named - set(ALL_MATERIAL_ICONS) == set()


def test_statistics_traces_and_large_uploads_are_off():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"] == {"showErrorDetails": "none", "toolbarMode": "viewer"}
    assert CONFIG["server"]["maxUploadSize"] == 10


@pytest.mark.parametrize(
    "text", ["**a**", "[a](b)", "$x$", ":red[a]", "<b>", "a|b", "# a", "`a`", "~a~", "a_b_c", "http://x.y"]
)
def test_text_of_a_person_has_every_mark_of_markup_escaped(text):
    shown = inert(text)
    assert shown.replace("\\", "") == text
    for before, mark in pairwise(f" {shown}"):
        if mark in "*_[]()$:<>|#`~":
            assert before == "\\"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, None, "not known"),
        (True, None, "yes"),
        (False, None, "no"),
        (34, "year", "34 years"),
        (1, "year", "1 year"),
        (14, "point", "14"),
        (82, "umol/L", "82 µmol/L"),
        (["III", "V"], None, "III, V"),
        ([], None, "none"),
        (">= 1", "g/g", ">= 1 g/g"),
    ],
)
def test_values_are_said_in_words_with_their_unit(value, unit, words):
    assert value_of(value, unit) == words


def test_days_are_said_as_clinicians_write_them():
    assert (day("2026-06-01"), day("2026-06"), day("never"), day(None)) == (
        "1 Jun 2026",
        "Jun 2026",
        "never",
        "no date",
    )
    assert days_in("on 2026-06-01, or 2026-05-01 to 2026-05-31") == "on 1 Jun 2026, or 1 May 2026 to 31 May 2026"
    assert (
        days_in("NCT2026-13 and 1234-99-99 stay, as does 2026-99") == "NCT2026-13 and 1234-99-99 stay, as does 2026-99"
    )
