"""The command `fairmark`. Thin shells: they read options, call the library and write what comes back.

Imports that take time stand inside the commands, so that `fairmark --help` answers at once.
"""

from importlib.metadata import entry_points
import os
from typing import Any

import click

from fairmark.validators.cli.bake import bake, unbake
from fairmark.validators.cli.check import check
from fairmark.validators.cli.convert import convert
from fairmark.validators.cli.coverage import coverage
from fairmark.validators.cli.diff import diff
from fairmark.validators.cli.displayer_kit import displayer_kit
from fairmark.validators.cli.issue import issue
from fairmark.validators.cli.receipt import receipt
from fairmark.validators.cli.reporting import FAULT
from fairmark.validators.cli.rules import rules
from fairmark.validators.cli.validate import validate
from fairmark.validators.cli.watch import watch
from fairmark.validators.core.usage import WrongUsage


class Command(click.Group):
    """The command as a whole: what is wrong with the user's own words exits with 2, a fault of the tool with 3."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WrongUsage as error:
            raise click.UsageError(str(error), ctx) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # whatever else happens is our fault: say so in a line, and exit with 3
            if "FAIRMARK_DEBUG" in os.environ:
                raise
            click.echo(f"fairmark itself failed: {type(error).__name__}. FAIRMARK_DEBUG=1 shows where.", err=True)
            ctx.exit(FAULT)


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairmark")
def main() -> None:
    """Judge competency-based learning data: frameworks, credentials, exports and the systems that serve them.

    Exit status: 0 nothing found at or above --fail-on, 1 findings (or nothing could be judged), 2 wrong usage, 3 the
    tool itself failed.
    """


for command in (bake, check, convert, coverage, diff, displayer_kit, issue, receipt, rules, unbake, validate, watch):
    main.add_command(command)
for point in entry_points(group="fairmark.commands"):
    main.add_command(point.load())
