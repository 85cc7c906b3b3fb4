"""The associations of an item, in both directions, grouped by what they say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairmark.server.storage.browse import Known, Relation
from fairmark.server.web.views import inner, member, text
from fairmark.server.web.words import heading


@dataclass(frozen=True, slots=True)
class End:
    """The other end of an association. `place` is where this server holds it, None where it does not; `title` and
    `uri` are what the association calls it."""

    identifier: str
    title: str
    uri: str
    place: Known | None
    notes: str
    grouping: str


@dataclass(frozen=True, slots=True)
class Group:
    """Associations of one type in one direction."""

    type: str
    heading: str
    ends: Sequence[End]


def groups(relations: Iterable[Relation], known: Mapping[str, Sequence[Known]], framework: str) -> list[Group]:
    """The associations by type and direction. An end that several frameworks hold is shown in this one, if it is among
    them."""
    found: dict[tuple[str, bool], list[End]] = {}
    for relation in relations:
        places = sorted(known.get(relation.other, ()), key=lambda place: place.framework != framework)
        found.setdefault((relation.type, relation.forward), []).append(_end(relation, places[0] if places else None))
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], not pair[0][1]))
    return [Group(type, heading(type, forward=forward), _distinct(ends)) for (type, forward), ends in ordered]


def leaving(found: Iterable[Group], framework: str) -> list[Group]:
    """Of each group the ends that lie outside the framework: its crosswalks."""
    return _where(found, lambda end: end.place is None or end.place.framework != framework)


def staying(found: Iterable[Group], framework: str) -> list[Group]:
    """Of each group the ends that lie in the framework."""
    return _where(found, lambda end: end.place is not None and end.place.framework == framework)


def _where(found: Iterable[Group], wanted: Callable[[End], bool]) -> list[Group]:
    kept = [Group(group.type, group.heading, [end for end in group.ends if wanted(end)]) for group in found]
    return [group for group in kept if group.ends]


def _distinct(ends: Iterable[End]) -> list[End]:
    """The ends, each once: two frameworks that are linked may both state it."""
    return list({(end.identifier, end.uri, end.notes, end.grouping): end for end in ends}.values())


def _end(relation: Relation, place: Known | None) -> End:
    data = member(relation.body)
    link = inner(data, "destinationNodeURI" if relation.forward else "originNodeURI")
    return End(
        identifier=relation.other,
        title=text(link, "title"),
        uri=text(link, "uri"),
        place=place,
        notes=text(data, "notes"),
        grouping=text(inner(data, "CFAssociationGroupingURI"), "title"),
    )
