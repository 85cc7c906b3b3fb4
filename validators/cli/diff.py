"""`fairmark diff`: what has changed between two runs, or what a consumer will miss at a provider."""

from pathlib import Path
import sys

import click

from fairmark.validators.cli.reporting import FILE, FOUND, NEW_FILE, as_json, write_whole
from fairmark.validators.core.usage import WrongUsage


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE, required=False)
@click.option("--needs", type=FILE, help="JSON file of what a consumer needs: hold the one report, of a system, to it.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), default="error", help="What, when new, makes it exit with 1."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
@click.option("--output", type=NEW_FILE, help="Write the answer here.")
def diff(old: Path, new: Path | None, needs: Path | None, fail_on: str, form: str, output: Path | None) -> None:
    """Say what has changed between the JSON reports OLD and NEW, of documents or of a system.

    Exits with 1 when something at or above --fail-on is new. With --needs there is one report, and it exits with 1 when
    the consumer will miss something.
    """
    if (new is None) is (needs is None):
        raise WrongUsage("diff takes two reports, or one report and --needs")
    said, found = _missing(old, needs, form) if needs else _changed(old, new or old, fail_on, form)
    if output:
        write_whole(output, said.encode())
    else:
        click.echo(said, nl=False)
    sys.exit(FOUND if found else 0)


def _changed(old: Path, new: Path, fail_on: str, form: str) -> tuple[str, bool]:
    from fairmark.validators.compare import telling
    from fairmark.validators.compare.difference import compare
    from fairmark.validators.compare.written import read_report
    from fairmark.validators.core.levels import Severity

    difference = compare(read_report(old), read_report(new))
    names, severity = (str(old), str(new)), Severity(fail_on)
    found = difference.is_worse(severity)
    if form == "json":
        return as_json(telling.as_json(difference, names, severity)), found
    return telling.as_text(difference, names), found


def _missing(report: Path, needs: Path, form: str) -> tuple[str, bool]:
    from fairmark.validators.compare import supply
    from fairmark.validators.compare.written import read_needs, read_report

    held = supply.hold(read_report(report), read_needs(needs))
    said = as_json(supply.as_json(held)) if form == "json" else supply.as_text(held)
    return said, held.is_short
