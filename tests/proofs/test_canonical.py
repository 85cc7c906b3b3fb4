"""RDFC-1.0: the same as another implementation says, and bounded where that one is not."""

import random

from proofs.published import json_ld
from pyld import jsonld  # type: ignore[import-untyped]  # PyLD has no type information
import pyoxigraph
import pytest

from fairmark.validators.proofs.errors import NotProcessable, TooComplex, UnknownContext
from fairmark.validators.proofs.json_ld import JsonLd
from fairmark.validators.proofs.rdf_canonical import Quad, canonical_n_quads

LINK = "<urn:p>"


def by_pyoxigraph(quads: set[Quad]) -> str:
    dataset = pyoxigraph.Dataset(
        pyoxigraph.parse("".join(quad.line() for quad in quads), format=pyoxigraph.RdfFormat.N_QUADS)
    )
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    text = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    return "".join(sorted(f"{line}\n" for line in text.decode().splitlines()))


def test_random_graphs_of_alike_blank_nodes_get_the_labels_of_pyoxigraph() -> None:
    chance = random.Random(5)  # noqa: S311 - no secret is made of it
    for _ in range(400):
        blanks = [f"_:x{place}" for place in range(chance.randint(1, 6))]
        quads = {
            Quad(
                chance.choice([*blanks, "<urn:s>"]),
                chance.choice([LINK, "<urn:q>"]),
                chance.choice([*blanks, "<urn:o>", '"text"']),
                chance.choice(["", "", "_:x0", "<urn:g>"]),
            )
            for _ in range(chance.randint(1, 9))
        }
        assert canonical_n_quads(quads) == by_pyoxigraph(quads)


def test_the_order_and_names_of_the_input_do_not_matter() -> None:
    ring = [Quad(f"_:b{place}", LINK, f"_:b{(place + 1) % 5}", "") for place in range(5)]
    renamed = [Quad(f"_:z{9 - place}", LINK, f"_:z{9 - (place + 1) % 5}", "") for place in range(5)]
    assert canonical_n_quads(ring) == canonical_n_quads(reversed(renamed))


@pytest.mark.parametrize("size", [10, 20])
def test_a_poison_clique_is_refused_soon(size: int) -> None:
    quads = [Quad(f"_:b{a}", LINK, f"_:b{b}", "") for a in range(size) for b in range(size) if a != b]
    with pytest.raises(TooComplex):
        canonical_n_quads(quads)


def test_a_long_ring_is_refused_and_does_not_exhaust_the_stack() -> None:
    with pytest.raises(TooComplex):
        canonical_n_quads([Quad(f"_:b{place}", LINK, f"_:b{(place + 1) % 9000}", "") for place in range(9000)])


def test_many_badges_of_one_learner_who_is_known_by_an_identifier_only_are_no_poison() -> None:
    quads = [
        quad
        for place in range(1000)
        for quad in (
            Quad(f"<urn:credential:{place}>", "<urn:subject>", f"_:s{place}", ""),
            Quad(f"_:s{place}", "<urn:identifier>", f"_:i{place}", ""),
            Quad(f"_:i{place}", "<urn:hash>", '"sha256$00"', ""),
        )
    ]
    assert canonical_n_quads(quads).count("\n") == 3000


CONTEXT = {"@vocab": "urn:v:", "link": {"@id": "urn:v:link", "@type": "@id"}}


def test_control_characters_are_escaped_as_canonical_n_quads_demands() -> None:
    text, lost = json_ld().canonical({"@context": CONTEXT, "@id": "urn:x", "t": '\x01\b\t\n\f\r"\\\x1f\x7fé'})
    assert text == '<urn:x> <urn:v:t> "\\u0001\\b\\t\\n\\f\\r\\"\\\\\\u001F\\u007Fé" .\n'
    assert lost == ()


def test_a_direction_leaves_no_trace_in_the_language() -> None:
    value = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    assert json_ld().canonical({"@context": CONTEXT, "@id": "urn:x", "t": value})[0] == '<urn:x> <urn:v:t> "x"@ar .\n'


