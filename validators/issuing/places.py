"""Where on the web an issuer's documents stand, worked out from its identifier.

A did:web leads to its DID document, an https identifier is the address of the controller document itself, and a did:key
is the key and has no document.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
import re
from urllib.parse import urlsplit

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.keyring import IssuerKey
from fairmark.validators.proofs.errors import Unresolvable
from fairmark.validators.proofs.resolution import did_web_url

SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\.well-known")
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Places:
    """`document` is the URL of the controller document and `base` what the URLs of the others begin with; both are ""
    where there are none."""

    issuer: str
    document: str
    base: str

    @property
    def key_set(self) -> str:
        """The JWK set, at the authority of the issuer."""
        return f"https://{urlsplit(self.base).netloc}/.well-known/jwks.json" if self.base else ""

    def key(self, key: IssuerKey) -> str:
        """The JWK of one key, which the kid of a token leads to (Open Badges 3.0 section 8.2.3)."""
        return f"{self.base}keys/{key.thumbprint}.json"

    def status_list(self, purpose: str, number: int) -> str:
        if not self.base:
            raise CannotIssue("a status list needs an address, and did:key has none: give --base https://... to init")
        return f"{self.base}status/{purpose}-{number}.json"

    def method(self, key: IssuerKey) -> str:
        """The verification method of a key."""
        return f"{self.issuer}#{key.fragment}"

    def kid(self, key: IssuerKey) -> str:
        """What names the key in a token: a DID's method, else the URL of its JWK."""
        return self.method(key) if self.issuer.startswith("did:") else self.key(key)


def places(issuer: str, base: str = "") -> Places:
    """The places of an issuer; CannotIssue where its identifier leads to none that a file can be put at."""
    if issuer.startswith("did:key:"):
        return Places(issuer, "", _checked_base(base) if base else "")
    if issuer.startswith("did:web:"):
        try:
            document = did_web_url(issuer)
        except Unresolvable as error:
            raise CannotIssue(str(error)) from error
        beside = document.removesuffix("did.json").removesuffix(".well-known/")
    elif issuer.startswith("https://"):
        document = issuer
        beside = issuer.rpartition("/")[0] + "/"
        if issuer.count("/") < 3 or issuer.endswith("/"):
            raise CannotIssue(
                "the issuer's id is the address of its key document and needs a name of its own there, such as "
                "https://district.example/issuer.json"
            )
    else:
        raise CannotIssue("the issuer's id must begin with https://, did:web: or did:key")
    file_of(document)
    return Places(issuer, document, _checked_base(base or beside))


def _checked_base(base: str) -> str:
    base = base if base.endswith("/") else base + "/"
    file_of(base + "x")
    return base


def file_of(url: str) -> PurePosixPath:
    """The path below the root of its site at which the document of `url` stands; CannotIssue unless it can be one."""
    parts = urlsplit(url)
    path = PurePosixPath(parts.path.lstrip("/"))
    plain = parts.scheme == "https" and HOST.fullmatch(parts.netloc) and not parts.query and not parts.fragment
    if not plain or not path.parts or not all(SEGMENT.fullmatch(part) for part in path.parts):
        raise CannotIssue(f"{url!r} is no plain https address of a file (letters, digits and . _ ~ - between slashes)")
    return path
