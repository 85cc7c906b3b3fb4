"""What this server publishes as an issuer: its document, its keys, its status lists. All of it is open."""

from datetime import datetime
import re

import orjson

from fairmark.server import problems
from fairmark.server.credentials.issuer import BESIDE, DOCUMENT, REVOCATION, OwnIssuer, own_issuer
from fairmark.server.http import Answer, Api, Call, Refusal, Route
from fairmark.server.storage.issuing import Statuses

CREDENTIAL = "application/vc+ld+json"
LIST_NAME = re.compile(rf"{REVOCATION}-([1-9][0-9]{{0,5}})\.json")
TAGS = ("Issuer",)


def _issuer(call: Call) -> OwnIssuer:
    return own_issuer(call.context.store.engine, call.context.settings.base_url)


def _document(call: Call) -> Answer:
    return Answer(200, orjson.dumps(_issuer(call).document()))


def _key_set(call: Call) -> Answer:
    return Answer(200, orjson.dumps(_issuer(call).key_set()))


def _key(call: Call) -> Answer:
    found = _issuer(call).jwk(call.path["name"].removesuffix(".json"))
    if found is None:
        raise Refusal(404, "unknown", "This server has no such key.")
    return Answer(200, orjson.dumps(found))


def _status_list(call: Call) -> Answer:
    """The list as it is now. It is signed as of its last change, so that it is the same bytes until the next one."""
    issuer = _issuer(call)
    named = LIST_NAME.fullmatch(call.path["name"])
    number = int(named[1]) if named else 0
    revoked = Statuses(call.context.store.engine).revoked(number) if named else None
    if revoked is None:
        raise Refusal(404, "unknown", "This server has no such status list.")
    indexes, changed_at = revoked
    began = issuer.keys[-1].made_at
    at: datetime = max(changed_at or began, began)
    made = issuer.status_list(number, dict.fromkeys(indexes, 1), at)
    return Answer(200, orjson.dumps(made), media_type=CREDENTIAL)


ISSUER_API = Api(
    "issuer",
    "",
    (
        Route(
            "getIssuer",
            "GET",
            DOCUMENT,
            _document,
            "The document of this server as an issuer: which keys may sign in its name.",
            {200: ""},
            tags=TAGS,
        ),
        Route("getKeys", "GET", "/.well-known/jwks.json", _key_set, "Its keys as a JWK set.", {200: ""}, tags=TAGS),
        Route(
            "getKey",
            "GET",
            BESIDE + "keys/{name}",
            _key,
            "One of its keys as a JWK, by thumbprint.",
            {200: "", 404: problems.SCHEMA},
            tags=TAGS,
        ),
        Route(
            "getStatusList",
            "GET",
            BESIDE + "status/{name}",
            _status_list,
            "One of its status lists, as a signed credential.",
            {200: "", 404: problems.SCHEMA},
            tags=TAGS,
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
    shared=True,
)
"""Open to pages of any origin, as whoever verifies must read it."""
