"""What all sessions of one version of CASE offer, ready to be served: made once, shared, and never changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import orjson

from fairmark.server.observe.frameworks import PLACE, Json, link, offered
from fairmark.validators.suites.case_consumer.observation import LIST, PACKAGES, Offer, Situation

DEFINITIONS = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")
SETS = ("CFConcepts", "CFSubjects", "CFItemTypes")
"""Collections whose answer is the object and those below it."""
ITEM_ASSOCIATIONS = "CFItemAssociations"


@dataclass(frozen=True, slots=True)
class Course:
    """`documents` in the order of the list, in the form in which they stand alone; `packages` by the identifier of
    their document, as JSON; `objects` by collection and identifier, in the form that they have in a package; `owners`
    the document of each item and association; `ends` the associations that have an item at either end."""

    documents: tuple[Json, ...]
    packages: Mapping[str, bytes]
    objects: Mapping[tuple[str, str], Json]
    owners: Mapping[str, Json]
    ends: Mapping[str, list[Json]]
    situations: Mapping[str, Situation]
    offer: Offer

    def body(self, collection: str, identifier: str) -> bytes | None:
        """The answer about that object, as JSON with `PLACE` and `MARK` in it; None where there is none."""
        if collection == PACKAGES:
            return self.packages.get(identifier)
        if collection == ITEM_ASSOCIATIONS:
            item = self.objects.get(("CFItems", identifier))
            associations = self.ends.get(identifier, [])
            return orjson.dumps({"CFItem": self._alone(item), "CFAssociations": associations}) if item else None
        one = self.objects.get((collection, identifier))
        if one is None:
            return None
        if collection in SETS:
            return orjson.dumps({collection: [one, *self._below(collection, one)]})
        return orjson.dumps(self._alone(one) if collection in ("CFItems", "CFAssociations") else one)

    def _alone(self, one: Json) -> Json:
        """An item or an association with the link to its document that it has outside a package."""
        return {**one, "CFDocumentURI": link(self.owners[one["identifier"]])}

    def _below(self, collection: str, one: Json) -> Iterator[Json]:
        code = f"{one['hierarchyCode']}."
        for (other, _), found in self.objects.items():
            if other == collection and found["hierarchyCode"].startswith(code):
                yield found


@cache
def course_of(version: str) -> Course:
    """The course in that version."""
    documents: list[Json] = []
    packages: dict[str, Json] = {}
    situations: dict[str, Situation] = {}
    objects: dict[tuple[str, str], Json] = {}
    owners: dict[str, Json] = {}
    ends: dict[str, list[Json]] = {}
    for situation, package in offered(version):
        head = package["CFDocument"]
        own = head["identifier"]
        alone = {**head, "CFPackageURI": {**link(head), "uri": f"{PLACE}/{PACKAGES}/{own}"}}
        documents.append(alone)
        packages[own] = package
        objects[LIST, own] = alone
        if situation:
            situations[own] = situation
        for collection, one in _members(package):
            objects[collection, one["identifier"]] = one
            owners[one["identifier"]] = head
        for one in package.get("CFAssociations", ()):
            for end in {one["originNodeURI"]["identifier"], one["destinationNodeURI"]["identifier"]}:
                ends.setdefault(end, []).append(one)
    ready = {own: orjson.dumps(package) for own, package in packages.items()}
    return Course(tuple(documents), ready, objects, owners, ends, situations, _offer(packages, objects, situations))


def _members(package: Json) -> Iterator[tuple[str, Json]]:
    """The objects of a package that an operation answers about, beside its document."""
    parts = {**package, **package.get("CFDefinitions", {})}
    for collection in ("CFItems", "CFAssociations", "CFRubrics", *DEFINITIONS):
        for one in parts.get(collection, ()):
            yield collection, one


def _offer(
    packages: Mapping[str, Json], objects: Mapping[tuple[str, str], Json], situations: Mapping[str, Situation]
) -> Offer:
    known: dict[str, set[str]] = {PACKAGES: set(packages)}
    for collection, identifier in objects:
        known.setdefault(collection, set()).add(identifier)
    known[ITEM_ASSOCIATIONS] = known["CFItems"]
    by_situation = {situation: identifier for identifier, situation in situations.items()}
    outside = _targets(packages[by_situation[Situation.OUTSIDE]]) - {one for those in known.values() for one in those}
    circle = [one for one in packages[by_situation[Situation.CIRCLE]]["CFItems"] if one["humanCodingScheme"] != "C.0"]
    return Offer(
        documents=tuple(packages),
        situations=by_situation,
        known={collection: frozenset(those) for collection, those in known.items()},
        outside=frozenset(outside),
        circle=frozenset(one["identifier"] for one in circle),
    )


def _targets(package: Json) -> set[str]:
    found: set[str] = {one["destinationNodeURI"]["identifier"] for one in package["CFAssociations"]}
    return found
