"""A server in a thread of these tests, and what a page needs of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
import logging
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page
from werkzeug.serving import make_server

from conftest import ROOT
from fairmark.server import web
from fairmark.server.app import Pages, create_app
from fairmark.server.context import Context
from fairmark.server.http import Api
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store

SCREENS = ROOT / "build" / "screens"

NewPage = Callable[..., Page]
"""Opens an address in a new page; `open_page` in conftest.py says how."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its address, and the store behind it."""

    url: str
    store: Store


def new_store(folder: Path) -> Store:
    engine = open_database(f"sqlite:///{(folder / 'pages.db').as_posix()}")
    upgrade(engine)
    return Store(engine)


class served:  # noqa: N801  # it is used like a function
    """A server over the store, in a thread of its own, for as long as the block lasts."""

    def __init__(self, store: Store, *pages: Pages, apis: Sequence[Api] = (), **settings: Any) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._store = store
        self._app: Any = None
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        chosen = Settings(port=self._server.port, upload_bytes=20_000_000, **settings)
        self._app = create_app(Context(chosen, store), apis=apis, pages=pages or [web.mount])
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def _answer(self, environ: Any, start_response: Any) -> Any:
        return self._app(environ, start_response)

    def __enter__(self) -> Site:
        self._thread.start()
        return Site(f"http://127.0.0.1:{self._server.port}", self._store)

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._store.engine.dispose()
