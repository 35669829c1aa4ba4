"""What must never be written: another machine's paths, unfinished marks, words that decide or blame."""

from __future__ import annotations

import ast
import re

import pytest

# Written in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/\-~])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p|ho" + r"me|Us" + r"ers)/[\w.]")
REGISTRY = re.compile(r"pypi\.or" + r"g|pythonhos" + r"ted\.org|registry\.npm" + r"js|anaconda\.or" + r"g")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|\bNotImplemented" + r"Error")
MARKUP = re.compile("unsafe_allow" + "_html")
# A verdict is "discuss" or "refer for trial screening"; a patient is never a fault.
JUDGING = re.compile(
    r"eligible for (?:early )?car[- ]?t\b|non-?compliant patient|should (?:get|receive) car[- ]?t\b",
    re.IGNORECASE,
)
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\ufe0f]")

SCREENS_AND_DATA = ("app.py", "pages", "eligibility", "model", "data")


def lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def shown(house) -> dict[str, str]:
    """What ends up before people: pages, messages, report templates, knowledge and examples."""
    return {name: text for name, text in house.texts.items() if name.startswith(SCREENS_AND_DATA)}


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY, UNFINISHED, MARKUP], ids="path registry mark html".split())
def test_nothing_in_the_repository_carries(pattern, house):
    assert lines_with(pattern, house.texts) == []


def test_no_screen_decides_for_the_clinician_or_blames_the_patient(house):
    assert lines_with(JUDGING, shown(house)) == []


def test_screens_use_material_symbols_and_no_emoji(house):
    assert lines_with(EMOJI, shown(house)) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, "open('/ho" + "me/someone/file')"),
        (MACHINE_PATH, "folder = /tm" + "p/x"),
        (REGISTRY, "https://pypi.or" + "g/simple"),
        (UNFINISHED, "# TO" + "DO later"),
        (MARKUP, "st.markdown(x, unsafe_allow" + "_html=True)"),
        (JUDGING, "This patient is Eligible for CAR-T"),
        (JUDGING, "eligible for CAR T"),
        (JUDGING, "a noncompliant patient"),
        (EMOJI, "Done \U0001f389"),
    ],
)
def test_each_pattern_finds_what_it_is_for(pattern, line):
    assert pattern.search(line)


@pytest.mark.parametrize("line", ["https://example.org/home/page", "a ratio w/work/x", "eligible for the trial"])
def test_what_only_looks_alike_is_left_alone(line):
    assert not MACHINE_PATH.search(line) and not JUDGING.search(line)


def broad_excepts(path: str, tree: ast.Module) -> list[str]:
    return [
        f"{path}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]


# Where the last word is spoken to a person, an unforeseen fault becomes "the fault is ours" and never a traceback.
LAST_WORD = {"eligibility/__main__.py", "model/__main__.py", "pages/parts/faults.py"}


def test_faults_are_caught_by_name(house):
    found = [
        place for path in house.modules if path not in LAST_WORD for place in broad_excepts(path, house.tree(path))
    ]
    assert found == []


def test_a_broad_except_is_seen():
    assert broad_excepts("x.py", ast.parse("try:\n    pass\nexcept Exception:\n    pass"))
    assert broad_excepts("x.py", ast.parse("try:\n    pass\nexcept:\n    pass"))
    assert not broad_excepts("x.py", ast.parse("try:\n    pass\nexcept (KeyError, ValueError):\n    pass"))
