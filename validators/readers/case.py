"""CASE input, typed: one pass over the parsed JSON makes the index that all rules look things up in.

Nothing here judges. Whatever the JSON holds, an index comes of it: what is not an object where an object belongs is
left out, and rules or the schema speak about it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from fairmark.schemas.case import tables
from fairmark.validators.core.events import Taken
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.case_graph import Hierarchy
from fairmark.validators.readers.case_places import LINKS, Member, member_at

ROOTS = {
    "case-package": "CFPackage",
    "case-document": "CFDocument",
    "case-item": "CFItem",
    "case-association": "CFAssociation",
    "case-association-grouping": "CFAssociationGrouping",
    "case-concept": "CFConcept",
    "case-subject": "CFSubject",
    "case-item-type": "CFItemType",
    "case-license": "CFLicense",
    "case-rubric": "CFRubric",
    "case-document-set": "CFDocumentSet",
    "case-association-set": "CFAssociationSet",
    "case-concept-set": "CFConceptSet",
    "case-subject-set": "CFSubjectSet",
    "case-item-type-set": "CFItemTypeSet",
    "case-status-info": "imsx_StatusInfo",
}
"""Kind of input to the class of its root."""

PACKAGE_FORMS = {"CFPckgDocument": "CFDocument", "CFPckgItem": "CFItem", "CFPckgAssociation": "CFAssociation"}
"""Class of an object inside a package to the class that people know it by."""

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Node:
    """A CASE object with an identifier of its own, at `path`.

    `form` is its class in the schema (such as CFPckgItem), `cls` the class that people know (CFItem). `identifier` is
    "" where the object has none or one that is no text. `parent` is the object that encloses it, None for most.
    """

    cls: str
    form: str
    path: Path
    data: dict[str, Any]
    identifier: str
    parent: "Node | None" = None

    def text(self, name: str) -> str:
        """The value of the field, "" where it is absent or no text."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""


class Link(NamedTuple):
    """A link from `owner`: the object under `field`, at `path`. `target` is the class that it should lead to, "" for
    the ends of an association, which may lead anywhere. Its members are "" where they are absent or no text."""

    owner: Node
    field: str
    path: Path
    target: str
    identifier: str
    uri: str
    title: str


@dataclass(slots=True, eq=False)
class Edge:
    """An association as an edge: `node` the association, `type` its associationType, `origin` and `destination` its
    ends. `sequence` is its sequenceNumber, None where it has none."""

    node: Node
    type: str
    origin: Link
    destination: Link
    sequence: int | None

    @property
    def grouping(self) -> str:
        """Identifier of its CFAssociationGrouping, "" where it has none."""
        link = self.node.data.get("CFAssociationGroupingURI")
        identifier = link.get("identifier") if isinstance(link, dict) else link
        return identifier if isinstance(identifier, str) else ""


