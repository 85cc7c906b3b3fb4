"""`fairmark bake` and `fairmark unbake`."""

from pathlib import Path
import sys

import click

from fairmark.validators.cli.reporting import FILE, NEW_FILE, write_whole
from fairmark.validators.core.usage import WrongUsage


@click.command()
@click.argument("image", type=FILE)
@click.argument("credential", type=FILE)
@click.option("--output", type=NEW_FILE, required=True, help="Write the baked image here.")
@click.option("--overwrite", is_flag=True, help="Replace the credential that the image carries already.")
def bake(image: Path, credential: Path, output: Path, overwrite: bool) -> None:
    """Put CREDENTIAL into IMAGE, a PNG or an SVG: an Open Badge 3.0 or a CLR 2.0, as JSON or compact JWS."""
    from fairmark.validators.issuing.baking import bake

    write_whole(output, bake(_content(image), _content(credential), overwrite=overwrite))
    click.echo(f"Baked: {output}", err=True)


@click.command()
@click.argument("image", type=FILE)
@click.option("--output", type=NEW_FILE, help="Write the credential here instead of to standard output.")
def unbake(image: Path, output: Path | None) -> None:
    """Take the credential out of IMAGE, a PNG or an SVG, as it stands there. It is not judged: see validate."""
    from fairmark.validators.issuing.baking import unbake

    credential = unbake(_content(image))
    if output is None:
        sys.stdout.buffer.write(credential)
    else:
        write_whole(output, credential)


def _content(path: Path) -> bytes:
    """What is in the file, within the usual limits; WrongUsage when it cannot be read."""
    from fairmark.validators.readers.limits import Limits
    from fairmark.validators.readers.source import read_file

    source = read_file(str(path), path, Limits())
    if source.data is None:
        raise WrongUsage(f"cannot read {path}: {source.problems[0].observed or 'it is too big'}")
    return source.data
