"""An assertion of Open Badges 2.0, or another object of that standard, typed: with all that it holds, and all that it
links to and could be looked up.

The standard is linked data: a badge class, an issuer or a key stands in the assertion or at an address of its own, and
what stands at the address counts for more, as nobody but its owner can write there. Nothing here judges.
"""

from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
import re
from typing import TYPE_CHECKING, Any

from fairmark.schemas import Field
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.credentials.badge2_entities import (
    DEEPEST,
    Entity,
    Missed,
    Published,
    Strange,
    address,
    addresses,
    extensions_in,
    is_web,
    object_of,
)
from fairmark.validators.credentials.means import Means
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.readers.sniff_credentials import KINDS

if TYPE_CHECKING:
    from fairmark.validators.credentials.badge2_verification import Verification

HOSTED = ("BadgeClass", "Profile")
"""Classes of what is looked up at its id, even where it stands in the document."""
LINKED = (*HOSTED, "Endorsement")
"""Classes of what is looked up where only its address is given."""
OF_SIGNATURES = ("CryptographicKey", "RevocationList")
"""Those that are looked up only where signatures matter."""
COMPACT_JWS = re.compile(rb"\s*[\w-]+\.[\w-]+\.[\w-]+\s*")


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
            self._walk([self.top])
            self._walk(self._keys_of_endorsers())

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
        return self.endorser(source) if source else None

    def endorser(self, source: Entity) -> Entity | None:
        """The profile of the issuer of an endorsement, None where it is not at hand."""
        return next(iter(self.linked(source, "issuer")), None)

    def issuer_of(self, entity: Entity) -> Entity | None:
        """The profile of who stands behind the assertion that is judged, or an endorsement."""
        return self.endorser(entity) if entity.cls == "Endorsement" else self.issuer

    def token_of(self, entity: Entity) -> str:
        """The compact JWS that it came as, "" for none."""
        return self.circumstances.token if entity is self.top else entity.token

    @property
    def is_signed(self) -> bool:
        """Whether its signature matters: it came as a token, or says that it is signed."""
        return bool(self.circumstances.token) or self.says_signed(self.top)

    def says_signed(self, entity: Entity) -> bool:
        """Whether the assertion or endorsement says that it is signed."""
        return any("SignedBadge" in verification.types for verification in self._children[entity]["verification"])

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

    def _walk(self, entities: Iterable[Entity]) -> None:
        pending = deque(entities)
        while pending:
            entity = pending.popleft()
            self.by_class[entity.cls].append(entity)
            if len(entity.path) >= DEEPEST:
                continue
            for name, value in entity.data.items():
                known = entity.fields.get(name)
                if known is None:
                    pending += extensions_in(entity, name, value)
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

    def _keys_of_endorsers(self) -> Iterator[Entity]:
        """The keys and lists of those whose signed endorsements were met on the way."""
        for endorsement in filter(self.says_signed, self.by_class["Endorsement"]):
            for profile in self.linked(endorsement, "issuer"):
                for name in ("publicKey", "revocationList"):
                    for url in addresses(profile.data.get(name)):
                        yield from self._look_up(profile, (name,), profile.fields[name].target, url)

    def _look_up(self, source: Entity, steps: Path, cls: str, url: str) -> Iterator[Entity]:
        """What stands at the address, if it is one and was not asked for already."""
        if (cls, url) in self._addresses or not is_web(url) or url == self.top.id:
            return
        got = self._get(source, steps, cls, url)
        if got and got.id and got.id != url and not got.token:  # a signature speaks for itself, wherever it stands
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
            got = self.published(cls, url)
        except Unavailable as error:
            self.missed.append(Missed(source, steps, cls, str(error), str(error) == OFFLINE))
        except Malformed as error:
            self.strange.append(Strange(source, steps, f"it is {error}"))
        else:
            place = self.path(source, *steps)
            member = source.member if steps == ("id",) else str(steps[0])  # its own id, or a link in a member
            return Entity(cls, place, got.data, member, source, url, source.privacy, got.token, got.redirected)
        return None

    def published(self, cls: str, url: str) -> Published:
        """What stands at the address, for one with a fragment the object in that document whose id it is; raises
        Unavailable or Malformed. Only an endorsement may be a JWS: it has no other form if it is signed."""
        data, token = self.means.get(url), ""
        found: Mapping[str, Any]
        if cls == "Endorsement" and COMPACT_JWS.fullmatch(data):
            token = data.decode("ascii").strip()
            found = _payload(token)
        else:
            found = json_object(data, jws.LARGEST)
        if "#" in url:
            found = object_of(url, found)
        return Published(found, token, self.means.redirected(url))


def _payload(token: str) -> Mapping[str, Any]:
    try:
        return jws.decode(token).claims
    except Malformed as error:
        raise Malformed("no JWS over a JSON object") from error
