"""Which row of one table is which of another."""

from hypothesis import given
from hypothesis import strategies as some

from fairmark.validators.exports.pairs import NOBODY, NOT_ALONE, pairs

KEYS = some.lists(some.sampled_from(["", *"abcdefgh"]), max_size=20)


@given(KEYS, KEYS)
def test_pairs_are_those_of_a_plain_dictionary(old: list[str], new: list[str]) -> None:
    first_old = {key: row for row, key in reversed(list(enumerate(old))) if key}
    first_new = {key: row for row, key in reversed(list(enumerate(new))) if key}
    found = pairs(old, new)
    for row, key in enumerate(old):
        alone = first_old.get(key) == row
        assert found.row_of[row] == (first_new.get(key, NOBODY) if alone else NOT_ALONE)
    assert set(found.added()) == {row for key, row in first_new.items() if key not in first_old}
    assert (found.before, found.now) == (len(first_old), len(first_new))


@given(KEYS, KEYS)
def test_with_once_a_key_of_several_rows_pairs_nothing(old: list[str], new: list[str]) -> None:
    for before, now in pairs(old, new, once=True):
        assert old[before] == new[now]
        assert old.count(old[before]) == new.count(new[now]) == 1
    expected = {key for key in {*old} & {*new} if key and old.count(key) == new.count(key) == 1}
    assert {old[before] for before, _ in pairs(old, new, once=True)} == expected
