"""What an XML Schema says against a document, in plain words and without a value of the document.

libxml2 finds what is wrong; its own messages quote what stands there, which may be personal, so they are never shown:
what is expected is taken out of them, the rest is said anew.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any

from lxml import etree

EXPECTED = re.compile(r"Expected is (?:one of )?\( (?P<names>.*) \)\.\s*$", re.DOTALL)
SPACE = re.compile(r"\{[^{}]*\}")
LAST_QUOTED = re.compile(r"'(?P<value>[^']*)'\)?\.?\s*$")
ATTRIBUTE = re.compile(r"^Element '[^']*', attribute '(?:\{[^{}]*\})?(?P<name>[^']*)'")
REQUIRED = re.compile(r"The attribute '(?P<name>[^']*)' is required but missing\.\s*$")
TYPE = re.compile(r"type '(?P<name>[^']*)'\.\s*$")

BEFORE_SET = "is not an element of the set {"
BEFORE_PATTERN = "is not accepted by the pattern '"
"""What stands before that which a schema says. A value of the document may hold the same words: the last ones count."""

TYPES = {
    "xs:date": "a date (YYYY-MM-DD)",
    "xs:time": "a time (hh:mm:ss)",
    "xs:dateTime": "a date and time (YYYY-MM-DDThh:mm:ss)",
    "xs:boolean": "true or false",
    "xs:decimal": "a number",
    "xs:int": "a whole number",
    "xs:integer": "a whole number",
    "xs:long": "a whole number",
    "xs:gYear": "a year (YYYY)",
    "xs:duration": "a duration",
    "xs:ID": "an XML id that no other element has",
    "xs:IDREF": "the XML id of another element",
    "xs:anyURI": "a URI",
}
"""Types of XML Schema as people call them."""

MOST_NAMES = 6
"""Elements that are named where one of several is expected."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that the schema forbids: at which `element` (of lxml), and at which attribute of it, "" for none; in
    plain words what is wrong, and what is expected. `is_of_value` says that it is the text that is wrong."""

    element: Any
    attribute: str
    what: str
    expected: str
    is_of_value: bool = False


def violations(schema: Any, root: Any) -> Iterator[Violation]:
    """What `schema` says against the document below `root`; of one value only the first thing."""
    if schema.validate(root.getroottree()):
        return
    said: set[tuple[str, str]] = set()
    prefixes = {prefix: uri for element in root.iter() for prefix, uri in element.nsmap.items() if prefix}
    for entry in schema.error_log:
        match = ATTRIBUTE.match(entry.message)
        attribute = match["name"] if match else ""
        place = (entry.path or "/*", attribute)
        kind = KINDS.get(entry.type_name, OTHER)
        if kind.is_of_value and place in said:
            continue
        said.add(place)
        element = _at(root, entry.path, prefixes)
        yield Violation(
            element, attribute, kind.words(entry.message), kind.expects(entry.message), is_of_value=kind.is_of_value
        )


def _at(root: Any, path: str | None, prefixes: Mapping[str, str]) -> Any:
    """The element at the path that libxml2 has given; the root where it leads to none."""
    try:
        found = root.getroottree().xpath(path, namespaces=prefixes) if path else ()
    except etree.XPathError:  # a prefix that stands for two namespaces
        found = ()
    return next((element for element in found if isinstance(element.tag, str)), root)


@dataclass(frozen=True, slots=True)
class Kind:
    """What libxml2 calls an error: what is wrong in plain words, what is expected, out of libxml2's message."""

    what: str
    expects: Callable[[str], str]
    is_of_value: bool = False

    def words(self, message: str) -> str:
        return "lacks an element" if "Missing child element" in message else self.what


