"""What several topics ask of the objects in a credential."""

from collections.abc import Iterable, Iterator
from typing import Any

from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding
from fairmark.validators.credentials.document import Credential, Node


def under(nodes: Iterable[Node], member: str) -> Iterator[Node]:
    """Those that stand in a member of that name."""
    return (node for node in nodes if node.member == member)


def untyped(document: Credential, nodes: Iterable[Node], wanted: str) -> Findings:
    """A finding for each whose type does not hold the wanted one. Of null OB-SER-001 speaks."""
    for node in nodes:
        if node.data.get("type", ()) is not None and wanted not in node.types:
            yield finding(at=document.at(node, "type"), observed=node.data.get("type"), expected=wanted)


def value_at(data: Any, path: Path) -> Any:
    """The value at the path, None where there is none."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
