"""JSON-LD contexts, compiled: what every name means in every place, asked of PyLD once and kept.

Processing contexts is nearly all of the time that JSON-LD takes, and most documents use the same few. Here a context is
a `Scope`, and a name in it leads to a `Property`; where a property, a type or an inner `@context` leads is again a
`Scope`. The rules of context processing are not repeated: PyLD takes each step (protected terms, scopes of types and of
properties, what is taken back below a node), and this module remembers where it led.

What the walk in `fast_expansion` does not know raises NotHere, and the whole document is left to PyLD.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
import re
from typing import Any

from pyld.jsonld import JsonLdProcessor  # type: ignore[import-untyped]  # PyLD has no type information

from fairmark.validators.proofs.rdf_text import LANGUAGE, XSD_STRING

MOST_KEPT = 1000
"""Scopes and combinations of types that are kept; a scope holds some hundred references. All examples and real
credentials at hand lead to about 450. When there are more, the next document begins anew; one document that leads to
twice as many is left to PyLD."""
MOST_TYPES = 10
"""Types of one node that are kept in combination."""
PLAIN_IRI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):[^\s\x00-\x20<>\"{}|^`\\\ud800-\udfff]*")
"""An absolute IRI beyond doubt. The group is its scheme, or its prefix if it is a compact IRI."""
BLANK = re.compile(r"_:\S*")
XSD_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
RELATIVE = "relative-identifier:"
BASE = f"{RELATIVE}//document/"
"""The base to resolve against: nobody's, so that whatever was relative shows afterwards. With no base at all PyLD takes
one of its own, and a relative identifier would pass for absolute."""
READ_BEFOREHAND = ("@id", "@type", "@context")
MAPS = frozenset({"@index", "@id", "@type", "@language"})

ActiveContext = Mapping[str, Any]
"""PyLD's: `mappings` from each term to its definition, and the defaults."""


class NotHere(Exception):
    """This document is PyLD's to process, be it in order or not."""


@dataclass(frozen=True, slots=True)
class Property:
    """A name that stands for an IRI.

    `coercion` is "@id", "@vocab", the IRI of a datatype or "". `suffix` is what follows the quotation marks of a plain
    text, None if texts do not simply become literals. `is_map` says that an object would be a map of languages or the
    like. `values` is where texts are read; `references` and `nodes` are where objects are: one that is nothing but a
    reference or a value stays in the scope of the type around it, all others leave it (JSON-LD 1.1 API, 5.1.2).
    """

    predicate: str
    coercion: str
    suffix: str | None
    is_list: bool
    is_graph: bool
    is_map: bool
    values: "Scope"
    references: "Scope"
    nodes: "Scope"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A name without a meaning. `name` is what expansion calls it, None if a context sets it to null."""

    name: str | None


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A name for the identifier, the types or the context of a node, which are read before its other members."""


Meaning = Property | Dropped | ReadBefore


@dataclass(frozen=True, slots=True)
class Typed:
    """What the types of a node lead to: where its members are read, the types in N-Quads, and those that are none."""

    scope: "Scope"
    types: tuple[str, ...]
    lost: tuple[str, ...]


