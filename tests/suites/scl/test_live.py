"""The live half of the suite: the reference server passes, and servers that get one thing wrong are named for it."""

from collections.abc import Callable, Iterable
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
import uuid

from case_server import BASE, Server
import pytest

from fairmark.fixtures import frameworks
from fairmark.server.app import create_app
from fairmark.server.learning.routes import SCL
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.tokens import Tokens
from fairmark.validators.core.levels import Outcome, Verdict
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.suites.identities import Identity
from fairmark.validators.suites.run import SuiteOptions, live_rules, run_suite
from fairmark.validators.suites.scl.subject import OF_SYSTEMS
from fairmark.validators.suites.transport import InProcess, WsgiApplication

PROFILE = profile_named("scl", live=True)
URL = f"{BASE}/scl/v1"
PEOPLE = ("learnerA", "learnerB", "teacher1", "scorer1")
CONTINUUMS = ("mathematics-continuum", "working-together-continuum")
JSON = [("Content-Type", "application/json")]

Json = dict[str, Any]
Asked = dict[str, Any]
"""Method, path below the base, arguments, and the parsed body (None: no JSON) of a request."""
Told = tuple[int, Any]
"""Status and parsed body of an answer."""


class Reference:
    """The reference server with two continuums, and people to act as."""

    def __init__(self, folder: Path) -> None:
        server = Server(folder)
        for name in CONTINUUMS:
            server.holding(json.loads(frameworks()[name].read_bytes()))
        self.application: WsgiApplication = create_app(server.context, apis=(SCL,))
        tokens = Tokens(server.store.engine)
        self.identities = {
            name: Identity(name, id := f"urn:uuid:{uuid.uuid4()}", issue(tokens, name, SCOPES, acts_as=id))
            for name in PEOPLE
        }

    def checked(self, application: WsgiApplication | None = None, seed: int = 1, **options: Any) -> Report:
        given = {"identities": self.identities, "seed": seed, **options}
        return run_suite(URL, PROFILE, InProcess(application or self.application), SuiteOptions(**given))


SCOPES = frozenset({"scl.read", "scl.write"})


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return Reference(tmp_path_factory.mktemp("reference"))


def broken(report: Report) -> set[str]:
    failing = {check.rule for check in report.checks if check.outcome in (Outcome.FAIL, Outcome.WARN)}
    return failing | {fault.where for fault in report.faults}


def live_checks() -> set[str]:
    return {rule.id for rule in live_rules(PROFILE) if OF_SYSTEMS in rule.kinds}


# -- the honest server -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_reference_server_passes(reference: Reference, seed: int) -> None:
    """Three times in a row: what a run leaves behind must not break the next one."""
    report = reference.checked(seed=seed)
    assert broken(report) == set()
    assert report.verdict is Verdict.PASS
    passed = {check.rule for check in report.checks if check.outcome is Outcome.PASS}
    assert live_checks() <= passed


def test_requirements_come_out_by_what_a_system_can_show(reference: Reference) -> None:
    outcomes = {required.id: required.outcome for required in reference.checked().requirements}
    for id in ("SCL-GRO-01", "SCL-GRO-02", "SCL-PRF-02", "SCL-PRF-08"):
        assert outcomes[id] is Outcome.PASS, id
    assert outcomes["SCL-PRT-06"] is Outcome.CANNOT_TELL, "that takes a package"


def test_nobody_to_act_as_is_cannot_tell(reference: Reference) -> None:
    report = reference.checked(identities={})
    assert broken(report) == set()
    reasons = {check.reason for check in report.checks if check.rule == "SCL-PRF-021"}
    assert reasons == {"It takes learnerA: name an id and a token of theirs in the file of --identities."}
    assert {check.outcome for check in report.checks if check.rule == "SCL-PRV-011"} == {Outcome.PASS}


def test_a_wrong_base_or_token_is_no_verdict(reference: Reference) -> None:
    given = SuiteOptions(identities=reference.identities)
    wrong = run_suite(f"{BASE}/learning", PROFILE, InProcess(reference.application), given)
    assert (wrong.verdict, "base path" in wrong.headline) == (Verdict.UNDETERMINED, True)
    stranger = {"teacher1": Identity("teacher1", "urn:uuid:x", "no such token")}
    refused = reference.checked(identities=stranger)
    assert (refused.verdict, "not taken" in refused.headline) == (Verdict.UNDETERMINED, True)


