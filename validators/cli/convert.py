"""`fairmark convert`."""

from pathlib import Path
import sys
from typing import Any

import click

from fairmark.validators.cli.reporting import EXPORT, FOLDER, FOUND, NEW_FILE, read_time
from fairmark.validators.convert.registry import SOURCES, TARGETS
from fairmark.validators.core.usage import WrongUsage

LISTED = 20
"""Dropped associations that standard error lists one by one."""


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE")
@click.option("--from", "form", type=click.Choice(SOURCES), help="Form of FILE, instead of what is recognised.")
@click.option("--to", "target", type=click.Choice(TARGETS), default="case", help="Form that it becomes.")
@click.option("--output", type=click.Path(path_type=Path), help="File, or folder for several files.")
@click.option("--loss", type=NEW_FILE, help="Loss report, JSON or text.")
@click.option("--base", help="To CASE: what the made URIs begin with.")
@click.option("--at", metavar="TIME", help="Time of last change of what the source gives no time for.")
@click.option("--shelf", type=FOLDER, help="To and from scl: CASE packages of the standards and rubrics.")
@click.option("--into", type=click.Path(exists=True, path_type=Path), help="To oneroster: export to put results into.")
@click.option("--derive-hierarchy", is_flag=True, help="Ed-Fi: take dotted codes for a hierarchy.")
@click.option("--preview", type=EXPORT, metavar="OLD", help="Write nothing: what would a spreadsheet change in OLD?")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Form of the preview.")
def convert(
    source: Path,
    form: str | None,
    target: str,
    output: Path | None,
    loss: Path | None,
    preview: Path | None,
    shape: str,
    **given: Any,
) -> None:
    """Convert FILE into another form, and say what is lost.

    Standards in Ed-Fi XML, Oak's or the BBC's curriculum (Turtle), and frameworks in workbooks or CSV files become CASE
    1.1 packages; a CASE package becomes such a spreadsheet, or SKOS or CTDL-ASN, as Turtle, JSON-LD or RDF/XML by the
    suffix of the output. Results of a OneRoster package become evidence and judgments of the learning API (scl), and
    those become results.

    What became of every statement of the source is told on standard error, or in the file named by --loss.
    """
    if preview:
        click.echo(previewed(source, preview, shape), nl=False)
        return
    if output is None:
        raise WrongUsage("--output is missing: the file or folder to write")
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
        raise WrongUsage(f"cannot read or write {error.filename}: {error.strerror}") from None
    if not loss:
        click.echo(made.loss.as_text(LISTED), err=True)
    for path in made.files:
        click.echo(path)


def previewed(source: Path, old: Path, shape: str) -> str:
    """What an import of the spreadsheet over the earlier version would do."""
    from fairmark.validators.convert.errors import ConversionError
    from fairmark.validators.convert.preview import as_json, as_lines, preview
    from fairmark.validators.reports.safe_text import to_json, visible

    try:
        reimport = preview(source, old)
    except ConversionError as error:
        click.echo(f"{source}: {error}", err=True)
        sys.exit(FOUND)
    if shape == "json":
        return to_json(as_json(reimport)).decode()
    return "".join(f"{visible(line)}\n" for line in as_lines(reimport, LISTED))


def _settings(at: str | None, **given: Any) -> Any:
    """The settings that the user gave; the others stay as they are."""
    from fairmark.validators.convert.settings import Settings

    stated = {name: value for name, value in given.items() if value}
    if at:
        stated["at"] = read_time(at)
    return Settings(**stated)
