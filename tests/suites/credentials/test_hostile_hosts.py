"""Hosts that answer nonsense: it costs the checks that it concerns, and never the run."""

from collections.abc import Iterator
import json

import pytest
from suites.credentials.honest_host import Host
from suites.honest import complaints

from fairmark.server.faults.credentials.exchange import (
    AUTHORIZE,
    DECIDE,
    DISCOVERY,
    LIST,
    METADATA,
    PROFILE,
    REGISTER,
    TOKEN,
    UPSERT,
    Asked,
    Reply,
    Serve,
)
from fairmark.server.faults.credentials.fault import CREDENTIALS
from fairmark.server.faults.middleware import Changed
from fairmark.validators.core.levels import Outcome

DEEP = b'{"credential":' + b"[" * 900 + b"]" * 900 + b"}"
JSON = (("Content-Type", "application/json"),)


def links_to_nowhere(reply: Reply) -> Reply:
    """A page of the list whose links lead to what is no address."""
    rels = ("first", "prev", "next", "last")
    return reply.showing("Link", ", ".join(f'<javascript:alert({rel})>; rel="{rel}"' for rel in rels))


def nested(depth: int) -> dict[str, object]:
    found: dict[str, object] = {"id": "x"}
    for _ in range(depth):
        found = {"credentialSubject": found}
    return found


ODD_CREDENTIALS = [
    {},
    {"id": 5, "validFrom": 7, "type": {}},
    {"id": None, "validFrom": "2026-13-45T99:00:00Z", "@context": [None, {}]},
    {"validFrom": "0001-01-01T00:00:00+14:00"},
    {"validFrom": "9999-12-31T23:59:59-14:00", "issuanceDate": []},
    nested(400),
]
ODD_TOKENS = ["", "a.b.c", "..", "eyJhbGciOiJub25lIn0.bnVsbA.", "\ud83d\ude00", "e30.e30.e30"]

ANSWERS = {
    "nothing": Reply(200),
    "binary": Reply(200, JSON, bytes(range(256))),
    "null": Reply(200, JSON, b"null"),
    "array": Reply(200, JSON, b"[[[]]]"),
    "deep": Reply(200, JSON, DEEP),
    "odd credentials": Reply(200, JSON, json.dumps({"credential": ODD_CREDENTIALS}).encode()),
    "odd tokens": Reply(200, JSON, json.dumps({"compactJwsString": ODD_TOKENS}).encode()),
    "odd members": Reply(200, JSON, b'{"credential": 5, "compactJwsString": {"a": 1}, "openapi": [], "components": 3}'),
    "odd headers": Reply(200, (*JSON, ("Link", "<<>;;rel"), ("X-Total-Count", "\xb2"), ("Location", "::")), b"{}"),
    "odd secrets": Reply(201, JSON, b'{"client_id": "\\u20ac", "client_secret": "a\\nb", "redirect_uris": 1}'),
    "odd access": Reply(
        200, JSON, b'{"access_token": "a\\nb\\u20ac", "token_type": 5, "scope": [], "refresh_token": ""}'
    ),
    "failure": Reply(500, JSON, b'{"imsx_codeMinor": {"imsx_codeMinorField": [null]}}'),
    "nowhere": Reply(302, (("Location", "javascript:alert(1)"),)),
    "circle": Reply(302, (("Location", "/oauth/authorize"),)),
    "page": Reply(200, (("Content-Type", "text/html"),), b"<form action='::'><input name=login><button name=a>x"),
}
OPERATIONS = {
    "discovery": {DISCOVERY},
    "registration": {REGISTER},
    "consent": {AUTHORIZE, DECIDE},
    "token": {TOKEN},
    "metadata": {METADATA},
    "list": {LIST},
    "upsert": {UPSERT},
    "profile": {PROFILE},
    "everything below the base": {DISCOVERY, LIST, UPSERT, PROFILE},
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Host:
    return Host(tmp_path_factory.mktemp("host"))


def cases() -> Iterator[tuple[str, str, bool]]:
    """Where, what, and whether the first answer is right and only later ones are not."""
    for where in OPERATIONS:
        for what in ANSWERS:
            yield where, what, False
            if where in ("token", "registration", "consent"):
                yield where, what, True


@pytest.mark.parametrize(("where", "what", "later"), list(cases()))
def test_nonsense_costs_no_run(host: Host, where: str, what: str, later: bool) -> None:
    def change(asked: Asked, serve: Serve) -> Reply:
        if asked.operation not in OPERATIONS[where]:
            return serve(asked)
        asked.memory["seen"] = asked.memory.get("seen", 0) + 1
        return serve(asked) if later and asked.memory["seen"] <= 3 else ANSWERS[what]

    report = host.checked("ob-3.0-host", Changed(host.app, change, CREDENTIALS))
    assert report.faults == ()
    assert {check.outcome for check in report.checks} - {Outcome.PASS}


def test_links_that_lead_nowhere_cost_their_own_check(host: Host) -> None:
    def change(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return links_to_nowhere(reply) if asked.operation == LIST and reply.status == 200 else reply

    report = host.checked("ob-3.0-host", Changed(host.app, change, CREDENTIALS))
    assert report.faults == ()
    assert set(complaints(report)) == {"API-PAGE-001"}
