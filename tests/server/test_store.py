"""The store on SQLite and PostgreSQL: migrations, versions, transactions, and what readers see meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
import threading
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
import orjson
import pytest
from sqlalchemy import Engine, func, select, text

from fairmark.server.storage import database
from fairmark.server.storage.database import Busy, NoDatabase, open_database, reading, writing
from fairmark.server.storage.migrations import upgrade
from fairmark.server.storage.records import NewEdge, NewFramework, NewObject, Rendition
from fairmark.server.storage.store import Store
from fairmark.server.storage.tables import metadata

FRAMEWORK = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"


def identifier(number: int) -> str:
    return f"{number:08x}-9dad-41d1-80b4-00c04fd430c8"


def item(number: int, label: str, code: str = "") -> NewObject:
    body = orjson.dumps({"identifier": identifier(number), "fullStatement": label})
    return NewObject(identifier(number), "CFItem", number, label, code, body)


def new(revision: str, items: int = 3, framework: str = FRAMEWORK, **members: Any) -> NewFramework:
    """A framework of which everything says `revision`."""
    digest = f"{revision:0>64}"
    body = orjson.dumps(revision)
    made = NewFramework(
        identifier=framework,
        document={"identifier": framework, "title": f"Title {revision}", "creator": "A board"},
        source=f"{revision}.json",
        digest=digest,
        items=items,
        associations=items,
        objects=[item(number, revision) for number in range(items)],
        edges=[NewEdge(identifier(1000 + n), "isChildOf", identifier(n), framework, n) for n in range(items)],
        renditions=[Rendition(version, digest, body, b"gzip", b"zstd") for version in ("1.0", "1.1")],
        repairs=b"[]",
        lost_in_1_0=b"[]",
    )
    return replace(made, **members)


# -- the database ----------------------------------------------------------------------------------------------------


def differences(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_the_migrations_make_the_tables(engine: Engine) -> None:
    assert differences(engine) == []


def test_a_drift_between_migrations_and_tables_is_seen(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP INDEX ix_edges_origin"))
        connection.execute(text("ALTER TABLE tokens ADD COLUMN forgotten INTEGER"))
    assert {difference[0] for difference in differences(engine)} == {"add_index", "remove_column"}


def test_upgrading_again_changes_nothing_and_waits_for_no_writer(engine: Engine) -> None:
    with writing(engine):
        upgrade(engine)
    assert differences(engine) == []


def test_those_who_upgrade_at_once_wait_for_each_other(database_url: str) -> None:
    together(*(lambda: upgrade(open_database(database_url)) for _ in range(3)))
    assert differences(open_database(database_url)) == []


def test_a_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NoDatabase, match="newer version"):
        upgrade(engine)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("fairmark.db", "named by a URL"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://user@host/name", "'mysql' cannot be used"),
        ("sqlite:////no/such/folder/x.db", "unable to open"),
        ("postgresql://user:hunter2@127.0.0.1:1/name", r"user:\*\*\*@.* cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(url: str, said: str) -> None:
    with pytest.raises(NoDatabase, match=said) as refused:
        upgrade(open_database(url))
    assert "hunter2" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("notes " * 1000, "utf-8")
    with pytest.raises(NoDatabase, match="not a database"):
        upgrade(open_database(f"sqlite:///{path.as_posix()}"))


# -- versions --------------------------------------------------------------------------------------------------------


def test_versions_are_kept_and_numbered(store: Store) -> None:
    first = store.replace(new("a", repairs=b'["r"]', lost_in_1_0=b'["l"]'))
    second = store.replace(new("b", items=2))
    assert (first.number, second.number) == (1, 2)
    assert store.versions(FRAMEWORK) == [second, first]
    assert store.current(FRAMEWORK) == second
    framework = store.framework(FRAMEWORK)
    assert framework is not None
    assert (framework.title, framework.version) == ("Title b", 2)
    assert [bodies(store, number) for number in (None, 1, 2, 3)] == [b'"b"', b'"a"', b'"b"', None]
    stamp = store.stamp(FRAMEWORK, "1.0")
    assert stamp and stamp.etag == second.digest
    assert {stored.label for stored in store.members(FRAMEWORK, "CFItem")} == {"b"}


def bodies(store: Store, number: int | None) -> bytes | None:
    rendition = store.rendition(FRAMEWORK, "1.1", number)
    return rendition.body if rendition else None


def test_the_same_again_is_not_a_version(store: Store) -> None:
    first = store.replace(new("a"))
    assert store.replace(new("a", source="elsewhere.json")) == first
    assert store.versions(FRAMEWORK) == [first]


def test_what_was_before_is_a_version_when_it_comes_back(store: Store) -> None:
    for revision in ("a", "b", "a"):
        store.replace(new(revision))
    assert [version.number for version in store.versions(FRAMEWORK)] == [3, 2, 1]
    assert bodies(store, None) == b'"a"'


def test_what_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    store.replace(new("a"))

    def broken() -> Iterator[NewObject]:
        yield from (item(number, "b") for number in range(2_500))
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError, match="power"):
        store.replace(new("b", objects=broken()))
    assert bodies(store, None) == b'"a"'
    assert [stored.label for stored in store.members(FRAMEWORK, "CFItem")] == ["a"] * 3
    assert len(store.versions(FRAMEWORK)) == 1


def test_removing_a_framework_takes_all_of_it(store: Store) -> None:
    store.replace(new("a"))
    store.replace(new("b"))
    other = store.replace(new("a", framework=identifier(77)))
    assert store.remove(FRAMEWORK)
    assert not store.remove(FRAMEWORK)
    assert store.versions(FRAMEWORK) == []
    assert store.frameworks() != []
    with reading(store.engine) as connection:
        left = {name: connection.scalar(select(func.count()).select_from(metadata.tables[name])) for name in TABLES}
    assert left == {"frameworks": 1, "versions": 1, "renditions": 2, "objects": 3, "edges": 3}
    assert store.current(identifier(77)) == other


TABLES = ("frameworks", "versions", "renditions", "objects", "edges")

# -- single objects --------------------------------------------------------------------------------------------------


def test_an_object_in_two_frameworks_is_that_of_the_later_import(store: Store) -> None:
    store.replace(new("a"))
    store.replace(new("b", framework=identifier(77)))
    found = store.find("CFItem", identifier(1))
    assert found is not None
    assert (found.framework, found.label) == (identifier(77), "b")
    assert store.find("CFConcept", identifier(1)) is None


def test_children_come_in_order_with_their_own_counts(store: Store) -> None:
    below = NewEdge(identifier(2001), "isChildOf", identifier(2), identifier(0), None)
    edges = [
        NewEdge(identifier(2002), "isChildOf", identifier(0), FRAMEWORK, 2),
        NewEdge(identifier(2003), "isChildOf", identifier(1), FRAMEWORK, 1),
        below,
    ]
    store.replace(new("a", edges=edges))
    branches = store.children(FRAMEWORK, FRAMEWORK)
    assert [(branch.stored.identifier, branch.children) for branch in branches] == [
        (identifier(1), 0),
        (identifier(0), 1),
    ]
    assert [b.stored.identifier for b in store.children(FRAMEWORK, FRAMEWORK, offset=1)] == [identifier(0)]


@pytest.mark.parametrize(
    ("words", "found"),
    [("ÉTÉ", 0), ("été", 0), (" straße ", 1), ("STRASSE", 1), ("m.2", 2), ("100%", 2), ("%", 2), ("m_2", None)],
)
def test_search_knows_no_case_and_no_wildcards(store: Store, words: str, found: int | None) -> None:
    items = [item(0, "L'Été"), item(1, "Die Straße"), item(2, "100% sure", "M.2")]
    store.replace(new("a", objects=items))
    expected = [] if found is None else [identifier(found)]
    assert [stored.identifier for stored in store.search(FRAMEWORK, words)] == expected


def test_definitions_below_a_code(store: Store) -> None:
    codes = ["1", "1.2", "1.2.3", "10", "1x2", ""]
    concepts = [replace(item(n, code), cls="CFConcept", code=code) for n, code in enumerate(codes)]
    store.replace(new("a", objects=concepts))
    one, blank = store.find("CFConcept", identifier(0)), store.find("CFConcept", identifier(5))
    assert one is not None
    assert blank is not None
    assert [stored.code for stored in store.below_code(one)] == ["1.2", "1.2.3"]
    assert store.below_code(blank) == []


def test_every_body_is_read(store: Store) -> None:
    store.replace(new("a", items=4_100))
    found = list(store.bodies(FRAMEWORK))
    assert len(found) == 4_100
    assert {(cls, name, body) for cls, name, body in found} >= {("CFItem", identifier(7), item(7, "a").body)}


def test_text_that_a_database_cannot_hold_is_stored_all_the_same(store: Store) -> None:
    """PostgreSQL has no NUL in a text and indexes no text of several kilobytes; the body keeps both."""
    odd = "a\0b" + "".join(chr(0x4E00 + n) for n in range(20_000))
    document = {"identifier": FRAMEWORK, "title": "T\0", "creator": odd, "language": odd, "adoptionStatus": odd}
    edges = [NewEdge(identifier(2001), odd, odd, odd, (1 << 63) - 1)]
    store.replace(new("a", objects=[item(0, odd, odd)], edges=edges, document=document, source="x\0"))
    found = store.find("CFItem", identifier(0))
    assert found is not None
    assert orjson.loads(found.body)["fullStatement"] == odd
    assert found.label == odd.replace("\0", "")


# -- at the same time ------------------------------------------------------------------------------------------------


def together(*functions: Callable[[], object]) -> None:
    """Run all at once; whatever one of them raises is raised here."""
    with ThreadPoolExecutor(len(functions)) as pool:
        for running in [pool.submit(function) for function in functions]:
            running.result()


def test_writers_queue(store: Store) -> None:
    together(*(lambda revision=str(n): store.replace(new(revision)) for n in range(6)))
    assert [version.number for version in store.versions(FRAMEWORK)] == [6, 5, 4, 3, 2, 1]


def test_the_same_framework_twice_at_once_is_stored_once(store: Store) -> None:
    together(*(lambda: store.replace(new("a")) for _ in range(4)))
    assert len(store.versions(FRAMEWORK)) == 1


def test_a_writer_does_not_wait_for_ever(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITERS_WAIT", 1)
    engine = open_database(database_url)
    upgrade(engine)
    with writing(engine), pytest.raises(Busy):
        Store(engine).replace(new("a"))
    assert Store(engine).replace(new("a")).number == 1


def test_a_reader_sees_one_version_whole(store: Store) -> None:
    store.replace(new("0", items=50))
    done = threading.Event()
    seen: list[set[str]] = []

    def write() -> None:
        try:
            for revision in range(1, 12):
                store.replace(new(str(revision), items=50))
        finally:
            done.set()

    def read() -> None:
        while not done.is_set():
            seen.append({stored.label for stored in store.members(FRAMEWORK, "CFItem")})
            assert len(store.children(FRAMEWORK, FRAMEWORK)) == 50

    together(write, read)
    assert all(len(labels) == 1 for labels in seen)
    assert len({next(iter(labels)) for labels in seen}) > 1
