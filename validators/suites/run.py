"""Run a suite: look whether the system can be reached, run every check in the order of its needs, tell the stream."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Protocol

from fairmark.validators.core.collector import Collector, everything_is_new
from fairmark.validators.core.events import (
    Checked,
    Event,
    Exchange,
    Faulted,
    Found,
    InputClosed,
    InputOpened,
    Step,
    Subscriber,
)
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.headline import OBSTACLE
from fairmark.validators.core.levels import ERROR, WARNING, Outcome, Strictness
from fairmark.validators.core.location import Location, Position
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.report import Report, Setting
from fairmark.validators.core.rule import REGISTRY, Rule, finding
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.core.waivers import Decisions
from fairmark.validators.net.url import Url
from fairmark.validators.suites.access import Access
from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.login import Login
from fairmark.validators.suites.recording import Answer, Budget, OutOfBudget, Recorder
from fairmark.validators.suites.requirements import Seen, came_out, told
from fairmark.validators.suites.result import Result
from fairmark.validators.suites.transport import Transport

SUITES = {
    ("CASE", "provider"): "fairmark.validators.suites.case",
    ("CLR", "host"): "fairmark.validators.suites.credentials",
    ("CLR", "provider"): "fairmark.validators.suites.credentials",
    ("OB", "displayer"): "fairmark.validators.suites.displayers",
    ("OB", "host"): "fairmark.validators.suites.credentials",
    ("OB", "issuer"): "fairmark.validators.suites.issuers",
    ("SCL", "system"): "fairmark.validators.suites.scl",
}
"""First part of the rule ids of a standard, and role, to the package that holds the suite."""
SERVING = ("host", "provider")
"""Roles of systems that serve an API: what the live rules are about that name no roles."""

WAIVED, KNOWN = "waived", "known from the baseline"
DECIDED = (f"{WAIVED}: ", f"{KNOWN}: ")
"""How the reason of a check begins that is broken, but that somebody has decided about: it blocks others still."""

SHOWN = 3
"""Exchanges that a check shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOptions:
    """How to run a suite. `headers`, `secrets` and `access` come from the credentials; with `access` the checks try
    tokens that should not be accepted (None: there is no bearer token); `login` gets past the login of a service that
    asks a person (None: nobody is there). `kit` is the folder of badges that a displayer has shown. `identities` are
    whom the run may act as. `only` names rules to run (empty: all).
    `at` is the moment that the report is dated by (None: now)."""

    strictness: Strictness = Strictness.STANDARD
    samples: int | None = 20
    budget: Budget = field(default_factory=Budget)
    headers: tuple[tuple[str, str], ...] = ()
    secrets: Sequence[str] = ()
    access: Access | None = None
    login: Login | None = None
    kit: Path | None = None
    identities: Mapping[str, Identity] = field(default_factory=dict)
    identifiers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    only: Sequence[str] = ()
    exhaustive: bool = False
    seed: int = 1
    decisions: Decisions | None = None
    at: datetime | None = None
    resumed: Sequence[Checked] = ()


class Obstacle(Exception):
    """Why nothing can be tested: the system is not there, the base path is wrong, the token has expired. The text is a
    sentence for the first line of the report; `answer` proves it."""

    def __init__(self, sentence: str, answer: Answer | None = None) -> None:
        super().__init__(sentence)
        self.answer = answer


class Suite(Protocol):
    """What the package of a standard's suite offers as `open_suite(profile, recorder, options)`."""

    rules: Sequence[Rule]

    def preflight(self) -> None:
        """Raise Obstacle when nothing can be tested."""

    def results(self, rule: Rule) -> Iterable[Result]:
        """What the check says."""

    def notes(self) -> Iterator[tuple[str, str]]:
        """Name and text of what the report should say about the run, such as how much was sampled."""

    def documents(self, emit: Subscriber) -> Iterable[Checked]:
        """Judge what the system has answered by the document rules: findings go to `emit`, a check per rule and
        operation is returned."""


def run_suite(
    url: str,
    profile: Profile,
    transport: Transport,
    options: SuiteOptions = SuiteOptions(),
    subscribers: Iterable[Subscriber] = (),
) -> Report:
    """Check the system at `url` and return the report. `transport` carries the requests.

    Raises Refused for a URL that is none. Whatever the system does is an outcome, never an exception.
    """
    suite_module = import_module(SUITES[profile.standard, profile.role])
    recorder = Recorder(
        transport,
        Url.parse(url),
        options.budget,
        headers=options.headers,
        secrets=options.secrets,
        shown=getattr(suite_module, "shown", None),
    )
    return report_on(url, profile, suite_module.open_suite(profile, recorder, options), options, subscribers)


