"""Depth of learning (section 3.8): never two taxonomies in one number."""

from collections import Counter
from collections.abc import Mapping, Sequence

TAXONOMIES: Mapping[str, tuple[int | str, ...]] = {
    "webb-dok": (1, 2, 3, 4),
    "bloom-revised": ("remember", "understand", "apply", "analyze", "evaluate", "create"),
    "solo": ("prestructural", "unistructural", "multistructural", "relational", "extendedAbstract"),
}
"""Taxonomies with their values from the shallowest; others may be named by `ext:`."""

DEEP: Mapping[str, int | str] = {"webb-dok": 3}
"""From where on learning counts as deep, where the profile says so."""


def is_legal(taxonomy: object, value: object) -> bool:
    """Whether the taxonomy is one and has the value; of others than the profile's nobody can tell."""
    if not isinstance(taxonomy, str):
        return False
    if taxonomy.startswith("ext:"):
        return value is not None
    return taxonomy in TAXONOMIES and not isinstance(value, bool) and value in TAXONOMIES[taxonomy]


def distribution(values: Sequence[int | str]) -> dict[str, int]:
    """How often there is each value."""
    return dict(Counter(str(value) for value in values))


def share_deep(values: Sequence[int | str], taxonomy: str) -> float | None:
    """The share at or above the deep cut, None where there is nothing or no cut."""
    cut = DEEP.get(taxonomy)
    if not values or cut is None:
        return None
    order = TAXONOMIES[taxonomy]
    return sum(order.index(value) >= order.index(cut) for value in values) / len(values)
