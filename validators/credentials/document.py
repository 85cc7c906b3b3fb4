"""A credential, typed: one pass over the parsed JSON makes the index that all rules look things up in.

Nothing here judges. Whatever the JSON holds, an index comes of it: what is not an object where an object belongs is
left out, and rules or the schema speak about it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fairmark.schemas.credentials import tables
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.readers.sniff_credentials import KINDS, TYPES, texts

if TYPE_CHECKING:
    from fairmark.validators.credentials.linked_data import Reading
    from fairmark.validators.credentials.verification import Verification

VC_1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS = ("VerifiableCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential")
"""Classes of what carries proofs of its own."""
TOKENS = {"endorsementJwt": "EndorsementCredential"}
"""Members that hold compact JWS to the class of what is in them."""
CLAIMS = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti")
"""Registered claims of a token (RFC 7519 section 4.1), which stand beside the members of the credential in it."""
DEEPEST = 64
"""Levels of objects that are indexed. Honest records have about 12; the schema speaks about deeper ones."""


@dataclass(slots=True, eq=False)
class Node:
    """An object of a class of the data model, at `path`, under `member` of its `parent`.

    `credential` is the credential that it belongs to: itself for a credential; `model` the version of the W3C data
    model that this one follows, "1.1" or "2.0". `token` is the compact JWS of which it
    is the payload, "" for none; what is inside a token within a document (`sealed`) is placed where that token stands.
    """

    cls: str
    path: Path
    data: Mapping[str, Any]
    member: str
    parent: "Node | None"
    token: str = ""
    sealed: bool = False
    credential: "Node" = field(init=False)
    model: str = field(init=False)

    def __post_init__(self) -> None:
        own = self.cls in CREDENTIALS or self.parent is None
        self.credential = self if own or self.parent is None else self.parent.credential
        self.model = model_of(self.data) if self.credential is self else self.credential.model

    def text(self, name: str) -> str:
        """The value of the member, "" where it is absent or no text."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    @property
    def members(self) -> Mapping[str, Any]:
        """The members of the object itself, without the claims that stand beside them in a token."""
        if not self.token:
            return self.data
        return {name: value for name, value in self.data.items() if name not in CLAIMS}

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def types(self) -> list[str]:
        return texts(self.data.get("type"))

    @property
    def issuer(self) -> str:
        """The id of the issuer of a credential, "" where it has none."""
        value = self.data.get("issuer")
        value = value.get("id") if isinstance(value, Mapping) else value
        return value if isinstance(value, str) else ""