def _elements(message: str) -> str:
    match = EXPECTED.search(message)
    if match is None:
        return "no further element"
    names = SPACE.sub("", match["names"]).split(", ")
    shown = names[:MOST_NAMES] + (["others"] if len(names) > MOST_NAMES else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _bound(words: str) -> Callable[[str], str]:
    """`words` with the bound that the message ends in, which is the schema's."""

    def expects(message: str) -> str:
        match = LAST_QUOTED.search(message)
        return words.format(match["value"] if match else "what the schema allows")

    return expects


def _constant(words: str) -> Callable[[str], str]:
    return lambda message: words


def _type(message: str) -> str:
    match = TYPE.search(message)
    name = SPACE.sub("", match["name"]) if match else ""
    return TYPES.get(name, f"a value of the type {name}" if name else "a value of its type")


def _values(message: str) -> str:
    _, said, values = message.rstrip().removesuffix("}.").rpartition(BEFORE_SET)
    return f"one of {values}" if said else "one of the values of the schema"


def _pattern(message: str) -> str:
    _, said, pattern = message.rstrip().removesuffix("'.").rpartition(BEFORE_PATTERN)
    return f"the pattern {pattern}" if said else "the pattern of the schema"


def _required(message: str) -> str:
    match = REQUIRED.search(message)
    return f"the attribute {match['name']}" if match else "the attributes of the schema"


KINDS = {
    "SCHEMAV_ELEMENT_CONTENT": Kind("stands where it does not belong", _elements),
    "SCHEMAV_CVC_ELT_1": Kind("is declared by no schema", _constant("an element that the schema declares")),
    "SCHEMAV_CVC_MAXLENGTH_VALID": Kind("is too long", _bound("at most {} characters"), True),
    "SCHEMAV_CVC_MINLENGTH_VALID": Kind("is too short", _bound("at least {} characters"), True),
    "SCHEMAV_CVC_LENGTH_VALID": Kind("has the wrong length", _bound("{} characters"), True),
    "SCHEMAV_CVC_TOTALDIGITS_VALID": Kind("has too many digits", _bound("at most {} digits"), True),
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": Kind(
        "has too many digits behind the point", _bound("at most {} digits behind the point"), True
    ),
    "SCHEMAV_CVC_MININCLUSIVE_VALID": Kind("is too small", _bound("{} or more"), True),
    "SCHEMAV_CVC_MINEXCLUSIVE_VALID": Kind("is too small", _bound("more than {}"), True),
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": Kind("is too large", _bound("{} or less"), True),
    "SCHEMAV_CVC_MAXEXCLUSIVE_VALID": Kind("is too large", _bound("less than {}"), True),
    "SCHEMAV_CVC_ENUMERATION_VALID": Kind("is none of the values that it may have", _values, True),
    "SCHEMAV_CVC_PATTERN_VALID": Kind("has the wrong form", _pattern, True),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": Kind("is no value of its type", _type, True),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_2": Kind("is no value of its type", _type, True),
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_3": Kind("is no value of its type", _type, True),
    "SCHEMAV_CVC_TYPE_3_1_3": Kind("is no value of its type", _type, True),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_1": Kind("holds something, though it has to be empty", _constant("an empty element")),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": Kind("holds elements", _constant("a text")),
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": Kind("holds a text between its elements", _constant("elements alone")),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": Kind("is an attribute that may not stand there", _constant("no such attribute")),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": Kind("is an attribute that may not stand there", _constant("no such attribute")),
    "SCHEMAV_CVC_COMPLEX_TYPE_4": Kind("lacks an attribute", _required),
    "SCHEMAV_CVC_TYPE_3_1_1": Kind("has an attribute", _constant("none")),
    "SCHEMAV_CVC_TYPE_3_1_2": Kind("holds elements", _constant("a text")),
    "SCHEMAV_CVC_IDC": Kind("has a value that an earlier one has", _constant("a value of its own")),
}
"""What libxml2 calls an error to what it is in plain words."""

OTHER = Kind("does not follow the schema", _constant("what the schema says"))
"""All other errors."""
