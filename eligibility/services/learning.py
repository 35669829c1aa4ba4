"""Learning from a registry: read, checked line by line, learnt from, compared, and written as a version of its own."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np

from eligibility.domain.faults import InputFault
from eligibility.domain.model_update import VERDICT_WORDS, Learnt, RowFault, UpdateReport, WrittenArtefact
from eligibility.domain.outcome_12m import FAILED, NOT_USABLE, OUTCOME_TITLES
from eligibility.domain.performance import Limits
from eligibility.exchange.door import admit
from eligibility.exchange.from_columns import Settings
from eligibility.exchange.registry_file import read_registry
from eligibility.exchange.table_files import bytes_of, read_course_book
from eligibility.instruments.reading import Reading
from eligibility.services.clock import today
from eligibility.services.library import instruments, library
from eligibility.services.model_card import card_of
from eligibility.services.outcomes import learning
from eligibility.services.storage import ROOT
from model.artefact import Artefact, as_text
from model.features import MODEL_CODES, read_features
from model.published import LITERATURE, published
from model.train import train as build
from model.train import write_pipeline
from model.update import Fitted, learn, updated_artefact

OUT = ROOT / "data" / "local" / "model"
FAULTS_SHOWN = 20


def train(out: str | Path | None = None) -> list[Path]:
    """The shipped estimate built again from the cited files; gives the files written."""
    return build(None if out is None else Path(out), library())


def update(
    registry: str | Path, out: str | Path | None = None, setting: str | None = None, courses: str | Path | None = None
) -> UpdateReport:
    """The published estimate updated by a registry, and a fair account of whether that made it better.

    With a fault on any line nothing is learnt and nothing written. `out` is the folder for the new version (beside the
    installation's own data when not given); `courses` a file of treatment courses.
    """
    path = Path(registry)
    held = Settings(library(), today())
    if courses is not None:
        held = Settings(library(), today(), book=read_course_book(Path(courses), library()))
    read = read_registry(path, held, learning().window)
    if not len(read.lines) and not read.faults:
        raise InputFault(
            f"{path.name} has no rows under its header.", "There is nothing to learn from.", "Check that it was saved."
        )
    admission = admit(read.table, library())
    digest = hashlib.sha256(bytes_of(path)).hexdigest()
    faults = tuple(
        RowFault(line=f.line, what=f.fault.what, why=f.fault.why, remedy=f.fault.remedy, where=f.fault.where)
        for f in read.all_faults()
    )
    synthetic = read.table.is_synthetic
    is_synthetic = synthetic is not None and bool(synthetic.any())
    base = {"registry": path.name, "registry_sha256": digest, "is_synthetic": is_synthetic, "rows": len(read.lines)}
    if faults:
        return UpdateReport(**base, left_out={}, faults=faults)
    if is_synthetic and not bool(np.all(synthetic)):
        raise InputFault(
            "The registry mixes synthetic rows with others.",
            "What is learnt from nobody must never pass for what is learnt from patients.",
            "Keep the two in files of their own.",
            where="is_synthetic",
        )
    known = published(library(), LITERATURE)
    name, _ = known.knowledge.setting(setting)
    features = read_features(Reading(admission.cohort, instruments()), known.knowledge)
    usable = ~np.isin(read.outcomes, NOT_USABLE)
    failed = np.isin(read.outcomes, FAILED)
    left_out = Counter(OUTCOME_TITLES[code] for code in read.outcomes[~usable])
    unsettled = usable & ~np.isin(features.model, list(MODEL_CODES.values()))
    if unsettled.any():
        left_out["Not settled whether nephritis was active at index"] = int(unsettled.sum())
    fitted = []
    for kind, code in MODEL_CODES.items():
        rows = np.flatnonzero(usable & (features.model == code))
        if len(rows):
            columns = {key: column.take(rows) for key, column in features.columns.items()}
            fitted.append(learn(known.knowledge, learning(), kind, name, columns, failed[rows]))
    if not fitted:
        raise InputFault(
            "No row can be learnt from.",
            "A row needs an outcome on conventional therapy, and whether nephritis was active at index.",
            "Fill in outcome_12m and is_nephritis_active where they are known.",
        )
    if not any(one.learnt.events for one in fitted):
        raise InputFault(
            "Every patient of the registry had the same outcome.",
            "How likely it is cannot be told from them, and nothing could be compared.",
            "Add patients until both outcomes occur; no version was written.",
            where="outcome_12m",
        )
    report = UpdateReport(
        **base,
        left_out=dict(left_out),
        learnt=tuple(one.learnt for one in fitted),
        notes=tuple(_notes(admission.cohort.warnings, is_synthetic)),
    )
    return report.model_copy(update={"written": _write(known.artefact, fitted, report, Path(out or OUT))})


def _write(parent: Artefact, fitted: list[Fitted], report: UpdateReport, out: Path) -> WrittenArtefact:
    mark = hashlib.sha256(f"{report.registry_sha256} {fitted[0].learnt.setting}".encode()).hexdigest()[:8]
    name = f"registry-{mark}"
    artefact = updated_artefact(parent, fitted, name, f"{parent.version}+{mark}", status_of(report, parent.version))
    out.mkdir(parents=True, exist_ok=True)
    readable = out / f"{name}.json"
    text = as_text(artefact)
    readable.write_text(text, encoding="utf-8")
    pipeline = {f"{one.learnt.model}/{one.learnt.setting}": one.classifier for one in fitted}
    joblib_file, beside = write_pipeline(out / f"{name}.joblib", pipeline)
    (out / f"{name}.update.json").write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    card = out / f"{name}.card.md"
    card.write_text(card_of(readable, update=report).as_markdown(), encoding="utf-8")
    return WrittenArtefact(
        version=artefact.version,
        parent=parent.version,
        artefact=str(readable),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        pipeline=str(joblib_file),
        pipeline_sha256=beside.read_text(encoding="utf-8").split()[0],
        card=str(card),
    )


def status_of(report: UpdateReport, parent: str) -> str:
    """What an updated estimate may call itself."""
    patients = sum(one.rows for one in report.learnt)
    source = "synthetic rows of nobody" if report.is_synthetic else f"{patients} patients of one registry"
    verdict = f"better than {parent} on them" if report.is_better else f"not shown to be better than {parent}"
    return f"estimate from published effects and {source}, {verdict}; not validated elsewhere"


def _notes(warnings: tuple, is_synthetic: bool) -> list[str]:
    notes = ["These rows are synthetic: nothing here is evidence."] if is_synthetic else []
    unusual = np.logical_or.reduce([w.rows for w in warnings if w.code.startswith("plausible.")] or [np.zeros(1, bool)])
    if unusual.any():
        notes.append(f"{int(unusual.sum())} rows hold values that are unusual; they were used as they stand.")
    return notes


def update_in_words(report: UpdateReport) -> str:
    """The account as text."""
    lines = [f"{report.registry}: {report.rows} rows (SHA-256 {report.registry_sha256[:12]})", *report.notes]
    if report.faults:
        shown = report.faults[:FAULTS_SHOWN]
        lines.append(f"Nothing was learnt: {len(report.faults)} faults.")
        lines += [f"  line {f.line}, {f.where or 'row'}: {f.what} {f.remedy}" for f in shown]
        if len(report.faults) > len(shown):
            lines.append(f"  and {len(report.faults) - len(shown)} more")
        return "\n".join(lines)
    lines += [f"left out: {count} ({reason})" for reason, count in report.left_out.items()]
    for one in report.learnt:
        lines += ["", *_learnt_in_words(one)]
    if report.written is not None:
        written = report.written
        lines += ["", f"written: version {written.version} (from {written.parent}), {written.artefact}"]
        lines += [f"  SHA-256 {written.sha256}", f"  card {written.card}"]
    if not report.is_better:
        lines.append("The new version is not called better than the one before.")
    return "\n".join(lines)


def _learnt_in_words(one: Learnt) -> list[str]:
    lines = [
        f"{one.title} ({one.setting}): {one.rows} patients, {one.failures} failures, {one.responses} responses",
        f"  {one.why_move}",
        f"  {one.parameters} free parameters, {one.events_per_parameter:.1f} events each",
    ]
    gaps = [f"{m.label} {m.open}" for m in sorted(one.missing, key=lambda m: -m.open) if m.open]
    lines.append("  open in rows: " + (", ".join(gaps) if gaps else "nothing"))
    if one.comparison is not None:
        compared = one.comparison
        for name, found in (("before", compared.before), ("after", compared.after)):
            lines.append(
                f"  {name}: log loss {_limits(found.log_loss)}, Brier {_limits(found.brier)}, calibration intercept "
                f"{_limits(found.calibration_intercept)}, slope {_limits(found.calibration_slope)}"
            )
        lines.append(
            f"  after less before: log loss {_limits(compared.after_less_before.log_loss)}, Brier "
            f"{_limits(compared.after_less_before.brier)}; less saying one share of everybody: log loss "
            f"{_limits(compared.after_less_share.log_loss)} ({compared.rounds} rounds of {compared.folds} folds)"
        )
    changed = [m for m in one.moved if abs(m.after.value - m.before.value) > 0.01]
    lines += [f"  {m.label}: {_limits(m.before, 2)} to {_limits(m.after, 2)}" for m in changed]
    lines += [f"  {remark}" for remark in one.remarks]
    return [*lines, f"  {VERDICT_WORDS[one.verdict]} {one.because}"]


def _limits(found: Limits | None, places: int = 3) -> str:
    if found is None:
        return "not estimable"
    if found.low is None or found.high is None:
        return f"{found.value:.{places}f}"
    return f"{found.value:.{places}f} ({found.low:.{places}f} to {found.high:.{places}f})"
