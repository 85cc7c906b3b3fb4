"""An assertion of Open Badges 2.0, or another object of that standard, typed: with all that it holds, and all that it
links to and could be looked up.

The standard is linked data: a badge class, an issuer or a key stands in the assertion or at an address of its own, and
what stands at the address counts for more, as nobody but its owner can write there. Nothing here judges.
"""

from collections import defaultdict, deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fairmark.schemas import Field
from fairmark.schemas.credentials import tables_of_open_badges_2
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.credentials.means import Means
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.readers.sniff_credentials import KINDS, texts

if TYPE_CHECKING:
    from fairmark.validators.credentials.badge2_verification import Verification

DEEPEST = 64
"""Levels of objects that are looked at. Honest badges have about six."""

ALIASES = {"@id": "id", "@type": "type", "verify": "verification"}
"""Other names that the context of Open Badges 2.0 lets members have."""
TYPE_ALIASES = {"hosted": "HostedBadge", "signed": "SignedBadge"}
TYPE_PREFIXES = ("obi:", "https://w3id.org/openbadges#")

HOSTED = ("BadgeClass", "Profile")
"""Classes of what is looked up at its id, even where it stands in the document."""
LINKED = (*HOSTED, "Endorsement")
"""Classes of what is looked up where only its address is given."""
OF_SIGNATURES = ("CryptographicKey", "RevocationList")
"""Those that are looked up only where signatures matter."""


@dataclass(slots=True, eq=False)
class Entity:
    """An object of a class of Open Badges 2.0, or "Extension", at `path`, under `member` of its `parent`.

    `address` is where it, or the object around it, was looked up, "" for what is in the input; what was looked up is
    placed at the link to it. `privacy` is the class of the members that lead to it.
    """

    cls: str
    path: Path
    raw: Mapping[str, Any]
    member: str
    parent: "Entity | None"
    address: str = ""
    privacy: Privacy = Privacy.PUBLIC
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
        """Whether it is what stands at an address, not a part of that."""
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
class Strange:
    """What stands at an address that is not what the link promises, in words. `excused`: it names its right address,
    and is to be found there, or was not looked up there as the user asked for no network."""

    source: Entity
    steps: Path
    words: str
    excused: bool = False


