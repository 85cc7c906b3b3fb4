"""Extensions: what others have added to the vocabulary, and the schemas that they give for it."""

from collections.abc import Iterator, Mapping

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.location import Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import Entity, is_web
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.proofs.json_object import json_object
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.readers.sniff_credentials import OB2_CONTEXT, texts
from fairmark.validators.rules.credentials.versions import OB2

VOCABULARY = "https://w3id.org/openbadges/extensions#"
MOST = 500
"""Extensions that are judged in one document: schemas of strangers may take long. Honest badges have a few."""


@rule(
    "OB-V2-026",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, Extensions; Extension Validation",
    message="{expected}",
    notes="The context may stand in the extension or around it. One that was not looked up, as the user asked for no "
    "network, is a warning; of each that is of no use is told once. A context need not name a schema.",
)
def extensions_satisfy_their_schemas(document: Badge2) -> Findings:
    """An extension names its context and its type, and satisfies the schema that its context gives for that type.

    Why: Without context and schema nobody but its author can read it, and verifiers refuse a badge with an extension
    that fails.

    Example: An `extensions:ApplyLink` without `url`.

    Repair: Add the `@context` of the extension and its type, and what its schema asks for. Here, allow the look-up with
    --online, or give the files with --resources.
    """
    unusable: set[str] = set()
    for number, entity in enumerate(document.of("Extension")):
        if number >= MOST:
            expected = f"it was not judged, as there are more than {MOST:,} extensions"
            yield finding(at=document.at(entity), expected=expected, severity=WARNING)
            return
        names = [name for name in texts(entity.raw.get("type", entity.raw.get("@type"))) if name != "Extension"]
        urls = [url for url in _context_urls(entity) if url != OB2_CONTEXT]
        if not names:
            yield finding(at=document.at(entity), expected="the extension has no type of its own")
        elif not urls and not _has_inline_context(entity):
            yield finding(at=document.at(entity), expected="the extension has no @context")
        for url in urls if names else ():
            if is_web(url) and url not in unusable:
                yield from _by_context(document, entity, names, url, unusable)


def _by_context(document: Badge2, entity: Entity, names: list[str], url: str, unusable: set[str]) -> Findings:
    """What the context at that address has against the extension. One that is of no use is told once."""
    place = document.at(entity)
    try:
        for schema in _schemas(json_object(document.means.get(url)), names):
            for path in _refused(document.means.get(schema), entity):
                expected = "it is not what the schema of the extension asks for"
                yield finding(at=document.at(entity, *path), expected=expected)
    except Unavailable as error:
        unusable.add(url)
        severity = WARNING if str(error) == OFFLINE else None
        yield finding(at=place, expected=f"its context or schema: {error}", severity=severity)
    except (Malformed, _Unusable) as error:
        unusable.add(url)
        yield finding(at=place, expected=f"its context or schema is of no use: {error}")


class _Unusable(Exception):
    """A schema that cannot be applied; the message says why."""


def _refused(schema: bytes, entity: Entity) -> list[Path]:
    from fairmark.validators.credentials.extension_schemas import Unusable, refused  # jsonschema is heavy

    try:
        return refused(schema, entity.raw, "2.0")
    except Unusable as error:
        raise _Unusable(str(error)) from error


def _schemas(context: Mapping[str, object], names: list[str]) -> Iterator[str]:
    """The addresses of the schemas that a context gives for one of the types."""
    entries = context.get("obi:validation", context.get("validation"))
    wanted = {_short(name) for name in names}
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping):
            type = entry.get("obi:validatesType", entry.get("validatesType"))
            schema = entry.get("obi:validationSchema", entry.get("validationSchema"))
            if isinstance(type, str) and isinstance(schema, str) and _short(type) in wanted:
                yield schema


def _short(name: str) -> str:
    return name.removeprefix(VOCABULARY).removeprefix("extensions:")


def _context_urls(entity: Entity) -> list[str]:
    """The contexts that are named in the extension, else those around it in the same document."""
    around: Entity | None = entity
    while around is not None and around.address == entity.address:
        if urls := texts(around.raw.get("@context")):
            return list(dict.fromkeys(urls))
        around = around.parent
    return []


def _has_inline_context(entity: Entity) -> bool:
    own = entity.raw.get("@context")
    return any(isinstance(each, Mapping) for each in (own if isinstance(own, list) else [own]))
