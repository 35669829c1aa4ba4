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
    digits = hashlib.sha256(compact(content).encode()).hexdigest()[:20]
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def envelope(kind: str, content: dict[str, Any], layout: str) -> str:
    """What is attached: the format first (it is looked for there), the id, the layout that drew it, the content."""
    return json.dumps(
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "kind": kind,
            "document_id": document_id(content),
            "layout": layout,
            "content": content,
        },
        ensure_ascii=False,
        indent=1,
        allow_nan=False,
    )


def compact(content: dict[str, Any]) -> str:
    """The content on one line, keys in order."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
