"""YAML as people write patient records: `on` and `yes` stay words, 0.9 stays 0.9, a key may stand once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

from eligibility.domain.faults import InputFault

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+([eE][-+]?[0-9]{1,3})?")
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 12


class _Words(yaml.CBaseLoader if hasattr(yaml, "CBaseLoader") else yaml.BaseLoader):  # type: ignore[misc]
    """Every scalar stays text: YAML's own guesses turn `on` into true, `no` into false and 1:40 into 100."""


def scalar(text: str) -> Any:
    """A plain scalar: null, true, false, a whole number or a decimal fraction; anything else stays the text it was.

    A number stays text where float64 would not give the same digits back.
    """
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return exact_float(text)
    return text


def exact_float(text: str) -> float | str:
    """The float that has this decimal's digits, or the text where they are more than float64 keeps."""
    digits = text.lower().partition("e")[0].replace(".", "").lstrip("+-0")
    value = float(text)
    return value if len(digits) <= 15 and abs(value) < 1e300 else text


def read_record_yaml(text: str, what: str = "The record") -> Any:
    """Plain data from what a person wrote as YAML. Raises InputFault with the line, never with what stands on it."""
    if len(text) > MAX_CHARACTERS:
        raise InputFault(
            f"{what} is far larger than a patient record can be.",
            "It is probably another file.",
            "Check that the right file was chosen.",
        )
    try:
        node = yaml.compose(text, Loader=_Words)
        return None if node is None else _data(node, set(), 0, what)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise InputFault(
            f"{what} is not readable YAML{f' (line {line})' if line else ''}.",
            "Nothing in it can be used until it is.",
            "Check the indentation, colons and quotes near that line.",
        ) from None
    except RecursionError:
        raise _too_deep(what) from None


def _data(node: yaml.Node, seen: set[int], depth: int, what: str) -> Any:
    # A node met twice is an alias: aliases of aliases can make a small file unfold without end.
    if id(node) in seen or depth > MAX_DEPTH:
        raise _too_deep(what)
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else scalar(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, seen, depth + 1, what) for item in node.value]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise InputFault(
                f"A key on line {key_node.start_mark.line + 1} is not a plain word.",
                "A fact is found by its name.",
                "Write `name: value`.",
            )
        if key_node.value in found:
            raise InputFault(
                f"A key stands twice in one block (line {key_node.start_mark.line + 1}).",
                "The second would silently overrule the first.",
                "Keep one of the two.",
            )
        found[key_node.value] = _data(value_node, seen, depth + 1, what)
    return found


def _too_deep(what: str) -> InputFault:
    return InputFault(
        f"{what} is nested deeper than any patient record, or one part refers to another.",
        "It cannot be read safely.",
        "Write each fact once, as `name: value` or `name: {value, unit, on, source}`.",
    )


class _Dumper(yaml.SafeDumper):
    """Dates without a time, no anchors, keys in the order given."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_record_yaml(data: dict[str, Any]) -> str:
    """The record as YAML that reads back to the same values."""
    return yaml.dump(_plain(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [_plain(value) for value in data]
    if isinstance(data, date):
        return data.isoformat()
    return data if data is None or isinstance(data, bool | int | float) else str(data)
