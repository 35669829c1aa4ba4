"""The rationale as a PDF, and whether a PDF that somebody brings back is one of ours and unchanged."""

from __future__ import annotations

from eligibility.domain.assessment import Assessment
from eligibility.report import rationale, verification
from eligibility.report.verification import PdfCheck

__all__ = ["PdfCheck", "check_pdf", "rationale_pdf"]


def rationale_pdf(assessment: Assessment) -> bytes:
    """The rationale for MDT discussion: tagged, dated by the assessment, the same bytes on any machine.

    Raises Defect when it cannot be laid out.
    """
    return rationale.rationale_pdf(assessment)


def check_pdf(data: bytes) -> PdfCheck:
    """Whether the PDF is ours and unchanged. Raises InputFault when the data is no PDF."""
    return verification.check_pdf(data)
