"""The command line, thin over services. Exit 0 done, 1 a check failed, 2 the input is at fault, 3 the fault is ours."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from eligibility.domain.document import Paper
from eligibility.domain.faults import Defect, Fault, InputFault, Unavailable

PROFILE = click.option(
    "--profile", default="early_cart", show_default=True, help="Whose rules to hold the record against."
)
AS_OF = click.option("--as-of", "as_of", metavar="DATE", help="The assessment day, as 2022-05-01.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
FILE = click.Path(path_type=Path)
log = logging.getLogger("eligibility")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """Which patients with SLE should be discussed for early CAR-T? Decision support; it never decides."""


@commands.command()
@click.argument("record", type=FILE)
@PROFILE
@AS_OF
@click.option("--trials", is_flag=True, help="Hold the record against the registered trials as well.")
@JSON
def assess(record: Path, profile: str, as_of: str | None, trials: bool, as_json: bool) -> None:
    """One patient: lane, grounds, safety, what is missing, and the estimate."""
    from eligibility.services.assess import assess as assess_record
    from eligibility.services.records import read_record
    from eligibility.services.score import assessment_as_data
    from eligibility.services.summary import assessment_in_words

    day = _day(as_of)
    assessment = assess_record(read_record(record, day), profile, as_of=day, trials=trials)
    data = assessment_as_data(assessment)
    click.echo(_json(data) if as_json else assessment_in_words(assessment))


@commands.command()
@click.argument("input", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="Ends in .csv, .parquet or .ndjson.")
@PROFILE
@click.option("--courses", type=FILE, help="Treatment courses in a file of their own, by patient_id.")
@click.option("--columns", type=FILE, metavar="MAP.yaml", help="What the columns of a foreign table are.")
@click.option("--full", is_flag=True, help="Whole assessments, one a line (NDJSON).")
@click.option("--trials", is_flag=True, help="Hold every patient against the registered trials as well.")
@click.option("--engine", default="local", show_default=True, help="local or spark.")
@AS_OF
@JSON
def score(
    input: Path,
    output: Path,
    profile: str,
    courses: Path | None,
    columns: Path | None,
    full: bool,
    trials: bool,
    engine: str,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Many patients: CSV, XLSX, Parquet or NDJSON in; one row a patient out. A bad row never stops the others."""
    from eligibility.services.score import score as score_table
    from eligibility.services.summary import score_in_words

    day = _day(as_of)
    summary = score_table(
        input, output, profile, full=full, courses=courses, as_of=day, engine=engine, columns=columns, trials=trials
    )
    click.echo(_json(summary.as_dict()) if as_json else score_in_words(summary))


