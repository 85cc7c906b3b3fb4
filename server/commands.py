"""The server's commands of `fairmark`. Thin shells: they read options, call the library and write what comes back.

The command line loads this module at every start, so that it imports nothing heavy.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from importlib.util import find_spec
import os
from pathlib import Path
import sys
from typing import TYPE_CHECKING, Any

import click

from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.server.storage.store import Store
    from fairmark.validators.net.client import Client

REFUSED, FAILED = 1, 3
NEEDED = ("sqlalchemy", "alembic", "marshmallow", "zstandard")

database_option = click.option(
    "--database", metavar="URL", help="sqlite:///FILE or postgresql://…; else FAIRMARK_DATABASE, else fairmark.db here."
)
form_option = click.option(
    "--format", "form", type=click.Choice(["console", "json"]), default="console", help="Form of what is told."
)


def needs_server(command: Callable[..., None]) -> Callable[..., None]:
    """A command that says in a line what is missing where only the validator is installed, and who keeps it waiting."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        if missing := [name for name in NEEDED if find_spec(name) is None]:
            raise WrongUsage(f"this needs the server: pip install 'fairmark[server]' ({missing[0]} is missing)")
        from fairmark.server.storage.database import Busy

        try:
            command(*arguments, **options)
        except Busy as busy:
            click.echo(f"fairmark: {busy}", err=True)
            sys.exit(FAILED)

    return run


@click.command("import")
@click.argument("input", metavar="FILE|URL|-")
@database_option
@click.option(
    "--strict/--lenient", default=False, help="Refuse any error; --lenient, the default, mends what can be mended."
)
@click.option("--dry-run", is_flag=True, help="Store nothing; say what would change.")
@click.option("--at", metavar="TIME", help="Judge as of this time (ISO 8601), not now.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit: bytes=2GB.")
@click.option("--allow-private", is_flag=True, help="Follow redirects into private networks.")
@form_option
@needs_server
def import_(
    input: str,
    database: str | None,
    strict: bool,
    dry_run: bool,
    at: str | None,
    limits: tuple[str, ...],
    allow_private: bool,
    form: str,
) -> None:
    """Store the CASE package in FILE, behind URL or on standard input, whole or not at all.

    Where FILE is a OneRoster package, a folder or an archive, its roster is kept: it takes the place of the one before.
    Where it is a portability package of the learning profile, its records are put in, whole or not at all.

    Exit status: 0 stored (or there already), 1 refused, 2 wrong usage, 3 the tool itself failed.
    """
    from fairmark.server.importing.importer import How, import_source
    from fairmark.server.importing.outcome import Status
    from fairmark.server.portability.arriving import is_learning
    from fairmark.server.portability.importing import import_package
    from fairmark.server.roster.keeping import is_roster, keep
    from fairmark.validators.cli.reporting import read_time
    from fairmark.validators.fetching import fetcher
    from fairmark.validators.readers.limits import limits_from
    from fairmark.validators.readers.source import open_sources
    from fairmark.validators.reports.safe_text import to_json

    bounds = limits_from(limits)
    fetch = fetcher({}, bounds, allow_private=allow_private)
    (source,) = open_sources([input], bounds, fetch)
    if is_learning(source):
        if dry_run:
            raise WrongUsage("a portability package is put in as a whole, or not: --dry-run is for frameworks")
        if input == "-":
            raise WrongUsage("a portability package is read twice: name its file")
        store, base = open_store(database)
        how = How(own_base=base, at=read_time(at) if at else None, limits=bounds)
        put_in = import_package(store, source.name, lambda: next(open_sources([input], bounds, fetch)), how)
        write(to_json(put_in.as_json()) if form == "json" else put_in.as_text().encode())
        sys.exit(REFUSED if put_in.is_refused else 0)
    if is_roster(source):
        if dry_run:
            raise WrongUsage("a roster is kept as a whole, or not: --dry-run is for frameworks")
        store, _base = open_store(database)
        kept = keep(store.engine, Path(input), bounds)
        write(to_json(kept.as_json()) if form == "json" else f"{kept.headline}\n".encode())
        return
    store, base = open_store(database)
    how = How(lenient=not strict, dry_run=dry_run, own_base=base, at=read_time(at) if at else None, limits=bounds)
    outcome = import_source(store, source, how)
    write(to_json(outcome.as_json()) if form == "json" else outcome.as_text().encode())
    sys.exit(REFUSED if outcome.status is Status.REFUSED else 0)


@click.command()
@click.argument("identifier", required=False)
@database_option
@click.option("--case-version", type=click.Choice(["1.0", "1.1"]), default="1.1", help="Version of CASE to write.")
@click.option("--version", "number", type=click.IntRange(min=1), metavar="N", help="An earlier version.")
@click.option("--versions", "listing", is_flag=True, help="List the versions instead.")
@click.option("--learner", metavar="URN", help="All that is recorded of this learner, as a portability package.")
@click.option("--organisation", is_flag=True, help="All that is recorded, as a portability package.")
@click.option("--since", metavar="TIME", help="Of a portability package, only what came after this time (ISO 8601).")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the package here.")
@needs_server
def export(
    identifier: str | None,
    database: str | None,
    case_version: str,
    number: int | None,
    listing: bool,
    learner: str | None,
    organisation: bool,
    since: str | None,
    output: Path | None,
) -> None:
    """Give back the package of the framework IDENTIFIER as it was imported. Without IDENTIFIER: list the frameworks.

    With --learner or --organisation, and --output: write what is recorded of learning as a portability package.
    """
    from fairmark.server.importing.exporter import export_package, framework_lines, version_lines

    if learner or organisation:
        if (learner and organisation) or identifier or output is None:
            raise WrongUsage("say either --learner or --organisation, no IDENTIFIER, and where to write with --output")
        _export_learning(database, learner or "", since, output)
        return
    store, _base = open_store(database)
    if identifier is None:
        write_lines(framework_lines(store.frameworks()))
    elif listing:
        write_lines(version_lines(store.versions(identifier)))
    else:
        write(export_package(store, identifier, case_version, number), output)


