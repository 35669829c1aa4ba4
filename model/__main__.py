"""`python -m model card`: what the estimate is, where it comes from, and what it does not know."""

from __future__ import annotations

import sys

import click

from eligibility.domain.faults import Fault
from eligibility.services.model_card import model_card


@click.group()
def commands() -> None:
    """The estimate of prognosis."""


@commands.command()
def card() -> None:
    """Print the model card."""
    click.echo(model_card(), nl=False)


def main() -> None:
    """Runs one command; a fault is three lines and an exit code, never a traceback."""
    try:
        commands()
    except Fault as fault:
        click.echo(str(fault), err=True)
        sys.exit(fault.exit_code)


if __name__ == "__main__":
    main()
