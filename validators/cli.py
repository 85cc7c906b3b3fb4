"""The command `fairmark`. A thin shell: it reads options, calls the library and writes what comes back.

Imports that take time stand inside the commands, so that `fairmark --help` answers at once.
"""

from pathlib import Path
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fairmark.validators.core.report import Report

FOUND, FAULT = 1, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairmark")
def main() -> None:
    """Judge competency-based learning data: frameworks, credentials, exports and the systems that serve them."""


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--profile", metavar="P", help="Judge as this profile instead of what is recognised, such as case-1.1.")
@click.option(
    "--strictness", type=click.Choice(["lenient", "standard", "strict"]), default="standard", show_default=True
)
@click.option("--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True)
@click.option("--format", "form", type=click.Choice(["console", "json"]), default="console", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here.")
@click.option(
    "--samples", default="20", show_default=True, metavar="N|all", help="Occurrences shown per rule and input."
)
def validate(
    inputs: tuple[str, ...],
    profile: str | None,
    strictness: str,
    fail_on: str,
    form: str,
    output: Path | None,
    samples: str,
) -> None:
    """Judge INPUT: a file or - for standard input."""
    from fairmark.validators.core.levels import Strictness
    from fairmark.validators.core.profile import UnknownProfile, profile_named
    from fairmark.validators.judge import Options
    from fairmark.validators.judge import validate as run
    from fairmark.validators.readers.source import MissingInput
    from fairmark.validators.reports import json_report

    try:
        options = Options(
            profile=profile_named(profile) if profile else None,
            strictness=Strictness(strictness),
            samples=None if samples == "all" else int(samples),
        )
        report = run(inputs, options)
    except (UnknownProfile, MissingInput) as error:
        raise click.UsageError(str(error)) from None
    text = json_report.render(report) if form == "json" else (report.headline + "\n").encode()
    if output:
        output.write_bytes(text)
    else:
        sys.stdout.buffer.write(text)
    sys.exit(exit_code(report, fail_on))


def exit_code(report: "Report", fail_on: str) -> int:
    """0 nothing at or above `fail_on`, 1 findings or nothing judged, 3 the tool itself failed."""
    from fairmark.validators.core.levels import ERROR, WARNING, Verdict

    if report.faults:
        return FAULT
    counted = report.counts[ERROR] + (report.counts[WARNING] if fail_on == "warning" else 0)
    return FOUND if counted or report.verdict in (Verdict.FAIL, Verdict.UNDETERMINED) else 0