def test_tokens_and_records_are_in_no_report(reference: Reference) -> None:
    secrets = tuple(identity.token for identity in reference.identities.values())
    told = str(reference.checked(secrets=secrets).checks)
    assert not [secret for secret in secrets if secret in told]
    assert "Conformance test" not in told


# -- wrong servers -----------------------------------------------------------------------------------------------------


def altered(
    application: WsgiApplication,
    ask: Callable[[Asked], None] = lambda _: None,
    tell: Callable[[Asked, Told], Told] = lambda _, told: told,
) -> WsgiApplication:
    """The application that gets other requests, or whose answers are others."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked: Asked = {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"].removeprefix("/scl/v1"),
            "query": dict(parse_qsl(environ["QUERY_STRING"])),
            "body": _parsed(environ["wsgi.input"].read()),
            "environ": environ,
        }
        ask(asked)
        body = json.dumps(asked["body"]).encode() if asked["body"] is not None else b""
        environ |= {"QUERY_STRING": urlencode(asked["query"]), "REQUEST_METHOD": asked["method"]}
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        told: dict[str, Any] = {}
        pieces = application(environ, lambda status, headers, *_: told.update(status=int(status.split()[0])))
        parsed = _parsed(b"".join(pieces))
        status, answer = tell(asked, (told["status"], parsed))
        start_response(f"{status} Told", JSON)
        return [json.dumps(answer).encode()]

    return call


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def is_post(asked: Asked, path: str) -> bool:
    return asked["method"] == "POST" and asked["path"] == path


class Forgetful:
    """Judgments that were deleted are gone; those that were put are written over."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.written: dict[str, Any] = {}

    def __call__(self, asked: Asked, told: Told) -> Told:
        id = asked["path"].removeprefix("/judgments/")
        if asked["path"] == f"/judgments/{id}" and asked["method"] == self.method:
            self.written[id] = asked["body"]
            return 200, {}
        if id in self.written and asked["method"] == "GET":
            return (200, self.written[id]) if self.written[id] else (404, {})
        return told


def _superseding(asked: Asked, told: Told) -> Told:
    """A correction takes the id of what it corrects."""
    if is_post(asked, "/judgments") and "supersedes" in asked["body"]:
        return told[0], {**told[1], "id": asked["body"]["supersedes"]}
    return told


def _without(name: str) -> Callable[[Asked], None]:
    def ask(asked: Asked) -> None:
        asked["query"].pop(name, None)

    return ask


def _method(wrong: str, method: str) -> Callable[[Asked], None]:
    def ask(asked: Asked) -> None:
        if is_post(asked, "/determination-rules") and asked["body"]["method"] == method:
            asked["body"]["method"] = wrong

    return ask


def _whole(name: str, value: Callable[[Json], Any]) -> Callable[[Asked], None]:
    """Fill in what is missing."""

    def ask(asked: Asked) -> None:
        if is_post(asked, "/judgments") and asked["body"].get("status") == "scored":
            asked["body"].setdefault(name, value(asked["body"]))

    return ask


def _speechless(asked: Asked, told: Told) -> Told:
    return (told[0], {"title": "Bad request"}) if told[0] == 422 else told


def _anybody(reference: Reference) -> Callable[[Asked], None]:
    def ask(asked: Asked) -> None:
        asked["environ"].setdefault("HTTP_AUTHORIZATION", f"Bearer {reference.identities['teacher1'].token}")

    return ask


def _everybody_counts(asked: Asked) -> None:
    if is_post(asked, "/determination-rules"):
        asked["body"]["admits"]["roles"] = ["self", "peer", "educator"]


def _last_entry(asked: Asked) -> None:
    """What is entered last is taken for what was done last."""
    if is_post(asked, "/judgments") and asked["body"].get("purpose") == "summative":
        asked["body"]["effectiveAt"] = "2024-01-01T00:00:00Z"


def _one_task(asked: Asked) -> None:
    if is_post(asked, "/determination-rules"):
        asked["body"]["parameters"] = {**asked["body"]["parameters"], "minTasks": 1, "minScorers": 1}


