"""The versions of CASE that are served, and what differs between them on the wire."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of CASE. `unauthorised` and `malformed` are its tokens for a missing token and an identifier that is no
    UUID, which 1.1 spells otherwise than 1.0 (CASE 1.1 IM B1.3)."""

    version: str
    segment: str
    unauthorised: str
    malformed: str

    @property
    def base(self) -> str:
        """Base path of the service. CASE 1.1 RB 2.2."""
        return f"/ims/case/{self.segment}"

    @property
    def discovery(self) -> str:
        """Path of the discovery document below the base. CASE 1.1 RB 2.5; for 1.0 by analogy."""
        return f"/discovery/imscase{self.segment}_openapi3_v1p0.json"

    def schema(self, cls: str) -> str:
        """Reference of the definition of a class."""
        return f"urn:fairmark:schema:case:{self.segment}#/$defs/{cls}"


V1_0 = Edition("1.0", "v1p0", "unauthorisedrequest", "invaliduuid")
V1_1 = Edition("1.1", "v1p1", "unauthorised_request", "invalid_uuid")
EDITIONS = (V1_0, V1_1)
