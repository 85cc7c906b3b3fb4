"""What stands in a table more than once."""

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator

PARTS = 256


def repeated(keys: Callable[[], Iterable[Hashable]]) -> Iterator[int]:
    """The indexes of the keys that occurred before. `keys` is asked a second time where there seem to be any.

    Memory is 8 bytes for each key, and what a set of one in `PARTS` of them takes: hashes are compared first, part by
    part, and then only the keys whose hashes are equal.
    """
    parts = [array("q") for _ in range(PARTS)]
    for key in keys():
        found = hash(key)
        parts[found % PARTS].append(found)
    suspects = {
        found for part in parts if len(set(part)) < len(part) for found, times in Counter(part).items() if times > 1
    }
    seen: set[Hashable] = set()
    for index, key in enumerate(keys() if suspects else ()):
        if hash(key) in suspects:
            if key in seen:
                yield index
            seen.add(key)