def open_path(profile: Profile, path: Path, options: SuiteOptions) -> "Suite":
    """The suite for what a system has written into a file or folder. WrongUsage where that cannot be read."""
    suite: Suite = import_module(SUITES[profile.standard, profile.role]).open_file(profile, path, options)
    return suite


def report_on(
    name: str,
    profile: Profile,
    suite: Suite,
    options: SuiteOptions = SuiteOptions(),
    subscribers: Iterable[Subscriber] = (),
) -> Report:
    """Run every check of `suite` and return the report. `name` is what was looked at, as reports call it."""
    sieve = options.decisions or everything_is_new
    collector = Collector(strictness=options.strictness, samples=options.samples, sieve=sieve)
    run = _Run(name, profile, suite, options, (collector, *subscribers))
    run.run()
    return collector.report(
        version=installed_version("fairmark"),
        profile=profile.name,
        at=options.at or datetime.now(UTC),
        configuration=_configuration(options),
    )


def _configuration(options: SuiteOptions) -> dict[str, Setting]:
    """What decides how much of a system a run looks at; nothing secret."""
    return {
        "samples": options.samples,
        "seed": options.seed,
        "exhaustive": options.exhaustive,
        "only": list(options.only),
        "requests": options.budget.requests,
        "seconds": round(options.budget.seconds),
        "authenticated": bool(options.access or options.headers),
        "identifiersGiven": sum(len(given) for given in options.identifiers.values()),
        "resumed": bool(options.resumed),
    }


class _Run:
    def __init__(
        self, url: str, profile: Profile, suite: Suite, options: SuiteOptions, subscribers: tuple[Subscriber, ...]
    ) -> None:
        self._url = url
        self._profile = profile
        self._suite = suite
        self._options = options
        self._subscribers = subscribers
        self._broken: dict[str, set[str]] = {}
        self._noted: list[Checked] = []
        self._spent = ""
        self._resumed = {(check.rule, check.operation): check for check in options.resumed}

    def run(self) -> None:
        kind = f"{self._profile.standard.lower()}-{self._profile.role}"
        self._emit(InputOpened(self._url, kind, self._profile.version, ""))
        judged, cancelled = True, False
        try:
            self._suite.preflight()
            self._run_documents()
            for rule in in_order(self._suite.rules):
                self._run_check(rule)
        except Obstacle as obstacle:
            judged = False
            self._block_all(obstacle)
        except KeyboardInterrupt:
            cancelled = True
            self._emit(Step(self._url, "cancelled", Outcome.CANNOT_TELL, "The run was cancelled; --resume goes on."))
        if self._spent:
            self._emit(Step(self._url, "budget", Outcome.CANNOT_TELL, self._spent))
        for name, text in self._suite.notes():
            self._emit(Step(self._url, name, Outcome.PASS, text))
        seen: Seen | None = getattr(self._suite, "seen", None)
        requirements = list(came_out(self._profile, self._noted, seen))
        for required in requirements:
            self._emit(required)
        if seen:
            self._emit(Step(self._url, "requirements", Outcome.PASS, f"{told(requirements)}."))
        self._emit(InputClosed(self._url, _nowhere, judged=judged, partial=cancelled or bool(self._spent)))

    def _run_documents(self) -> None:
        try:
            for checked in self._suite.documents(self._emit):
                self._note(checked)
        except OutOfBudget as spent:
            self._spent = str(spent)

    def _run_check(self, rule: Rule) -> None:
        if self._options.only and rule.id not in self._options.only:
            return
        if done := [check for (id, _), check in self._resumed.items() if id == rule.id]:
            for checked in done:
                self._note(checked)
            return
        try:
            for result in self._suite.results(rule):
                self._tell(rule, result)
        except OutOfBudget as spent:
            self._spent = str(spent)
            self._note(Checked(rule.id, "", Outcome.CANNOT_TELL, str(spent)))
        except Exception as error:  # a faulty check must not end the run; it is reported as a fault of the tool
            self._emit(Faulted(rule.id, f"{rule.id}: {type(error).__name__}"))

    def _tell(self, rule: Rule, result: Result) -> None:
        exchanges = tuple(answer.exchange for answer in result.answers[:SHOWN])
        if result.holds is None:
            outcome = Outcome.CANNOT_TELL if result.applies else Outcome.NOT_APPLICABLE
            self._note(Checked(rule.id, result.operation, outcome, result.reason, None, exchanges))
        elif result.holds:
            self._note(Checked(rule.id, result.operation, Outcome.PASS, "", None, exchanges))
        else:
            self._tell_breach(rule, result, exchanges)

    def _tell_breach(self, rule: Rule, result: Result, exchanges: tuple[Exchange, ...]) -> None:
        at = Location((), result.operation, Privacy.PUBLIC, key=Privacy.PUBLIC)
        found = Finding.of(rule, finding(at=at, observed=result.observed or None, expected=result.expected))
        cause = next((need for need in rule.needs if result.operation in self._broken.get(need, ())), None)
        outcome, reason = Outcome.BLOCKED if cause else outcome_of(found, self._options.strictness), found.message
        if not cause and (decided := decided_about(self._options.decisions, self._url, found)):
            outcome, reason = Outcome.NOT_APPLICABLE, f"{decided}: {reason}"
        checked = Checked(rule.id, result.operation, outcome, reason, cause, exchanges)
        if not cause:
            self._emit(Found(self._url, found))
        self._note(checked)

    def _note(self, checked: Checked) -> None:
        if checked.outcome in (Outcome.FAIL, Outcome.WARN, Outcome.BLOCKED) or checked.reason.startswith(DECIDED):
            self._broken.setdefault(checked.rule, set()).add(checked.operation)
        self._noted.append(checked)
        self._emit(checked)

    def _block_all(self, obstacle: Obstacle) -> None:
        exchanges = (obstacle.answer.exchange,) if obstacle.answer else ()
        self._emit(Step(self._url, OBSTACLE, Outcome.CANNOT_TELL, str(obstacle)))
        for rule in self._suite.rules:
            self._note(Checked(rule.id, "", Outcome.CANNOT_TELL, str(obstacle), None, exchanges))

    def _emit(self, event: Event) -> None:
        for subscriber in self._subscribers:
            subscriber(event)


