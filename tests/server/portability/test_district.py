"""Three years of a small sample district, out of one server and into another one."""

from functools import cache
from pathlib import Path

from portability_packages import breaches, content, judged, package, put_in, rows

from fairmark.fixtures import frameworks
from fairmark.fixtures.district import District
from fairmark.fixtures.district.continuums import USED
from fairmark.fixtures.district.learning import learning
from fairmark.server.importing.importer import How, import_source
from fairmark.server.learning.restoring import restore
from fairmark.server.portability.outcome import Status
from fairmark.server.portability.scope import Scope
from fairmark.server.storage.database import writing
from fairmark.server.storage.store import Store
from fairmark.validators.readers.source import of_bytes
from learning_api import Json, on_both

LOST = "SCL-PKG-01"
"""Some work of the district is aligned to items that no framework has any more: a report counts such links."""


@cache
def facts() -> list[Json]:
    return learning(District(seed=1, learners=60)).facts


@on_both
def test_a_district_is_the_same_on_the_other_side(store: Store, empty: Store, tmp_path: Path) -> None:
    for name in USED:
        import_source(store, of_bytes(name, frameworks()[name].read_bytes()), How())
    with writing(store.engine) as connection:
        restore(connection, facts())
    exported = package(store)
    assert set(breaches(judged(exported, tmp_path))) <= {LOST}
    assert put_in(empty, exported).status is Status.STORED
    assert content(package(empty)) == content(exported)
    assert rows(empty) == rows(store)
    assert put_in(empty, exported).status is Status.UNCHANGED

    # Whoever was in a calibration session takes their own pieces along.
    learners = {one["learner"] for one in facts() if one["type"] == "Judgment" and "session" in one}
    for learner in sorted(learners)[:3]:
        own = package(store, Scope(learner))
        assert set(breaches(judged(own, tmp_path))) <= {LOST}
        assert content(package(empty, Scope(learner))) == content(own)
