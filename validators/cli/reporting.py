"""Options and ends that all commands with a report share."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.reports import FORMATS, render

if TYPE_CHECKING:
    from fairmark.validators.core.report import Report

FOUND, MISUSED, FAULT = 1, 2, 3
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
EXPORT = click.Path(exists=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)

THRESHOLD = "How many percent may change before somebody has to look: lost=10%, changed=75%, churn=1%, emptied=20%."
Function = TypeVar("Function", bound=Callable[..., Any])

USUAL = "20"


def _usual_samples(context: click.Context, _: click.Parameter, value: str | None) -> str:
    """How many samples there are where nobody says: in a form that is worked through row by row all of them."""
    return value or ("all" if FORMATS[context.params["form"]].rows else USUAL)


REPORT_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--strictness",
        type=click.Choice(["lenient", "standard", "strict"]),
        default="standard",
        help="What is let pass.",
    ),
    click.option(
        "--fail-on", type=click.Choice(["error", "warning"]), default="error", help="What makes it exit with 1."
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        default="console",
        is_eager=True,
        help="Form of the report.",
    ),
    click.option("--output", type=NEW_FILE, help="Write the report here."),
    click.option(
        "--samples",
        metavar="N|all",
        callback=_usual_samples,
        help="Occurrences shown per rule and input: 20, in csv and xlsx all.",
    ),
    click.option("--waivers", type=FILE, help="TOML file of findings that are waived."),
    click.option("--baseline", type=FILE, help="Earlier JSON report: only what is new counts."),
    click.option("--at", metavar="TIME", help="Judge as of this time (ISO 8601), not now."),
)


def report_options(command: Function) -> Function:
    """The options of every command that ends in a report."""
    for option in reversed(REPORT_OPTIONS):
        command = option(command)
    return command


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
        if not FORMATS[form].text and sys.stdout.isatty():
            raise WrongUsage(f"a terminal cannot show {form}: name a file with --output")
        sys.stdout.buffer.write(render(report, form, sys.stdout))
        return
    write_whole(output, render(report, form))
    click.echo(f"{report.headline}\nReport: {output}", err=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it; WrongUsage when it cannot be written."""
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same with bytes that are made as they are written."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            for piece in pieces:
                stream.write(piece)
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


def as_json(value: Any) -> str:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
