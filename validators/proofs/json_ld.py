"""JSON-LD to RDF statements, in safe mode and without a network.

Usual documents are walked over compiled contexts; PyLD processes all others, and has the last word. Safe mode means
that whatever expansion or RDF would drop silently is named, because it is not signed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
import copy
from dataclasses import dataclass
import re
from typing import Any

from pyld.context_resolver import ContextResolver  # type: ignore[import-untyped]  # PyLD has no type information
from pyld.jsonld import JsonLdError, JsonLdProcessor, LRUCache  # type: ignore[import-untyped]  # likewise

from fairmark.validators.proofs.compiled_contexts import BASE, RELATIVE, NotHere, Scopes
from fairmark.validators.proofs.errors import NotProcessable, TooComplex, UnknownContext
from fairmark.validators.proofs.fast_expansion import Walk
from fairmark.validators.proofs.rdf_canonical import Quad, Statement, canonical_n_quads
from fairmark.validators.proofs.rdf_text import object_, reference

DEEPEST = 100
"""Levels of nesting. PyLD takes several frames of the interpreter for each, and honest credentials have about 12."""
MOST_COMPARISONS = 25_000_000
"""The squares of the lengths of all arrays, and of how often each identifier is used, added up: PyLD compares each
value of a property with each other. One array of 5,000 objects, which takes some seconds, is just allowed."""
CONTEXTS_KEPT = 200
ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*|_):\S*")


@dataclass(frozen=True, slots=True)
class Statements:
    """The RDF of a document, sorted, and what of the document did not make it there: property names, relative
    identifiers and types. An honest document loses nothing."""

    quads: tuple[Quad, ...]
    lost: tuple[str, ...]


class JsonLd:
    """A JSON-LD processor over a fixed set of contexts.

    `contexts` maps a URL to the JSON document there (`{"@context": ...}`). Resolved contexts are kept between documents
    in this object and nowhere else, so that two sets of contexts never mix.
    """

    def __init__(self, contexts: Mapping[str, object]) -> None:
        self._contexts = contexts
        self._resolved = LRUCache(maxsize=CONTEXTS_KEPT)
        # Compiling has a cache of its own, so that nothing it asks for shows in what PyLD says of a document.
        compiling = LRUCache(maxsize=CONTEXTS_KEPT)
        self._scopes = Scopes(contexts.keys(), lambda: self._options(compiling))

    def canonical(self, document: Mapping[str, object], digest: str = "sha256") -> tuple[str, tuple[str, ...]]:
        """The canonical N-Quads of `document` and what was lost; NotProcessable if it is no usable JSON-LD."""
        statements, lost = self._statements(document)
        return canonical_n_quads(statements, digest), lost

    def statements(self, document: Mapping[str, object]) -> Statements:
        """The statements of `document`; NotProcessable (UnknownContext, TooComplex) if it is no usable JSON-LD."""
        statements, lost = self._statements(document)
        return Statements(tuple(Quad(*statement) for statement in sorted(set(statements))), lost)

    def lost(self, document: Mapping[str, object]) -> tuple[str, ...]:
        """What of `document` does not make it into statements; NotProcessable as for them."""
        return self._statements(document)[1]

    def _statements(self, document: Mapping[str, object]) -> tuple[Iterable[Statement], tuple[str, ...]]:
        _check_extent(document)
        try:
            return self.by_walking(document)
        except (NotHere, NotProcessable, RecursionError):
            return self.by_pyld(document)

    def by_walking(self, document: Mapping[str, object]) -> tuple[Iterable[Statement], tuple[str, ...]]:
        """The statements and what was lost, the fast way; NotHere or NotProcessable if PyLD has to say."""
        walk = Walk(document, self._scopes.initial())
        return walk.statements, _lost(walk.dropped, (name.removeprefix(BASE) for name in reversed(walk.relative)))

    def by_pyld(self, document: Mapping[str, object]) -> tuple[Iterable[Statement], tuple[str, ...]]:
        """The same by PyLD, which takes some thirty times as long."""
        processor = _Watching()
        try:
            dataset = processor.to_rdf(document, self._options(self._resolved))
        except (JsonLdError, UnknownContext) as error:
            raise _cause(error) from error
        except RecursionError as error:
            raise TooComplex("its contexts or its nesting have no end") from error
        except Exception as error:
            # PyLD meets some malformed input with errors of the interpreter (AttributeError, TypeError, KeyError).
            raise NotProcessable("it is no valid JSON-LD") from error
        return tuple(_quads(dataset)), _lost(processor.dropped, _relative(processor.expanded))

    def _options(self, resolved: LRUCache) -> dict[str, Any]:
        return {
            "base": BASE,
            "processingMode": "json-ld-1.1",
            "documentLoader": self._load,
            "contextResolver": ContextResolver(resolved, self._load),
        }

    def _load(self, url: str, options: object) -> dict[str, object]:
        """PyLD's document loader. The tag lets it keep the context; the copy is because it writes into what it gets."""
        if url not in self._contexts:
            raise UnknownContext(url)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": copy.deepcopy(self._contexts[url]),
            "tag": "static",
        }


