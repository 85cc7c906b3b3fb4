"""CASE-DEF: the definitions of a package (concepts, subjects, licences, item types, groupings) and of set responses."""

from collections.abc import Iterable, Iterator
import re

from fairmark.validators.core.levels import INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.rules.case.repeats import surplus
from fairmark.validators.rules.case.versions import BOTH

WITH_CODE = ("CFConcept", "CFSubject", "CFItemType")
"""The classes of definitions that form a tree by their hierarchyCode."""

DOTTED = re.compile(r"[^\s.]+(?:\.[^\s.]+)*")
DEEPEST = 32
"""Parts of a code beyond which its dots are no ancestry; no classification is that deep, a hostile code could be."""

DEFINITIONS = (*WITH_CODE, "CFLicense", "CFAssociationGrouping")

MANDATORY_TEXTS = {
    "CFConcept": ("hierarchyCode",),
    "CFSubject": ("hierarchyCode",),
    "CFItemType": ("description", "hierarchyCode"),
    "CFLicense": ("licenseText",),
}
"""The mandatory texts of definitions that servers leave blank most often."""


@rule(
    "CASE-DEF-001",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: the code is the place of a definition among those of its list",
    message="The hierarchyCode {observed} belongs to an earlier definition of this list too",
)
def hierarchy_code_is_unique(package: Package) -> Findings:
    """No two definitions of one list have the same hierarchyCode.

    Why: The code tells where a definition stands below others; two with one code cannot be told apart or sorted.

    Example: Two CFItemTypes with `"hierarchyCode": "1"`.

    Repair: Give each definition of the list a code of its own.
    """
    for cls in WITH_CODE:
        for node in surplus(package.of(cls), lambda node: _code(node) or None):
            yield finding(
                at=package.at(node, "hierarchyCode"),
                observed=node.text("hierarchyCode"),
                expected="a code of its own",
            )


@rule(
    "CASE-DEF-002",
    severity=WARNING,
    versions=BOTH,
    kinds=("case-package",),
    basis="CASE 1.1 IM 3.3",
    message="No definition of this list has the code of the parent of {observed}",
    notes=(
        "The standard does not say how a hierarchyCode tells the parent. Dots are read as ancestry only in a list that "
        "shows it: at least one of its dotted codes has its parent there. Codes of the fewest parts that the list has "
        "are its top level, which needs no parents."
    ),
)
def parent_of_a_definition_is_present(package: Package) -> Findings:
    """The parent that a dotted hierarchyCode names stands in the same list.

    Why: A consumer that builds the tree has nowhere to hang the definition, and drops it or shows it at the top.

    Example: The codes `1`, `1.1` and `2.1`, without `2`.

    Repair: Add the parent to the list, or give the definition a code below one that is there.
    """
    for cls in WITH_CODE:
        coded = [(node, code) for node in package.of(cls) if (code := _dotted(node))]
        codes = {code for _, code in coded}
        if not any(_parent(code) in codes for code in codes):
            continue
        top = min(len(code) for code in codes)
        for node, code in coded:
            if len(code) > top and _parent(code) not in codes:
                yield finding(
                    at=package.at(node, "hierarchyCode"),
                    observed=node.text("hierarchyCode"),
                    expected="a code whose parent is in the list",
                )


@rule(
    "CASE-DEF-005",
    severity=INFO,
    versions=BOTH,
    kinds=("case-package",),
    basis="best practice: consumers import what the package carries",
    message="Nothing in the package links to this definition",
    notes=(
        "Whatever stands above or below a referenced definition by its dotted hierarchyCode counts as referenced: a "
        "package carries the child definitions too (IM 3.3), and their parents hold the tree together."
    ),
)
def definition_is_referenced(package: Package) -> Findings:
    """Every definition of a package is referenced by the document, an item or an association.

    Why: A definition that nothing uses is often left over, or shows that links to it were lost.

    Example: A CFLicense that no licenseURI names.

    Repair: Link to the definition where it was meant to be used, or take it out of CFDefinitions.
    """
    linked = _linked(package)
    for cls in DEFINITIONS:
        nodes = package.by_class.get(cls, [])
        used = [node for node in nodes if node.identifier in linked or node.text("uri") in linked]
        if len(used) == len(nodes):
            continue
        kept, related = set(used), _Family(used)
        for node in nodes:
            if node not in kept and not related.includes(_dotted(node)):
                yield finding(at=package.at(node))


def _linked(package: Package) -> set[str]:
    """The identifiers and uris of definitions that a link names. Most are named early on, and then the rest of the
    links need no look."""
    waiting = {key for node in package.of(*DEFINITIONS) for key in (node.identifier, node.text("uri")) if key}
    found: set[str] = set()
    for link in package.links:
        if link.identifier in waiting or link.uri in waiting:
            named = waiting & {link.identifier, link.uri}
            found |= named
            waiting -= named
            if not waiting:
                break
    return found


@rule(
    "CASE-DEF-006",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 3.3: definitions carry what the framework needs, so their mandatory texts say something",
    message="The mandatory text is blank",
)
def mandatory_text_of_a_definition_is_not_blank(package: Package) -> Findings:
    """The licenseText of a licence, the hierarchyCode of a concept, subject or item type, and the description of an
    item type hold more than white space.

    Why: The standard makes them mandatory because consumers show or sort by them; a blank says nothing.

    Example: `"licenseText": ""`.

    Repair: Write the text; for a licence its wording or the address of it.
    """
    for cls, names in MANDATORY_TEXTS.items():
        for node in package.of(cls):
            for name in names:
                text = node.data.get(name)
                if isinstance(text, str) and not text.strip():
                    yield finding(at=package.at(node, name), observed=text, expected="a text")


# -- hierarchy codes -------------------------------------------------------------------------------------------------


def _code(node: Node) -> str:
    return node.text("hierarchyCode").strip()


def _dotted(node: Node) -> tuple[str, ...]:
    """The parts of the node's code between its dots; () for no code, and for words that only happen to hold a dot."""
    code = _code(node)
    return tuple(code.split(".")) if DOTTED.fullmatch(code) and code.count(".") < DEEPEST else ()


def _parent(code: tuple[str, ...]) -> tuple[str, ...]:
    return code[:-1]


def _ancestors(code: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (code[:length] for length in range(1, len(code)))


class _Family:
    """The codes of some nodes, and whether another code stands above or below one of them."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._codes = {code for node in nodes if (code := _dotted(node))}
        self._above = {ancestor for code in self._codes for ancestor in _ancestors(code)}

    def includes(self, code: tuple[str, ...]) -> bool:
        return code in self._above or any(ancestor in self._codes for ancestor in _ancestors(code))
