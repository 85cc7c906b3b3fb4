"""The operations of the Open Badges 3.0 and CLR 2.0 services, alike in both but for their scopes."""

from dataclasses import dataclass

SCOPES = {
    "OB": "https://purl.imsglobal.org/spec/ob/v3p0/scope/",
    "CLR": "https://purl.imsglobal.org/spec/clr/v2p0/scope/",
}
"""First part of the rule ids of a standard to the beginning of its scopes."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` below the base URL; `scope` the last part of the scope that it needs, "" for none."""

    name: str
    method: str
    path: str
    scope: str = ""


DISCOVERY = Operation("getServiceDescription", "GET", "/discovery")
LIST = Operation("getCredentials", "GET", "/credentials", "credential.readonly")
UPSERT = Operation("upsertCredential", "POST", "/credentials", "credential.upsert")
PROFILE = Operation("getProfile", "GET", "/profile", "profile.readonly")
PUT_PROFILE = Operation("putProfile", "PUT", "/profile", "profile.update")
OPERATIONS = (DISCOVERY, LIST, UPSERT, PROFILE, PUT_PROFILE)
READING = (LIST, PROFILE)

REGISTER, AUTHORIZE, TOKEN, REVOKE = "registration", "authorization", "token", "revocation"
"""The endpoints of the authorization server, as reports call them."""
