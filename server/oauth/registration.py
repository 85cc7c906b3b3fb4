"""Dynamic registration (RFC 7591), with the stricter rules of Open Badges 3.0 section 7.1.1 and CLR 2.0.

Nothing that a client registers is ever fetched: neither its logo nor its pages. They are links for people at most.
"""

from datetime import UTC, datetime
import secrets
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import OAuth2Error  # type: ignore[import-untyped]  # Authlib has no types
from authlib.oauth2.rfc7591 import (  # type: ignore[import-untyped]  # Authlib has no types
    InvalidClientMetadataError,
    InvalidRedirectURIError,
    InvalidSoftwareStatementError,
    UnapprovedSoftwareStatementError,
)
import orjson

from fairmark.server.http import JSON, Answer, Call
from fairmark.server.oauth.known import FRESH, minted
from fairmark.server.oauth.scopes import GRANTABLE, PERSONAL, split
from fairmark.server.serving.tokens import digest_of
from fairmark.server.storage.clients import Client, Clients
from fairmark.validators.readers.json_text import read_json
from fairmark.validators.rules.shape import CLOSED, REQUIRED, accepts, by_gate

SCHEMA = "oauth/oauth-v1.schema.json"
METADATA = "ClientMetadata"
DEEPEST = 16

PAGES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
MEMBERS = (
    "client_name",
    *PAGES,
    "software_id",
    "software_version",
    "redirect_uris",
    "scope",
    "token_endpoint_auth_method",
    "grant_types",
    "response_types",
    "contacts",
)
"""What is kept and answered; RFC 7591 section 2 lets a server ignore all else."""

DEFAULTS = {
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
}
PARTS_OF_JWT = 3


def register(call: Call) -> Answer:
    """Register the client in the body, and answer with all that is known of it, its secret included."""
    try:
        metadata = metadata_in(call)
    except OAuth2Error as error:
        status, body, _headers = error()
        return Answer(status, orjson.dumps(body), FRESH)
    secret = minted("secret")
    client = Client(f"client-{secrets.token_hex(16)}", digest_of(secret), metadata, datetime.now(UTC))
    Clients(call.context.store.engine).add(client)
    given = {
        "client_id": client.id,
        "client_secret": secret,
        "client_id_issued_at": int(client.registered_at.timestamp()),
        "client_secret_expires_at": 0,
    }
    return Answer(201, orjson.dumps({**given, **metadata}), FRESH)


def metadata_in(call: Call) -> dict[str, Any]:
    """What the body registers, defaults filled in; one of the four errors of RFC 7591 section 3.2.2 otherwise."""
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise InvalidClientMetadataError(f"Send the metadata as {JSON}.")
    text = read_json(call.body, DEEPEST)
    if text.problems or len(text.documents) != 1 or not isinstance(text.documents[0].data, dict):
        raise InvalidClientMetadataError("The body cannot be read as one JSON object.")
    said: dict[str, Any] = text.documents[0].data
    _refuse_statement(said)
    _hold_against_schema(said)
    _refuse_several_hosts(said)
    scopes = split(said["scope"])
    if not scopes <= set(GRANTABLE) or not scopes & PERSONAL.keys():
        raise InvalidClientMetadataError("The scope holds what this server does not offer, or opens nothing.")
    return {**DEFAULTS, **{name: said[name] for name in MEMBERS if name in said}}


def _refuse_statement(said: dict[str, Any]) -> None:
    """Software statements are discouraged, and this server approves of nobody's."""
    if "software_statement" not in said:
        return
    statement = said["software_statement"]
    if isinstance(statement, str) and len(statement.split(".")) == PARTS_OF_JWT:
        raise UnapprovedSoftwareStatementError("This server approves of no software statement: leave it out.")
    raise InvalidSoftwareStatementError("The software statement is no JWT. Leave it out: this server approves of none.")


def _hold_against_schema(said: dict[str, Any]) -> None:
    if accepts(SCHEMA, METADATA, said):
        return
    first = min(by_gate(SCHEMA, METADATA, said), key=lambda breach: [str(part) for part in breach.path])
    place = str(first.path[0]) if first.path else "the body"
    if place == "redirect_uris" and first.keyword != REQUIRED:
        raise InvalidRedirectURIError("A redirect URI is an https URL in ASCII, without a fragment, in an array.")
    wrong = {REQUIRED: "is missing", CLOSED: "is not known"}.get(first.keyword, "is not what it must be")
    raise InvalidClientMetadataError(f"The member {place} {wrong}.")


def _refuse_several_hosts(said: dict[str, Any]) -> None:
    """All URLs are of one host, so that a name which people can check stands for all of them."""
    hosts = {(urlsplit(said[name]).hostname or "").lower() for name in PAGES}
    if len(hosts) > 1:
        raise InvalidClientMetadataError("All URLs must be of the same host.")
    if hosts != {(urlsplit(uri).hostname or "").lower() for uri in said["redirect_uris"]}:
        raise InvalidRedirectURIError("The redirect URIs must be of the same host as the other URLs.")
