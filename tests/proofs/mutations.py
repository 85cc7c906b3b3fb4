"""Changes to a JSON-LD document that its processing might take amiss, made by a seeded chance."""

from copy import deepcopy
import random
from typing import Any

VC2 = "https://www.w3.org/ns/credentials/v2"
DOUBLE = "http://www.w3.org/2001/XMLSchema#double"

SCALARS: list[Any] = [None, True, False, 0, -0.0, 1, 1.0, 1.5, -3, 1e20, 1e21, 1e-7, 10**25, "", "x", "1.50"]
TEXTS = ['line\nbreak \u2028 "quoted" \\', "é\u00a0\U0001f393", "\x7f", "\ud800", "assertionMethod", "Achievement"]
IDENTIFIERS = [
    *("relative/path", "rel ative", "../up", "#fragment", "?query", ":x", "@foo", "@id", "@type"),
    *("_:a", "_:b", "_:a b", "urn:x", "urn:x y", "urn:<x>", "https://e.example/a/../b", "did:example:1"),
    *("xsd:string", "cred:foo", "a:b:c", "relative-identifier:x", "relative-identifier://document/x"),
]
ARRAYS: list[Any] = [[], [[]], [[["x"]]], [None], ["x", "x", 1, 1.0, True], [{"id": "urn:y"}, "urn:y", None]]
VALUES: list[Any] = [
    *({"@value": value} for value in ("x", 1, 1.5, None, [1], {})),
    *({"@value": "x", "@language": language} for language in ("EN-us", "e_n", None, 7)),
    *({"@value": "x", "@type": datatype} for datatype in ("xsd:date", "https://e.example/t", "t", "_:t", "@json", [])),
    *({"@value": value, "@type": DOUBLE} for value in ("1", "x", 5, 1.5)),
    {"@value": "x", "@language": "ar", "@direction": "rtl"},
    {"@value": "x", "@direction": "up"},
    {"@value": "x", "@index": "i"},
    {"@value": "x", "id": "urn:y"},
    {"@value": True, "type": "xsd:boolean"},
    {"@language": "en"},
]
NODES: list[Any] = [
    {},
    *({"id": identifier} for identifier in ("urn:y", "_:a", "relative")),
    {"@id": "urn:y"},
    {"id": "urn:y", "@id": "urn:y"},
    {"id": "urn:y", "name": "N"},
    {"type": "Achievement"},
    {"type": ["Achievement", "Profile"], "name": "N"},
    {"type": "Unknown", "id": "relative", "name": "N"},
    {"en": "x", "de": ["y"], "@none": "z"},
]
KEYWORDS: list[Any] = [
    *({keyword: ["x"]} for keyword in ("@list", "@set", "@graph", "@included")),
    *({keyword: {"name": "N"}} for keyword in ("@reverse", "@nest", "@graph", "@included")),
]
CONTEXTS: list[Any] = [
    {"@context": VC2, "type": "VerifiableCredential", "id": "urn:z"},
    *({"@context": context, "x": "1"} for context in ([], None, {"x": "urn:x"}, "https://e.example/nobody", [VC2, {}])),
]
ODD = [*SCALARS, *TEXTS, *IDENTIFIERS, *ARRAYS, *VALUES, *NODES, *KEYWORDS, *CONTEXTS]
NAMES = [
    *("id", "@id", "type", "@type", "@value", "@context", "@index", "@language", "@list", "@set", "@graph"),
    *("@included", "@nest", "@reverse", "@foo", "@version", "", "_:p", "urn:p", "urn:p q", "https://e.example/p"),
    *("ext:p", "xsd:p", "cred:p", "madeUp", "a b", "name", "description", "identifier", "proof", "image", "criteria"),
    *("alignment", "achievement", "credentialSubject", "issuer", "evidence", "result", "endorsement", "geo"),
    *("created", "proofPurpose", "inLanguage", "targetUrl", "observedLevel", "verifiableCredential", "Achievement"),
]
TYPES: list[Any] = [
    *("Achievement", "AchievementSubject", "Profile", "Alignment", "DataIntegrityProof", "ClrCredential", "Address"),
    *(["Result", "Evidence"], ["ClrSubject", "Address"], [], None, 7, ["x", None], "", "_:t", "https://e.example/t"),
]


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy of `document` with one to three changes; it may come out valid, odd or broken."""
    changed = deepcopy(document)
    for _ in range(chance.choice([1, 1, 2, 3])):
        found = _places(changed)
        if found:
            holder, key = chance.choice(found)
            other, place = chance.choice(found)
            _change(holder, key, deepcopy(other[place]), chance)
    return changed


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Every member and element of the document: what holds it, and its name or number."""
    found, pending = [], [document]
    while pending:
        value = pending.pop()
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, member in inner:
            found.append((value, key))
            pending.append(member)
    return found


def _change(holder: Any, key: Any, other: Any, chance: random.Random) -> None:
    """Change the member `key` of `holder`; `other` is something from elsewhere in the document."""
    odd = deepcopy(chance.choice(ODD))
    way = chance.choice(["replace", "delete", "rename", "add", "type", "move", "wrap", "join"])
    if way == "replace":
        holder[key] = odd
    elif way == "delete":
        del holder[key]
    elif way == "move":
        holder[key] = other
    elif way == "wrap":
        holder[key] = [holder[key]]
    elif way == "join":
        holder[key] = [holder[key], odd]
    elif isinstance(holder, dict):
        if way == "rename":
            holder[chance.choice(NAMES)] = holder.pop(key)
        elif way == "add":
            holder[chance.choice(NAMES)] = odd
        else:
            holder["type"] = deepcopy(chance.choice(TYPES))