@dataclass(eq=False)
class Credential:
    """A credential of any kind with all that it holds, indexed. `kind` is a key of `KINDS`.

    `root` is the path of the credential, () unless it is the claim `vc` of an older token.
    """

    data: Mapping[str, Any]
    kind: str
    version: str
    root: Path = ()
    well_formed: bool = False
    circumstances: Circumstances = field(default_factory=Circumstances)
    payload: Mapping[str, Any] = field(default_factory=dict)
    """The whole payload where it came as a token: the claims beside the credential's own members."""

    def __post_init__(self) -> None:
        self.by_class: dict[str, list[Node]] = defaultdict(list)
        self.unreadable: list[tuple[Node, Path]] = []
        """Members that should hold a compact JWS and hold none that can be read, with their paths."""
        self.top = Node(KINDS[self.kind][0], self.root, self.data, "", None, self.circumstances.token)
        self._walk()

    @property
    def standard(self) -> str:
        return KINDS[self.kind][1][0]

    @property
    def applies(self) -> dict[str, str]:
        """A CLR is made of Open Badges, so the rules of both look at it; those of privacy look at either."""
        own = {"CLR": self.version, "OB": "3.0"} if self.standard == "CLR" else {"OB": self.version}
        return {**own, "PV": "1"}

    # -- looking things up -------------------------------------------------------------------------------------------

    def of(self, *classes: str) -> Iterator[Node]:
        """Every object of the classes, in the order of the document within each class."""
        for name in classes:
            yield from self.by_class[name]

    @property
    def credentials(self) -> list[Node]:
        """Every credential in the document, the outermost first, endorsements and nested ones at any depth."""
        return [self.top, *(node for node in self.of(*CREDENTIALS) if node is not self.top)]

    def inside(self, credential: Node) -> list[Path]:
        """Where in that credential other credentials stand, as paths from it on; those in tokens are left out."""
        depth = len(credential.path)
        others = (node for node in self.credentials if not node.sealed and node is not credential)
        return [node.path[depth:] for node in others if node.path[:depth] == credential.path]

    @cached_property
    def verifications(self) -> "Mapping[Node, Verification]":
        """How the proofs and the standing of each credential came out."""
        from fairmark.validators.credentials.verification import verify_all  # cryptography and JSON-LD are heavy

        return verify_all(self)

    @cached_property
    def readings(self) -> "Mapping[Node, Reading]":
        """How each credential reads as linked data."""
        from fairmark.validators.credentials.linked_data import read_all  # JSON-LD is heavy

        return read_all(self)

    @property
    def steps(self) -> Sequence[Taken]:
        """The steps of verification of every credential, in order."""
        return [taken for verification in self.verifications.values() for taken in verification.steps]

    def at(self, node: Node, *steps: str | int) -> Location:
        """The place of the member under `steps` of the object; the object itself where there are none. The privacy
        class is that of the innermost field that the schema knows; one that it does not know is personal."""
        path = node.path if node.sealed else (*node.path, *steps)
        privacy = disclosed(self._privacy(node, steps), self.circumstances.show_values)
        return Location(path, node.credential.id, privacy, document=self.circumstances.document)

    def _privacy(self, node: Node, steps: Sequence[str | int]) -> Privacy:
        cls, privacy = node.cls, Privacy.PUBLIC
        for step in steps:
            if isinstance(step, int):
                continue
            known = tables(node.model).get(cls, {}).get(step)
            if known is None:
                return max(privacy, Privacy.DIRECT_IDENTIFIER)
            cls, privacy = known.type, max(privacy, Privacy(known.privacy))
        return privacy

    # -- the one pass ------------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        pending = [self.top]
        while pending:
            node = pending.pop()
            self.by_class[node.cls].append(node)
            if len(node.path) < DEEPEST:
                pending += reversed(list(self._children(node)))

    def _children(self, node: Node) -> Iterator[Node]:
        known = tables(node.model).get(node.cls, {})
        for name, value in node.data.items():
            cls = known[name].type if name in known else ""
            if name in TOKENS and name in known:
                yield from self._tokens(node, name, value)
            elif cls == "ProfileRef" or cls in tables(node.model):
                cls = "Profile" if cls == "ProfileRef" else cls
                for path, inner in _each(node.path, name, value):
                    place = node.path if node.sealed else path
                    yield Node(_class_of(cls, inner), place, inner, name, node, sealed=node.sealed)

    def _tokens(self, node: Node, name: str, value: Any) -> Iterator[Node]:
        """What is in the compact JWS of a member. What cannot be read is kept for the rules to speak about."""
        from fairmark.validators.proofs import jws  # only documents with tokens pay for it
        from fairmark.validators.proofs.errors import ProofError

        several = isinstance(value, list)
        for number, text in enumerate(value if several else [value]):
            path = node.path if node.sealed else (*node.path, name, *((number,) if several else ()))
            try:
                claims = jws.decode(text).claims if isinstance(text, str) else None
            except ProofError:
                claims = None
            if claims is None:
                self.unreadable.append((node, path))
                continue
            yield Node(TOKENS[name], path, in_claims(claims), name, node, token=text, sealed=True)


def model_of(credential: Mapping[str, Any]) -> str:
    """The version of the W3C data model that a credential follows, by its contexts."""
    return "1.1" if VC_1 in texts(credential.get("@context")) else "2.0"


def in_claims(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The credential in the payload of a token: the claim `vc` of an older one, else the payload itself."""
    inner = payload.get("vc")
    return inner if isinstance(inner, Mapping) and "@context" not in payload else payload


def _each(path: Path, name: str, value: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The objects that a member holds, one or several, with their paths."""
    if isinstance(value, Mapping):
        yield (*path, name), value
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if isinstance(inner, Mapping):
                yield (*path, name, number), inner


def _class_of(cls: str, data: Mapping[str, Any]) -> str:
    """The class of an object in a field of class `cls`: a credential in a record says by its type what it is."""
    if cls != "VerifiableCredential":
        return cls
    types = texts(data.get("type"))
    kind = next((kind for name, kind in TYPES.items() if name in types), None)
    return KINDS[kind][0] if kind else cls
