"""`fairmark convert`."""

from pathlib import Path
import sys
from typing import Any

import click

from fairmark.validators.cli.reporting import FOUND, NEW_FILE, read_time
from fairmark.validators.convert.registry import SOURCES, TARGETS
from fairmark.validators.core.usage import WrongUsage

LISTED = 20
"""Dropped associations that standard error lists one by one."""


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@click.option("--from", "form", type=click.Choice(SOURCES), help="Form of FILE, instead of what is recognised.")
@click.option("--to", "target", type=click.Choice(TARGETS), default="case", help="Form that it becomes.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File, or folder for several files.")
@click.option("--loss", type=NEW_FILE, help="Loss report, JSON or text.")
@click.option("--base", help="To CASE: what the made URIs begin with.")
@click.option("--at", metavar="TIME", help="To CASE: time of last change of what the source gives no time for.")
@click.option("--derive-hierarchy", is_flag=True, help="Ed-Fi: take dotted codes for a hierarchy.")
def convert(source: Path, form: str | None, target: str, output: Path, loss: Path | None, **given: Any) -> None:
    """Convert FILE into another form, and say what is lost.

    Standards in Ed-Fi XML, Oak's or the BBC's curriculum (Turtle) become CASE 1.1 packages; a CASE package becomes SKOS
    or CTDL-ASN, as Turtle, JSON-LD or RDF/XML by the suffix of the output.

    What became of every statement of the source is told on standard error, or in the file named by --loss.
    """
    from fairmark.validators.convert.errors import ConversionError
    from fairmark.validators.convert.files import write_loss
    from fairmark.validators.convert.registry import convert_file

    try:
        made = convert_file(source, output, source=form, target=target, settings=_settings(**given))
        if loss:
            write_loss(made.loss, loss)
    except ConversionError as error:
        click.echo(f"{source}: {error}", err=True)
        sys.exit(FOUND)
    except OSError as error:
        raise WrongUsage(f"cannot write {error.filename}: {error.strerror}") from None
    if not loss:
        click.echo(made.loss.as_text(LISTED), err=True)
    for path in made.files:
        click.echo(path)


def _settings(at: str | None, **given: Any) -> Any:
    """The settings that the user gave; the others stay as they are."""
    from fairmark.validators.convert.settings import Settings

    stated = {name: value for name, value in given.items() if value}
    if at:
        stated["at"] = read_time(at)
    return Settings(**stated)
