"""Start the server: everything that can be wrong is found, and said in a line, before the first request."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
import logging
import sys
from typing import Any

from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from fairmark.server import observe, web
from fairmark.server.admin.api import ADMIN
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.credentials.about import ABOUT_PAGES
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.credentials.routes import credential_apis
from fairmark.server.faults import fault_named, faulty
from fairmark.server.learning.routes import SCL
from fairmark.server.oauth.limits import Limits
from fairmark.server.oauth.routes import authorization_apis
from fairmark.server.oneroster.routes import GRADEBOOK_API
from fairmark.server.portability.routes import PORTABILITY
from fairmark.server.reports.operations import REPORTS_API
from fairmark.server.serving import demo, logs
from fairmark.server.serving.listening import listen, port_of
from fairmark.server.serving.looking_around import offer
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.store import Store
from fairmark.server.web.credentials_mine import learner_apis
from fairmark.server.web.learning import learning_pages
from fairmark.server.web.learning.visiting import Offered
from fairmark.server.web.management import management_pages
from fairmark.validators.core.usage import WrongUsage

LOG = logging.getLogger("fairmark.server")


def serve(wanted: Settings, say: Callable[[str], None] | None = None) -> None:
    """Serve as `wanted` until told to stop.

    With `say`, as a demonstration: the sample frameworks are imported first, and `say` gets the text that tells a
    newcomer where to look. WrongUsage when the port, the database or the server cannot be used.
    """
    logs.configure(wanted.log_level, wanted.log_format)
    server = choose(wanted)
    fault = fault_named(wanted.faults) if wanted.faults else None
    with listen(wanted.host, wanted.port) as listener:
        settings = replace(wanted, port=port_of(listener))
        engine = open_database(settings.database)
        if say:
            demo.make_folder(engine.url)
        upgrade(engine)
        if say:
            demo.prepare(Context(settings, Store(engine)), say)
        offered = offer(engine) if say else []
        running = {"url": settings.base_url, "server": server, "version": version("fairmark")}
        logs.note(LOG, logging.INFO, "serving", **running)
        if fault:
            logs.note(LOG, logging.WARNING, "faulty", fault=fault.name, breaks=fault.breaks, what=fault.what)
        if is_nameless(settings):
            hint = "public_url or hosts must name what others call this machine"
            logs.note(LOG, logging.WARNING, "others are refused", hint=hint)
        if server == "gunicorn":
            from fairmark.server.serving import by_gunicorn

            engine.dispose()  # no connection may be shared with the processes that gunicorn makes
            by_gunicorn.run(
                lambda: application(settings, open_database(settings.database), offered), listener, settings
            )
        else:
            from fairmark.server.serving import by_waitress

            by_waitress.run(application(settings, engine, offered), listener, settings)
            engine.dispose()


def is_nameless(settings: Settings) -> bool:
    """Whether the server listens to other machines but was not told under which name they ask for it."""
    return not (settings.public_url or settings.hosts or settings.host in ("127.0.0.1", "::1", "localhost"))


def choose(settings: Settings) -> str:
    """The server that the settings ask for; WrongUsage where it cannot do what they ask for."""
    several = settings.workers > 1
    chosen = settings.server if settings.server != "auto" else "gunicorn" if several else "waitress"
    if chosen == "gunicorn" and sys.platform == "win32":
        raise WrongUsage("gunicorn does not run on Windows; waitress does, with one worker")
    if chosen == "waitress" and several:
        raise WrongUsage("waitress is one process: ask for one worker, or for the server gunicorn")
    if several and (settings.observe or settings.check_targets):
        raise WrongUsage(
            "observe and check_targets keep what they see in the memory of one process: ask for one worker"
        )
    return chosen


def application(settings: Settings, engine: Engine, offered: Sequence[Offered] = ()) -> Any:
    """The WSGI application over a database that is up to date. As those who are `offered` anybody may look around."""
    pages = (web.mount, observe.mount) if settings.observe else (web.mount,)
    limits = Limits()
    people = (*authorization_apis(limits), *learner_apis(limits), learning_pages(limits, offered), management_pages())
    apis = (ADMIN, SCL, PORTABILITY, REPORTS_API, GRADEBOOK_API, *people, *credential_apis(), ISSUER_API, ABOUT_PAGES)
    app: Any = create_app(Context(settings, Store(engine)), apis=apis, pages=pages)
    if settings.faults:
        app = faulty(app, settings.faults)
    if proxies := settings.trusted_proxies:
        return ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies)
    return app
