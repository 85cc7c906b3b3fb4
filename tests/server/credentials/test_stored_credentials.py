"""What people keep: one row a credential, the newest wins whoever comes first, each sees their own."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from fairmark.server.storage import credentials as stored
from fairmark.server.storage.credentials import JSON, JWS, Became, Credentials, Full, Kept
from fairmark.server.storage.people import People, Person

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def issued(hours: float, number: int = 1, body: bytes = b"", person: str = "ada", standard: str = "ob") -> Kept:
    """Credential number `number` in the version that was issued so many hours after NOW."""
    moment = NOW + timedelta(hours=hours)
    return Kept(person, standard, f"{number:064x}", f"urn:x:{number}", JSON, moment, body or f"{hours}".encode())


@pytest.fixture
def kept(engine: Engine) -> Credentials:
    for login in ("ada", "bob"):
        People(engine).add(Person(login, login, login, "", NOW))
    return Credentials(engine)


def bodies(kept: Credentials, person: str = "ada", standard: str = "ob") -> list[bytes]:
    return [one.body for one in kept.page(person, standard, 0, 100)[1]]


def test_a_credential_is_created_replaced_and_never_put_back(kept: Credentials) -> None:
    assert kept.keep(issued(1), NOW) is Became.CREATED
    assert kept.keep(issued(2), NOW) is Became.REPLACED
    assert kept.keep(issued(2), NOW) is Became.SAME
    assert kept.keep(issued(1), NOW) is Became.OLDER
    assert kept.keep(issued(2, body=b"another"), NOW) is Became.OLDER
    assert kept.keep(replace(issued(2), form=JWS), NOW) is Became.OLDER
    assert bodies(kept) == [b"2"]


def test_a_replaced_credential_keeps_its_place_in_the_order(kept: Credentials) -> None:
    for number in (1, 2, 3):
        kept.keep(issued(1, number, body=b"%d" % number), NOW)
    kept.keep(issued(2, 1, body=b"1 anew"), NOW)
    assert bodies(kept) == [b"1 anew", b"2", b"3"]


def test_of_many_uploads_at_once_the_newest_stays_and_one_creates(kept: Credentials) -> None:
    versions = [issued(hour * 7 % 24) for hour in range(24)]
    with ThreadPoolExecutor(8) as threads:
        became = list(threads.map(lambda one: kept.keep(one, NOW), versions))
    assert became.count(Became.CREATED) == 1
    assert became[[one.body for one in versions].index(b"23")] in (Became.CREATED, Became.REPLACED)
    assert set(became) <= {Became.CREATED, Became.REPLACED, Became.OLDER}
    assert bodies(kept) == [b"23"]


def test_each_sees_their_own_by_each_standard(kept: Credentials) -> None:
    kept.keep(issued(1, body=b"ada's badge"), NOW)
    kept.keep(issued(1, body=b"ada's record", standard="clr"), NOW)
    kept.keep(issued(1, body=b"bob's badge", person="bob"), NOW)
    assert bodies(kept) == [b"ada's badge"]
    assert bodies(kept, standard="clr") == [b"ada's record"]
    assert bodies(kept, "bob") == [b"bob's badge"]


@pytest.mark.parametrize(
    ("since", "expected"), [(0, [b"1", b"2", b"3"]), (1, [b"2", b"3"]), (2.5, [b"3"]), (3, []), (9, [])]
)
def test_since_means_after(kept: Credentials, since: float, expected: Sequence[bytes]) -> None:
    for number in (1, 2, 3):
        kept.keep(issued(number, number), NOW)
    total, found = kept.page("ada", "ob", 0, 100, NOW + timedelta(hours=since))
    assert (total, [one.body for one in found]) == (len(expected), expected)


def test_pages_make_up_the_whole(kept: Credentials) -> None:
    for number in range(7):
        kept.keep(issued(7 - number, number, body=b"%d" % number), NOW)
    pages = [kept.page("ada", "ob", offset, 3) for offset in (0, 3, 6, 9)]
    assert [total for total, _ in pages] == [7] * 4
    assert [one.body for _, page in pages for one in page] == [b"%d" % number for number in range(7)]


def test_there_is_a_bound_on_what_a_person_keeps(kept: Credentials, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LARGEST_SUM", 10)
    kept.keep(issued(1, 1, body=b"123456"), NOW)
    with pytest.raises(Full):
        kept.keep(issued(1, 2, body=b"12345"), NOW)
    assert kept.keep(issued(2, 1, body=b"1234567890"), NOW) is Became.REPLACED
    assert kept.keep(issued(1, 1, body=b"12345", person="bob"), NOW) is Became.CREATED


def test_what_belongs_to_a_person_goes_with_them(kept: Credentials, engine: Engine) -> None:
    kept.keep(issued(1), NOW)
    kept.put_profile("ada", "ob", b"{}", NOW)
    People(engine).remove("ada")
    assert bodies(kept) == []
    assert kept.profile("ada", "ob") is None


def test_a_profile_is_replaced(kept: Credentials) -> None:
    assert kept.profile("ada", "ob") is None
    for body in (b"1", b"2"):
        kept.put_profile("ada", "ob", body, NOW)
    assert kept.profile("ada", "ob") == b"2"
    assert kept.profile("ada", "clr") is None


def test_no_character_of_an_identifier_is_too_much(kept: Credentials) -> None:
    assert kept.keep(replace(issued(1), called="urn:x:\0é"), NOW) is Became.CREATED
    assert kept.page("ada", "ob", 0, 1)[1][0].called == "urn:x:é"
