"""A document as the JSON that travels inside the PDF, and the document id that is its digest."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

from pydantic import BaseModel

FORMAT = "early-cart-document"
FORMAT_VERSION = 2
SIGNIFICANT_DIGITS = 10


def canonical(document: BaseModel) -> dict[str, Any]:
    """The document as plain values: floats to ten significant digits, what is not finite as null, keys in order."""
    return _plain(document.model_dump(mode="json"))


def document_id(content: dict[str, Any]) -> str:
    """Digest of the canonical content; the same document has the same id on any machine."""
    return id_of(compact(content))


def id_of(text: str) -> str:
    """The document id of content that is written down already."""
    digits = hashlib.sha256(text.encode()).hexdigest()[:20]
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def envelope(kind: str, content: str, layout: str) -> str:
    """What is attached: the format first (it is looked for there), the id, the layout that drew it, the content."""
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "kind": kind,
        "document_id": id_of(content),
        "layout": layout,
    }
    return f'{compact(head)[:-1]},"content":{content}}}'


def compact(content: dict[str, Any]) -> str:
    """The content on one line, in the order of its keys; what is canonical has them sorted."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        return {str(key): _plain(value[key]) for key in sorted(value, key=str)}
    if kind is list or kind is tuple:
        return [_plain(part) for part in value]
    if kind is float:
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None
    return value