class Scopes:
    """Everything compiled for one set of contexts. `urls` names them, `options` gives PyLD's options for a step."""

    def __init__(self, urls: Collection[str], options: Callable[[], dict[str, Any]]) -> None:
        self.urls = urls
        self.options = options
        self._processor = JsonLdProcessor()
        self._begin()

    def _begin(self) -> None:
        self._kept = 0
        self._known: dict[int, Scope] = {}
        self._initial = self.of(self.ask("_get_initial_context", self.options()))

    def initial(self) -> "Scope":
        """Where a document begins. If documents have piled up too much, it is forgotten here, between two of them."""
        if self._kept > MOST_KEPT:
            self._begin()
        return self._initial

    def of(self, active: ActiveContext) -> "Scope":
        """The scope of one of PyLD's active contexts; they are told apart by identity, and the scope keeps them."""
        known = self._known.get(id(active))
        if known is None:
            self.count()
            known = self._known[id(active)] = Scope(self, active)
        return known

    def count(self) -> None:
        """Note that one more thing is kept."""
        self._kept += 1
        if self._kept > 2 * MOST_KEPT:
            raise NotHere

    def ask(self, step: str, *arguments: object, **further: object) -> Any:
        """One of PyLD's own steps, by the name of its method. If it fails, or another version of PyLD has none of that
        name, PyLD has to say so itself."""
        try:
            return getattr(self._processor, step)(*arguments, **further)
        except Exception as error:
            raise NotHere from error

    def scoped(self, active: ActiveContext, context: object, **further: object) -> ActiveContext:
        """Where the context of a property leads."""
        found: ActiveContext = self.ask(
            "_process_context", active, context, self.options(), override_protected=True, **further
        )
        return found

    def nested(self, active: ActiveContext, member: str, value: object) -> ActiveContext:
        """Where `@context` or `@type` of a node leads."""
        found: ActiveContext = self.ask("_prepare_nested_context", active, {member: value}, self.options())[0]
        return found


