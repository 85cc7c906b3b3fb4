"""When two values are one level, when they differ, and when nobody can tell."""

import pytest

from fairmark.validators.rules.cross_form.scales import Value, on_score_scale

SCALE = "{Exceeds:4},{Meets:3},{Approaching:2},{Beginning:1}"
LEVELS = ("beginning", "approaching", "meets", "exceeds")
NO_BOUNDS = ("", "")


def level(name: str, points: float | None = None) -> Value:
    """A rubric level of a record, on the same levels as the scale."""
    return Value(
        frozenset([name]),
        frozenset([points] if points is not None else []),
        LEVELS,
        True,
        frozenset([1.0, 2.0, 3.0, 4.0]),
    )


def mark(text: str = "", score: str = "", scale: str = SCALE, bounds: tuple[str, str] = NO_BOUNDS) -> Value:
    return on_score_scale(text, score, [scale] if scale else [], bounds)


@pytest.mark.parametrize(
    ("record", "gradebook", "is_same"),
    [
        (level("meets", 3), mark("Meets", "3.0"), True),
        (level("meets"), mark("  MEETS "), True),
        (level("meets"), mark(score="3"), True),  # through the scale
        (level("exceeds", 4), mark("Meets"), False),
        (level("exceeds"), mark(score="2"), False),
        (level("meets"), mark("Proficient", scale=""), None),  # words of another scale
        (level("meets"), mark(score="3", scale=""), None),  # a number of nobody knows what
        (Value(numbers=frozenset([3.0])), mark(score="3"), True),
        (Value(numbers=frozenset([85.0]), bounds=(0.0, 100.0)), mark(score="3"), None),
        (Value(numbers=frozenset([2.0]), bounds=(0.0, 4.0)), mark(score="3", bounds=("0", "4")), False),
        (Value(numbers=frozenset([2.0]), bounds=(0.0, 4.0)), mark(score="3", bounds=("0", "5")), None),
        (Value(), mark("Meets"), None),
        (level("meets"), mark(), None),
    ],
)
def test_same_or_not(record: Value, gradebook: Value, is_same: bool | None) -> None:
    assert record.is_same_as(gradebook) is is_same
    assert gradebook.is_same_as(record) is is_same


def test_a_scale_of_ranges_holds_no_words_and_numbers_together() -> None:
    value = on_score_scale("", "8", ["{A:7-10},{B:4-6}"], NO_BOUNDS)
    assert (value.labels, value.numbers, value.is_ordered) == (frozenset(), {8.0}, False)


def test_several_scales_are_put_together_by_nobody() -> None:
    assert on_score_scale("Meets", "", [], NO_BOUNDS).levels == ()


@pytest.mark.parametrize(
    ("record", "marks", "is_among"),
    [
        (level("approaching"), [mark("Beginning"), mark("Meets")], True),
        (level("exceeds"), [mark("Beginning"), mark("Meets")], False),
        (Value(numbers=frozenset([3.0])), [mark(score="2"), mark(score="4")], True),
        (Value(numbers=frozenset([1.0])), [mark(score="2"), mark(score="4")], False),
        (Value(frozenset(["gold"])), [mark("Beginning"), mark("Meets")], True),  # nobody knows where gold is
    ],
)
def test_an_average_lies_between(record: Value, marks: list[Value], is_among: bool) -> None:
    assert record.is_among(marks) is is_among
