"""What Alembic runs. `upgrade` hands the connection in; without one (`alembic revision` while developing), the database
that FAIRMARK_DATABASE names is opened."""

import os

from alembic import context
from sqlalchemy import Connection

import fairmark.server.learning.access.log
import fairmark.server.learning.tables
import fairmark.server.portability.tables
import fairmark.server.roster.tables
import fairmark.server.storage.access_tables
import fairmark.server.storage.credential_tables
from fairmark.server.storage.database import open_database, writing
import fairmark.server.storage.report_tables
import fairmark.server.storage.sharing_tables
from fairmark.server.storage.tables import metadata
import fairmark.server.storage.visits  # noqa: F401 - all for their tables, of the same metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with writing(open_database(os.environ["FAIRMARK_DATABASE"])) as connection:
        migrate(connection)