def _export_learning(database: str | None, learner: str, since: str | None, output: Path) -> None:
    from datetime import UTC, datetime

    from fairmark.server.portability.exporting import Maker
    from fairmark.server.portability.scope import Scope
    from fairmark.validators.cli.reporting import read_time, write_pieces

    store, base = open_store(database)
    maker = Maker(store.engine, base, datetime.now(UTC))
    if learner and not maker.is_known(learner):
        raise WrongUsage("nothing is recorded of this learner")
    write_pieces(output, maker.package(Scope(learner, read_time(since) if since else None)))
    click.echo(f"Written: {output}", err=True)


@click.command()
@click.argument("base", metavar="BASE_URL")
@database_option
@click.option(
    "--strict/--lenient", default=False, help="Refuse any error; --lenient, the default, mends what can be mended."
)
@click.option("--pause", type=click.FloatRange(min=0), default=0.5, show_default=True, help="Seconds between requests.")
@click.option("--token", envvar="FAIRMARK_MIRROR_TOKEN", metavar="T", help="Bearer token for that server.")
@click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE", help="Raise or lower a limit: bytes=2GB.")
@form_option
@needs_server
def mirror(
    base: str, database: str | None, strict: bool, pause: float, token: str | None, limits: tuple[str, ...], form: str
) -> None:
    """Import every framework of the CASE server at BASE_URL, such as https://case.example.org/ims/case/v1p1.

    Run it again to refresh, or to go on where it was stopped. Exit status: 0 everything is here, 1 something is not, 2
    wrong usage, 3 the tool itself failed.
    """
    from fairmark.server.importing.importer import How
    from fairmark.server.importing.listing import NoList
    from fairmark.server.importing.mirror import mirror as run
    from fairmark.server.importing.polite import Patience, PoliteClient, ServerBusy
    from fairmark.server.storage.mirrors import Mirrored
    from fairmark.validators.net.errors import NetError, Refused
    from fairmark.validators.readers.limits import limits_from
    from fairmark.validators.reports.safe_text import to_json, visible

    def tell(one: Mirrored) -> None:
        click.echo(visible(f"{one.document}  {one.status.value}  {one.detail}"), err=True)

    bounds = limits_from(limits)
    store, own_base = open_store(database)
    how = How(lenient=not strict, own_base=own_base, limits=bounds)
    try:
        with client_for(base, token, bounds.bytes) as client:
            done = run(store, PoliteClient(client, Patience(pause)), base, how, tell)
    except Refused as error:
        raise WrongUsage(f"BASE_URL cannot be used: {error}") from None
    except (NetError, NoList, ServerBusy) as error:
        click.echo(visible(f"fairmark: nothing was mirrored: {error}"), err=True)
        sys.exit(REFUSED)
    write(to_json(done.as_json()) if form == "json" else f"{visible(done.headline)}\n".encode())
    sys.exit(0 if done.complete else REFUSED)


# -- what the commands share -----------------------------------------------------------------------------------------


def open_store(database: str | None) -> tuple["Store", str]:
    """The store that the user named or the settings name, at the newest revision, and the server's own address."""
    from fairmark.server.settings import read_settings
    from fairmark.server.storage.database import open_database
    from fairmark.server.storage.migrations import upgrade
    from fairmark.server.storage.store import Store

    settings = read_settings(os.environ, database=database)
    engine = open_database(settings.database)
    upgrade(engine)
    return Store(engine), settings.base_url


def client_for(base: str, token: str | None, body_bytes: int) -> "Client":
    """A client for the server that the user typed, whose address is therefore not questioned."""
    from fairmark.validators.net.client import Client
    from fairmark.validators.net.limits import STANDARD_LIMITS
    from fairmark.validators.net.messages import Credentials
    from fairmark.validators.net.policy import PUBLIC_ONLY
    from fairmark.validators.net.url import Url

    origin = Url.parse(base).origin
    credentials = [Credentials.bearer(origin, token)] if token else []
    return Client(PUBLIC_ONLY.trusting(origin), replace(STANDARD_LIMITS, body_bytes=body_bytes), credentials)


def write_lines(lines: Iterable[str]) -> None:
    from fairmark.validators.reports.safe_text import visible

    write("".join(f"{visible(line)}\n" for line in lines).encode())


def write(data: bytes, output: Path | None = None) -> None:
    """Write `data`, whole or not at all, to the file or to standard output."""
    from fairmark.validators.cli.reporting import write_whole

    if output is None:
        sys.stdout.buffer.write(data)
        return
    write_whole(output, data)
    click.echo(f"Written: {output}", err=True)
