"""`python -m benchmarks NAME`: says what was measured, ends with one JSON line, exits 1 when the bar fails."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """Every module here with a `measure()` is a benchmark of its own name."""
    here = [path for path in Path(__file__).parent.glob("*.py") if path.stem != "__main__"]
    return sorted(path.stem for path in here if "\ndef measure(" in path.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in names():
        print(f"usage: python -m benchmarks NAME, where NAME is one of: {', '.join(names())}", file=sys.stderr)
        return 2
    figure = import_module(f"benchmarks.{arguments[0]}").measure()
    print(figure.as_line())
    return 0 if figure.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
