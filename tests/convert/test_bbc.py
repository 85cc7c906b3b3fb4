"""BBC curriculum data become packages as docs/convert.md says."""

from collections.abc import Callable
from typing import Any

import pytest

from fairmark.validators.convert.conversion import Conversion, convert

# rdflib's own Notation3 parser uses what rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

Sample = Callable[..., Conversion]


def item(package: dict[str, Any], text: str) -> dict[str, Any]:
    return next(item for item in package["CFItems"] if item["fullStatement"] == text)


def children(package: dict[str, Any]) -> set[tuple[str, str, int | None]]:
    return {
        (edge["originNodeURI"]["title"], edge["destinationNodeURI"]["title"], edge.get("sequenceNumber"))
        for edge in package["CFAssociations"]
        if edge["associationType"] == "isChildOf"
    }


def test_a_document_for_each_programme_with_topics(sample: Sample) -> None:
    """Also for one whose class the file leaves out."""
    packages = sample("bbc.ttl").packages
    assert [package["CFDocument"]["title"] for package in packages] == [
        "KS9 Weaving curriculum",
        "CA9 Gwehyddu curriculum",
    ]
    document = packages[0]["CFDocument"]
    assert (document["creator"], document["version"], document["language"]) == ("BBC", "3", "en-gb")
    assert document["licenseURI"]["title"] == "CC BY 4.0"
    assert packages[0]["CFDefinitions"]["CFLicenses"][0]["licenseText"] == "http://creativecommons.org/licenses/by/4.0/"


def test_lists_give_the_hierarchy_and_its_order(sample: Sample) -> None:
    """A topic of study that no list leads to hangs at the end; one that hangs elsewhere already stays there."""
    assert children(sample("bbc.ttl").packages[0]) == {
        ("Threads", "KS9 Weaving curriculum", 1),
        ("Looms", "KS9 Weaving curriculum", 2),
        ("Dyes", "KS9 Weaving curriculum", 3),
        ("Wool", "Threads", 1),
    }


def test_texts_and_languages(sample: Sample) -> None:
    first, second = sample("bbc.ttl").packages
    looms = item(first, "Looms")
    assert looms["language"] == "en-gb"
    assert "notes" not in looms
    assert looms["extensions"]["http://www.w3.org/2000/01/rdf-schema#label"] == [
        {"@value": "Gwyddiau", "@language": "cy-gb"}
    ]
    assert item(first, "Threads")["notes"] == "What cloth is made of."
    assert item(second, "Offer")["language"] == "cy-gb"


def test_the_same_thing_elsewhere_is_an_exact_match(sample: Sample) -> None:
    matches = [
        edge for edge in sample("bbc.ttl").packages[0]["CFAssociations"] if edge["associationType"] == "exactMatchOf"
    ]
    assert [edge["destinationNodeURI"]["uri"] for edge in matches] == ["http://www.example.org/topics/looms"]
    assert matches[0]["destinationNodeURI"]["targetType"] == "ext:bbc.TopicOfStudy"


def test_topics_are_a_tree_of_concepts(sample: Sample) -> None:
    """Those that are used, with what stands above and below them, and no others."""
    package = sample("bbc.ttl").packages[0]
    assert {concept["hierarchyCode"] for concept in package["CFDefinitions"]["CFConcepts"]} == {
        "weaving",
        "weaving.looms",
        "weaving.threads",
        "weaving.threads.wool",
        "weaving.threads.silk",
    }
    assert item(package, "Looms")["conceptKeywordsURI"]["title"] == "Looms"
    assert item(package, "Threads")["conceptKeywords"] == ["Threads", "Wool"]


def test_a_concept_is_the_same_in_every_package(real: Sample) -> None:
    known: dict[str, dict[str, Any]] = {}
    for package in real("bbc-maths").packages:
        for concept in package["CFDefinitions"]["CFConcepts"]:
            assert known.setdefault(concept["identifier"], concept) == concept
    assert len(known) == 118


def test_facts_of_the_real_files(real: Sample) -> None:
    sizes = {
        subject: {p["CFDocument"]["title"]: len(p["CFItems"]) for p in real(f"bbc-{subject}").packages}
        for subject in ("geography", "maths", "science")
    }
    assert {subject: len(found) for subject, found in sizes.items()} == {"geography": 11, "maths": 18, "science": 5}
    assert {subject: sum(found.values()) for subject, found in sizes.items()} == {
        "geography": 208,
        "maths": 362,
        "science": 150,
    }
    assert sizes["science"]["KS2 Science curriculum"] == 52
    assert sizes["maths"]["GCSE Maths (Wales) curriculum"] == 4


def test_a_list_that_leads_back_to_itself(raised: Callable[..., set[str]]) -> None:
    text = b"""
        @prefix curric: <http://www.bbc.co.uk/ontologies/curriculum/> .
        @prefix olo: <http://purl.org/ontology/olo/core#> .
        @prefix core: <http://www.bbc.co.uk/ontologies/coreconcepts/> .
        <http://a/p> a curric:ProgrammeOfStudy ; curric:topics <http://a/list> .
        <http://a/list> olo:slot [ olo:index 1 ; olo:item <http://a/t> ] , [ olo:index 1 ; olo:item <http://a/u> ] .
        <http://a/t> a curric:TopicOfStudy ; core:preferredLabel "T" ; curric:appropriateFor <http://a/p> ;
            curric:topics <http://a/list> .
        <http://a/u> a curric:TopicOfStudy ; core:preferredLabel "U" ; curric:appropriateFor <http://a/p> ."""
    package = convert(text).packages[0]
    title = package["CFDocument"]["title"]
    assert children(package) == {("T", title, None), ("U", title, None)}
    assert raised([package]) == set()


def test_topics_that_nest_without_end(raised: Callable[..., set[str]]) -> None:
    """A chain of 3,000 topics, each the subject of a topic of study, stays small."""
    chain = "".join(
        f'<http://a/c{n}> a curric:Topic ; core:preferredLabel "C{n}" ; curric:subTopicOf <http://a/c{n - 1}> .'
        f'<http://a/s{n}> a curric:TopicOfStudy ; core:preferredLabel "S{n}" ; curric:about <http://a/c{n}> ;'
        " curric:appropriateFor <http://a/p> .\n"
        for n in range(3000)
    )
    prefixes = (
        "@prefix curric: <http://www.bbc.co.uk/ontologies/curriculum/> .\n"
        "@prefix core: <http://www.bbc.co.uk/ontologies/coreconcepts/> .\n"
    )
    package = convert((prefixes + chain).encode()).packages[0]
    concepts = package["CFDefinitions"]["CFConcepts"]
    assert len(concepts) == len({concept["hierarchyCode"] for concept in concepts}) == 3000
    assert max(concept["hierarchyCode"].count(".") for concept in concepts) < 20
    assert raised([package]) == set()
