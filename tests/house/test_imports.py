"""Arrows go down only: what each room of the house may import, of ours and of others.

The table is the design's. A file in no room fails, so that nobody builds a room unseen.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Room:
    """`ours`: rooms this one may import besides itself. `theirs`: top-level packages of others."""

    ours: frozenset[str]
    theirs: frozenset[str]


def room(ours: str = "", theirs: str = "") -> Room:
    return Room(frozenset(ours.split()), frozenset(theirs.split()))


BELOW_SERVICES = "report exchange store ranking economics evidence criteria model instruments knowledge domain"

ROOMS = {
    "app": room("services domain parts", "streamlit plotly pandas"),
    "pages": room("services domain parts", "streamlit plotly pandas"),
    "parts": room("services domain", "streamlit plotly pandas"),
    "commands": room("services domain", "click"),
    "services": room(BELOW_SERVICES, "numpy pandas pyarrow"),
    # pydantic: an assessment read back from a PDF is checked by its own type, which is a pydantic model.
    "report": room("domain", "typst pypdf pydantic"),
    # numpy: the domain's columns are numpy arrays, and exchange is the door that fills them.
    "exchange": room("knowledge domain", "pandas pyarrow openpyxl numpy"),
    "store": room("domain", "sqlalchemy alembic cryptography"),
    "ranking": room("knowledge domain", "numpy scipy"),
    "economics": room("knowledge domain", "numpy scipy"),
    "evidence": room("knowledge domain", "numpy scipy"),
    "criteria": room("instruments knowledge domain", "numpy"),
    "model": room("instruments knowledge domain", "sklearn numpy pandas joblib"),
    "instruments": room("knowledge domain", "numpy"),
    "knowledge": room("domain", "yaml pydantic"),
    "domain": room("", "numpy pydantic"),
    # Measurements drive the product from outside; only what they may never touch is named (see below).
    "benchmarks": room(f"services {BELOW_SERVICES} commands", ""),
}
ELIGIBILITY = {
    "services",
    "report",
    "exchange",
    "store",
    "ranking",
    "economics",
    "evidence",
    "criteria",
    "instruments",
    "knowledge",
    "domain",
}
OURS = {"app", "pages", "eligibility", "model", "benchmarks", "tests"}

# The clock is read once, in services; the store stamps instants. Everywhere else a day is given.
MAY_READ_THE_CLOCK = {"services", "store", "benchmarks"}
CLOCK = {"today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime"}


def room_of(module: str) -> str | None:
    """The room of a dotted module name of ours, or None where there is no such room."""
    steps = module.split(".")
    match steps:
        case ["app"]:
            return "app"
        case ["pages", "parts", *_]:
            return "parts"
        case ["pages", _, *_]:
            return "pages"
        case ["eligibility" | "model", "__main__"]:
            return "commands"
        case ["eligibility", name, *_] if name in ELIGIBILITY:
            return name
        case ["model", *_]:
            return "model"
        case ["benchmarks", *_]:
            return "benchmarks"
    return None


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.Module, path: str) -> Iterator[tuple[int, str]]:
    """Every module a file imports, wherever in it, by dotted name; `import_module` counts as an import."""
    package = module_of(path).split(".")
    if not path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from eligibility import criteria` names a room only with its last step.
                yield node.lineno, f"{stem}.{alias.name}" if stem in {"eligibility", "pages", "model"} else stem
        elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"}:
            yield node.lineno, _said(node.args[0])


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _said(node: ast.expr) -> str:
    """The fixed beginning of an imported name that is put together while running."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return str(node.values[0].value).rstrip(".")
    return "(a name nobody can read)"


def breaches(path: str, source: str) -> list[str]:
    """What one file imports against the table, as sentences."""
    own = room_of(module_of(path))
    if path == "eligibility/__init__.py":
        return [] if not source.strip() or source.lstrip().startswith('"""') else [f"{path} holds code"]
    if own is None:
        return [f"{path} stands in no room of the house"]
    found = []
    for line, module in imported(ast.parse(source), path):
        top = module.partition(".")[0]
        place = f"{path}:{line} ({own}) imports {module}"
        if top in sys.stdlib_module_names:
            continue
        if top not in OURS:
            if own != "benchmarks" and top not in ROOMS[own].theirs:
                found.append(place)
        else:
            target = room_of(module)
            if target is None or (target != own and target not in ROOMS[own].ours) or (own, target) == ("pages",) * 2:
                found.append(place)
    return found


