"""The commands `fairmark serve` and `fairmark tokens`. What takes time to import stands inside them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairmark.server.commands import database_option, needs_server
from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from fairmark.server.settings import Settings
    from fairmark.server.storage.tokens import Tokens

CONFIG = click.option(
    "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML file of settings."
)


@click.command()
@click.option("--demo", "is_demo", is_flag=True, help="Import the sample frameworks; print links and tokens.")
@database_option
@click.option("--host", metavar="ADDRESS", help="Address to listen on; by default 127.0.0.1.")
@click.option("--port", type=int, metavar="N", help="Port to listen on; by default 8080, and 0 takes any free one.")
@click.option("--public-url", metavar="URL", help="Where clients reach the server, if that is elsewhere.")
@click.option("--server", metavar="auto|waitress|gunicorn", help="What serves; auto by default.")
@click.option("--workers", type=int, metavar="N", help="Processes; more than one by gunicorn.")
@click.option("--faults", metavar="NAME", help="Be wrong on purpose: a fault that docs/faults.md lists.")
@click.option("--observe", is_flag=True, default=None, help="Observe consumers: sessions with a log, below /observe.")
@CONFIG
@needs_server
def serve(is_demo: bool, config: Path | None, **typed: Any) -> None:
    """Run the reference server until Ctrl-C.

    Every setting may also stand in the TOML file of --config or in the environment, as FAIRMARK_PORT and so on; the
    command line wins over the environment, the environment over the file. docs/deploy.md lists them all.
    """
    settings = read(config, demo=is_demo, **typed)
    from fairmark.server.serving.serve import serve as run

    run(settings, click.echo if is_demo else None)


@click.group()
def tokens() -> None:
    """Issue, list and revoke the tokens that write and administrator's endpoints ask for."""


@tokens.command()
@click.option("--name", required=True, help="What the token is for; no two have the same name.")
@click.option("--scope", "scopes", multiple=True, required=True, help="What it permits: admin or frameworks.write.")
@click.option("--person", metavar="LOGIN", help="Whose token it is, for scopes that people grant: docs/oauth.md.")
@click.option("--acts-as", metavar="URN", help="Who asks, as records of learning say: docs/learning-api.md.")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it is good; for ever if left out.")
@database_option
@CONFIG
@needs_server
def issue(
    name: str,
    scopes: tuple[str, ...],
    person: str | None,
    acts_as: str | None,
    days: int | None,
    database: str | None,
    config: Path | None,
) -> None:
    """Make a token and print it. It is shown this once: the database keeps only its digest."""
    from datetime import timedelta

    from fairmark.server.serving.tokens import issue as make

    known = standing(config, database)
    whose = _id_of(person, known) if person is not None else None
    lifetime = timedelta(days=days) if days else None
    click.echo(make(known, name, frozenset(scopes), lifetime, person=whose, acts_as=acts_as))


@tokens.command("list")
@database_option
@CONFIG
@needs_server
def list_tokens(database: str | None, config: Path | None) -> None:
    """List the tokens that were issued: name, scopes, end."""
    for token in standing(config, database).all():
        until = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "for ever"
        click.echo(f"{token.name}\t{' '.join(sorted(token.scopes))}\t{until}")


@tokens.command()
@click.argument("name")
@database_option
@CONFIG
@needs_server
def revoke(name: str, database: str | None, config: Path | None) -> None:
    """Take back the token called NAME, at once."""
    from fairmark.server.serving.tokens import revoke as take_back

    take_back(standing(config, database), name)
    click.echo(f"{name}: revoked", err=True)


def _id_of(login: str, known: "Tokens") -> str:
    from fairmark.server.oauth.people import login_of
    from fairmark.server.storage.people import People

    found = People(known.engine).with_login(login_of(login))
    if found is None:
        raise WrongUsage("there is no person with this login name; fairmark people list shows all")
    return found.id


def read(config: Path | None, *, demo: bool = False, **typed: Any) -> "Settings":
    """The settings in force. Unless told otherwise, a demonstration keeps its database in the user's own folder and may
    be checked from its own pages."""
    from fairmark.server.serving.places import TIME_ZONE, demo_database
    from fairmark.server.settings import SELF, read_settings

    demonstrated = {"database": demo_database(os.environ), "check_targets": [SELF], "time_zone": TIME_ZONE}
    fallback = demonstrated if demo else {}
    return read_settings(os.environ, config, fallback, **typed)


def standing(config: Path | None, database: str | None) -> "Tokens":
    """The tokens in the database that the settings name."""
    from fairmark.server.storage.tokens import Tokens

    return Tokens(engine_for(config, database))


def engine_for(config: Path | None, database: str | None) -> "Engine":
    """The database that the settings name, which is made or brought up to date if need be."""
    from fairmark.server.storage.database import open_database
    from fairmark.server.storage.migrations import upgrade

    engine = open_database(read(config, database=database).database)
    upgrade(engine)
    return engine
