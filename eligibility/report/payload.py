"""The assessment as the JSON that travels inside the PDF, and the document id that is its digest."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

from pydantic import ValidationError

from eligibility.domain.assessment import Assessment
from eligibility.domain.faults import Defect, Fault

FORMAT = "early-cart-rationale"
FORMAT_VERSION = 1
ATTACHMENT = "rationale.json"
SIGNIFICANT_DIGITS = 10


def canonical(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain values: floats to ten significant digits, what is not finite as null, keys in order."""
    return _plain(assessment.model_dump(mode="json"))


def document_id(content: dict[str, Any]) -> str:
    """Digest of the canonical content; the same assessment has the same id on any machine."""
    digits = hashlib.sha256(_compact(content).encode()).hexdigest()[:20]
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def envelope(content: dict[str, Any], layout: str) -> str:
    """What is attached: the format first (it is looked for there), the id, the layout that drew it, the content."""
    return json.dumps(
        {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "document_id": document_id(content),
            "layout": layout,
            "assessment": content,
        },
        ensure_ascii=False,
        indent=1,
        allow_nan=False,
    )


def as_read_back(content: dict[str, Any]) -> Assessment:
    """The assessment as anyone reading the attachment gets it; the pages are always drawn from this one.

    Raises Defect where the content does not make an assessment.
    """
    try:
        return Assessment.model_validate_json(_compact(content))
    except ValidationError as error:
        raise not_an_assessment() from error


def not_an_assessment() -> Fault:
    return Defect(
        "The assessment cannot be written down and read back as it is.",
        "A rationale that cannot be checked later must not leave the building.",
        "Assess the patient again; if it happens again, report it with the patient's pseudonym left out.",
    )


def _compact(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
