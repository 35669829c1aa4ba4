"""The estimate from the command line: built from the literature, updated by a registry, and its card."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from eligibility.domain.faults import Defect, Fault, InputFault

FILE = click.Path(path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """The estimate of prognosis. Not validated; it never decides."""


@commands.command()
@click.option("--out", type=FILE, metavar="DIR", help="Where to write it (the product's own folder when left out).")
def train(out: Path | None) -> None:
    """Build the shipped estimate from the cited files; the same files give the same bytes."""
    from eligibility.services.learning import train as build

    for path in build(out):
        click.echo(str(path))


@commands.command()
@click.option("--registry", type=FILE, required=True, help="A CSV as docs/registry.md describes it.")
@click.option("--out", type=FILE, metavar="DIR", help="Where to write the new version.")
@click.option("--setting", help="Whose level the registry moves; the default setting when left out.")
@click.option("--courses", type=FILE, help="Treatment courses in a file of their own, by patient_id.")
@JSON
def update(registry: Path, out: Path | None, setting: str | None, courses: Path | None, as_json: bool) -> None:
    """Learn from outcomes at 12 months, compare with the version before, and write a version of its own."""
    from eligibility.services.learning import update as learn
    from eligibility.services.learning import update_in_words

    report = learn(registry, out, setting, courses)
    data = {"is_better": report.is_better, **report.model_dump(mode="json")}
    click.echo(json.dumps(data, indent=2) if as_json else update_in_words(report))
    if report.faults:
        sys.exit(InputFault.exit_code)


@commands.command()
@click.option("--artefact", type=FILE, help="The JSON file of another version; the one in use when left out.")
@JSON
def card(artefact: Path | None, as_json: bool) -> None:
    """Print the model card."""
    from eligibility.services.model_card import model_card

    made = model_card(artefact, with_pipeline=True)
    click.echo(made.model_dump_json(indent=2) if as_json else made.as_markdown(), nl=as_json)


def main() -> None:
    """Runs one command; whatever goes wrong is three lines and an exit code, never a traceback."""
    try:
        commands()
    except Fault as fault:
        click.echo(str(fault), err=True)
        sys.exit(fault.exit_code)
    except Exception as error:  # the last place before a person: nothing may pass unexplained
        click.echo(
            str(
                Defect(
                    f"Something went wrong on our side ({type(error).__name__}).",
                    "The command did not finish, and what it wrote may not be whole.",
                    "Run it again; if it happens again, report it with the command, without any patient's data.",
                )
            ),
            err=True,
        )
        sys.exit(Defect.exit_code)


if __name__ == "__main__":
    main()