class Rounding:
    """A value is rounded before it is compared with the cut of its rule."""

    def __init__(self) -> None:
        self.cuts: dict[str, float] = {}

    def __call__(self, asked: Asked, told: Told) -> Told:
        if is_post(asked, "/determination-rules"):
            self.cuts[told[1]["id"]] = asked["body"]["parameters"]["cut"]
        if not is_post(asked, "/determinations") or not told[1].get("value") or told[1]["status"] != "notYet":
            return told
        is_reached = round(told[1]["value"], 2) >= round(self.cuts[told[1]["rule"]], 2)
        return (told[0], {**told[1], "status": "proficient"}) if is_reached else told


def _zero(asked: Asked, told: Told) -> Told:
    if is_post(asked, "/determinations") and told[1].get("status") == "insufficientEvidence":
        return told[0], {**told[1], "status": "notYet", "value": 0}
    return told


class Moving:
    """A judgment moves on to the latest version of the work."""

    def __init__(self) -> None:
        self.newer: dict[str, Json] = {}

    def __call__(self, asked: Asked, told: Told) -> Told:
        if is_post(asked, "/evidence") and "previousVersion" in asked["body"]:
            self.newer[asked["body"]["previousVersion"]] = told[1]
        if asked["path"].startswith("/judgments/") and told[0] == 200 and told[1]["evidence"] in self.newer:
            newer = self.newer[told[1]["evidence"]]
            return 200, {**told[1], "evidence": newer["id"], "evidenceVersion": newer["version"]}
        return told


WRONG: dict[str, tuple[str, Callable[[Reference], WsgiApplication]]] = {
    "a judgment can be deleted": ("SCL-GRO-012", lambda r: altered(r.application, tell=Forgetful("DELETE"))),
    "a judgment can be replaced": ("SCL-GRO-012", lambda r: altered(r.application, tell=Forgetful("PUT"))),
    "a correction takes the place of the first": ("SCL-GRO-013", lambda r: altered(r.application, tell=_superseding)),
    "what was known is not looked at": ("SCL-GRO-022", lambda r: altered(r.application, _without("knownAt"))),
    "when it was done is not looked at": ("SCL-GRO-022", lambda r: altered(r.application, _without("asOf"))),
    "the mean for the mode": ("SCL-PRF-021", lambda r: altered(r.application, _method("mean", "mode"))),
    "the last against the rest": (
        "SCL-PRF-021",
        lambda r: altered(r.application, _method("decayingLastVsRest", "decayingRecursive")),
    ),
    "the recursive average": (
        "SCL-PRF-032",
        lambda r: altered(r.application, _method("decayingRecursive", "decayingLastVsRest")),
    ),
    "one task is enough": ("SCL-PRF-052", lambda r: altered(r.application, _one_task)),
    "compared after rounding": ("SCL-PRF-072", lambda r: altered(r.application, tell=Rounding())),
    "too little is zero": ("SCL-PRF-082", lambda r: altered(r.application, tell=_zero)),
    "a judgment moves to the latest version": ("SCL-EVD-043", lambda r: altered(r.application, tell=Moving())),
    "a self-assessment counts": ("SCL-ASM-033", lambda r: altered(r.application, _everybody_counts)),
    "nobody has scored": (
        "SCL-ASM-021",
        lambda r: altered(r.application, _whole("scorer", lambda _: r.identities["teacher1"].id)),
    ),
    "a refusal that says nothing": ("SCL-ASM-021", lambda r: altered(r.application, tell=_speechless)),
    "everybody reads everything": ("SCL-PRV-011", lambda r: altered(r.application, _anybody(r))),
}
"""What a server does wrong to the check that must name it, and the server."""


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_server_is_named_by_its_check_alone(reference: Reference, what: str) -> None:
    check, server = WRONG[what]
    report = reference.checked(server(reference), seed=100 + list(WRONG).index(what))
    assert broken(report) == {check}


def test_every_live_check_has_a_wrong_server() -> None:
    assert live_checks() - {"SCL-PRF-042"} <= {check for check, _ in WRONG.values()}


def test_late_entries_that_count_as_recent_are_told(reference: Reference) -> None:
    """Such a server is wrong about everything that looks at the order, so that others speak too."""
    assert "SCL-PRF-042" in broken(reference.checked(altered(reference.application, _last_entry), seed=99))
