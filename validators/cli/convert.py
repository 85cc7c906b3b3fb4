"""`fairmark convert`."""

from pathlib import Path
import sys

import click

from fairmark.validators.cli.reporting import FILE, FOUND, NEW_FILE, read_time
from fairmark.validators.core.usage import WrongUsage


@click.command()
@click.argument("source", type=FILE, metavar="FILE")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File, or folder for several packages.")
@click.option("--loss", type=NEW_FILE, help="Loss report, JSON or text.")
@click.option("--base", default="https://frameworks.example.org", help="What the made URIs begin with.")
@click.option("--at", metavar="TIME", help="Time of last change of what the source gives no time for.")
@click.option("--derive-hierarchy", is_flag=True, help="Ed-Fi: take dotted codes for a hierarchy.")
def convert(source: Path, output: Path, loss: Path | None, base: str, at: str | None, derive_hierarchy: bool) -> None:
    """Make CASE 1.1 packages of FILE: Ed-Fi Standards.xml, or Oak or BBC curriculum RDF (Turtle).

    What became of every statement of the source is told on standard error, or in the file named by --loss.
    """
    from fairmark.validators.convert.conversion import convert as run
    from fairmark.validators.convert.errors import ConversionError
    from fairmark.validators.convert.files import write_loss, write_packages
    from fairmark.validators.convert.settings import UNDATED, Settings

    settings = Settings(base=base, at=read_time(at) if at else UNDATED, derive_hierarchy=derive_hierarchy)
    try:
        conversion = run(source.read_bytes(), settings=settings)
    except ConversionError as error:
        click.echo(f"{source}: {error}", err=True)
        sys.exit(FOUND)
    try:
        written = write_packages(conversion, output)
        if loss:
            write_loss(conversion, loss)
    except OSError as error:
        raise WrongUsage(f"cannot write {error.filename}: {error.strerror}") from None
    if not loss:
        click.echo(conversion.loss.as_text(), err=True)
    for path in written:
        click.echo(path)
