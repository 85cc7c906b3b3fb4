"""The migrations of the database, and how they are run: `upgrade(engine)` before anything else."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from fairmark.server.storage.database import NoDatabase, reading, writing


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction. Those who start at once wait for each other.

    A database that is there already is not written to, and so waits for no import. NoDatabase when it cannot be opened.
    """
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    try:
        with reading(engine) as connection:
            standing = MigrationContext.configure(connection).get_current_heads()
        if standing == tuple(ScriptDirectory.from_config(settings).get_heads()):
            return
        with writing(engine) as connection:
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except CommandError:
        raise NoDatabase("the database was made by a newer version of Fairmark: install that one") from None
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise NoDatabase(f"the database {engine.url.render_as_string()} cannot be used: {reason}") from error