class Badge2:
    """The subject of the rules on Open Badges 2.0 (and on the one about what is older). `kind` is a key of `KINDS`."""

    def __init__(
        self,
        data: Mapping[str, Any],
        kind: str,
        version: str,
        root: Path = (),
        circumstances: Circumstances | None = None,
    ) -> None:
        self.kind = kind
        self.version = version
        self.circumstances = circumstances or Circumstances()
        self.means = Means(self.circumstances.references, self.circumstances.now)
        self.well_formed = False
        self.by_class: dict[str, list[Entity]] = defaultdict(list)
        self.missed: list[Missed] = []
        self.strange: list[Strange] = []
        self.top = Entity(KINDS[kind][0], root, data, "", None)
        self._addresses: dict[tuple[str, str], Entity | None] = {}
        """By class and address: what stands there is read anew for each class that a link takes it for."""
        self._children: dict[Entity, dict[str, list[Entity]]] = defaultdict(lambda: defaultdict(list))
        if kind != "open-badge-1":
            self._walk()

    @property
    def applies(self) -> dict[str, str]:
        return {"OB": self.version}

    @property
    def entities(self) -> Iterator[Entity]:
        for entities in self.by_class.values():
            yield from entities

    def of(self, *classes: str) -> Iterator[Entity]:
        """Every object of the classes, in the document or looked up for it."""
        for name in classes:
            yield from self.by_class[name]

    def linked(self, entity: Entity, name: str) -> list[Entity]:
        """The objects that a member holds or links to: what was looked up rather than what is in the document."""
        found = [self._addresses.get((held.cls, held.id)) or held for held in self._children[entity][name]]
        cls = entity.fields[name].target if name in entity.fields else ""
        return found + [got for url in addresses(entity.data.get(name)) if (got := self._addresses.get((cls, url)))]

    @property
    def badge(self) -> Entity | None:
        """The badge class of an assertion, None where it is not at hand."""
        return self.top if self.top.cls == "BadgeClass" else next(iter(self.linked(self.top, "badge")), None)

    @property
    def issuer(self) -> Entity | None:
        """The profile of its issuer, None where it is not at hand."""
        if self.top.cls == "Profile":
            return self.top
        source = self.top if self.top.cls == "Endorsement" else self.badge
        return next(iter(self.linked(source, "issuer")), None) if source else None

    @property
    def is_signed(self) -> bool:
        """Whether its signature matters: it came as a token, or says that it is signed."""
        verification = next(iter(self._children[self.top]["verification"]), None)
        return bool(self.circumstances.token) or (verification is not None and "SignedBadge" in verification.types)

    @cached_property
    def verification(self) -> "Verification":
        from fairmark.validators.credentials.badge2_verification import verify  # cryptography is heavy

        return verify(self)

    @property
    def steps(self) -> Sequence[Taken]:
        return self.verification.steps

    def at(self, entity: Entity, *steps: str | int) -> Location:
        """The place of the member under `steps` of the object; of the link to it for what was looked up."""
        known = entity.fields.get(str(steps[0])) if steps else None
        own = Privacy(known.privacy) if known else Privacy.DIRECT_IDENTIFIER if steps else Privacy.PUBLIC
        privacy = disclosed(max(entity.privacy, own), self.circumstances.show_values)
        return Location(self.path(entity, *steps), self.top.id, privacy)

    @staticmethod
    def path(entity: Entity, *steps: str | int) -> Path:
        return entity.path if entity.address else (*entity.path, *entity.steps(*steps))

    # -- the one pass ------------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        pending = deque([self.top])
        while pending:
            entity = pending.popleft()
            self.by_class[entity.cls].append(entity)
            if len(entity.path) >= DEEPEST:
                continue
            for name, value in entity.data.items():
                known = entity.fields.get(name)
                if known is None:
                    pending += _extensions(entity, name, value)
                elif known.target:
                    pending += self._targets(entity, known, value)

    def _targets(self, entity: Entity, known: Field, value: Any) -> Iterator[Entity]:
        """What a member holds, and what it links to where that is looked up."""
        for number, each in enumerate(value) if isinstance(value, list) else ((None, value),):
            steps: Path = (known.name,) if number is None else (known.name, number)
            url = address(each)
            if isinstance(each, Mapping) and (not url or known.target not in (*LINKED, *OF_SIGNATURES)):
                privacy = max(entity.privacy, Privacy(known.privacy))
                child = Entity(
                    known.target, self.path(entity, *steps), each, known.name, entity, entity.address, privacy
                )
                self._children[entity][known.name].append(child)
                yield child
                if known.target in HOSTED and child.id:
                    yield from self._look_up(child, ("id",), known.target, child.id)
            elif known.target in LINKED or (known.target in OF_SIGNATURES and (self.is_signed or entity is self.top)):
                yield from self._look_up(entity, steps, known.target, url)

    def _look_up(self, source: Entity, steps: Path, cls: str, url: str) -> Iterator[Entity]:
        """What stands at the address, if it is one and was not asked for already."""
        if (cls, url) in self._addresses or not is_web(url) or url == self.top.id:
            return
        got = self._get(source, steps, cls, url)
        if got and got.id and got.id != url:
            self._addresses[cls, url] = yield from self._under_its_name(source, steps, cls, got.id)
            return
        self._addresses[cls, url] = got
        if got:
            yield got

    def _under_its_name(
        self, source: Entity, steps: Path, cls: str, name: str
    ) -> Generator[Entity, None, Entity | None]:
        """What stands at the address by which the object at the link calls itself, if that calls itself so too: whoever
        writes at one address cannot speak for another."""
        before = len(self.missed)
        if (cls, name) not in self._addresses:
            got = self._get(source, steps, cls, name) if is_web(name) else None
            self._addresses[cls, name] = got = got if got and got.id == name else None
            if got:
                yield got
        found = self._addresses[cls, name]
        excused = found is not None or any(missed.offline for missed in self.missed[before:])
        self.strange.append(Strange(source, steps, "it calls itself something else", excused))
        return found

    def _get(self, source: Entity, steps: Path, cls: str, url: str) -> Entity | None:
        try:
            data = json_object(self.means.get(url), jws.LARGEST)
        except Unavailable as error:
            self.missed.append(Missed(source, steps, cls, str(error), str(error) == OFFLINE))
        except Malformed as error:
            self.strange.append(Strange(source, steps, f"it is {error}"))
        else:
            return Entity(cls, self.path(source, *steps), data, source.member, source, url, source.privacy)
        return None


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


def _extensions(entity: Entity, name: str, value: Any) -> Iterator[Entity]:
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
