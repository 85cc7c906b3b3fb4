"""The command `fairmark`. A thin shell: it reads options, calls the library and writes what comes back.

Imports that take time stand inside the commands, so that `fairmark --help` answers at once.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import entry_points
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import click

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.reports import FORMATS, render

if TYPE_CHECKING:
    from fairmark.validators.core.report import Report
    from fairmark.validators.judge import Options

FOUND, FAULT = 1, 3
STRICTNESS = ["lenient", "standard", "strict"]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


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


# -- validate --------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--profile", metavar="P", help="Judge as this profile, such as case-1.1, instead of what is recognised.")
@click.option("--kind", metavar="K", help="Read as this kind, such as case-item, instead of what is recognised.")
@click.option("--strictness", type=click.Choice(STRICTNESS), default="standard", help="What is let pass.")
@click.option("--fail-on", type=click.Choice(["error", "warning"]), default="error", help="What makes it exit with 1.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="console", help="Form of the report.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here.")
@click.option("--samples", default="20", metavar="N|all", help="Occurrences shown per rule and input.")
@click.option(
    "--shelf", type=click.Path(exists=True, file_okay=False, path_type=Path), help="CASE packages referred to."
)
@click.option("--waivers", type=FILE, help="TOML file of findings that are waived.")
@click.option("--baseline", type=FILE, help="Earlier JSON report: only what is new counts.")
@click.option("--at", metavar="TIME", help="Judge as of this time (ISO 8601), not now.")
@click.option(
    "--resources", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: URL to local file."
)
@click.option("--allow-private", is_flag=True, help="Follow redirects into private networks.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit: bytes=2GB.")
@click.option("--show-values", is_flag=True, help="Show personal values in the report. For your own eyes.")
def validate(
    inputs: tuple[str, ...], strictness: str, fail_on: str, form: str, output: Path | None, **rest: Any
) -> None:
    """Judge INPUT: a file, a folder, a zip, - for standard input, or an http(s) URL."""
    from fairmark.validators.judge import validate as run
    from fairmark.validators.reports.progress import shown_on

    options = read_options(strictness=strictness, **rest)
    with shown_on(sys.stderr) as watching:
        report = run(inputs, options, watching)
    write_report(report, form, output)
    sys.exit(exit_code(report, fail_on))


def read_options(
    *,
    strictness: str,
    profile: str | None,
    kind: str | None,
    samples: str,
    shelf: Path | None,
    waivers: Path | None,
    baseline: Path | None,
    at: str | None,
    resources: Path | None,
    allow_private: bool,
    limits: tuple[str, ...],
    show_values: bool,
) -> "Options":
    """The options of the library call; WrongUsage says which value cannot be used."""
    from fairmark.validators.core.levels import Strictness
    from fairmark.validators.core.profile import profile_named
    from fairmark.validators.core.shelf import EmptyShelf
    from fairmark.validators.judge import Options
    from fairmark.validators.readers import decisions
    from fairmark.validators.readers.limits import limits_from
    from fairmark.validators.readers.shelf import FolderShelf
    from fairmark.validators.readers.sniff import kind_named

    stated = limits_from(limits)
    return Options(
        profile=profile_named(profile) if profile else None,
        kind=kind_named(kind) if kind else None,
        strictness=Strictness(strictness),
        samples=read_samples(samples),
        shelf=FolderShelf(shelf, stated) if shelf else EmptyShelf(),
        waivers=decisions.load_waivers(waivers) if waivers else (),
        waivers_name=str(waivers or ""),
        baseline=decisions.load_baseline(baseline) if baseline else (),
        at=read_time(at) if at else None,
        resources=decisions.load_resources(resources) if resources else {},
        allow_private=allow_private,
        show_values=show_values,
        limits=stated,
    )


def read_samples(text: str) -> int | None:
    """A number of samples, None for "all"."""
    if text == "all":
        return None
    if not text.isdecimal() or int(text) < 1:
        raise WrongUsage(f"--samples takes a number from 1, or all; not {text!r}")
    return int(text)


def read_time(text: str) -> datetime:
    """A moment in ISO 8601; one without an offset is taken as UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"--at takes a time such as 2026-01-31T12:00:00Z; not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write_report(report: "Report", form: str, output: Path | None) -> None:
    """Render `report` and write it, whole or not at all, to the file or to standard output."""
    if output is None:
        sys.stdout.buffer.write(render(report, form, sys.stdout))
        return
    write_whole(output, render(report, form))
    click.echo(f"{report.headline}\nReport: {output}", err=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it; WrongUsage when it cannot be written."""
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        raise WrongUsage(f"cannot write {path}: {error.strerror}") from None


def exit_code(report: "Report", fail_on: str) -> int:
    """0 nothing at or above `fail_on`, 1 findings or nothing judged, 3 the tool itself failed."""
    from fairmark.validators.core.levels import ERROR, WARNING, Verdict

    if report.faults:
        return FAULT
    counted = report.counts[ERROR] + (report.counts[WARNING] if fail_on == "warning" else 0)
    return FOUND if counted or report.verdict in (Verdict.FAIL, Verdict.UNDETERMINED) else 0


# -- rules -----------------------------------------------------------------------------------------------------------


@main.group()
def rules() -> None:
    """Read the rule catalogue."""


@rules.command("list")
@click.option("--standard", metavar="S", help="Only rules whose id begins with it, such as CASE.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the list.")
def list_rules(standard: str | None, form: str) -> None:
    """List every rule: id, severity, what it checks."""
    from fairmark.validators import catalogue

    chosen = catalogue.all_rules(standard.upper() if standard else None)
    click.echo(as_json(catalogue.rows(chosen)) if form == "json" else catalogue.listing(chosen), nl=False)


@rules.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Say all about RULE: what it checks, why, an example that fails, how to repair."""
    from fairmark.validators import catalogue

    click.echo(catalogue.explanation(catalogue.rule_named(rule)), nl=False)


@rules.command()
@click.option("--standard", default="CASE", metavar="S", help="Standard, as rule ids begin with it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the table.")
def coverage(standard: str, form: str) -> None:
    """Show every requirement of a standard, and the rules that check it or why none can."""
    from fairmark.validators import catalogue

    table, others = catalogue.coverage(standard.upper())
    if form == "json":
        rows = [asdict(requirement) for requirement in table]
        click.echo(as_json({"requirements": rows, "others": [rule.id for rule in others]}), nl=False)
        return
    for row in table:
        click.echo(f"{row.id}  {row.level:<6} {row.clause}: {row.summary}")
        click.echo(f"    {' '.join(row.rules) or 'untested: ' + row.untestable}")
    tested = sum(bool(row.rules) for row in table)
    click.echo(f"{len(table)} requirements, {tested} of them checked; {len(others)} rules beyond them:")
    click.echo(f"    {' '.join(rule.id for rule in others)}")


def as_json(value: Any) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


# -- convert ---------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("source", type=FILE, metavar="FILE")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File, or folder for several packages.")
@click.option("--loss", type=click.Path(dir_okay=False, path_type=Path), help="Loss report, JSON or text.")
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


# -- commands of other packages --------------------------------------------------------------------------------------

for point in entry_points(group="fairmark.commands"):
    main.add_command(point.load())
