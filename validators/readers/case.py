"""CASE input, typed: one pass over the parsed JSON makes the index that all rules look things up in.

Nothing here judges. Whatever the JSON holds, an index comes of it: what is not an object where an object belongs is
left out, and rules or the schema speak about it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from fairmark.schemas.case import tables
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.privacy import Privacy, disclosed
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.readers.case_graph import Hierarchy

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

LINKS = ("LinkURI", "LinkGenURI")


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


@dataclass(frozen=True, slots=True)
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
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    standard: str = "CASE"

    def __post_init__(self) -> None:
        self.tables = tables(self.version)
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self.edges: list[Edge] = []
        self._walk(ROOTS[self.kind], self.data, self.root)

    # -- the one pass ------------------------------------------------------------------------------------------------

    def _walk(self, form: str, data: Any, path: Path, parent: Node | None = None) -> None:
        """Index the object `data` of class `form` and what it encloses. The depth is that of the classes: five."""
        if not isinstance(data, dict):
            return
        table = self.tables[form]
        node = parent
        if "identifier" in table:
            identifier = data.get("identifier")
            node = Node(
                PACKAGE_FORMS.get(form, form),
                form,
                path,
                data,
                identifier if isinstance(identifier, str) else "",
                parent,
            )
            self.nodes.append(node)
        for name, nested in self._nested(form).items():
            if name in data:
                self._walk_field(name, nested, data[name], (*path, name), node)
        if form in ("CFPckgAssociation", "CFAssociation") and node is not None:
            self._add_edge(node)

    def _walk_field(self, name: str, nested: tuple[str, str], value: Any, path: Path, node: Node | None) -> None:
        """Index what stands under a field: one member or a list of them, whichever of the two the class has."""
        type, target = nested
        members = (
            [((*path, number), member) for number, member in enumerate(value)]
            if isinstance(value, list)
            else [(path, value)]
        )
        for place, member in members:
            if type not in LINKS:
                self._walk(type, member, place, node)
            elif node is not None:
                self._add_link(node, name, place, target, member)

    def _nested(self, form: str) -> dict[str, tuple[str, str]]:
        """The fields of `form` that hold links or other objects: name to (type, target of a link)."""
        found = self._nested_cache.get(form)
        if found is None:
            found = self._nested_cache[form] = {
                f.name: (f.type, f.target)
                for f in self.tables[form].values()
                if f.type in LINKS or f.type in self.tables
            }
        return found

    @cached_property
    def _nested_cache(self) -> dict[str, dict[str, tuple[str, str]]]:
        return {}

    def _add_link(self, owner: Node, field: str, path: Path, target: str, data: Any) -> None:
        if isinstance(data, dict):
            identifier, uri, title = data.get("identifier"), data.get("uri"), data.get("title")
            self.links.append(
                Link(
                    owner,
                    field,
                    path,
                    target,
                    identifier if isinstance(identifier, str) else "",
                    uri if isinstance(uri, str) else "",
                    title if isinstance(title, str) else "",
                )
            )

    def _add_edge(self, node: Node) -> None:
        ends = {link.field: link for link in self.links[-4:] if link.owner is node}
        if (origin := ends.get("originNodeURI")) and (destination := ends.get("destinationNodeURI")):
            sequence = node.data.get("sequenceNumber")
            self.edges.append(
                Edge(
                    node,
                    node.text("associationType"),
                    origin,
                    destination,
                    sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None,
                )
            )

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

    # -- saying where ------------------------------------------------------------------------------------------------

    def at(self, node: Node, *steps: str | int) -> Location:
        """The place of the field under `steps` of the object; the object itself where there are none. The privacy
        class is that of the outermost field, as its schema states it; a field that it does not know is personal."""
        privacy = Privacy.PUBLIC
        if steps:
            known = self.tables[node.form].get(str(steps[0]))
            privacy = Privacy(known.privacy) if known else Privacy.DIRECT_IDENTIFIER
        return Location((*node.path, *steps), node.identifier, disclosed(privacy, self.show_values))

    def at_link(self, link: Link, *steps: str | int) -> Location:
        """The place of a link, or of a member of it."""
        return self.at(link.owner, *link.path[len(link.owner.path) :], *steps)
