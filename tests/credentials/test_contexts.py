"""The bundled JSON-LD contexts: what their tables say, and term for term what is published under their URLs."""

from collections.abc import Callable, Iterator, Mapping
import copy
import hashlib
from importlib.util import find_spec
import json
from pathlib import Path
from typing import Any

from cachetools import LRUCache
from pyld import ContextResolver, jsonld
import pyoxigraph
import pytest

from conftest import ROOT, SHARED
from fairmark.schemas import credentials
from fairmark.schemas.credentials import contexts
from fairmark.schemas.credentials.contexts import build

FOLDER = ROOT / "schemas" / "credentials"
REAL = SHARED / "data" / "credentials"

VCDM_2, VCDM_1 = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/"

FROM_PYPI = {
    VCDM_2: "credentials-v2.json",
    OB + "context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    OB + "context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    OB + "context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    OB + "extensions.json": "ob-v3p0-extensions.json",
    CLR + "context-2.0.1.json": "clr_context_2.0.1.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}
"""What the Python package openbadgeslib carries."""

CAME_LATER = {OB + "context-3.0.3.json": {"endorsementJwt", "jti"}}
"""Terms that 1EdTech added to a context without a new URL, after the npm package had taken its copy."""

NEVER_PUBLISHED_IN_A_PACKAGE = {CLR + "context.json"}

Document = dict[str, Any]
Loader = Callable[[str], Document]
Published = Mapping[str, Document]


@pytest.fixture(scope="session")
def from_npm(peers: Callable[[str], Any]) -> Published:
    found: Published = peers("published_contexts.js")
    return found


@pytest.fixture(scope="session")
def from_pypi() -> Published:
    found = find_spec("openbadgeslib")  # its place alone: nothing of the package is run
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "ob3" / "contexts"
    return {url: json.loads((folder / name).read_text("utf-8")) for url, name in FROM_PYPI.items()}


# -- the bundle ------------------------------------------------------------------------------------------------------


def test_the_files_are_what_the_tables_say() -> None:
    made = build.build()
    kept = {f"bundled/{path.name}" for path in (FOLDER / "contexts" / "bundled").iterdir()} | {"index.json"}
    assert kept == made.keys(), "run `make schemas`"
    for file, text in made.items():
        assert (FOLDER / "contexts" / file).read_bytes() == text.encode(), f"{file}: run `make schemas`"


def test_the_index_holds_the_digest_of_every_file() -> None:
    assert len(contexts.index()) == len(list((FOLDER / "contexts" / "bundled").iterdir()))
    for url, entry in contexts.index().items():
        content = (FOLDER / "contexts" / entry.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry.sha256
        assert contexts.context(url) == json.loads(content)


@pytest.mark.parametrize("url", ["https://www.w3.org/ns/credentials/v3", VCDM_2 + "#", VCDM_2 + "/", "", "index.json"])
def test_a_url_that_is_not_bundled_is_unknown(url: str) -> None:
    with pytest.raises(KeyError):
        contexts.context(url)


def test_a_file_that_was_altered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = contexts.index()[VCDM_2]
    monkeypatch.setattr(contexts, "index", lambda: {VCDM_2: contexts.Bundled(entry.file, "0" * 64)})
    contexts.context.cache_clear()
    with pytest.raises(contexts.ContextAltered):
        contexts.context(VCDM_2)


# -- term for term what is published ---------------------------------------------------------------------------------


def meanings(document: Document) -> dict[str, Any]:
    """Every term of a context with all that a processor makes of it, the terms of its own scope included."""
    processor = jsonld.JsonLdProcessor()
    options = {"processingMode": "json-ld-1.1", "base": "", **resolving({})}
    start = processor.process_context({}, None, options)
    return _meanings(processor, start, processor.process_context(start, document, options), options)


def _meanings(processor: Any, outer: Any, active: Any, options: Any) -> dict[str, Any]:
    """The terms that `active` adds to `outer` or changes."""
    found: dict[str, Any] = {}
    for term, mapping in active["mappings"].items():
        if outer["mappings"].get(term) == mapping:
            continue
        meaning = dict(mapping)
        if meaning.get("@context") is not None:
            # Not the public method: by that no scope may define a protected term anew, as the scope of a property may.
            inner = processor._process_context(active, meaning.pop("@context"), options, override_protected=True)
            meaning["scope"] = _meanings(processor, active, inner, options)
        found[term] = meaning
    return found


@pytest.mark.parametrize("url", contexts.index())
def test_a_context_means_term_for_term_what_npm_carries(url: str, from_npm: Published) -> None:
    if url not in from_npm:
        assert url in FROM_PYPI or url in NEVER_PUBLISHED_IN_A_PACKAGE
        return
    ours, theirs = meanings(contexts.context(url)), meanings(from_npm[url])
    assert ours.keys() - theirs.keys() == CAME_LATER.get(url, set())
    assert without(ours, CAME_LATER.get(url, set())) == theirs


@pytest.mark.parametrize("url", FROM_PYPI)
def test_a_context_means_term_for_term_what_pypi_carries(url: str, from_pypi: Published) -> None:
    assert meanings(contexts.context(url)) == meanings(from_pypi[url])


def test_the_first_clr_context_lacks_two_terms_of_the_second() -> None:
    first = meanings(contexts.context(CLR + "context.json"))
    second = meanings(contexts.context(CLR + "context-2.0.1.json"))
    assert "partial" in second["ClrCredential"]["scope"] and "identifier" in second["ClrSubject"]["scope"]
    del second["ClrCredential"]["scope"]["partial"], second["ClrSubject"]["scope"]["identifier"]
    assert first == second


def without(terms: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """`terms` without `names`, in every scope too."""
    return {
        term: {**meaning, "scope": without(meaning["scope"], names)} if "scope" in meaning else meaning
        for term, meaning in terms.items()
        if term not in names
    }


# -- the same canonical form -----------------------------------------------------------------------------------------


def resolving(documents: Published) -> dict[str, Any]:
    """PyLD's options that resolve contexts from `documents` alone. Its resolver keeps what it has seen of a URL for
    everybody, so each set of documents needs one of its own, or a comparison would compare a thing with itself."""

    def load(url: str, options: Any) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": documents[url],
        }

    return {"documentLoader": load, "contextResolver": ContextResolver(LRUCache(maxsize=100), load)}


def canonical(data: Document, documents: Published, dropped: Callable[[Any], None] = lambda name: None) -> list[str]:
    """The lines of the canonical form of `data` (RDFC-1.0), sorted as that form demands."""
    processor = jsonld.JsonLdProcessor(on_property_dropped=dropped)
    quads = processor.to_rdf(data, {"format": "application/n-quads", "base": "", **resolving(documents)})
    graph = pyoxigraph.Dataset(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in graph)


def urls_in(data: Any) -> Iterator[str]:
    """The URL of every context that stands anywhere in `data`."""
    if isinstance(data, dict):
        named = data.get("@context", ())
        yield from (url for url in (named if isinstance(named, list) else [named]) if isinstance(url, str))
        data = list(data.values())
    if isinstance(data, list):
        for member in data:
            yield from urls_in(member)


def examples() -> Iterator[tuple[str, Document]]:
    """Every example with a type of linked data, the ones without contexts under those of a CLR."""
    for path in sorted((FOLDER / "examples").rglob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        if path.stem in ("JWK", "JWKS", "Multikey") or "type" not in data:
            continue
        model = VCDM_2 if path.parent.name == "vcdm-2.0" else VCDM_1
        lent = [model, CLR + "context-2.0.1.json", OB + "context-3.0.3.json", OB + "extensions.json"]
        yield f"{path.parent.name}/{path.stem}", {"@context": lent, **data}


def real() -> Iterator[tuple[str, Document]]:
    """The real credentials all of whose contexts a package carries."""
    for path in sorted(REAL.rglob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        urls = set(urls_in(data))
        if urls and urls <= contexts.index().keys() - NEVER_PUBLISHED_IN_A_PACKAGE:
            yield path.name, data


EXAMPLES = dict(examples())
CREDENTIALS = {**EXAMPLES, **dict(real())}


@pytest.mark.skipif(not REAL.is_dir(), reason="the reference data is not beside this checkout")
def test_real_credentials_are_among_what_is_compared() -> None:
    assert len(CREDENTIALS) >= len(EXAMPLES) + 10


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credential_has_the_canonical_form_that_published_contexts_give(
    name: str, from_npm: Published, from_pypi: Published
) -> None:
    form = canonical(CREDENTIALS[name], contexts.documents())
    assert form
    assert form == canonical(CREDENTIALS[name], {**from_npm, **from_pypi})


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_member_of_an_example_is_without_meaning(name: str) -> None:
    lost: list[Any] = []
    canonical(EXAMPLES[name], contexts.documents(), lost.append)
    assert lost == []


def test_the_comparison_sees_one_changed_term() -> None:
    data = EXAMPLES["vcdm-2.0/Achievement"]
    changed = {url: copy.deepcopy(document) for url, document in contexts.documents().items()}
    changed[OB + "context-3.0.3.json"]["@context"]["Achievement"]["@context"]["humanCode"] += "x"
    assert canonical(data, contexts.documents()) != canonical(data, changed)
    assert meanings(changed[OB + "context-3.0.3.json"]) != meanings(contexts.context(OB + "context-3.0.3.json"))


def test_versions_of_a_context_give_different_forms() -> None:
    """`context.json` is no other name for the newest version: whoever swaps them breaks signatures."""
    data = EXAMPLES["vcdm-1.1/AchievementCredential"]
    older = json.loads(json.dumps(data).replace("context-3.0.3.json", "context.json"))
    assert canonical(data, contexts.documents()) != canonical(older, contexts.documents())


def test_both_data_models_are_bundled() -> None:
    assert credentials.ACCEPTED.keys() == credentials.STRICT.keys() == {"2.0", "1.1"}
    assert {VCDM_2, VCDM_1} <= contexts.index().keys()
