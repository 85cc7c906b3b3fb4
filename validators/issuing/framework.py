"""A CASE package as the source of what is awarded: items, rubric levels, the hierarchy above an item."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
import re

from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.terms import Json, name, present
from fairmark.validators.proofs.errors import Malformed
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.readers.sniff import recognise

LARGEST = 64 << 20
"""Octets of a CASE package."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
CFITEM, CRITERION, LEVEL = "CFItem", "CFRubricCriterion", "CFRubricCriterionLevel"


@dataclass(frozen=True, eq=False)
class Framework:
    """A CASE package with what issuing asks of it."""

    package: Package

    @staticmethod
    def read(data: bytes) -> "Framework":
        """The framework in the bytes of a CASE package (JSON); CannotIssue if they are none."""
        try:
            document = json_object(data, LARGEST)
        except Malformed as error:
            raise CannotIssue(f"the CASE package is not usable: {error}") from error
        found = recognise(document)
        if found is None or found.kind != "case-package":
            raise CannotIssue("the file given as CASE package is none: it has no CFDocument with CFItems")
        payload: object = document
        for step in found.root:
            payload = payload[step]  # type: ignore[index]  # `recognise` has walked this very path
        assert isinstance(payload, dict)  # noqa: S101  # what it recognises is an object
        return Framework(Package(payload, found.kind, found.version, found.root))

    @property
    def title(self) -> str:
        document = self.package.document
        return document.text("title") if document else ""

    def item(self, wanted: str) -> Node:
        """The CFItem with this identifier, URI or (where only one has it) humanCodingScheme; CannotIssue if none."""
        found = self._find(wanted, CFITEM)
        if found is None:
            coded = [node for node in self.package.of(CFITEM) if wanted and node.text("humanCodingScheme") == wanted]
            if len(coded) > 1:
                raise CannotIssue(
                    f"{len(coded)} items of the framework have the code {wanted!r}: name one by identifier"
                )
            found = coded[0] if coded else None
        if found is None:
            raise CannotIssue(
                f"the framework has no CFItem {wanted!r} (identifier, uri and humanCodingScheme were tried)"
            )
        if not is_addressed(found) or not found.text("fullStatement"):
            raise CannotIssue(
                f"the CFItem {wanted!r} has no http(s) uri or no fullStatement, which the badge must quote"
            )
        return found

    def level(self, wanted: str) -> Node:
        """The CFRubricCriterionLevel with this identifier or URI; CannotIssue if there is none."""
        found = self._find(wanted, LEVEL)
        if found is None or found.parent is None:
            raise CannotIssue(f"no rubric of the framework has the CFRubricCriterionLevel {wanted!r}")
        return found

    def levels_of(self, criterion: Node) -> list[Node]:
        """All levels of a criterion from the lowest to the highest: by score, and by position where one has none."""
        levels = [node for node in self.package.of(LEVEL) if node.parent is criterion]
        key = "score" if all(_number(node, "score") is not None for node in levels) else "position"
        return sorted(levels, key=lambda node: _number(node, key) or 0)

    @cached_property
    def parents(self) -> dict[str, list[str]]:
        """Identifier of an item to those of its parents, as the isChildOf associations say."""
        found: dict[str, list[str]] = {}
        for edge in self.package.edges_by_type.get("isChildOf", ()):
            origin, destination = edge.origin.identifier, edge.destination.identifier
            if self._find(origin, CFITEM) and self._find(destination, CFITEM):
                above = found.setdefault(origin, [])
                if destination not in above:
                    above.append(destination)
        return found

    def above(self, identifiers: set[str]) -> set[str]:
        """The items above these, at any height; CannotIssue where the hierarchy turns in a circle."""
        found: set[str] = set()
        pending = list(identifiers)
        while pending:
            for parent in self.parents.get(pending.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    pending.append(parent)
        self._refuse_circle(found | identifiers)
        return found

    def _refuse_circle(self, identifiers: set[str]) -> None:
        settled: set[str] = set()
        left = set(identifiers)
        while left:
            free = {one for one in left if all(above in settled for above in self.parents.get(one, ()))}
            if not free:
                raise CannotIssue("isChildOf leads in a circle in the framework, so that no record can draw it")
            settled |= free
            left -= free

    def alignment(self, node: Node) -> Json:
        """The Alignment to a CASE object of this framework (Open Badges 3.0 B.1.5)."""
        return {
            "type": ["Alignment"],
            "targetType": node.cls,
            "targetUrl": node.text("uri"),
            "targetName": label(node),
            **present(
                targetCode=(node.text("humanCodingScheme") or node.identifier) if node.cls == CFITEM else "",
                targetFramework=self.title,
            ),
        }

    def _find(self, wanted: str, cls: str) -> Node | None:
        found = self.package.by_identifier.get(wanted) or self.package.by_uri.get(wanted)
        return found if found is not None and found.cls == cls else None


def achievement_id(issuer: str, item: Node) -> str:
    """The id of the achievement that is the item attained, the same in every credential of an issuer."""
    return name("achievement", issuer, item.text("uri"))


def is_addressed(node: Node) -> bool:
    """Whether the object's uri can be the targetUrl of an alignment."""
    return node.text("uri").startswith(("https://", "http://"))


def language(node: Node) -> str:
    """The language of an item as Open Badges writes it, "" where CASE says it in another way."""
    found = node.text("language")
    return found if LANGUAGE.fullmatch(found) else ""


def label(node: Node) -> str:
    """What a CASE object is called by people: an item by its full statement."""
    return next(_labels(node), "") or node.text("uri")


def _labels(node: Node) -> Iterator[str]:
    for member in ("fullStatement", "quality", "category", "description"):
        if text := node.text(member):
            yield text
    if (number := _number(node, "score")) is not None:
        yield f"{number:g}"


def _number(node: Node, member: str) -> float | None:
    value = node.data.get(member)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def score_of(node: Node) -> str:
    """The score of a rubric level as Open Badges writes points, "" where it has none."""
    number = _number(node, "score")
    return "" if number is None else f"{number:g}"
