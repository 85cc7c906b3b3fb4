"""The honest baseline of the proof of the suites for hosts: the reference server in process over SQLite, and one run of
a suite against any WSGI application that stands in its place.

Each run has a person of its own, whose list is empty but for what a provider must have, and an address of its own, so
that no run uses up the server's limits for another one.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from werkzeug.security import generate_password_hash

from fairmark.server.credentials.edition import EDITIONS
from fairmark.server.oauth.scopes import OB
from fairmark.server.serving.serve import application
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.credentials import JSON, JWS, Credentials, Kept
from fairmark.server.storage.database import open_database
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.people import People, Person
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.judge import load_rules
from fairmark.validators.suites.credentials.samples import Samples
from fairmark.validators.suites.credentials.uploading import bytes_of
from fairmark.validators.suites.login import ByForm
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess, WsgiApplication

BASE = "http://127.0.0.1:8080"
PATHS = {"OB": "/ims/ob/v3p0", "CLR": "/ims/clr/v2p0"}
PASSWORD = "correct-horse-battery"
HASH = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
"""At the least cost: hundreds of logins are no proof of scrypt."""
HELD = 4
"""Credentials that the list of a provider holds before a run."""

load_rules()


class Host:
    """The reference server, and the people who log in to it."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(database=f"sqlite:///{(folder / 'host.db').as_posix()}", port=8080)
        self._engine = open_database(settings.database)
        upgrade(self._engine)
        self.app: WsgiApplication = application(settings, self._engine)
        self._numbers = count(1)
        self._samples = {standard: _sent_before(Samples(standard)) for standard in PATHS}

    def checked(
        self,
        profile: str,
        app: WsgiApplication | None = None,
        prepare: Callable[[SuiteOptions], SuiteOptions] = lambda options: options,
    ) -> Report:
        """The report of the suite of that profile about `app`, the honest server by default."""
        number, person = self._person()
        wanted = profile_named(profile, live=True)
        if wanted.role == "provider":
            for kept in self._samples[wanted.standard]:
                Credentials(self._engine).keep(kept(person.id), datetime.now(UTC))
        transport = InProcess(_from_its_own_address(app or self.app, number))
        options = prepare(SuiteOptions(login=ByForm({"login": person.login, "password": PASSWORD})))
        return run_suite(f"{BASE}{PATHS[wanted.standard]}", wanted, transport, options)

    def token(self, *actions: str) -> str:
        """A token of another person for these actions by Open Badges, such as credential.readonly."""
        number, person = self._person()
        scopes = frozenset(OB + action for action in actions)
        return issue(Tokens(self._engine), f"token {number}", scopes, person=person.id)

    def _person(self) -> tuple[int, Person]:
        number = next(self._numbers)
        person = Person(f"person-{number}", f"person {number}", "Ada", HASH, datetime(2026, 1, 1, tzinfo=UTC))
        People(self._engine).add(person)
        return number, person


def _from_its_own_address(app: WsgiApplication, number: int) -> WsgiApplication:
    """The application, asked from a network of its own each run."""

    def asked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        return app({**environ, "REMOTE_ADDR": f"10.{number >> 8}.{number & 255}.1"}, start_response)

    return asked


def _sent_before(samples: Samples) -> list[Callable[[str], Kept]]:
    """Credentials in both forms, each issued ten minutes after the one before."""
    edition = next(one for one in EDITIONS if one.name == samples.standard.lower())

    def kept(number: int) -> Callable[[str], Kept]:
        id = samples.new_id()
        body = samples.token(id, number * 10) if number % 2 else samples.signed(id, number * 10)
        issued = datetime.fromisoformat(samples.moment(number * 10))
        form = JWS if number % 2 else JSON
        return lambda person: Kept(person, edition.name, id, id, form, issued, bytes_of(body))

    return [kept(number) for number in range(HELD)]