@dataclass(eq=False)
class Package:
    """A CASE input of any kind, indexed. `kind` is a key of `ROOTS`; a whole package is only one of them.

    `root` is the path of the payload, () unless it stands in a wrapper. `served` is the path of the URL that it came
    from and `forced` whether the user named the profile: either tells the version for sure.
    """

    data: Mapping[str, Any]
    kind: str
    version: str
    root: Path = ()
    forced: bool = False
    served: str = ""
    well_formed: bool = False
    shelf: Shelf = field(default_factory=EmptyShelf)
    show_values: bool = False
    text: bytes = b""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> dict[str, str]:
        return {"CASE": self.version}

    def __post_init__(self) -> None:
        self.tables = tables(self.version)
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self.edges: list[Edge] = []
        self._plans: dict[str, _Plan] = {}
        self._walk(ROOTS[self.kind], self.data, self.root)

    # -- the one pass ------------------------------------------------------------------------------------------------

    def _walk(self, form: str, data: Any, path: Path, parent: Node | None = None) -> None:
        """Index the object `data` of class `form` and what it encloses. The depth is that of the classes: five."""
        if not isinstance(data, dict):
            return
        plan = self._plans.get(form) or self._plan(form)
        node = parent
        if plan.identified:
            node = Node(plan.cls, form, path, data, _text(data.get("identifier")), parent)
            self.nodes.append(node)
            for name, target in plan.links:
                value = data.get(name)
                if value is None:
                    continue
                if type(value) is dict:  # the usual case, short because it comes hundreds of thousands of times
                    self.links.append(_link(node, name, (*path, name), target, value))
                else:
                    members = _members(value, (*path, name))
                    self.links += [_link(node, name, place, target, m) for place, m in members if type(m) is dict]
            if plan.cls == "CFAssociation":
                self._add_edge(node)
        for name, inner in plan.encloses:
            for place, member in _members(data.get(name), (*path, name)):
                self._walk(inner, member, place, node)

    def _plan(self, form: str) -> "_Plan":
        """Where to look in an object of class `form`, made once from its schema."""
        fields = self.tables[form].values()
        plan = self._plans[form] = _Plan(
            PACKAGE_FORMS.get(form, form),
            "identifier" in self.tables[form],
            tuple((f.name, f.target) for f in fields if f.type in LINKS),
            tuple((f.name, f.type) for f in fields if f.type in self.tables and f.type not in LINKS),
        )
        return plan

    def _add_edge(self, node: Node) -> None:
        origin = destination = None
        for link in self.links[-4:]:
            if link.field == "originNodeURI" and link.owner is node:
                origin = link
            elif link.field == "destinationNodeURI" and link.owner is node:
                destination = link
        if origin and destination:
            sequence = node.data.get("sequenceNumber")
            whole = isinstance(sequence, int) and not isinstance(sequence, bool)
            type = node.text("associationType")
            self.edges.append(Edge(node, type, origin, destination, sequence if whole else None))

    # -- looking things up -------------------------------------------------------------------------------------------

    @cached_property
    def by_class(self) -> dict[str, list[Node]]:
        """Class as people know it to its objects, in document order."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.cls, []).append(node)
        return found

    def of(self, *classes: str) -> Iterator[Node]:
        """The objects of these classes."""
        for cls in classes:
            yield from self.by_class.get(cls, ())

    @cached_property
    def by_identifier(self) -> dict[str, Node]:
        """Identifier to the first object that has it."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            if node.identifier:
                found.setdefault(node.identifier, node)
        return found

    @cached_property
    def repeated(self) -> dict[str, list[Node]]:
        """Identifiers that more than one object has, each to all its objects, in document order."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.identifier and self.by_identifier[node.identifier] is not node:
                found.setdefault(node.identifier, [self.by_identifier[node.identifier]]).append(node)
        return found

    def named(self, identifier: str) -> Sequence[Node]:
        """All objects that have this identifier: none, one, or several where it is not unique."""
        first = self.by_identifier.get(identifier)
        return () if first is None else self.repeated.get(identifier, (first,))

    @cached_property
    def by_lower_case(self) -> dict[str, Node]:
        """Identifier in lower case to the first object that has it in whatever spelling."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            if node.identifier:
                found.setdefault(node.identifier.lower(), node)
        return found

    @cached_property
    def by_uri(self) -> dict[str, Node]:
        """The `uri` of an object to the first object that has it."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            uri = node.data.get("uri")
            if isinstance(uri, str):
                found.setdefault(uri, node)
        return found

    @cached_property
    def document(self) -> Node | None:
        """The CFDocument of a package, None for other kinds of input."""
        return next(self.of("CFDocument"), None) if self.kind == "case-package" else None

    @cached_property
    def edges_by_type(self) -> dict[str, list[Edge]]:
        """associationType to its associations, in document order."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.type, []).append(edge)
        return found

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """What the isChildOf associations make of the objects."""
        return Hierarchy(
            self.edges_by_type.get("isChildOf", []),
            self.document.identifier if self.document else "",
            frozenset(item.identifier for item in self.of("CFItem") if item.identifier),
        )

    def data_of(self, link: Link) -> dict[str, Any]:
        """The JSON object that the link was read from. Its members tell absent from blank, which `Link` does not."""
        value: Any = link.owner.data
        for step in link.path[len(link.owner.path) :]:
            value = value[step]
        found: dict[str, Any] = value
        return found

    def once(self, make: Callable[["Package"], T]) -> T:
        """What `make` makes of this package, made at the first call: an index that several rules share."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    @cached_property
    def _made(self) -> dict[Callable[["Package"], Any], Any]:
        return {}

    # -- saying where ------------------------------------------------------------------------------------------------

    def at(self, node: Node, *steps: str | int) -> Location:
        """The place of the field under `steps` of the object; the object itself where there are none. The privacy
        class is that of the outermost field, as its schema states it; a field that it does not know is personal."""
        privacy = Privacy.PUBLIC
        if steps:
            known = self.tables[node.form].get(str(steps[0]))
            privacy = Privacy(known.privacy) if known else Privacy.DIRECT_IDENTIFIER
        privacy = disclosed(privacy, self.show_values)
        return Location((*node.path, *steps), node.identifier, privacy, key=Privacy.PUBLIC)

    def at_link(self, link: Link, *steps: str | int) -> Location:
        """The place of a link, or of a member of it."""
        return self.at(link.owner, *link.path[len(link.owner.path) :], *steps)

    def at_path(self, path: Path) -> Location:
        """The place at `path` from the root of the input, for what no `Node` or `Link` leads to."""
        member = self.member_at(path)
        return Location(path, member.record, disclosed(member.privacy, self.show_values), key=Privacy.PUBLIC)

    def member_at(self, path: Path) -> Member:
        """What the schema knows of the place at `path`, which need not exist."""
        return member_at(self.tables, ROOTS[self.kind], self.data, path[len(self.root) :])


class _Plan(NamedTuple):
    """Where to look in an object of one class: its links as (field, target), what it encloses as (field, class)."""

    cls: str
    identified: bool
    links: tuple[tuple[str, str], ...]
    encloses: tuple[tuple[str, str], ...]


def _members(value: Any, path: Path) -> Iterable[tuple[Path, Any]]:
    """What stands under a field, with its path: one member or a list of them, whichever of the two the class has."""
    if isinstance(value, list):
        return [((*path, number), member) for number, member in enumerate(value)]
    return ((path, value),)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _link(owner: Node, field: str, path: Path, target: str, data: dict[str, Any]) -> Link:
    identifier, uri, title = data.get("identifier"), data.get("uri"), data.get("title")
    if type(identifier) is type(uri) is type(title) is str:
        return Link(owner, field, path, target, identifier, uri, title)
    return Link(owner, field, path, target, _text(identifier), _text(uri), _text(title))
