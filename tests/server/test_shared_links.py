"""Links to credentials in the database: they end, can be taken back, and are counted as they are opened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from fairmark.server.storage import links as module
from fairmark.server.storage.database import reading
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.links import DOWNLOADED, OPENED, Link, Links, Openings, TooMany
from fairmark.server.storage.people import People, Person
from fairmark.server.storage.sharing_tables import shared_links

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
END = NOW + timedelta(days=30)


def link(id: str = "a", person: str = "person-1", **more: object) -> Link:
    made = Link(id, f"digest of {id}", person, "ob", "identity", "Badge", "for the college", NOW, END)
    return replace(made, **more)  # type: ignore[arg-type]  # of the types that the test gives


@pytest.fixture
def links(engine: Engine) -> Links:
    for number in (1, 2):
        People(engine).add(Person(f"person-{number}", f"p{number}", "", "", NOW))
    return Links(engine)


def test_a_link_leads_somewhere_until_its_end(links: Links) -> None:
    links.add(link())
    assert links.open("digest of a", NOW) == link()
    assert links.open("digest of a", END - timedelta(microseconds=1)) == link()
    assert links.open("digest of a", END) is None
    assert links.open("digest of b", NOW) is None
    assert links.of("person-1", END) == []


def test_only_its_person_can_take_a_link_back_and_only_once(links: Links) -> None:
    links.add(link())
    assert not links.revoke("person-2", "a", NOW)
    assert links.open("digest of a", NOW)
    assert links.revoke("person-1", "a", NOW)
    assert links.open("digest of a", NOW) is None
    assert not links.revoke("person-1", "a", NOW)


def test_the_latest_links_of_a_person_come_first(links: Links) -> None:
    links.add(link("old"))
    links.add(link("new", made_at=NOW + timedelta(hours=1)))
    links.add(link("anothers", person="person-2"))
    assert [one.id for one in links.of("person-1", NOW)] == ["new", "old"]


def test_a_person_has_so_many_links_and_no_more(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    links.add(link("a"))
    links.add(link("b"))
    with pytest.raises(TooMany):
        links.add(link("c"))
    links.add(link("d", person="person-2"))
    links.revoke("person-1", "a", NOW)
    links.add(link("c"))  # those that lead nowhere do not count


def test_openings_are_what_the_record_of_disclosures_says(links: Links, engine: Engine) -> None:
    record = Disclosures(engine)
    assert links.openings("person-1") == {}
    for minute, (name, operation) in enumerate([("Link a", OPENED), ("Link a", DOWNLOADED), ("Link a", OPENED)]):
        record.disclosed("person-1", name, operation, ["urn:x"], NOW + timedelta(minutes=minute))
    record.disclosed("person-1", "Link b", DOWNLOADED, ["urn:x"], NOW)
    record.disclosed("person-1", "Link c", "getCredentials", ["urn:x"], NOW)  # a client that calls itself so
    record.disclosed("person-2", "Link a", OPENED, ["urn:x"], NOW + timedelta(hours=1))
    assert links.openings("person-1") == {
        "Link a": Openings(2, 1, NOW + timedelta(minutes=2)),
        "Link b": Openings(0, 1, NOW),
    }


def test_links_go_with_their_person(links: Links, engine: Engine) -> None:
    links.add(link())
    People(engine).remove("p1")
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(shared_links)) == 0
