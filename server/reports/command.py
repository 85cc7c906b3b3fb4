"""The command `fairmark report`. A thin shell that imports nothing heavy: it is loaded at every start."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
import sys
from typing import TYPE_CHECKING

import click

from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.server.reports.clock import Clock
    from fairmark.server.reports.declaration import Report
    from fairmark.server.reports.engines import Engine
    from fairmark.server.reports.measures.when import When
    from fairmark.server.reports.result import Result

NEEDED = ("ibis", "duckdb", "pyarrow")
FORMS = ("text", "json", "csv", "xlsx")
CIRCLES = ("SUP-0", "SUP-1", "SUP-2")


@click.command()
@click.argument("id", metavar="REPORT", required=False)
@click.option("--sample-district", "learners", type=click.IntRange(60), metavar="N", help="Of a made-up district.")
@click.option(
    "--tables",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Of tables that --write-tables has written.",
)
@click.option("--write-tables", type=click.Path(file_okay=False, path_type=Path), help="Write the tables here first.")
@click.option("--by", metavar="NAME,...", default="", help="Groupings, such as school,grade or lowIncome.")
@click.option("--where", "where", multiple=True, metavar="NAME=VALUE", help="Only about these; again for more values.")
@click.option("--as-of", metavar="TIME", help="Learning that was shown up to this day or moment. Default: all of it.")
@click.option("--known-at", metavar="TIME", help="As it was known then. Default: all that is known.")
@click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter of the report.")
@click.option("--suppression", type=click.Choice(CIRCLES), help="For whom it is. Default: that of the report.")
@click.option("--smallest", type=click.IntRange(2), metavar="N", help="Learners that a group must have. Default: 10.")
@click.option("--behind", multiple=True, metavar="NAME=VALUE", help="Whom the row with these values is about.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Form of the result.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the result here.")
def report(
    id: str | None,
    learners: int | None,
    tables: Path | None,
    write_tables: Path | None,
    by: str,
    where: tuple[str, ...],
    as_of: str | None,
    known_at: str | None,
    parameters: tuple[str, ...],
    suppression: str | None,
    smallest: int | None,
    behind: tuple[str, ...],
    form: str,
    output: Path | None,
) -> None:
    """Answer REPORT, such as R-11, from what is recorded about learning. Without REPORT: list the reports.

    The same question with the same times has the same answer for ever.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise WrongUsage(f"this needs the server: pip install 'fairmark[server]' ({missing[0]} is missing)")
    from fairmark.server.reports.catalogue import REPORTS, catalogue_lines

    if id is None:
        _write("".join(f"{line}\n" for line in catalogue_lines()).encode(), None)
        return
    if id not in REPORTS:
        raise WrongUsage(f"there is no report {id!r}: {', '.join(REPORTS)}")
    with _opened(learners, tables, write_tables) as engine:
        from fairmark.server.reports.clock import Clock
        from fairmark.server.reports.forms import FORMS as WRITERS

        clock, asked = Clock(engine), REPORTS[id]
        if not WRITERS[form].text and output is None and sys.stdout.isatty():
            raise WrongUsage(f"a terminal cannot show {form}: name a file with --output")
        when = _when(clock, as_of, known_at)
        result = _result(engine, clock, asked, when, by, where, parameters, suppression, smallest, behind)
        _write(WRITERS[form].write(result), output)


def _opened(learners: int | None, tables: Path | None, write_tables: Path | None) -> "AbstractContextManager[Engine]":
    from contextlib import closing
    import tempfile

    from fairmark.server.reports.engines import duckdb_of, duckdb_over, write_parquet
    from fairmark.server.reports.tables import collected

    if (learners is None) == (tables is None):
        raise WrongUsage("say what the report is of: --sample-district N or --tables DIRECTORY")
    if tables is not None:
        return closing(duckdb_over(tables))
    assert learners is not None  # as one of the two is given  # noqa: S101
    from fairmark.fixtures.district import District
    from fairmark.server.reports.loading.district import district_rows

    rows = district_rows(District(learners=learners, with_guardians=False))
    if write_tables is None:
        return closing(duckdb_of(collected(rows)))
    if write_tables.exists() and any(write_tables.iterdir()):
        raise WrongUsage(f"{write_tables} is not empty: name a folder that is new or empty")
    write_tables.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tables-", dir=write_tables.parent) as unfinished:
        write_parquet(rows, Path(unfinished))
        write_tables.mkdir(exist_ok=True)
        for path in Path(unfinished).iterdir():
            path.replace(write_tables / path.name)
    return closing(duckdb_over(write_tables))


def _when(clock: "Clock", as_of: str | None, known_at: str | None) -> "When":
    known = _moment("--known-at", known_at, clock) if known_at else None
    if as_of is None:
        return clock.when(None, known)
    day = _day(as_of)
    if day is not None:
        return clock.on(day, known or clock.newest)
    shown = datetime.fromisoformat(_checked("--as-of", as_of))
    return clock.when(_plain(shown), known, shown.date())


def _moment(option: str, text: str, clock: "Clock") -> datetime:
    day = _day(text)
    if day is not None:
        return clock.closing(day) or _plain(datetime(day.year, day.month, day.day, 23, 59, 59))
    return _plain(datetime.fromisoformat(_checked(option, text)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _checked(option: str, text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} takes a day or a time such as 2026-01-31T12:00:00Z; not {text!r}") from None
    return text


def _plain(moment: datetime) -> datetime:
    """As rows have moments; one without an offset is taken as UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)


def _result(
    engine: "Engine",
    clock: "Clock",
    asked: "Report",
    when: "When",
    by: str,
    where: tuple[str, ...],
    parameters: tuple[str, ...],
    suppression: str | None,
    smallest: int | None,
    behind: tuple[str, ...],
) -> "Result":
    from fairmark.server.reports.answering import answer
    from fairmark.server.reports.behind import learners_behind
    from fairmark.server.reports.declaration import Suppression
    from fairmark.server.reports.questions import question
    from fairmark.validators.learning.disclosure import SMALLEST

    question_ = question(
        asked, clock, when, [name for name in by.split(",") if name], _pairs(where), _pairs(parameters)
    )
    made = datetime.now(UTC).replace(tzinfo=None)
    if behind:
        return learners_behind(engine, asked, question_, _pairs(behind), made)
    circle = Suppression(suppression) if suppression else None
    return answer(engine, asked, question_, made, suppression=circle, smallest=smallest or SMALLEST)


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    found = []
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise WrongUsage(f"this takes NAME=VALUE, not {text!r}")
        found.append((name, value))
    return found


def _write(data: bytes, output: Path | None) -> None:
    from fairmark.validators.cli.reporting import write_whole

    if output is None:
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)
        click.echo(f"Report: {output}", err=True)
