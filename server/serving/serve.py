"""Start the server: everything that can be wrong is found, and said in a line, before the first request."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
import logging
import sys
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from fairmark.server import web
from fairmark.server.admin.api import ADMIN
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.serving import demo, logs
from fairmark.server.serving.listening import listen, port_of
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.validators.core.usage import WrongUsage

LOG = logging.getLogger("fairmark.server")


def serve(wanted: Settings, say: Callable[[str], None] | None = None) -> None:
    """Serve as `wanted` until told to stop.

    With `say`, as a demonstration: the sample frameworks are imported first, and `say` gets the text that tells a
    newcomer where to look. WrongUsage when the port, the database or the server cannot be used.
    """
    logs.configure(wanted.log_level, wanted.log_format)
    server = choose(wanted)
    with listen(wanted.host, wanted.port) as listener:
        settings = replace(wanted, port=port_of(listener))
        if say:
            demo.make_folder(settings.database)
        engine = open_database(settings.database)
        upgrade(engine)
        if say:
            say(demo.prepare(Context(settings, Store(engine))))
        engine.dispose()  # no connection may be shared with the processes that gunicorn makes
        logs.note(LOG, logging.INFO, "serving", url=settings.base_url, server=server, version=version("fairmark"))
        if server == "gunicorn":
            from fairmark.server.serving import by_gunicorn

            by_gunicorn.run(lambda: application(settings), listener, settings)
        else:
            from fairmark.server.serving import by_waitress

            by_waitress.run(application(settings), listener, settings)


def choose(settings: Settings) -> str:
    """The server that the settings ask for; WrongUsage where it cannot do what they ask for."""
    several = settings.workers > 1
    chosen = settings.server if settings.server != "auto" else "gunicorn" if several else "waitress"
    if chosen == "gunicorn" and sys.platform == "win32":
        raise WrongUsage("gunicorn does not run on Windows; waitress does, with one worker")
    if chosen == "waitress" and several:
        raise WrongUsage("waitress is one process: ask for one worker, or for the server gunicorn")
    return chosen


def application(settings: Settings) -> Any:
    """The WSGI application over a database that is up to date, with connections of its own."""
    app = create_app(Context(settings, Store(open_database(settings.database))), apis=(ADMIN,), pages=(web.mount,))
    if proxies := settings.trusted_proxies:
        return ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=0)
    return app
