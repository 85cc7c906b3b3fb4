"""Names, ways to reach somebody, and numbers of people, found in texts; and what only looks like them."""

import pytest

from fairmark.validators.rules.privacy.contacts import contact_in
from fairmark.validators.rules.privacy.identity_numbers import DASHED, NAMED
from fairmark.validators.rules.privacy.names import names_of

NAMES = names_of(
    [
        ("1", "Mia", "Lund"),
        ("2", "Ben", "Osei"),
        ("3", "Anna Maria", "van der Berg"),
        ("4", "José", "Núñez"),
        ("5", "Mia", "Lund"),
        ("6", "Ольга", "Петрова"),
        ("7", "Prince", ""),
    ]
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Worked with Ben Osei today", [("2",)]),
        ("Mia Lund and Ben Osei", [("1", "5"), ("2",)]),
        ("Lund, Mia: well done", [("1", "5")]),
        ("With Anna Maria van der Berg.", [("3",)]),
        ("Jose Nunez helped, and so did José Núñez", [("4",), ("4",)]),
        ("MIA LUND", [("1", "5")]),
        ("Ольга Петрова помогала", [("6",)]),
        ("Well done, Mia!", []),
        ("mia lund", []),  # without capitals it may be anything
        ("Mia and Lund", []),
        ("Mia Lunder", []),
        ("Prince", []),  # one name says too little
        ("", []),
    ],
)
def test_names_are_given_and_family_name_together(text: str, ids: list[tuple[str, ...]]) -> None:
    assert list(NAMES.named_in(text)) == ids


def test_a_text_of_capitals_takes_no_time() -> None:
    assert list(NAMES.named_in("Aa " * 40_000)) == []
    assert list(NAMES.named_in("Aa, " * 40_000)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to mia@pier.example", "an e-mail address"),
        ("503-555-0188", "a telephone number"),
        ("(503) 555-0188", "a telephone number"),
        ("+1 503.555.0188", "a telephone number"),
        ("1-800-555-0199", "a telephone number"),
        ("+49 30 1234567", "a telephone number"),
        ("scored 120-130-1400", ""),
        ("ISBN 978-0-306-40615-7", ""),
        ("2026-10-08 10:15", ""),
        ("5+3 12 34", ""),
        ("3 of 4, 75 %, row 1,234,567,890", ""),
        ("a @ b", ""),
        ("", ""),
    ],
)
def test_ways_to_reach_somebody(text: str, found: str) -> None:
    assert contact_in(text) == found


@pytest.mark.parametrize("text", ["123-45-6789", "see 123-45-6789.", "899-99-9999"])
def test_numbers_with_hyphens(text: str) -> None:
    assert DASHED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789",  # a student number in many districts
        "000-12-3456",
        "666-12-3456",
        "912-34-5678",
        "123-00-6789",
        "123-45-0000",
        "1123-45-6789",
        "123-45-67890",
        "0-123-45-6789",
        "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11",
        "١٢٣-٤٥-٦٧٨٩",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert not DASHED.search(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("{SSN:123456789}", True),
        ("SSN 123 45 6789", True),
        ("social security number: 123-45-6789", True),
        ("Social Security #123456789", True),
        ("lessn 123456789", False),
        ("{SIS:123456789}", False),
        ("SSN 1234567890", False),
        ("SSN 000456789", False),
    ],
)
def test_numbers_that_are_called_so(text: str, is_one: bool) -> None:
    assert bool(NAMED.search(text)) is is_one
