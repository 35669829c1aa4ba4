"""Every part of others is pinned exactly, with the reason why it is there; and nothing unpinned is imported."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==(\d[\w.]*)\s+# (\S.{5,})$")
FILES = ("requirements.txt", "requirements-dev.txt")
OURS = {"app", "pages", "eligibility", "model", "benchmarks", "tests"}
# What only a measurement imports: a peer to be compared with stands in no requirements file.
MEASURED_AGAINST = {"zen", "interpret"}


def pins(house, name: str) -> dict[str, str]:
    lines = [line for line in house.text(name).splitlines() if line and not line.startswith("#")]
    loose = [line for line in lines if not PIN.match(line)]
    assert loose == [], f"{name}: not an exact pin with its reason"
    return {match[1].lower(): match[2] for line in lines if (match := PIN.match(line))}


def imports_of(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return {name for name in found if name not in sys.stdlib_module_names and name not in OURS}


def test_every_requirement_is_an_exact_pin_with_its_reason(house):
    for name in FILES:
        assert pins(house, name), name


def test_nothing_is_pinned_twice(house):
    main, dev = (pins(house, name) for name in FILES)
    assert set(main) & set(dev) == set()


def test_everything_imported_is_pinned(house):
    distributions = packages_distributions()
    main, dev = (set(pins(house, name)) for name in FILES)
    found = []
    for path in (name for name in house.files if name.endswith(".py")):
        allowed = main if path in house.modules and not path.startswith("benchmarks/") else main | dev
        for name in imports_of(house.tree(path)) - MEASURED_AGAINST:
            owners = {owner.lower() for owner in distributions.get(name, [name])}
            if not owners & allowed:
                found.append(f"{path} imports {name}, which is not pinned")
    assert not found, "\n".join(found)


def test_what_is_installed_is_what_is_pinned(house):
    """Otherwise these tests prove something about another set of parts."""
    from importlib.metadata import version

    assert {name: version(name) for name in pins(house, "requirements.txt")} == pins(house, "requirements.txt")
