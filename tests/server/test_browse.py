"""What pages read from the store, in a database of each kind."""

from typing import Any

import orjson
import pytest
from stored_frameworks import large_framework, linked_frameworks, put

from fairmark.server.storage import browse
from fairmark.server.storage.browse import Browse, Crosswalk
from fairmark.server.storage.store import Store

HERE, THERE = linked_frameworks()
IDS = {one["humanCodingScheme"]: one["identifier"] for one in (*HERE["CFItems"], *THERE["CFItems"])}


@pytest.fixture
def reader(store: Store) -> Browse:
    """A store that holds the two linked frameworks."""
    put(store, HERE)
    put(store, THERE)
    return Browse(store.engine)


def here() -> str:
    identifier: str = HERE["CFDocument"]["identifier"]
    return identifier


def there() -> str:
    identifier: str = THERE["CFDocument"]["identifier"]
    return identifier


def test_a_path_leads_from_the_highest_item_to_the_parent(reader: Browse) -> None:
    paths = reader.paths(here(), [IDS["C"], IDS["A"], "nobody"])
    assert [step.code for step in paths[IDS["C"]]] == ["A", "B"]
    assert paths[IDS["A"]] == paths["nobody"] == []


def test_a_path_begins_where_parents_form_a_circle(reader: Browse) -> None:
    assert [step.code for step in reader.paths(here(), [IDS["E"]])[IDS["E"]]] == ["F"]


def test_a_path_keeps_to_its_framework(reader: Browse) -> None:
    assert reader.paths(there(), [IDS["C"]]) == {IDS["C"]: []}


def test_relations_are_those_of_both_directions_without_the_children(reader: Browse) -> None:
    found = [(r.type, r.forward, r.other) for r in reader.relations(IDS["B"], 10)]
    assert found == [("isChildOf", True, IDS["A"]), ("precedes", True, IDS["C"])]
    backward = {(r.type, r.forward) for r in reader.relations(IDS["C"], 10)}
    assert ("precedes", False) in backward
    assert ("isPartOf", False) in backward  # stated by the other framework


def test_relations_stop_at_the_limit(reader: Browse) -> None:
    assert len(reader.relations(IDS["C"], 3)) == 3


def test_known_are_items_and_documents_that_are_held(reader: Browse) -> None:
    known = reader.known([IDS["X"], here(), "nobody"])
    assert known.keys() == {IDS["X"], here()}
    (x,), (document,) = known[IDS["X"]], known[here()]
    assert (x.framework, x.framework_title, x.cls, x.code) == (there(), "There", "CFItem", "X")
    assert (document.framework, document.cls, document.label) == (here(), "CFDocument", "Here")


def test_crosswalks_count_associations_by_type_and_direction(reader: Browse) -> None:
    expected = {
        Crosswalk(here(), there(), "exactMatchOf", 1),  # though both state it
        Crosswalk(here(), there(), "isRelatedTo", 1),
        Crosswalk(there(), here(), "isPartOf", 1),
    }
    assert set(reader.crosswalks(here())) == set(reader.crosswalks(there())) == expected


def test_matches_are_the_associations_of_a_crosswalk(reader: Browse) -> None:
    found = [(m.type, m.origin.code, m.destination.code) for m in reader.matches(here(), there(), 0, 10)]
    assert found == [("exactMatchOf", "C", "X"), ("isRelatedTo", "C", "Y")]
    assert [m.type for m in reader.matches(here(), there(), 1, 10)] == ["isRelatedTo"]
    assert [m.type for m in reader.matches(there(), here(), 0, 10)] == ["isPartOf"]


def test_outside_are_the_items_that_nothing_places(reader: Browse) -> None:
    assert [branch.stored.code for branch in reader.outside(here(), 0, 10)] == ["D"]
    assert reader.outside(here(), 1, 10) == []


def test_a_member_is_found_by_class_in_its_framework_alone(reader: Browse) -> None:
    found = reader.member(here(), IDS["A"])
    assert found is not None
    assert found.code == "A"
    assert reader.member(there(), IDS["A"]) is None
    assert reader.member(here(), IDS["A"], "CFRubric") is None


def test_sizes_classes_and_places(reader: Browse) -> None:
    assert reader.sizes() == {here(): (6, 9), there(): (2, 4)}
    assert reader.classes(here()) == {"CFItem", "CFAssociation", "CFRubric"}
    assert reader.places(here())[IDS["B"]] == (IDS["A"], 1)
    assert reader.child_count(here(), IDS["A"]) == 1


def test_every_object_comes_once_and_in_order(reader: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "CHUNK", 2)
    codes = [orjson.loads(body)["humanCodingScheme"] for body in reader.every(here(), "CFItem")]
    assert codes == ["A", "B", "C", "D", "E", "F"]


def test_a_deep_path_begins_in_the_middle(store: Store) -> None:
    chain: dict[str, Any] = large_framework(200, width=1)
    chain["CFAssociations"] = [a for a in chain["CFAssociations"] if a["originNodeURI"] != a["destinationNodeURI"]]
    framework = put(store, chain)
    deepest = chain["CFItems"][150]["identifier"]
    path = Browse(store.engine).paths(framework, [deepest])[deepest]
    assert len(path) == browse.DEEPEST
    assert path[-1].code == "T.149"