@commands.command()
@click.argument("record", type=FILE, required=False)
@click.option("-o", "--output", type=FILE, help="The PDF to write.")
@click.option("--plain", "is_plain", is_flag=True, help="The page in plain words for the patient instead.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True, help="Paper size.")
@click.option("--model-card", "with_card", is_flag=True, help="Add the card of the estimate as an appendix.")
@click.option("--check", "checked", type=FILE, metavar="FILE.pdf", help="Say whether a PDF is ours and unchanged.")
@PROFILE
@AS_OF
def report(
    record: Path | None,
    output: Path | None,
    is_plain: bool,
    paper: Paper,
    with_card: bool,
    checked: Path | None,
    profile: str,
    as_of: str | None,
) -> None:
    """The rationale as a PDF; or, with --check, whether a PDF is ours, unchanged and not superseded."""
    if checked is not None:
        _check_pdf(checked)
        return
    if record is None or output is None:
        raise InputFault(
            "`report` needs a record and -o FILE.pdf, or --check FILE.pdf.",
            "It either writes a PDF or checks one.",
            "For example: report patient.yaml -o patient.pdf",
        )
    from eligibility.services.assess import assess as assess_record
    from eligibility.services.exports import note_file
    from eligibility.services.files import write_whole
    from eligibility.services.identity import at_command_line
    from eligibility.services.model_card import model_card
    from eligibility.services.records import read_record
    from eligibility.services.report import plain_pdf, rationale_pdf

    day = _day(as_of)
    assessment = assess_record(read_record(record, day), profile, as_of=day, trials=True)
    if is_plain:
        data = plain_pdf(assessment, paper=paper)
    else:
        data = rationale_pdf(assessment, model_card=model_card() if with_card else None, paper=paper)
    note_file("plain" if is_plain else "pdf", data, at_command_line(), assessment)
    write_whole(output, data)
    click.echo(f"Wrote {output.name}: {assessment.headline}")


@commands.command()
@click.argument("vectors", type=FILE)
@JSON
def verify(vectors: Path, as_json: bool) -> None:
    """Runs worked examples through the instruments and prints what differs; exit 1 when anything does."""
    from eligibility.services.verify import verify as verify_vectors

    found = verify_vectors(vectors)
    click.echo(_json(found.as_dict()) if as_json else found.as_text())
    if found.differing:
        raise click.exceptions.Exit(1)


@commands.command()
@click.argument("record", type=FILE)
@AS_OF
@JSON
def trials(record: Path, as_of: str | None, as_json: bool) -> None:
    """Every registered trial with its verdict and reasons. Not stated never means not required."""
    from eligibility.services.records import read_record
    from eligibility.services.summary import trials_in_words
    from eligibility.services.trials import match_trials, trials_as_data

    day = _day(as_of)
    found = match_trials(read_record(record, day), day)
    click.echo(_json({"trials": trials_as_data(found)}) if as_json else trials_in_words(found))


@commands.group()
def audit() -> None:
    """The record of who did what: is it still what was written?"""


@audit.command("verify")
@click.option("--noted", metavar="N:HASH", help="An end of the audit that was written down elsewhere earlier.")
@JSON
def audit_verify(noted: str | None, as_json: bool) -> None:
    """Reads the whole audit and names the first entry that was changed, is missing or swapped; exit 1 when any is."""
    from eligibility.services.identity import at_command_line
    from eligibility.services.store_duties import verify_audit
    from eligibility.services.store_words import audit_in_words

    report = verify_audit(at_command_line(), noted)
    click.echo(_json(asdict(report) | {"is_intact": report.is_intact}) if as_json else audit_in_words(report))
    if not report.is_intact:
        raise click.exceptions.Exit(1)


@commands.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Everything in the store in one checksummed file, the same from any database. Refuses to write over a file."""
    from eligibility.services.identity import at_command_line
    from eligibility.services.store_duties import back_up

    if file.exists():
        raise InputFault(
            "There is already a file of that name.",
            "It may be the only good backup.",
            "Give the new backup another name.",
        )
    manifest = back_up(file, at_command_line())
    rows = sum(table["rows"] for table in manifest["tables"].values())
    click.echo(f"Wrote {file.name}: {rows} rows of {len(manifest['tables'])} tables.")


@commands.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Put it in place of what the store holds now, all of which is lost.")
def restore(file: Path, replace: bool) -> None:
    """Puts a backup into an empty store: all of it or nothing."""
    from eligibility.services.identity import at_command_line
    from eligibility.services.store_duties import restore as restore_store
    from eligibility.services.store_words import audit_in_words

    rows, report = restore_store(file, at_command_line(), replace)
    click.echo(f"Restored {rows} rows.\n{audit_in_words(report)}")
    if not report.is_intact:
        raise click.exceptions.Exit(1)


@commands.command()
@click.option("--knowledge", metavar="HASH", help="The knowledge snapshot, or the beginning of its hash.")
@click.option("--profile", metavar="NAME", help="The profile, or the beginning of its hash.")
@JSON
def recall(knowledge: str | None, profile: str | None, as_json: bool) -> None:
    """Which stored assessments were made with this knowledge or profile: keys and days, nothing clinical."""
    from eligibility.services.identity import at_command_line
    from eligibility.services.store_duties import recall as recall_assessments
    from eligibility.services.store_words import recalled_in_words

    found = recall_assessments(at_command_line(), knowledge, profile)
    click.echo(_json([each.as_dict() for each in found]) if as_json else recalled_in_words(found))


@commands.group("field-key")
def field_key() -> None:
    """Keys that keep names and identifiers unreadable in the store."""


@field_key.command("new")
def field_key_new() -> None:
    """A new key for EARLY_CART_FIELD_KEY. Keep it apart from the backups; without it the fields are lost."""
    from eligibility.services.store_duties import new_key

    click.echo(new_key())


@field_key.command("replace")
def field_key_replace() -> None:
    """Encrypts every identifier under the first key of EARLY_CART_FIELD_KEY; the earlier keys stand behind it."""
    from eligibility.services.identity import at_command_line
    from eligibility.services.store_duties import replace_key

    click.echo(f"Encrypted anew: {replace_key(at_command_line())} fields.")


def _check_pdf(path: Path) -> None:
    from eligibility.services.files import read_whole
    from eligibility.services.pdf_check import check_pdf

    found = check_pdf(read_whole(path))
    click.echo(found.as_text())
    if not found.passed:
        raise click.exceptions.Exit(1)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputFault(
            "The day given with --as-of is not a day of the calendar.",
            "Every age and every staleness limit is counted from it.",
            "Write it as year-month-day, for example 2022-05-01.",
            where="as_of",
        ) from None


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2)


def run(arguments: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; whatever goes wrong is said in three lines on standard error."""
    _start_log()
    try:
        return commands.main(args=arguments, prog_name="python -m eligibility", standalone_mode=False) or 0
    except Fault as fault:
        return _say(fault)
    except click.exceptions.Exit as wish:
        return wish.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "python -m eligibility"
        what = " ".join(error.format_message().split())
        return _say(InputFault(what, "The command cannot be carried out as written.", f"See `{command} --help`."))
    except (KeyboardInterrupt, click.Abort):
        return _say(Unavailable("Stopped by hand.", "Nothing half-done was left behind.", "Run the command again."))
    except BrokenPipeError:
        # The reader of our output (head, less) went away; that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    # The only broad catch of the product: at this outermost edge an unexpected exception becomes three lines, because
    # its own text and traceback may hold a patient's values. What is logged is its type and the place in our code.
    except Exception as error:
        kind, place = type(error).__name__, _place_of(error)
        log.error("unexpected exception", extra={"kind": kind, "place": place})
        return _say(
            Defect(
                f"Something went wrong inside the product ({kind} at {place}).",
                "This is our fault; no result was written.",
                "Report these lines with the command you ran, without any patient's data.",
            )
        )


def _say(fault: Fault) -> int:
    click.echo(str(fault), err=True)
    return fault.exit_code


def _place_of(error: Exception) -> str:
    """File and line of the innermost frame that is ours."""
    root = Path(__file__).resolve().parents[1]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(root) and "site-packages" not in path.parts:
            return f"{path.relative_to(root).as_posix()}:{frame.lineno}"
    return "an unknown place"


class _JsonLines(logging.Formatter):
    """One JSON object a line, of names and places only."""

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: getattr(record, name) for name in ("kind", "place") if hasattr(record, name)}
        return json.dumps({"level": record.levelname, "logger": record.name, "event": record.msg, **extra})


def _start_log() -> None:
    """JSON lines on standard error when EARLY_CART_LOG_LEVEL asks for them; otherwise silence."""
    level = os.environ.get("EARLY_CART_LOG_LEVEL", "").upper()
    handler: logging.Handler = logging.NullHandler()
    if level in logging.getLevelNamesMapping():
        handler = logging.StreamHandler()
        handler.setFormatter(_JsonLines())
        log.setLevel(level)
    log.handlers = [handler]
    log.propagate = False


if __name__ == "__main__":
    sys.exit(run())
