"""Write the bundled contexts and their index from the term tables in `terms/`.

A table says in one line what a term means: its IRI, then `@id`, `@vocab`, `@json` or `^type` for how its value is
read, then `@set`, `@list` or `@graph` for its container. An IRI is short, by the namespaces in `terms/shared.json`, or
stands in angle brackets as it is. A term with a scope of its own is an object: `=` is the term itself, `@scope` names
terms that several contexts share, the rest are its terms, and null takes one of the shared terms away. A table that is
`like` another is a JSON Merge Patch over its terms.

Run as a script to write the files anew: `make schemas`. A test fails when the committed files differ.
"""

from collections.abc import Iterator, Mapping
import hashlib
import json
from pathlib import Path
from typing import Any

from fairmark.schemas.case.build import merge_patch

HERE = Path(__file__).resolve().parent
SHARED_TABLE = "shared"
HOW_READ = ("@id", "@vocab", "@json")


def build() -> dict[str, str]:
    """The text of every file that this module writes, by its path below this folder."""
    tables = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "terms").glob("*.json"))}
    shared = tables.pop(SHARED_TABLE)
    written, listed = {}, {}
    for name, table in tables.items():
        protected, terms = _settled(tables, name)
        body = {"@context": _Writer(shared, protected).context(terms, table.get("aliases", True))}
        text = json.dumps(body, indent=1) + "\n"
        file = f"bundled/{name}.json"
        written[file] = text
        listed[table["url"]] = {"file": file, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    written["index.json"] = json.dumps(dict(sorted(listed.items())), indent=2) + "\n"
    return written


def _settled(tables: Mapping[str, Any], name: str) -> tuple[bool, dict[str, Any]]:
    """Whether the context `name` is protected, and its terms, with what it takes from the table that it is like."""
    table = tables[name]
    if "like" not in table:
        return table["protected"], table["terms"]
    protected, terms = _settled(tables, table["like"])
    return table.get("protected", protected), merge_patch(terms, table["terms"])


class _Writer:
    """Turns the terms of one table into a JSON-LD context."""

    def __init__(self, shared: Mapping[str, Any], protected: bool) -> None:
        self.namespaces: Mapping[str, str] = shared["namespaces"]
        self.scopes: Mapping[str, Any] = shared["scopes"]
        self.protected = protected

    def context(self, terms: Mapping[str, Any], aliases: bool = True) -> dict[str, Any]:
        """A context of `terms` and, where they are its `aliases`, of `id` and `type` too."""
        made: dict[str, Any] = {"@protected": True} if self.protected else {}
        if aliases:
            made |= {"id": "@id", "type": "@type"}
        return made | dict(self._definitions(terms))

    def _definitions(self, terms: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for term, meaning in terms.items():
            yield term, self._scoped(meaning) if isinstance(meaning, dict) else self._simple(meaning)

    def _scoped(self, meaning: Mapping[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in meaning.items() if name not in ("=", "@scope", "@context")}
        if "@context" in meaning:  # null: the values bring their contexts with them
            return {**self._plain(meaning["="]), "@context": meaning["@context"]}
        shared = self.scopes[meaning["@scope"]] if "@scope" in meaning else {}
        return {**self._plain(meaning["="]), "@context": self.context(merge_patch(shared, own))}

    def _simple(self, meaning: str) -> str | dict[str, Any]:
        """A term that is nothing but an IRI stays text: only so may one that ends in # or / serve as a prefix."""
        return self._plain(meaning) if " " in meaning else self._iri(meaning)

    def _plain(self, meaning: str) -> dict[str, Any]:
        iri, *rest = meaning.split(" ")
        made = {"@id": self._iri(iri)}
        for word in rest:
            if word.startswith("^"):
                made["@type"] = self._iri(word[1:])
            else:
                made["@type" if word in HOW_READ else "@container"] = word
        return made

    def _iri(self, text: str) -> str:
        if text.startswith("<"):
            return text[1:-1]
        prefix, colon, rest = text.partition(":")
        return self.namespaces[prefix] + rest if colon else text


if __name__ == "__main__":
    for file, text in build().items():
        (HERE / file).write_text(text, "utf-8", newline="\n")