class _Watching(JsonLdProcessor):  # type: ignore[misc]  # PyLD has no type information
    """Keeps the expanded document and the properties that expansion dropped."""

    def __init__(self) -> None:
        self.dropped: list[str | None] = []
        self.expanded: list[object] = []
        super().__init__(on_property_dropped=self.dropped.append)

    def expand(self, input_: object, options: dict[str, Any]) -> list[object]:
        self.expanded = super().expand(input_, options)
        return self.expanded


def _lost(dropped: Iterable[str | None], relative: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(name or "a term that a context sets to null" for name in dropped), *relative]))


def _check_extent(document: object) -> None:
    """TooComplex for a document that PyLD would choke on, before it does."""
    level: list[object] = [document]
    names: list[object] = []
    comparisons = 0
    for _ in range(DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below += value.values()
                names += [value[key] for key in ("id", "@id") if key in value]
            elif isinstance(value, list):
                below += value
                comparisons += len(value) ** 2
        level = below
        if not level:
            break
    else:
        raise TooComplex(f"it is nested more than {DEEPEST} levels deep")
    if len(names) ** 2 + comparisons > MOST_COMPARISONS:
        # Only then it matters which of the identifiers are the same.
        uses = Counter(name for name in names if isinstance(name, str))
        if sum(count**2 for count in uses.values()) + comparisons > MOST_COMPARISONS:
            raise TooComplex("it holds too many values in one place")


def _children(node: object) -> Iterator[object]:
    if isinstance(node, Mapping):
        yield from node.values()
    elif isinstance(node, list):
        yield from node


def _cause(error: BaseException) -> NotProcessable:
    """PyLD wraps each error in the next; the innermost says what happened."""
    cause: BaseException | None = error
    code = None
    while cause is not None:
        if isinstance(cause, UnknownContext):
            return cause
        if isinstance(cause, RecursionError):
            return TooComplex("its contexts or its nesting have no end")
        code = getattr(cause, "code", None) or code
        cause = cause.__cause__
    return NotProcessable(f"JSON-LD processing ends with: {code}" if code else "it is no valid JSON-LD")


def _relative(expanded: object) -> Iterator[str]:
    """What RDF leaves out of the expanded document because it is no absolute IRI: identifiers, types, predicates."""
    pending = [expanded]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            types = node.get("@type", [])
            names = [node["@id"]] if "@id" in node else []
            named = [*names, *types] if isinstance(types, list) else [types]
            yield from (str(name).removeprefix(BASE) for name in named if not _is_reference(name))
            yield from (name for name in node if name.startswith("_:"))
        pending.extend(_children(node))


def _is_reference(name: object) -> bool:
    if not isinstance(name, str) or name.startswith(RELATIVE):
        return False
    return name == "@json" or ABSOLUTE.fullmatch(name) is not None


def _is_relative(term: Mapping[str, str]) -> bool:
    return term["type"] != "literal" and term["value"].startswith(RELATIVE)


def _quads(dataset: Mapping[str, list[dict[str, Any]]]) -> Iterator[Statement]:
    """The statements without those about relative identifiers, which RDF does not know."""
    for name, triples in dataset.items():
        if name.startswith(RELATIVE):
            continue
        graph = "" if name == "@default" else reference(name)
        for triple in triples:
            # Where a member of a list is relative, PyLD may leave the object out altogether.
            if any(term is None or _is_relative(term) for term in triple.values()):
                continue
            subject, predicate = (reference(triple[place]["value"]) for place in ("subject", "predicate"))
            yield subject, predicate, object_(triple["object"]), graph
