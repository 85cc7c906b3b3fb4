"""The command `fairmark retain`. What takes time to import stands inside it."""

import click

from fairmark.server.commands import database_option, needs_server, open_store, write_lines


@click.command()
@click.option("--dry-run", is_flag=True, help="Delete nothing; say what would be deleted.")
@database_option
@needs_server
def retain(dry_run: bool, database: str | None) -> None:
    """Delete what records of learners say whose time is over, as the retention policies of the server have it.

    A stub without personal data stays of each. Run it every night.
    """
    from datetime import UTC, datetime

    from fairmark.server.learning.access.retention import delete_due

    store, _base = open_store(database)
    write_lines([delete_due(store.engine, datetime.now(UTC), dry_run=dry_run).headline])