class Scope:
    """One active context."""

    def __init__(self, scopes: Scopes, active: ActiveContext) -> None:
        self._scopes = scopes
        self._active = active
        self._mappings: Mapping[str, Mapping[str, Any] | None] = active["mappings"]
        self._typed: dict[tuple[str, ...], Typed] = {}
        self._under: dict[tuple[str, ...], Scope] = {}
        self.meanings = _Meanings(self)
        self.id_names = self._names("@id")
        self.type_names = self._names("@type")
        prefixes = {name for name, mapping in self._mappings.items() if mapping and mapping["_prefix"]}
        self.prefixes = frozenset({*prefixes, RELATIVE.removesuffix(":")})
        """What makes of an absolute IRI a compact one, or no identifier at all."""

    def _names(self, keyword: str) -> tuple[str, ...]:
        aliases = {name for name, mapping in self._mappings.items() if mapping and mapping["@id"] == keyword}
        return tuple(sorted(aliases | {keyword}))

    def keyword(self, name: str) -> str:
        """The keyword that `name` stands for, or something else if it is none."""
        mapping = self._mappings.get(name)
        return str(mapping["@id"]) if mapping else name

    def keeps(self, name: str) -> bool:
        """Whether `name` is one of the context's own terms: any others may be without number."""
        return name in self._mappings

    # -- where things lead -------------------------------------------------------------------------------------------

    def under(self, context: object) -> "Scope":
        """Where a `@context` leads that is one of the set or an array of them."""
        urls = context if isinstance(context, list) else [context]
        if not all(isinstance(url, str) for url in urls):
            raise NotHere
        key = tuple(urls)
        known = self._under.get(key)
        if known is None:
            if not all(url in self._scopes.urls for url in key):
                raise NotHere
            self._scopes.count()
            known = self._under[key] = self._scopes.of(self._scopes.nested(self._active, "@context", urls))
        return known

    def typed(self, types: tuple[str, ...]) -> Typed:
        """Where the types of a node lead."""
        known = self._typed.get(types)
        if known is None:
            known = self._type(types)
            if len(types) <= MOST_TYPES and all(self.keeps(name) for name in types):
                self._scopes.count()
                self._typed[types] = known
        return known

    def _type(self, types: tuple[str, ...]) -> Typed:
        scope = self._scopes.of(self._scopes.nested(self._active, "@type", list(types)))
        if scope.type_names != self.type_names:
            # Then the order of the members would decide which of them are types.
            raise NotHere
        named = [self.expanded(name, vocabulary=True) for name in types]
        if any(name.startswith("_:") for name in named):
            raise NotHere
        iris = tuple(f"<{name}>" for name in named if not name.startswith(RELATIVE))
        return Typed(scope, iris, tuple(name for name in named if name.startswith(RELATIVE)))

    def expanded(self, name: str, vocabulary: bool) -> str:
        """An identifier or a type as an IRI, a blank node, or an IRI that begins with RELATIVE."""
        found = self._scopes.ask("_expand_iri", self._active, name, base=BASE, vocab=vocabulary)
        if isinstance(found, str) and (
            found.startswith(RELATIVE) or BLANK.fullmatch(found) or PLAIN_IRI.fullmatch(found)
        ):
            return found
        raise NotHere

    def literal(self, value: object, datatype: str) -> Mapping[str, str]:
        """PyLD's form of the literal that a scalar becomes; `datatype` is "" if none is demanded."""
        item = {"@value": value, "@type": datatype} if datatype else {"@value": value}
        found: Mapping[str, str] = self._scopes.ask("_object_to_rdf", item, None, [], self._scopes.options())
        return found

    # -- what names mean ---------------------------------------------------------------------------------------------

    def meaning(self, name: str) -> Meaning:
        """What `name` means as a member of a node."""
        expanded = self._scopes.ask("_expand_iri", self._active, name, vocab=True)
        if expanded in READ_BEFOREHAND:
            return ReadBefore()
        if expanded is None or (":" not in expanded and not expanded.startswith("@")):
            return Dropped(expanded)
        if expanded.startswith(RELATIVE) or not PLAIN_IRI.fullmatch(expanded):
            raise NotHere
        return self._property(name, f"<{expanded}>")

    def _property(self, name: str, predicate: str) -> Property:
        if self._entry(name, "@type") == "@json":
            raise NotHere
        inner = self._inside(name, self._active, propagate=True)
        container = frozenset(self._entry(name, "@container") or ())
        if container != frozenset(inner._entry(name, "@container") or container) or len(container - {"@set"}) > 1:
            raise NotHere
        again = self._scopes.ask("_expand_iri", inner._active, name, vocab=True)
        if inner._entry(name, "reverse") or str(again).startswith("@"):
            raise NotHere
        references = inner._inside(name, inner._active)
        before = inner._active.get("previousContext")
        coercion, suffix = inner._coercion(name)
        return Property(
            predicate,
            coercion,
            suffix,
            "@list" in container,
            "@graph" in container,
            not container.isdisjoint(MAPS),
            inner,
            references,
            inner._inside(name, before) if before else references,
        )

    def _entry(self, name: str, member: str) -> Any:
        """`member` of the definition of `name`, or the context's default of that name; None if there is neither."""
        return JsonLdProcessor.get_context_value(self._active, name, member)

    def _inside(self, name: str, active: ActiveContext, **further: object) -> "Scope":
        """Where the own context of `name` leads from `active`; the scope of `active` itself if it has none."""
        context = self._entry(name, "@context")
        return self._scopes.of(active if context is None else self._scopes.scoped(active, context, **further))

    def _coercion(self, name: str) -> tuple[str, str | None]:
        """How a text becomes an object: `coercion` and `suffix` of Property."""
        coercion, language = self._entry(name, "@type"), self._entry(name, "@language")
        if coercion in ("@id", "@vocab"):
            return coercion, None
        if coercion in (None, "@none"):
            if language is not None and not LANGUAGE.fullmatch(language):
                raise NotHere
            return "", "" if language is None else f"@{language}"
        if coercion.startswith(RELATIVE) or not PLAIN_IRI.fullmatch(coercion):
            raise NotHere
        if coercion == XSD_DOUBLE:
            # PyLD writes the number in its canonical form.
            return coercion, None
        return coercion, "" if coercion == XSD_STRING else f"^^<{coercion}>"


class _Meanings(dict[str, Meaning]):
    """What names mean in a scope, each compiled when first asked for."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def __missing__(self, name: str) -> Meaning:
        meaning = self._scope.meaning(name)
        if self._scope.keeps(name) or name in READ_BEFOREHAND:
            self[name] = meaning
        return meaning
