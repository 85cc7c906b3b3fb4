"""The Link header of a page, read as RFC 8288 has it."""

import re

RELATIONS = ("next", "prev", "first", "last")

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
PARAMETER = re.compile(rf"\s*;\s*({TOKEN})\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";,]*)))?")
TARGET = re.compile(r"[\s,]*<([^<>]*)>")


class Malformed(ValueError):
    """The header cannot be read; the message says where it goes wrong, in a few words."""


def links(header: str) -> dict[str, str]:
    """Relation to target of those in the header that are about paging. RFC 8288 section 3; Malformed where it is
    not."""
    found: dict[str, str] = {}
    end = 0
    while header[end:].strip(" \t,"):
        target = TARGET.match(header, end)
        if not target:
            raise Malformed("a target does not stand in angle brackets")
        end = target.end()
        relations = ""
        while parameter := PARAMETER.match(header, end):
            end = parameter.end()
            if parameter[1].lower() == "rel" and not relations:
                relations = parameter[2] or parameter[3] or ""
        if header[end:].lstrip()[:1] not in ("", ","):
            raise Malformed("what follows a target is no parameter")
        if not relations:
            raise Malformed("a target has no rel")
        for relation in relations.lower().split():
            if relation in RELATIONS and found.setdefault(relation, target[1]) != target[1]:
                raise Malformed(f"two targets are the {relation} one")
    return found
