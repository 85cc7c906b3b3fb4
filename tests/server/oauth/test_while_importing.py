"""What happens while an import keeps the database: PostgreSQL lets everybody go on, SQLite says when to come again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from oauth_server import READ, Host, new_verifier
import pytest
from sqlalchemy import text

from fairmark.server.storage import database
from fairmark.server.storage.database import open_database, writing
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store

PATIENCE = 20
"""Seconds after which somebody is waiting for the import."""


def test_on_postgresql_nobody_waits(postgresql: Callable[[], str]) -> None:
    engine = open_database(postgresql())
    upgrade(engine)
    host = Host(Store(engine))

    def whole_way() -> int:
        client = host.client()
        tokens = host.tokens(client)
        host.renew(client, tokens["refresh_token"])
        return host.read(host.tokens(client)["access_token"]).status_code

    with ThreadPoolExecutor(1) as pool, writing(engine) as importing:
        importing.execute(text("SELECT 1"))
        assert pool.submit(whole_way).result(PATIENCE) == 200
    engine.dispose()


def test_on_sqlite_they_are_told_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITERS_WAIT", 0.1)
    engine = open_database(f"sqlite:///{(tmp_path / 'busy.db').as_posix()}")
    upgrade(engine)
    host = Host(Store(engine))
    client = host.client()
    verifier = new_verifier()
    code = host.code(client, verifier)
    token = host.tokens(client)["access_token"]
    with writing(engine):
        for answer in (host.register(), host.redeem(client, code, verifier), host.revoke(client, token=token)):
            assert (answer.status_code, answer.json["error"]) == (503, "temporarily_unavailable")
            assert answer.headers["Retry-After"]
        assert host.log_in(host.request(client, verifier, scope=READ)).status_code == 503
        assert host.read(token).status_code == 200, "reading waits for nobody"
    assert host.redeem(client, code, verifier).status_code == 200
    engine.dispose()
