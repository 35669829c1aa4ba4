"""Small files with true names: aim at 150 lines, ask at 250, stop at 400."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

ASK, STOP = 250, 400
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler", "stuff", "score2", "data2"}


def lengths(house) -> dict[str, int]:
    return {name: len(house.text(name).splitlines()) for name in house.modules}


def test_no_module_is_longer_than_400_lines(house):
    assert {name: length for name, length in lengths(house).items() if length > STOP} == {}


def test_modules_over_250_lines_are_named(house, note):
    for name, length in lengths(house).items():
        if ASK < length <= STOP:
            note(f"{name} has {length} lines; ask whether it is two things")


def test_no_file_has_a_name_that_says_nothing(house):
    assert [name for name in house.modules if NAMELESS & set(re.split(r"[/_.]", name))] == []


def test_tests_have_no_package_files_that_would_shadow_the_real_ones(house):
    assert [name for name in house.under("tests") if PurePosixPath(name).name == "__init__.py"] == []
