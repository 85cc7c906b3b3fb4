"""The two standards that are served, and what differs between their APIs."""

from collections.abc import Sequence
from dataclasses import dataclass

from fairmark.server.oauth import scopes

SCHEMA = "credentials/vcdm-2.0.schema.json"
"""What bodies are held against. Credentials on the older data model of the W3C can be verified, not hosted: the answers
of both standards have no place for them."""

REFERENCE = "urn:fairmark:schema:credentials:vcdm-2.0#/$defs/"


@dataclass(frozen=True, slots=True)
class Edition:
    """A standard. `name` is that in the path and in the store; `cls` the class of what is kept, `kind` what the reader
    of inputs calls it, `types` the types of which it has one; `response` the class of the answer of getCredentials;
    `scope` what its scopes begin with."""

    title: str
    version: str
    name: str
    segment: str
    cls: str
    kind: str
    types: Sequence[str]
    response: str
    scope: str

    @property
    def base(self) -> str:
        """Base path of the service. Open Badges 3.0 section 6, CLR 2.0 likewise."""
        return f"/ims/{self.name}/{self.segment}"


OB = Edition(
    title="Open Badges 3.0",
    version="3.0",
    name="ob",
    segment="v3p0",
    cls="AchievementCredential",
    kind="open-badge",
    types=("AchievementCredential", "OpenBadgeCredential"),
    response="GetOpenBadgeCredentialsResponse",
    scope=scopes.OB,
)
CLR = Edition(
    title="CLR 2.0",
    version="2.0",
    name="clr",
    segment="v2p0",
    cls="ClrCredential",
    kind="clr",
    types=("ClrCredential",),
    response="GetClrCredentialsResponse",
    scope=scopes.CLR,
)
EDITIONS = (OB, CLR)
