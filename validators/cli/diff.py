"""`fairmark diff`: what has changed between two runs or two exports, or what a consumer will miss at a provider."""

from pathlib import Path
import sys

import click

from fairmark.validators.cli.reporting import (
    EXPORT,
    FILE,
    FOUND,
    NEW_FILE,
    THRESHOLD,
    as_json,
    read_samples,
    write_whole,
)
from fairmark.validators.core.usage import WrongUsage


@click.command()
@click.argument("old", type=EXPORT)
@click.argument("new", type=EXPORT, required=False)
@click.option("--needs", type=FILE, help="JSON file of what a consumer needs: hold the one report, of a system, to it.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning"]), default="error", help="What, when new, makes it exit with 1."
)
@click.option("--threshold", "thresholds", multiple=True, metavar="NAME=VALUE", help=f"Of exports. {THRESHOLD}")
@click.option("--samples", default="5", metavar="N|all", help="Of exports: sourcedIds shown of each sort of change.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
@click.option("--output", type=NEW_FILE, help="Write the answer here.")
def diff(
    old: Path,
    new: Path | None,
    needs: Path | None,
    fail_on: str,
    thresholds: tuple[str, ...],
    samples: str,
    form: str,
    output: Path | None,
) -> None:
    """Say what has changed between OLD and NEW: two JSON reports, or two exports in OneRoster CSV (folder or zip).

    Of reports it exits with 1 when something at or above --fail-on is new, of exports when a threshold is crossed. With
    --needs there is one report, and it exits with 1 when the consumer will miss something.
    """
    if (new is None) is (needs is None):
        raise WrongUsage("diff takes two exports, two reports, or one report and --needs")
    if new and (_is_export(old) or _is_export(new)):
        said, found = _exports(old, new, thresholds, samples, form)
    elif thresholds:
        raise WrongUsage("--threshold is about exports, and these are no folders or archives")
    else:
        said, found = _missing(old, needs, form) if needs else _changed(old, new or old, fail_on, form)
    if output:
        write_whole(output, said.encode())
    else:
        click.echo(said, nl=False)
    sys.exit(FOUND if found else 0)


def _is_export(path: Path) -> bool:
    """Whether it is a folder or archive; reports are neither."""
    from fairmark.validators.readers.source import NAMED, is_zip

    if path.is_dir():
        return True
    with path.open("rb") as stream:
        return is_zip(stream.read(NAMED), path.name)


def _exports(old: Path, new: Path, thresholds: tuple[str, ...], samples: str, form: str) -> tuple[str, bool]:
    from fairmark.validators.compare import exports
    from fairmark.validators.core.events import Progress
    from fairmark.validators.exports.thresholds import thresholds_from
    from fairmark.validators.reports.progress import shown_on

    stated, most = thresholds_from(thresholds), read_samples(samples)
    with shown_on(sys.stderr) as watching:

        def tell(done: int, total: int, note: str) -> None:
            for watcher in watching:
                watcher(Progress(done, total, note))

        changes = exports.compare(old, new, stated, most, tell)
    names = (str(old), str(new))
    said = as_json(exports.as_json(changes, names)) if form == "json" else exports.as_text(changes, names)
    return said, exports.holds(changes)


def _changed(old: Path, new: Path, fail_on: str, form: str) -> tuple[str, bool]:
    from fairmark.validators.compare import telling
    from fairmark.validators.compare.difference import compare
    from fairmark.validators.compare.written import read_report
    from fairmark.validators.core.levels import Severity
    from fairmark.validators.core.waivers import UnusableFile

    try:
        difference = compare(read_report(old), read_report(new))
    except UnusableFile as error:
        raise WrongUsage(f"{error}. Of exports, those in OneRoster CSV alone can be compared") from None
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
