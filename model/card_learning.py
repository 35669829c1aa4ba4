"""What a registry taught, as a section of the card."""

from __future__ import annotations

from eligibility.domain.model_card import CardSection, CardTable
from eligibility.domain.model_update import VERDICT_WORDS, Learnt, UpdateReport
from eligibility.domain.performance import Limits, Performance


def learning_section(update: UpdateReport) -> CardSection:
    """Rows, events, what moved, before against after, and what may be said of it."""
    left_out = "; ".join(f"{reason}: {count}" for reason, count in update.left_out.items()) or "nobody"
    sentences = [
        f"Registry with the SHA-256 {update.registry_sha256}: {update.rows} rows read. Left out: {left_out}.",
        *update.notes,
    ]
    tables: list[CardTable] = []
    for one in update.learnt:
        sentences.append(f"{one.title}: {one.why_move} {VERDICT_WORDS[one.verdict]} {one.because}")
        sentences += one.remarks
        tables += _tables(one)
    return CardSection(
        id="registry", title="What this registry taught", sentences=tuple(sentences), tables=tuple(tables)
    )


def _tables(one: Learnt) -> list[CardTable]:
    counts = (
        ("Patients", str(one.rows)),
        ("Failures", str(one.failures)),
        ("Responses", str(one.responses)),
        ("Free parameters", str(one.parameters)),
        ("Events for each parameter", f"{one.events_per_parameter:.1f}"),
        *((f"{gap.label}: open in", f"{gap.open} of {gap.of}") for gap in one.missing if gap.open),
    )
    tables = [CardTable(title=f"{one.title}: rows", columns=("What", "How many"), rows=counts)]
    if one.comparison is not None:
        compared = one.comparison
        tables.append(
            CardTable(
                title=f"{one.title}: before and after, {compared.rounds} rounds of {compared.folds} folds",
                columns=("Measure", "Before", "After", "After less before"),
                rows=_compared(compared.before, compared.after)
                + (
                    (
                        "Differences on the same patients",
                        "",
                        "",
                        f"log loss {said(compared.after_less_before.log_loss)}; "
                        f"Brier {said(compared.after_less_before.brier)}",
                    ),
                    (
                        "Less one share said of everybody",
                        "",
                        "",
                        f"log loss {said(compared.after_less_share.log_loss)}",
                    ),
                ),
            )
        )
    rows = tuple((moved.label, said(moved.before), said(moved.after)) for moved in one.moved)
    tables.append(CardTable(title=f"{one.title}: what moved", columns=("Parameter", "Before", "After"), rows=rows))
    return tables


def _compared(before: Performance, after: Performance) -> tuple[tuple[str, str, str, str], ...]:
    names = {
        "log_loss": "Log loss",
        "brier": "Brier score",
        "calibration_intercept": "Calibration intercept",
        "calibration_slope": "Calibration slope",
    }
    return tuple((title, said(getattr(before, name)), said(getattr(after, name)), "") for name, title in names.items())


def said(limits: Limits | None) -> str:
    """A figure with its limits."""
    if limits is None:
        return "cannot be estimated"
    if limits.low is None or limits.high is None:
        return f"{limits.value:.3f}"
    return f"{limits.value:.3f} ({limits.low:.3f} to {limits.high:.3f})"
