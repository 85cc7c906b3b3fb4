"""Find the objects that repeat what an earlier one has said."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from fairmark.validators.readers.case import Node


def surplus(nodes: Iterable[Node], key: Callable[[Node], Hashable | None]) -> Iterator[Node]:
    """Each object whose key an earlier one of `nodes` has too; those whose key is None have none to repeat.

    The same identifier twice is one object stated twice, about which CASE-ID-002 and CASE-ID-003 speak, not a repeated
    key of two objects: such a pair is left out.
    """
    first: dict[Hashable, Node] = {}
    for node in nodes:
        if (value := key(node)) is None:
            continue
        earlier = first.setdefault(value, node)
        if earlier is not node and not (node.identifier and node.identifier == earlier.identifier):
            yield node
