"""CASE-TEXT: what must not stand in a text, and the form of language tags."""

from collections.abc import Iterator, Sequence
from functools import cache
import re
from typing import Any, NamedTuple

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.location import Location, Path
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Link, Node, Package
from fairmark.validators.rules.case.fields import columns, names_of
from fairmark.validators.rules.case.versions import BOTH, V1_0
from fairmark.validators.rules.language_tags import LANGUAGE_TAG

BREAKS = {"\n": "a line feed", "\r": "a carriage return", "\t": "a tab"}
BREAK = re.compile("[\n\r\t]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
ESCAPE = re.compile(rb"\\[bfnrtu]")
"""How control characters are written in JSON text, where they cannot stand as they are."""
C1_BYTES = re.compile(b"\xc2[\x80-\x9f]")
CONTROL_BYTES = bytes(code for code in (*range(0x20), 0x7F) if chr(code) not in BREAKS)

# Names that HTML gives to event handlers, by their beginnings: `on` alone would catch words such as "onset=".
HANDLER = (
    r"on(?:abort|after|animation|auxclick|before|blur|can|change|click|close|contextmenu|copy|cut|dblclick|drag|drop"
    r"|ended|error|focus|hashchange|input|invalid|key|load|message|mouse|page|paste|pause|play|pointer|popstate"
    r"|progress|reset|resize|scroll|search|seek|select|show|submit|toggle|touch|transition|unload|volume|waiting"
    r"|wheel)[a-z]*"
)
SCRIPTS = (
    (re.compile(r"</?script(?=[\s/>])", re.IGNORECASE), "a script element"),
    (re.compile(rf"<[a-z][^<>]*[\s/\"']{HANDLER}\s*=", re.IGNORECASE), "an event handler"),
    (
        re.compile(r"(?:<[a-z][^<>]*=\s*[\"']?|\]\()\s*(?:java|vb)script:", re.IGNORECASE),
        "a link that runs a script",
    ),
)


class Odd(NamedTuple):
    """A text with something in it that the rules of this module look at: at `steps` of an object or a link. `type` is
    that of its field, `value` the text."""

    holder: Node | Link
    steps: Path
    type: str
    value: str

    def at(self, package: Package) -> Location:
        if isinstance(self.holder, Node):
            return package.at(self.holder, *self.steps)
        return package.at_link(self.holder, *self.steps)


def odd_texts(package: Package) -> list[Odd]:
    """The texts of objects and links that hold a control character or may hold markup, and those of the type
    NormalizedString that hold a line break or a tab."""
    found: list[Odd] = []
    if _is_plain(package.text):
        return found
    for type in ("NormalizedString", "String"):
        for _, name, nodes in columns(package, type):
            found += _odd_among(nodes, [node.data.get(name) for node in nodes], name, type)
    links = package.links
    found += _odd_among(links, [link.title for link in links], "title", "NormalizedString")
    ends = [link for link in links if not link.target]
    found += _odd_among(ends, [end.identifier for end in ends], "identifier", "NormalizedString")
    return found


def _is_plain(text: bytes) -> bool:
    """Whether the JSON text of the whole input shows, at the price of a few searches, that no string in it is odd."""
    if not text or b"<" in text or b"\x7f" in text or (b"(" in text and b"](" in text) or ESCAPE.search(text):
        return False
    return text.isascii() or not C1_BYTES.search(text)


def _odd_among(holders: Sequence[Node | Link], values: Sequence[Any], name: str, type: str) -> Iterator[Odd]:
    """The odd ones of the values of one field. A list is looked at member by member, and what is no text left out."""
    # First one look at all of them together, because nearly always nothing is odd.
    texts = [value for value in values if isinstance(value, str)]
    lists = [value for value in values if isinstance(value, list)]
    texts += [member for members in lists for member in members if isinstance(member, str)]
    if not _is_odd("".join(texts), type):
        return
    for holder, value in zip(holders, values, strict=True):
        members = enumerate(value) if isinstance(value, list) else ()
        places = [((name,), value), *(((name, number), member) for number, member in members)]
        for steps, text in places:
            if isinstance(text, str) and _is_odd(text, type):
                yield Odd(holder, steps, type, text)


def _is_odd(text: str, type: str) -> bool:
    if "<" in text or "](" in text:
        return True
    if type == "NormalizedString" and ("\n" in text or "\r" in text or "\t" in text):
        return True
    if not text.isascii() and CONTROL.search(text):
        return True
    # Several times faster than the regular expression, which has to say where.
    plain = text.encode("utf-8", "surrogatepass")
    return len(plain.translate(None, CONTROL_BYTES)) < len(plain)


# -- line breaks -----------------------------------------------------------------------------------------------------


@cache
def _widened(form: str) -> frozenset[str]:
    """The fields of class `form` that are NormalizedString in CASE 1.0 and String in 1.1."""
    return frozenset(
        name for name in names_of("1.0", form, "NormalizedString") if name in names_of("1.1", form, "String")
    )


def _broken_lines(package: Package, *, widened: bool) -> Findings:
    """A finding for each NormalizedString with a line break or tab: of the fields that CASE 1.1 widened, or others."""
    for text in package.once(odd_texts):
        if text.type != "NormalizedString" or not (found := BREAK.search(text.value)):
            continue
        holder = text.holder
        is_widened = package.version == "1.0" and isinstance(holder, Node) and text.steps[0] in _widened(holder.form)
        if is_widened is widened:
            observed = f"{BREAKS[found[0]]} after {found.start()} characters"
            yield finding(at=text.at(package), observed=observed, expected="text in one line, without tabs")


@rule(
    "CASE-TEXT-001",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM A3.3",
    message="There is {observed}; this field takes {expected}",
    notes="Which fields are NormalizedString is read from the schema of the version. The three that CASE 1.1 made "
    "String are CASE-TEXT-002 in a 1.0 payload.",
)
def normalized_text_has_no_line_breaks(package: Package) -> Findings:
    """A text of the type NormalizedString is one line, without line breaks and tabs.

    Why: Consumers show these texts in tables and menus, and spreadsheets break a row at a line break.

    Example: `"title": "Number sense\\nGrade 1"`.

    Repair: Replace line breaks and tabs by spaces, or move longer text into notes.
    """
    return _broken_lines(package, widened=False)


@rule(
    "CASE-TEXT-002",
    severity=WARNING,
    versions=V1_0,
    basis="CASE 1.0 Swagger, types of fullStatement and description",
    message="There is {observed}; CASE 1.0 takes {expected} here",
    notes="CASE 1.1 admits line breaks in these fields.",
)
def statement_of_1_0_has_no_line_breaks(package: Package) -> Findings:
    """In CASE 1.0 a fullStatement and the description of a document or rubric are one line, without tabs.

    Why: A 1.0 consumer may cut the text at the first line break or refuse it.

    Example: A 1.0 item whose `fullStatement` is a list with one point on each line.

    Repair: Replace the line breaks by spaces, or serve the framework as CASE 1.1.
    """
    return _broken_lines(package, widened=True)


# -- what is unsafe to show ------------------------------------------------------------------------------------------


@rule(
    "CASE-TEXT-003",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: frameworks are shown in web pages, and most of them may hold markup",
    message="There is {observed}; {expected} belongs here",
    notes="Control characters are those of the Unicode category Cc but for tab, line feed and carriage return. Markup "
    "counts only where a browser would run something: a script element, an attribute that HTML defines as an event "
    "handler, or a javascript or vbscript address in an attribute or a Markdown link. Escaped markup is text.",
)
def text_is_safe_to_show(package: Package) -> Findings:
    """A text has no control characters, and no markup that runs a script.

    Why: Control characters break XML and CSV exports, and a script in a statement runs for everyone who opens it.

    Example: `"notes": "<img src=x onerror=alert(1)>"`.

    Repair: Remove the control characters or the script; write `&lt;script>` where the word itself is meant.
    """
    for text in package.once(odd_texts):
        if found := CONTROL.search(text.value):
            observed = f"the control character U+{ord(found[0]):04X} after {found.start()} characters"
            yield finding(at=text.at(package), observed=observed, expected="plain text")
            continue
        running = next((name for pattern, name in SCRIPTS if pattern.search(text.value)), None)
        if running:
            yield finding(at=text.at(package), observed=running, expected="text without scripts")


# -- languages -------------------------------------------------------------------------------------------------------


@rule(
    "CASE-TEXT-004",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM A3.3 (BCP 47: RFC 5646 section 2.1)",
    message="{observed} is not {expected}",
    notes="The descriptions of the fields ask for ISO 639-2 and the type table for BCP 47; as a tag may consist of "
    "such a code, en, eng and en-US all pass. Whether a subtag is registered is not looked up.",
)
def language_is_a_language_tag(package: Package) -> Findings:
    """A language is a well-formed BCP 47 language tag.

    Why: Screen readers, search and translation choose by it, and take no notice of what they cannot parse.

    Example: `"language": "en_US"`, or `"English (US)"`.

    Repair: Write a tag such as en, es or en-US.
    """
    well_formed: set[str] = set()
    for _, name, nodes in columns(package, "Language"):
        for node in nodes:
            tag = node.data.get(name)
            if not isinstance(tag, str) or tag in well_formed:
                continue
            if LANGUAGE_TAG.fullmatch(tag):
                well_formed.add(tag)
            else:
                yield finding(at=package.at(node, name), observed=tag, expected="a language tag")
