"""The walk over compiled contexts says what PyLD says, or leaves the document to it."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
import json
import random
from typing import Any

from proofs.mutations import mutated
from proofs.published import CONTEXTS, DATA, DOCUMENT, VC2, json_ld
import pytest

from conftest import ROOT, SHARED
from fairmark.schemas.credentials import contexts
from fairmark.validators.proofs import compiled_contexts
from fairmark.validators.proofs.compiled_contexts import NotHere
from fairmark.validators.proofs.errors import NotProcessable, ProofError, TooComplex
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.rdf_canonical import canonical_n_quads

OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LENT = [
    VC2,
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    OB3,
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
"""The contexts of an example that states none."""
EVERYTHING = "https://e.example/everything"
UNUSUAL = {
    EVERYTHING: {
        "@context": {
            "@vocab": "https://e.example/vocab#",
            "@language": "DE-ch",
            "@direction": "rtl",
            "id": "@id",
            "kind": "@type",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "ex": "https://e.example/",
            "off": None,
            "number": {"@type": "xsd:double"},
            "text": {"@type": "xsd:string"},
            "plain": {"@language": None},
            "french": {"@language": "fr", "@direction": None},
            "untyped": {"@type": "@none"},
            "json": {"@type": "@json"},
            "link": {"@type": "@id"},
            "choice": {"@type": "@vocab"},
            "row": {"@container": "@list"},
            "links": {"@container": "@list", "@type": "@id"},
            "bag": {"@container": "@set"},
            "words": {"@container": "@language"},
            "byIndex": {"@container": "@index"},
            "byId": {"@container": "@id"},
            "byType": {"@container": "@type"},
            "graph": {"@container": "@graph"},
            "graphById": {"@container": ["@graph", "@id"]},
            "of": {"@reverse": "ex:has"},
            "inner": "@nest",
            "same": "ex:plain",
            "sameToo": "ex:plain",
            "blank": "_:property",
            "staying": {"@context": {"name": "ex:stayingName", "link": "ex:linkAsText"}},
            "leaving": {"@context": {"@propagate": False, "name": "ex:leavingName"}},
            "forgetting": {"@context": None},
            "again": {"@context": {"again": {"@type": "@id"}, "kind": "ex:notAType"}},
            "Typed": {"@context": {"name": "ex:typedName", "link": {"@type": "@vocab"}, "@language": "it"}},
            "Lasting": {"@context": {"@propagate": True, "name": "ex:lastingName"}},
            "Retyped": {"@context": {"sort": "@type"}},
            "Emptied": {"@context": None},
        }
    }
}
USES_EVERYTHING = {
    "@context": EVERYTHING,
    "id": "ex:document",
    "kind": ["Typed", "Lasting", "Unknown"],
    "name": "N",
    "number": ["1", 2, 2.5, "x"],
    "text": ["t", 7],
    "plain": ["p", True],
    "french": "f",
    "untyped": ["u", 1e21],
    "link": ["Typed", "ex:y", "relative", 4, {"id": "_:b"}],
    "choice": ["Typed", "unknown", "ex:z"],
    "row": ["a", None, {"name": "in a list"}, {"@value": "b", "@type": "xsd:date"}],
    "links": ["ex:a", "_:b", "relative"],
    "bag": [["s"], [["t"]]],
    "graph": [{"id": "ex:g", "name": "in a graph", "link": "_:b"}],
    "same": {"same": "1", "sameToo": ["1", "2"]},
    "words": "w",
    "byIndex": ["i"],
    "byId": "j",
    "staying": {"kind": "Typed", "name": "N", "link": "ex:l", "bag": {"name": "below"}},
    "leaving": {"name": "N", "bag": {"name": "below"}},
    "forgetting": {"@context": EVERYTHING, "name": "N"},
    "again": {"again": "ex:a", "bag": {"id": "ex:b"}},
    "ex:prefixed": {"kind": "Lasting", "name": "N", "bag": [{"name": "below"}, {"@value": "v"}, {"id": "_:b"}]},
    "https://e.example/whole": {"id": "relative/node", "kind": "Typed", "link": ["Typed", {"name": "below"}]},
}
KNOWN = {**CONTEXTS, **contexts.documents(), **UNUSUAL}

Document = dict[str, Any]
Meaning = tuple[str, tuple[str, ...]]
"""The canonical form and what was lost."""


def by_pyld(processor: JsonLd, document: Document) -> Meaning | None:
    """What PyLD makes of it, None for an error."""
    try:
        statements, lost = processor.by_pyld(document)
        return canonical_n_quads(statements), lost
    except ProofError:
        return None


def by_walking(processor: JsonLd, document: Document) -> Meaning | None:
    """What the walk makes of it, None if it leaves it to PyLD."""
    try:
        statements, lost = processor.by_walking(document)
        return canonical_n_quads(statements), lost
    except (NotHere, NotProcessable):
        return None


def files() -> Iterator[tuple[str, Document]]:
    folders = [ROOT / "schemas" / "credentials" / "examples", DATA, ROOT / "fixtures" / "credentials"]
    for path in sorted(
        path for folder in [*folders, SHARED / "data" / "credentials"] for path in folder.rglob("*.json")
    ):
        try:
            data = json.loads(path.read_bytes())
        except ValueError:  # some real files are broken on purpose
            continue
        if isinstance(data, dict):
            yield "/".join(path.parts[-3:]), {"@context": LENT, **data}


DOCUMENTS = {**dict(files()), "W3C vectors": DOCUMENT, "everything": USES_EVERYTHING}
PROCESSOR = JsonLd(KNOWN)
WALKED = {name: document for name, document in DOCUMENTS.items() if by_walking(PROCESSOR, document)}


def unproven(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_means_what_pyld_says(name: str) -> None:
    for document in (DOCUMENTS[name], unproven(DOCUMENTS[name])):
        walked = by_walking(PROCESSOR, document)
        assert walked is None or walked == by_pyld(PROCESSOR, document)


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_document_means_what_pyld_says(seed: int) -> None:
    chance, processor = random.Random(seed), JsonLd(KNOWN)  # noqa: S311 - no secret is made of it
    small = [document for document in WALKED.values() if len(json.dumps(document)) < 5000]
    came_out: Counter[str] = Counter()
    for _ in range(600):
        document = mutated(USES_EVERYTHING if chance.random() < 0.2 else chance.choice(small), chance)
        walked = by_walking(processor, document)
        if walked is not None:
            assert walked == by_pyld(processor, document), document
            came_out["lossless" if walked[1] == () else "lossy"] += 1
    assert came_out["lossless"] > 90
    assert came_out["lossy"] > 60


def test_usual_documents_are_walked() -> None:
    assert "everything" in WALKED and "W3C vectors" in WALKED
    kinds = ("AchievementCredential", "ClrCredential", "EndorsementCredential")
    for model in ("vcdm-1.1", "vcdm-2.0"):
        assert {f"{model}/{kind}.json" for kind in kinds} <= {name.partition("/")[2] for name in WALKED}


@pytest.mark.parametrize(
    "members",
    [
        *({keyword: [{"name": "N"}]} for keyword in ("@graph", "@included")),
        *({"bag": {keyword: ["x"]}} for keyword in ("@list", "@set")),
        {"@reverse": {"name": {"id": "ex:y"}}},
        {"of": {"id": "ex:y"}},
        {"inner": {"name": "N"}},
        {"json": {"any": "thing"}},
        {"words": {"en": "x"}},
        {"byIndex": {"i": "x"}},
        {"byId": {"ex:i": {"name": "N"}}},
        {"byType": {"Typed": {"name": "N"}}},
        {"graphById": {"ex:g": {"name": "N"}}},
        {"row": [["x"]]},
        {"kind": "Retyped", "sort": "Typed"},
        {"@type": "Typed", "kind": "Lasting"},
        {"@id": "ex:x", "id": "ex:x"},
        {"same": "1", "sameToo": {"id": "relative"}},
        {"id": 7},
        {"kind": [None]},
        {"link": "ex:<x>"},
        {"@context": {"x": "ex:x"}},
        {"@context": "https://e.example/nobody"},
    ],
    ids=str,
)
def test_what_is_unusual_is_left_to_pyld(members: Document) -> None:
    with pytest.raises((NotHere, NotProcessable)):
        JsonLd(KNOWN).by_walking({"@context": EVERYTHING, "name": "N", **members})


def test_a_document_that_leads_to_too_much_is_left_to_pyld_and_the_next_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_contexts, "MOST_KEPT", 30)
    processor = JsonLd(KNOWN)
    terms = contexts.context(OB3)["@context"]
    types = [name for name in terms if isinstance(terms[name], dict) and "@context" in terms[name]]
    poison = {"@context": [VC2, OB3], "name": [{"type": list(pair), "name": "N"} for pair in combinations(types, 2)]}
    with pytest.raises(NotHere):
        processor.by_walking(poison)
    assert by_walking(processor, USES_EVERYTHING) == by_pyld(processor, USES_EVERYTHING)


def test_nesting_is_bounded_for_the_walk_too() -> None:
    nested: Document = {"id": "ex:innermost", "name": "N"}
    for level in range(98):
        nested = {"id": f"ex:{level}", "bag": nested}
    deepest = {"@context": EVERYTHING, **nested}
    assert by_walking(JsonLd(KNOWN), deepest) == JsonLd(KNOWN).canonical(deepest)
    with pytest.raises(TooComplex):
        JsonLd(KNOWN).canonical({"@context": EVERYTHING, "bag": nested})


def test_the_statements_of_both_ways_are_in_one_order() -> None:
    unusual = {**DOCUMENT, "@version": 1.1}
    assert by_walking(json_ld(), unusual) is None
    assert json_ld().statements(unusual).quads == json_ld().statements(DOCUMENT).quads


def test_a_relative_member_of_a_list_is_lost_and_breaks_nothing() -> None:
    document = {"@context": EVERYTHING, "id": "ex:x", "links": ["rel ative"]}
    assert JsonLd(KNOWN).statements(document).lost == ("rel ative",)
    assert by_pyld(JsonLd(KNOWN), document) == by_walking(JsonLd(KNOWN), document)
