"""The objects of a document of Open Badges 2.0, in the plain form that JSON-LD takes them for, and the links between
them. Nothing here looks anything up, or judges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fairmark.schemas import Field
from fairmark.schemas.credentials import tables_of_open_badges_2
from fairmark.validators.core.location import Path
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.proofs.errors import Malformed
from fairmark.validators.readers.sniff_credentials import texts

DEEPEST = 64
"""Levels of objects that are looked at. Honest badges have about six."""

ALIASES = {"@id": "id", "@type": "type", "verify": "verification"}
"""Other names that the context of Open Badges 2.0 lets members have."""
TYPE_ALIASES = {"hosted": "HostedBadge", "signed": "SignedBadge"}
TYPE_PREFIXES = ("obi:", "https://w3id.org/openbadges#")


@dataclass(slots=True, eq=False)
class Entity:
    """An object of a class of Open Badges 2.0, or "Extension", at `path`, under `member` of its `parent`.

    `address` is where it, or the object around it, was looked up, "" for what is in the input; what was looked up is
    placed at the link to it. `privacy` is the class of the members that lead to it. `token` is the compact JWS that was
    looked up and that it is the payload of, "" for none; `redirected` says that the address led on to another.
    """

    cls: str
    path: Path
    raw: Mapping[str, Any]
    member: str
    parent: "Entity | None"
    address: str = ""
    privacy: Privacy = Privacy.PUBLIC
    token: str = ""
    redirected: bool = False
    data: Mapping[str, Any] = field(init=False)
    """The members in their plain form, which the schema knows."""
    places: Mapping[str, Path] = field(init=False)
    """Steps to the members whose place is not just their name."""

    def __post_init__(self) -> None:
        self.data, self.places = plain(self.raw, self.fields)

    @property
    def fields(self) -> Mapping[str, Field]:
        return tables_of_open_badges_2().get(self.cls, {})

    def text(self, name: str) -> str:
        """The value of the member, "" where it is absent or no text."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """The texts that the member holds, one or several."""
        return texts(self.data.get(name))

    @property
    def id(self) -> str:
        return self.text("id")

    @property
    def types(self) -> list[str]:
        """The types by their plain names."""
        return [TYPE_ALIASES.get(name, name) for name in map(_without_prefix, self.texts("type"))]

    @property
    def is_document(self) -> bool:
        """Whether it is all that stands at an address, not a part of that."""
        if "#" in self.address:
            return False
        return bool(self.address) and (self.parent is None or self.parent.address != self.address)

    @property
    def revoked(self) -> bool:
        return self.data.get("revoked") is True

    def steps(self, *steps: str | int) -> Path:
        """The way to a member, or an item of one, in the text as it stands."""
        if not steps:
            return ()
        name, *rest = steps
        first = self.places.get(str(name), (name,))
        is_single = isinstance(self.data.get(str(name)), list) and not isinstance(self.raw.get(str(first[0])), list)
        return (*first, *rest[1:]) if is_single else (*first, *rest)


@dataclass(frozen=True, slots=True)
class Missed:
    """What could not be looked up, from where it is linked, and why. `offline`: the user asked for no network."""

    source: Entity
    steps: Path
    cls: str
    reason: str
    offline: bool


@dataclass(frozen=True, slots=True)
class Published:
    """What stands at an address. `token` is the compact JWS that it is the payload of, "" for none; `redirected` says
    that the address led on to another."""

    data: Mapping[str, Any]
    token: str = ""
    redirected: bool = False


@dataclass(frozen=True, slots=True)
class Strange:
    """What stands at an address that is not what the link promises, in words. `excused`: it names its right address,
    and is to be found there, or was not looked up there as the user asked for no network."""

    source: Entity
    steps: Path
    words: str
    excused: bool = False


def address(link: object) -> str:
    """The address of what is only named, by a text or by an object with nothing but an id, which JSON-LD takes for the
    same; "" for anything else."""
    if isinstance(link, Mapping) and len(link) == 1:
        link = link.get("id", link.get("@id"))
    return link if isinstance(link, str) else ""


def addresses(links: object) -> list[str]:
    """The addresses in a member that holds one link or several."""
    return [url for each in (links if isinstance(links, list) else [links]) if (url := address(each))]


def is_web(url: str) -> bool:
    return url.lower().startswith(("https://", "http://"))


def plain(raw: Mapping[str, Any], fields: Mapping[str, Field]) -> tuple[dict[str, Any], dict[str, Path]]:
    """The members of an object as JSON-LD takes them, and the steps to those that are not simply at their name: null is
    absent, other names of a member are resolved, and there is no difference between a value and an array of one."""
    data: dict[str, Any] = {}
    places: dict[str, Path] = {}
    for written, value in raw.items():
        name = ALIASES.get(written, written)
        if value is None or (name != written and name in raw):
            continue
        known = fields.get(name)
        if known is None:
            data[written] = value
            continue
        steps: Path = (written,)
        if known.many and not isinstance(value, list):
            value = [value]
        elif not known.many and isinstance(value, list) and len(value) == 1:
            value, steps = value[0], (written, 0)
        data[name] = value
        if steps != (name,):
            places[name] = steps
    return data, places


def _without_prefix(name: str) -> str:
    for prefix in TYPE_PREFIXES:
        name = name.removeprefix(prefix)
    return name


def object_of(id: str, document: object) -> Mapping[str, Any]:
    """The object with that id in a document, at any depth; Malformed if there is none. What is only named there is
    none."""
    pending = [document]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending += each
        elif isinstance(each, Mapping):
            if each.get("id", each.get("@id")) == id and len(each) > 1:
                return each
            pending += each.values()
    raise Malformed("a document without an object of that id")


def extensions_in(entity: Entity, name: str, value: Any) -> Iterator[Entity]:
    """The extensions in a member that the standard does not define, at any depth."""
    pending: list[tuple[Path, Any]] = [((name,), value)]
    while pending:
        steps, each = pending.pop()
        if len(steps) > DEEPEST:
            continue
        if isinstance(each, list):
            pending += (((*steps, number), inner) for number, inner in enumerate(each))
        elif isinstance(each, Mapping):
            if "Extension" in map(_without_prefix, texts(each.get("type", each.get("@type")))):
                path = entity.path if entity.address else (*entity.path, *steps)
                privacy = max(entity.privacy, Privacy.DIRECT_IDENTIFIER)
                yield Entity("Extension", path, each, name, entity, entity.address, privacy)
            else:
                pending += (((*steps, str(inner)), deeper) for inner, deeper in each.items())
