"""Oak's curriculum files become packages as docs/convert.md says."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from fairmark.validators.convert.conversion import Conversion
from fairmark.validators.convert.order import circular, without_circles

Sample = Callable[..., Conversion]


def named(package: dict[str, Any], *types: str) -> set[tuple[str, str, int | None]]:
    """Titles of both ends, and the position, of the associations of these types."""
    return {
        (edge["originNodeURI"]["title"], edge["destinationNodeURI"]["title"], edge.get("sequenceNumber"))
        for edge in package["CFAssociations"]
        if edge["associationType"] in types
    }


def item(package: dict[str, Any], text: str) -> dict[str, Any]:
    return next(item for item in package["CFItems"] if item["fullStatement"] == text)


def test_the_document(sample: Sample) -> None:
    package = sample("oak.ttl").packages[0]
    document = package["CFDocument"]
    assert document["title"] == "Weaving, key stage 9"
    assert (document["creator"], document["publisher"]) == ("Example Weavers", "Example Press")
    assert document["description"] == "How to weave."
    assert (document["language"], document["version"]) == ("en", "1")
    assert document["officialSourceURL"] == "https://curriculum.example.org/weaving"
    assert document["licenseURI"]["title"] == "CC0 1.0"
    assert package["CFDefinitions"]["CFLicenses"][0]["description"] == "No rights reserved."


def test_times_are_those_of_the_source_and_the_document_is_not_older(sample: Sample) -> None:
    package = sample("oak.ttl").packages[0]
    assert item(package, "Weaving, year 1")["lastChangeDateTime"] == "2026-02-02T10:00:00Z"
    assert item(package, "Weaving, year 2")["lastChangeDateTime"] == "2026-02-01T10:00:00Z"
    assert package["CFDocument"]["lastChangeDateTime"] == "2026-02-02T10:00:00Z"


def test_the_hierarchy_and_its_order(sample: Sample) -> None:
    assert named(sample("oak.ttl").packages[0], "isChildOf") == {
        ("Weaving, year 1", "Weaving, key stage 9", None),
        ("Weaving, year 2", "Weaving, key stage 9", None),
        ("Loom", "Weaving, key stage 9", None),
        ("The loom", "Weaving, year 1", 1),
        ("The cloth", "Weaving, year 1", 2),
        ("One of: A belt; A rug", "Weaving, year 2", 2),
        ("A rug", "One of: A belt; A rug", None),
        ("A belt", "One of: A belt; A rug", None),
        ("The frame", "The loom", 1),
        ("The warp", "The loom", 2),
        ("The weft", "The cloth", None),
        ("The frame keeps the warp tight.", "The frame", None),
        ("I can name the parts of a frame.", "The frame", None),
        ("Tie a square knot", "Loom", None),
    }


def test_what_is_included_twice_is_part_of_the_second(sample: Sample) -> None:
    inside = {edge for edge in named(sample("oak.ttl").packages[0], "isPartOf") if not edge[1].startswith("scheme")}
    assert inside == {("The cloth", "Weaving, year 2", 1), ("The warp", "The cloth", None)}


def test_the_continuum(sample: Sample) -> None:
    """Steps precede one another only where their positions are different."""
    assert named(sample("oak.ttl").packages[0], "precedes") == {
        ("The loom", "The cloth", None),
        ("The cloth", "One of: A belt; A rug", None),
        ("The frame", "The warp", None),
        ("Tie a square knot", "Loom", None),
    }


def test_what_points_to_other_files(sample: Sample) -> None:
    edges = sample("oak.ttl").packages[0]["CFAssociations"]
    outside = {
        (edge["associationType"], edge["originNodeURI"]["title"], end["uri"], end["targetType"])
        for edge in edges
        if "targetType" in (end := edge["destinationNodeURI"])
    }
    scheme = "https://curriculum.example.org/scheme-weaving"
    assert outside == {
        ("isPartOf", "Weaving, year 1", scheme, "ext:oak.Scheme"),
        ("isPartOf", "Loom", scheme, "ext:oak.Scheme"),
        ("isRelatedTo", "Loom", "https://curriculum.example.org/thread-tools", "ext:oak.Thread"),
    }


def test_a_unit_says_what_it_is_about(sample: Sample) -> None:
    unit = item(sample("oak.ttl").packages[0], "The parts of a loom and what they are for.")
    assert unit["abbreviatedStatement"] == "Loom"
    assert unit["notes"] == "Without a loom there is no cloth."
    assert unit["extensions"]["https://w3id.org/uk/oak/curriculum/ontology/id"] == 12
    assert unit["extensions"]["http://purl.org/dc/terms/source"] == "https://curriculum.example.org/unit-loom"


def test_misconceptions_are_notes_and_never_items(sample: Sample) -> None:
    package = sample("oak.ttl").packages[0]
    frame = item(package, "The frame")
    assert frame["notes"] == "Misconception: Any box is a loom. Correction: A loom keeps the threads tight."
    assert all("box" not in item["fullStatement"] for item in package["CFItems"])


def test_one_keyword_is_linked_and_several_are_labels(sample: Sample) -> None:
    package = sample("oak.ttl").packages[0]
    assert item(package, "The frame")["conceptKeywordsURI"]["title"] == "frame"
    warp = item(package, "The warp")
    assert warp["conceptKeywords"] == ["frame", "warp"]
    assert "conceptKeywordsURI" not in warp


@pytest.mark.parametrize(
    ("stage", "items", "types"),
    [
        (1, 209, {"isChildOf": 209, "precedes": 53, "isRelatedTo": 19, "isPartOf": 8}),
        (4, 1493, {"isChildOf": 1493, "precedes": 350, "isRelatedTo": 90, "isPartOf": 111}),
    ],
)
def test_facts_of_the_real_files(real: Sample, stage: int, items: int, types: dict[str, int]) -> None:
    package = real(f"oak-{stage}").packages[0]
    assert len(package["CFItems"]) == items
    assert Counter(edge["associationType"] for edge in package["CFAssociations"]) == types
    levels = Counter(item["CFItemType"] for item in package["CFItems"])
    assert levels["Lesson"] == {1: 36, 4: 240}[stage]
    assert levels["Key learning point"] == {1: 104, 4: 849}[stage]


def test_lessons_of_a_real_unit_follow_one_another(real: Sample) -> None:
    package = real("oak-1").packages[0]
    writing = sorted(
        (edge["sequenceNumber"], edge["originNodeURI"]["title"])
        for edge in package["CFAssociations"]
        if edge["associationType"] == "isChildOf" and edge["destinationNodeURI"]["title"] == "Digital writing"
        if "sequenceNumber" in edge
    )
    assert [number for number, _ in writing] == [1, 2, 3, 4, 5, 6]
    assert writing[0] == (1, "Exploring the keyboard")
    assert (writing[0][1], writing[1][1], None) in named(package, "precedes")


def test_sequences_that_contradict_one_another_give_no_order() -> None:
    assert without_circles([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]) == [("a", "b"), ("c", "d")]
    assert without_circles([("a", "a"), ("a", "b")]) == [("a", "b")]
    chain = [(number, number + 1) for number in range(5000)]
    assert without_circles(chain) == chain


def test_only_members_of_a_circle_are_circular() -> None:
    assert circular({"a": "b", "b": "c", "c": "b", "d": "a", "e": "f"}) == {"b", "c"}
    assert circular({number: number + 1 for number in range(5000)}) == set()