def outcome_of(found: Finding, strictness: Strictness) -> Outcome:
    """The outcome of a breach: an information is no failure, and stands as a finding beside a pass."""
    severity = found.rule.severity_at(strictness, found.severity)
    return {ERROR: Outcome.FAIL, WARNING: Outcome.WARN}.get(severity, Outcome.PASS)


def decided_about(decisions: Decisions | None, input: str, found: Finding) -> str:
    """What somebody has decided about the breach, "" for nothing: then it is no failure of this run."""
    foreseen = decisions.foresee(input, found) if decisions else "new"
    return {"waived": WAIVED, "known": KNOWN}.get(foreseen, "")


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """The rules, each after those that it needs."""
    placed: dict[str, Rule] = {}
    waiting = list(rules)
    while waiting:
        ready = [r for r in waiting if all(n in placed or all(n != other.id for other in waiting) for n in r.needs)]
        if not ready:
            raise ValueError(f"checks need each other: {', '.join(rule.id for rule in waiting)}")
        placed.update((rule.id, rule) for rule in ready)
        waiting = [rule for rule in waiting if rule.id not in placed]
    return list(placed.values())


def known_rules(profile: Profile, ids: Sequence[str]) -> list[str]:
    """The ids as the catalogue spells them; WrongUsage for one that is no live rule of the profile."""
    import_module(SUITES[profile.standard, profile.role])
    known = [rule.id for rule in live_rules(profile)]
    if unknown := [id for id in ids if id.upper() not in known]:
        near = get_close_matches(unknown[0].upper(), known, n=3) or known
        raise WrongUsage(f"{profile.name} has no check called {unknown[0]!r}; the nearest: {', '.join(near)}")
    return [id.upper() for id in ids]


SERVICES = "API"
"""First part of the ids of the rules about services that Open Badges and CLR describe alike."""


def live_rules(profile: Profile) -> list[Rule]:
    """The declared live rules of a profile, in the order of their ids: those of its standard's version, and those about
    services whose versions name its documents; all of them for its role, which they name as their kinds."""
    claims = {profile.standard: profile.version, SERVICES: profile.document}
    return [
        rule
        for _, rule in sorted(REGISTRY.items())
        if rule.scope == "live"
        and claims.get(rule.standard) in rule.versions
        and profile.role in (rule.kinds or SERVING)
    ]


def _nowhere(wanted: Sequence[Location]) -> list[Position | None]:
    return [None for _ in wanted]
