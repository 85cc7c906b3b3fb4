"""The command `fairmark people`. What takes time to import stands inside it."""

from pathlib import Path
import sys
from typing import TYPE_CHECKING

import click

from fairmark.server.commands import database_option, needs_server
from fairmark.server.serving.command import CONFIG, engine_for
from fairmark.validators.core.usage import WrongUsage

if TYPE_CHECKING:
    from fairmark.server.storage.people import People


@click.group()
def people() -> None:
    """Make, list and remove the people who can log in, to let applications have what is theirs."""


@people.command()
@click.argument("login")
@click.option("--name", default="", help="What pages call the person; the login name if left out.")
@click.option(
    "--password-file",
    type=click.Path(allow_dash=True, dir_okay=False, path_type=Path),
    help="File whose first line is the password, - for standard input; else one is made and printed.",
)
@database_option
@CONFIG
@needs_server
def add(login: str, name: str, password_file: Path | None, database: str | None, config: Path | None) -> None:
    """Make a person who logs in as LOGIN, and print their id and, if it was made, their password.

    The password is shown this once: the database keeps a hash of it. It is never an argument, since those are seen by
    everybody on the machine.
    """
    from fairmark.server.oauth.people import add as make
    from fairmark.server.oauth.people import new_password

    password = _first_line(password_file) if password_file else new_password()
    person = make(_people(config, database), login, name, password)
    click.echo(person.id if password_file else f"{person.id}\t{password}")


@people.command("list")
@database_option
@CONFIG
@needs_server
def list_people(database: str | None, config: Path | None) -> None:
    """List the people: id, login name, name."""
    from fairmark.validators.reports.safe_text import visible

    for person in _people(config, database).all():
        click.echo(f"{person.id}\t{visible(person.login)}\t{visible(person.name)}")


@people.command()
@click.argument("login")
@database_option
@CONFIG
@needs_server
def remove(login: str, database: str | None, config: Path | None) -> None:
    """Remove the person who logs in as LOGIN, with all that they have allowed.

    The record of what was disclosed stays; it names the id only.
    """
    from fairmark.server.oauth.people import login_of

    if not _people(config, database).remove(login_of(login)):
        raise WrongUsage("there is no person with this login name")
    click.echo("removed", err=True)


def _people(config: Path | None, database: str | None) -> "People":
    from fairmark.server.storage.people import People

    return People(engine_for(config, database))


def _first_line(file: Path) -> str:
    """The password in the file; WrongUsage where it cannot be read."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(f"cannot read the password from {file}: {type(error).__name__}") from None
    return text.partition("\n")[0].rstrip("\r")
