"""`fairmark coverage`: which schools, courses and standards have evidence in an export, and which have none."""

from pathlib import Path
import sys
from typing import TYPE_CHECKING

import click

from fairmark.validators.cli.reporting import FOLDER, NEW_FILE, write_whole
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.reports.coverage import FORMATS

if TYPE_CHECKING:
    from fairmark.validators.coverage.coverage import Coverage


@click.command()
@click.argument("export", type=click.Path(exists=True, path_type=Path))
@click.option("--shelf", type=FOLDER, help="CASE packages of the frameworks, so that what has no evidence shows too.")
@click.option("--minimum", type=click.IntRange(1), metavar="N", help="Withhold numbers of fewer learners. Default: 10.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="Form of the answer.")
@click.option("--output", type=NEW_FILE, help="Write the answer here.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit: bytes=2GB.")
def coverage(
    export: Path, shelf: Path | None, minimum: int | None, form: str, output: Path | None, limits: tuple[str, ...]
) -> None:
    """Say which schools, courses and standards have evidence in EXPORT, a OneRoster package, and which have none.

    Nothing personal is told, and no number of fewer than --minimum learners.
    """
    from fairmark.validators.reports.coverage import render

    answer = render(_counted(export, shelf, minimum, limits), form, str(export))
    if output:
        write_whole(output, answer)
        click.echo(f"Coverage: {output}", err=True)
    else:
        sys.stdout.buffer.write(answer)


def _counted(export: Path, shelf: Path | None, minimum: int | None, limits: tuple[str, ...]) -> "Coverage":
    from fairmark.validators.coverage.coverage import READ, coverage_of
    from fairmark.validators.coverage.suppression import MINIMUM
    from fairmark.validators.readers.frameworks import frameworks_in
    from fairmark.validators.readers.limits import limits_from
    from fairmark.validators.readers.roster_input import NoRoster, open_roster

    stated = limits_from(limits)
    frameworks = frameworks_in(shelf, stated) if shelf else []
    try:
        roster = open_roster(export, stated, only=READ)
    except NoRoster as error:
        raise WrongUsage(f"{export} {error}") from None
    return coverage_of(roster, frameworks, minimum or MINIMUM)
