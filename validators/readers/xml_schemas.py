"""XML Schemas that the user supplies: a folder of them, from which alone schemas and what they include are read."""

from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lxml import etree

from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.source import printable

XSD = "{http://www.w3.org/2001/XMLSchema}"
SUFFIX = ".xsd"
MOST_FILES = 10_000
LARGEST = 32 << 20
"""Bytes of one schema file."""

EXTENDED = "extension"
"""How the names of schemas begin that extend a standard: they take what it takes, and more."""


class UnusableSchema(Exception):
    """A schema that is needed cannot be used. The message names the file and says why."""


class SchemaFolder:
    """The schemas in a folder, at any depth, by what they declare.

    Nothing is fetched and no schemaLocation of a document is followed; what a schema includes is looked up in this
    folder too, where it says or by its name. WrongUsage where the folder cannot be read or holds no schema.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._files = sorted(path.resolve() for path in folder.rglob("*") if path.suffix.lower() == SUFFIX)
        except OSError as error:
            raise WrongUsage(f"the schemas in {folder} cannot be read: {error.strerror}") from None
        if not self._files:
            raise WrongUsage(f"there is no {SUFFIX} file in {folder}")
        if len(self._files) > MOST_FILES:
            raise WrongUsage(f"there are more than {MOST_FILES:,} {SUFFIX} files in {folder}")
        self._compiled: dict[Path, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process reads the folder itself: what libxml2 has made of it stays in this one."""
        return (SchemaFolder, (self.folder,))

    def schema_for(self, namespace: str, root: str) -> Any | None:
        """The schema (an lxml XMLSchema) that declares the root element, None where none does. UnusableSchema where it,
        or what it includes, cannot be used."""
        path = self._declaring.get((namespace, root))
        if path is None:
            return None
        if path not in self._compiled:
            self._compiled[path] = self._compile(path)
        return self._compiled[path]

    @cached_property
    def _declaring(self) -> dict[tuple[str, str], Path]:
        """Namespace and name of every element that may be a root to the schema that declares it; one that extends the
        standard's own is taken before that."""
        found: dict[tuple[str, str], Path] = {}
        for path in sorted(self._files, key=lambda path: (not path.name.lower().startswith(EXTENDED), path)):
            try:
                schema = etree.fromstring(_read(path), _parser())
            except (UnusableSchema, etree.XMLSyntaxError):
                continue  # it may not be needed
            if schema.tag == f"{XSD}schema":
                for element in schema.iterchildren(f"{XSD}element"):
                    found.setdefault((schema.get("targetNamespace", ""), element.get("name", "")), path)
        return found

    def _compile(self, path: Path) -> Any:
        parser = _parser()
        lookup = _Lookup(self._files)
        parser.resolvers.add(lookup)
        try:
            return etree.XMLSchema(etree.fromstring(_read(path), parser, base_url=path.as_uri()))
        except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
            if lookup.missing:
                raise UnusableSchema(f"{_shown(path)} needs {lookup.missing}, which is not in the folder") from None
            last = error.error_log.last_error  # type: ignore[union-attr]  # lxml-stubs
            line = f" (line {last.line})" if last and last.line else ""
            raise UnusableSchema(f"{_shown(path)} is no schema that can be used{line}") from None


class _Lookup(etree.Resolver):
    """Finds what schemas include among the files of the folder: where they say, else by its name. All else is empty."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__()
        self._files = set(files)
        self._by_name = {path.name: path for path in reversed(files)}
        self.missing = ""

    def resolve(self, url: str, _id: str, context: Any) -> Any:  # type: ignore[override]
        parts = urlsplit(url)
        said = Path(url2pathname(parts.path)) if parts.scheme in ("", "file") else None
        name = unquote(parts.path).replace("\\", "/").rpartition("/")[2]
        path = said if said in self._files else self._by_name.get(name)
        if path is None:
            self.missing = self.missing or name or "a schema without a name"
            return self.resolve_empty(context)  # type: ignore[attr-defined]  # missing in lxml-stubs
        return self.resolve_string(_read(path), context, base_url=path.as_uri())


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnusableSchema(f"{_shown(path)} is larger than any schema")
        return path.read_bytes()
    except OSError as error:
        raise UnusableSchema(f"{_shown(path)} cannot be read: {error.strerror}") from None


def _shown(path: Path) -> str:
    return printable(path.name)