def clock_readings(path: str, tree: ast.Module) -> list[str]:
    """Where a file asks what day or time it is."""
    return [
        f"{path}:{node.lineno} reads the clock"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK
        and _name(node.func.value) in {"date", "datetime", "time", "dt"}
    ]


def test_every_file_imports_only_what_its_room_may(house):
    found = [breach for path in house.modules for breach in breaches(path, house.text(path))]
    assert not found, "\n".join(found)


def test_the_clock_is_read_in_services_and_store_alone(house):
    found = [
        reading
        for path in house.modules
        if room_of(module_of(path)) not in MAY_READ_THE_CLOCK
        for reading in clock_readings(path, house.tree(path))
    ]
    assert not found, "\n".join(found)


def test_the_table_has_no_arrow_upwards():
    order = ["app", "pages", "parts", "benchmarks", "commands", "services", *BELOW_SERVICES.split()]
    for name, here in ROOMS.items():
        for target in here.ours:
            assert order.index(target) > order.index(name), f"{name} may import {target}, which stands above it"


def test_criteria_and_model_never_meet_below_services():
    for name, here in ROOMS.items():
        if not {"criteria", "model"} <= here.ours | {name}:
            continue
        assert name in {"services", "benchmarks"}


# What the table refuses, one breach a line, so that the check itself can fail.
REFUSED = [
    ("pages/clinician/assessment.py", "from eligibility.criteria import words"),
    ("pages/clinician/assessment.py", "from eligibility import store"),
    ("pages/clinician/assessment.py", "import pages.reference.sources"),
    ("pages/clinician/assessment.py", "import sqlalchemy"),
    ("pages/parts/verdict.py", "def draw():\n    import yaml"),
    ("pages/assessment.py", "from eligibility.store import tables"),
    ("app.py", "from model.estimate import estimate"),
    ("eligibility/__main__.py", "import streamlit"),
    ("eligibility/services/assess.py", "import streamlit as st"),
    ("eligibility/report/pdf.py", "from eligibility.criteria.lane import lane_of"),
    ("eligibility/criteria/words.py", "from model.estimate import estimate"),
    ("eligibility/criteria/words.py", "from importlib import import_module\nimport_module('model.estimate')"),
    ("model/estimate.py", "from eligibility.criteria import words"),
    ("model/estimate.py", "from ..eligibility.store import tables"),
    ("eligibility/instruments/sledai_2k.py", "from eligibility.services.library import library"),
    ("eligibility/knowledge/library.py", "from ..instruments import register"),
    ("eligibility/domain/truth.py", "import pandas"),
    ("eligibility/domain/truth.py", "from eligibility.knowledge import library"),
    ("eligibility/exchange/fhir.py", "name = 'x'\n__import__(name)"),
    ("eligibility/common/dates.py", "import numpy"),
    ("tools/convert.py", "import numpy"),
]


@pytest.mark.parametrize(("path", "source"), REFUSED)
def test_a_breach_is_seen(path, source):
    assert breaches(path, source)


ALLOWED = [
    ("pages/clinician/assessment.py", "import streamlit as st\nfrom pages.parts.verdict import draw"),
    ("pages/parts/verdict.py", "from pages.parts.palette import COLOURS"),
    ("eligibility/services/assess.py", "from model.estimate import estimate\nfrom eligibility.criteria import lane"),
    ("eligibility/criteria/words.py", "import numpy as np\nfrom . import grades\nfrom ..domain.truth import Truth"),
    ("eligibility/instruments/register.py", "import_module(f'eligibility.instruments.{key}')"),
    ("model/__main__.py", "import click\nfrom eligibility.services.train import train"),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_what_the_table_allows_is_not_called_a_breach(path, source):
    assert breaches(path, source) == []


def test_a_reading_of_the_clock_is_seen():
    source = "from datetime import date, datetime\nimport time\n"
    for call in ("date.today()", "datetime.now()", "datetime.utcnow()", "time.time()"):
        assert clock_readings("eligibility/criteria/words.py", ast.parse(source + call)), call
    assert not clock_readings("eligibility/criteria/words.py", ast.parse("day.isoformat()\nnp.maximum(a, b)"))
