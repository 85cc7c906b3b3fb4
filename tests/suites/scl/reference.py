"""The reference server as the live suite meets it: two continuums, and people to act as."""

from collections.abc import Iterator
from contextlib import closing
import json
from pathlib import Path
import sqlite3
from typing import Any

from case_server import BASE, Server
from small_roster import DISTRICT, Taught, Who, X, Y, write_roster

from fairmark.fixtures import frameworks
from fairmark.server.app import create_app
from fairmark.server.context import Context
from fairmark.server.http import Api
from fairmark.server.learning.routes import SCL
from fairmark.server.portability.routes import PORTABILITY
from fairmark.server.roster.keeping import keep
from fairmark.server.serving.tokens import issue
from fairmark.server.settings import Settings
from fairmark.server.storage.database import open_database
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.convert.scl_terms import urn_of
from fairmark.validators.core.levels import Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.readers.limits import Limits
from fairmark.validators.suites.identities import NAMES, Identity
from fairmark.validators.suites.recording import Budget
from fairmark.validators.suites.run import SuiteOptions, live_rules, run_suite
from fairmark.validators.suites.scl.subject import OF_SYSTEMS
from fairmark.validators.suites.transport import InProcess, WsgiApplication

PROFILE = profile_named("scl", live=True)
URL = f"{BASE}/scl/v1"
CONTINUUMS = ("mathematics-continuum", "working-together-continuum")
SCOPES = frozenset({"scl.read", "scl.write"})
DATABASE = "fairmark.db"
APIS = (SCL, PORTABILITY)
BUDGET = Budget(requests=3_000)


NOT_OFFERED = frozenset({"SCL-RPT-011", "SCL-RPT-031", "SCL-RPT-041"})
"""Checks of what this server does not offer unless it is told to: reports are an API of their own."""
COHORTS = 6
"""How many times there are people of whom nothing is known."""


class Reference:
    """The reference server with two continuums, and people to act as: in each cohort two learners at the school x with
    their teacher and their scorers, a teacher of the other school, and so on."""

    def __init__(self, folder: Path, *more: Api) -> None:
        server = Server(folder)
        for name in CONTINUUMS:
            server.holding(json.loads(frameworks()[name].read_bytes()))
        people = [who for number in range(COHORTS) for who in _people(number)]
        classes = [_class(number) for number in range(COHORTS)]
        keep(server.store.engine, write_roster(folder / "roster", people, classes), Limits())
        self._folder = folder
        self.application: WsgiApplication = create_app(server.context, apis=(*APIS, *more))
        tokens = Tokens(server.store.engine)
        self._cohorts = iter([{name: _identity(tokens, name, number) for name in NAMES} for number in range(COHORTS)])
        self.identities = self.newcomers()

    def newcomers(self) -> dict[str, Identity]:
        """People of whom nothing is known yet but who they are."""
        return next(self._cohorts)

    def again(self, folder: Path) -> WsgiApplication:
        """The same server with what it holds now, over a copy of its database in the folder."""
        with (
            closing(sqlite3.connect(self._folder / DATABASE)) as here,
            closing(sqlite3.connect(folder / DATABASE)) as there,
        ):
            here.backup(there)
        store = Store(open_database(f"sqlite:///{(folder / DATABASE).as_posix()}"))
        application: WsgiApplication = create_app(Context(Settings(public_url=BASE), store), apis=APIS)
        return application

    def checked(self, application: WsgiApplication | None = None, seed: int = 1, **options: Any) -> Report:
        given = {"identities": self.identities, "seed": seed, "budget": BUDGET, **options}
        return run_suite(URL, PROFILE, InProcess(application or self.application), SuiteOptions(**given))


def _people(number: int) -> Iterator[Who]:
    """Who they are by the roster; a verifier is in none."""

    def named(name: str, role: str, org: str = X, **more: Any) -> Who:
        return Who(f"{name}-{number}", role, org, **more)

    yield named("learnerA", "student", grade="06", born="2014-03-01", family=[f"guardianA-{number}"])
    yield named("learnerB", "student", grade="06", born="2014-05-01")
    yield named("guardianA", "guardian")
    yield named("teacher1", "teacher")
    yield named("teacher2", "teacher", Y)
    yield from (named(f"scorer{turn}", "teacher") for turn in (1, 2, 3))
    yield named("leaderX", "principal")
    yield named("district", "districtAdministrator", DISTRICT)
    yield named("privacy", "ext:privacyOfficer", DISTRICT)


def _class(number: int) -> Taught:
    teachers = [f"{name}-{number}" for name in ("teacher1", "scorer1", "scorer2", "scorer3")]
    return Taught(f"class-{number}", teachers, [f"learnerA-{number}", f"learnerB-{number}"])


def _identity(tokens: Tokens, name: str, number: int) -> Identity:
    id = urn_of("users", f"{name}-{number}")
    return Identity(name, id, issue(tokens, f"{name}-{number}", SCOPES, acts_as=id))


def broken(report: Report) -> set[str]:
    """The checks that fail or warn, and those of the suite that are faulty themselves."""
    failing = {check.rule for check in report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    return failing | {fault.where for fault in report.faults}


def live_checks() -> set[str]:
    return {rule.id for rule in live_rules(PROFILE) if OF_SYSTEMS in rule.kinds}
