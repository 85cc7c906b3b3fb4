"""RDF terms as canonical N-Quads writes them (RDFC-1.0 section 5)."""

from collections.abc import Mapping
import re

from fairmark.validators.proofs.errors import NotProcessable

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\\ud800-\udfff]")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
ESCAPED = re.compile(r"[\x00-\x1f\"\\\x7f]")
SHORT_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}


def reference(value: str) -> str:
    """An IRI or a blank node's label; NotProcessable for an IRI that is none."""
    if value.startswith("_:"):
        return value
    if NOT_IN_IRI.search(value):
        # Unchecked, an identifier such as `urn:x> <urn:p> <urn:y` would forge statements.
        raise NotProcessable("an identifier holds a character that no IRI may hold")
    return f"<{value}>"


def object_(term: Mapping[str, str]) -> str:
    """The object of a statement in PyLD's form; NotProcessable if it has no place in N-Quads."""
    if term["type"] != "literal":
        return reference(term["value"])
    text = quoted(term["value"])
    if "language" in term:
        if not LANGUAGE.fullmatch(term["language"]):
            raise NotProcessable("a language tag is not well-formed")
        return f"{text}@{term['language']}"
    datatype = term.get("datatype", XSD_STRING)
    return text if datatype == XSD_STRING else f"{text}^^{reference(datatype)}"


def quoted(text: str) -> str:
    """The text of a literal in its quotation marks; NotProcessable for half a character."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if LONE_SURROGATE.search(text):
        raise NotProcessable("a text holds half of a character (a lone surrogate)")
    return '"' + ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    return SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