@pytest.mark.parametrize(
    ("members", "lost"),
    [
        ({"link": "relative/path"}, "relative/path"),
        ({"@type": "relative", "@context": {}}, "relative"),
        ({"t": {"@value": "x", "@type": "relative"}, "@context": {"t": "urn:v:t"}}, "relative"),
        ({"unmapped": "x", "@context": {}}, "unmapped"),
        ({"off": "x", "@context": {"off": None}}, "a term that a context sets to null"),
        ({"blank": "x", "@context": {"blank": "_:property"}}, "_:property"),
    ],
)
def test_what_would_stay_unsigned_is_named(members: dict[str, object], lost: str) -> None:
    assert lost in json_ld().statements({"@context": CONTEXT, "@id": "urn:x", **members}).lost


def test_an_identifier_cannot_forge_statements() -> None:
    forged = {"@context": CONTEXT, "@id": "urn:x", "link": "urn:y> .\n<urn:x> <urn:v:admin> <urn:z"}
    assert json_ld().statements(forged).quads == ()
    assert json_ld().statements(forged).lost == (forged["link"],)
    with pytest.raises(NotProcessable):
        json_ld().canonical({"@context": CONTEXT, "@id": "urn:x", "link": "urn:y><urn:z"})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(NotProcessable):
        json_ld().canonical({"@context": CONTEXT, "@id": "urn:x", "t": "\ud800"})


def test_an_unknown_context_is_named_and_never_looked_for() -> None:
    with pytest.raises(UnknownContext) as caught:
        json_ld().statements({"@context": "https://example.org/unknown", "@id": "urn:x"})
    assert caught.value.url == "https://example.org/unknown"


def test_two_sets_of_contexts_do_not_mix() -> None:
    url = "https://example.org/context"
    document = {"@context": url, "@id": "urn:x", "t": "1"}
    one, other = (JsonLd({url: {"@context": {"t": f"urn:{name}"}}}) for name in ("one", "other"))
    assert one.canonical(document)[0] == '<urn:x> <urn:one> "1" .\n'
    assert other.canonical(document)[0] == '<urn:x> <urn:other> "1" .\n'


def test_contexts_that_include_each_other_end() -> None:
    names = ["https://example.org/a", "https://example.org/b"]
    processor = JsonLd({names[0]: {"@context": names[1]}, names[1]: {"@context": names[0]}})
    with pytest.raises(NotProcessable):
        processor.statements({"@context": names[0], "@id": "urn:x"})


def test_endless_nesting_is_refused() -> None:
    document: dict[str, object] = {}
    for _ in range(5000):
        document = {"t": document}
    with pytest.raises(TooComplex):
        json_ld().statements({"@context": CONTEXT, **document})


@pytest.mark.parametrize(
    "members",
    [
        {"t": [{"u": "1"}] * 20_000},
        {"t": [[{"@id": "urn:y", "u": "1"}] * 100] * 100},
        {"t": [{"link": [{"id": "urn:y", "u": "1"}] * 60}] * 100},
    ],
    ids=["one array", "one @id", "one id"],
)
def test_too_many_values_in_one_place_are_refused_before_they_take_minutes(members: dict[str, object]) -> None:
    with pytest.raises(TooComplex):
        json_ld().statements({"@context": CONTEXT, "@id": "urn:x", **members})


def test_a_redefined_protected_term_is_refused() -> None:
    contexts = ["https://www.w3.org/ns/credentials/v2", {"VerifiableCredential": "urn:mine"}]
    with pytest.raises(NotProcessable, match="protected term redefinition"):
        json_ld().statements({"@context": contexts, "@id": "urn:x", "type": "VerifiableCredential"})


@pytest.mark.parametrize(("statements", "by_pyld"), [(4, True), (40, False)])
def test_two_credentials_with_equal_proofs_are_no_poison(statements: int, by_pyld: bool) -> None:
    # Each graph is linked with its proof once by every statement. The others try all orders of these equal links.
    quads = [
        quad
        for place in range(2)
        for quad in (
            Quad(f"<urn:credential:{place}>", "<urn:proof>", f"_:g{place}", ""),
            *(Quad(f"_:p{place}", f"<urn:{number}>", '"same"', f"_:g{place}") for number in range(statements)),
        )
    ]
    form = canonical_n_quads(quads)
    assert form == canonical_n_quads(reversed(quads))
    assert form.count("\n") == len(quads)
    if by_pyld:
        n_quads = "application/n-quads"
        options = {"algorithm": "URDNA2015", "inputFormat": n_quads, "format": n_quads}
        assert form == jsonld.normalize("".join(quad.line() for quad in quads), options)
