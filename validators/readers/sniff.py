"""Recognise what a parsed JSON document is, by its members alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
import difflib
from typing import Any

from fairmark.validators.core.location import Path
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.readers.case import ROOTS
from fairmark.validators.readers.sniff_credentials import FORCED, KINDS, credential_kind


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document is: `standard` as in rule ids, `kind` of input, `version`, and the path of the payload, which is
    not () where it stands in a wrapper. `profile` is the name of the profile that it is judged as."""

    standard: str
    kind: str
    version: str
    root: Path = ()
    profile: str = ""

    @property
    def judged_as(self) -> str:
        """The name of the profile, which most standards have for each of their versions."""
        return self.profile or f"{self.standard.lower()}-{self.version}"


NAMES = (*ROOTS, *KINDS)
"""Every kind of input that a user may name."""


class UnknownKind(WrongUsage):
    """No kind of input has that name; the message names the nearest ones."""

    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name, NAMES, n=3, cutoff=0.4) or list(NAMES)
        super().__init__(f"no kind of input is called {name!r}; the nearest: {', '.join(near)}")


def kind_named(name: str) -> str:
    """`name`, if a kind of input is called so; UnknownKind otherwise."""
    if name not in NAMES:
        raise UnknownKind(name)
    return name


def recognise(
    data: Any, *, kind: str | None = None, profile: Profile | None = None, served: str = ""
) -> Recognition | None:
    """What the parsed JSON `data` is, None when nothing here knows it or it is nothing of `profile`.

    `kind` and `profile` are what the user says that it is; `served` the path of the URL that it came from, "" for none.
    """
    if not isinstance(data, Mapping):
        return None
    standard = profile.standard if profile else ""
    if kind in KINDS or standard in CREDENTIAL_STANDARDS:
        found = _credential(data, kind if kind in KINDS else None, profile)
    elif kind is None and not profile:
        found = _credential(data, None, None) or _case(data, None, served) or _own(data)
    else:
        found = _case(data, kind, served)
    if found and profile:
        return replace(found, version=profile.version) if found.standard == standard else None
    return found


# -- what Fairmark itself has written --------------------------------------------------------------------------------

OWN = {
    "coverage": ("PV", frozenset(("minimum", "courses", "standards", "rows", "headline"))),
    "loss-report": ("X", frozenset(("sourceForm", "statements", "entries", "dropped"))),
}
"""Kind to the family of rules that looks at it, and the members that tell it."""


def _own(data: Mapping[str, Any]) -> Recognition | None:
    for kind, (standard, members) in OWN.items():
        if members <= data.keys():
            return Recognition(standard, kind, "1", profile=kind)
    return None


# -- credentials -----------------------------------------------------------------------------------------------------

CREDENTIAL_STANDARDS = {standard for _, (standard, _) in KINDS.values()}


def _credential(data: Mapping[str, Any], forced: str | None, profile: Profile | None) -> Recognition | None:
    """A credential that is named as one of a profile is judged as such whatever it looks like."""
    kind, root = credential_kind(data)
    kind = forced or kind
    if profile and (kind is None or KINDS[kind][1] != (profile.standard, profile.version)):
        kind = FORCED[profile.standard, profile.version]
    if kind is None:
        return None
    _, (standard, version) = KINDS[kind]
    return Recognition(standard, kind, version, root)


# -- CASE: what it is ------------------------------------------------------------------------------------------------

SETS = {
    "CFDocuments": "case-document-set",
    "CFConcepts": "case-concept-set",
    "CFSubjects": "case-subject-set",
    "CFItemTypes": "case-item-type-set",
}
SINGLES = {
    "imsx_codeMajor": "case-status-info",
    "fullStatement": "case-item",
    "originNodeURI": "case-association",
    "destinationNodeURI": "case-association",
    "CFPackageURI": "case-document",
    "licenseText": "case-license",
    "CFRubricCriteria": "case-rubric",
}
"""Members that no other format has and that tell a class."""

WEAK_SINGLES = {
    "associationType": "case-association",
    "creator": "case-document",
    "typeCode": "case-item-type",
    "keywords": "case-concept",
}
"""Members that tell a class of CASE, but occur in other formats too."""

EVERY_CLASS = ("identifier", "uri", "lastChangeDateTime")
"""Members of every class with an identifier; two of them beside a weak one make it CASE."""

COLLECTIONS = {
    "/CFConcepts/": "case-concept",
    "/CFSubjects/": "case-subject",
    "/CFItemTypes/": "case-item-type",
    "/CFAssociationGroupings/": "case-association-grouping",
    "/CFRubrics/": "case-rubric",
    "/CFLicenses/": "case-license",
    "/CFItems/": "case-item",
    "/CFDocuments/": "case-document",
    "/CFAssociations/": "case-association",
}
"""Parts of an object's own `uri` that tell its class where its members do not."""

WRAPPED = {cls: kind for kind, cls in ROOTS.items() if not kind.endswith("-set") and cls not in ("imsx_StatusInfo",)}
"""Class to the kind of an object that stands alone under that name, as some servers send it."""


def _case(data: Mapping[str, Any], forced: str | None, served: str) -> Recognition | None:
    kind, root = _case_kind(data)
    if forced and forced != kind:
        kind, root = forced, ()
    if kind is None:
        return None
    payload = data[str(root[0])] if root else data
    return Recognition("CASE", kind, _case_version(payload, kind, served), root)


def _case_kind(data: Mapping[str, Any]) -> tuple[str | None, Path]:
    if wrapper := _wrapper(data):
        return WRAPPED[wrapper], (wrapper,)
    if "CFItem" in data and "CFDocument" not in data:
        return "case-association-set", ()
    if any(member in data for member in ("CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics")):
        return "case-package", ()
    for members in (SETS, SINGLES):
        for member, kind in members.items():
            if member in data:
                return kind, ()
    if sum(member in data for member in EVERY_CLASS) >= 2:
        for member, kind in WEAK_SINGLES.items():
            if member in data:
                return kind, ()
    uri = data.get("uri")
    return next((kind for part, kind in COLLECTIONS.items() if isinstance(uri, str) and part in uri), None), ()


def _wrapper(data: Mapping[str, Any]) -> str:
    """The name of the member that wraps the payload, "" where there is no wrapper. A package may hold nothing but its
    CFDocument, and then that document has no CFPackageURI."""
    if isinstance(data.get("CFPackage"), Mapping):
        return "CFPackage"
    if len(data) != 1:
        return ""
    name, inner = next(iter(data.items()))
    if name not in WRAPPED or not isinstance(inner, Mapping) or (name == "CFDocument" and "CFPackageURI" not in inner):
        return ""
    return name


# -- CASE: its version -----------------------------------------------------------------------------------------------

PATHS = {"/ims/case/v1p0/": "1.0", "/ims/case/v1p1/": "1.1"}

ONLY_IN_1_1 = {
    "CFDocument": ("frameworkType", "caseVersion", "extensions"),
    "CFDocuments": ("frameworkType", "caseVersion", "extensions"),
    "CFItem": ("subject", "subjectURI", "extensions"),
    "CFItems": ("subject", "subjectURI", "extensions"),
    "CFAssociation": ("notes", "extensions"),
    "CFAssociations": ("notes", "extensions"),
}
"""Class or list of its objects to the members that version 1.0 does not have; `extensions` for all others."""

ONLY_IN_1_0 = ("unauthorisedrequest", "invaliduuid")
"""Tokens of imsx_codeMinor that version 1.1 spells otherwise."""


OWNER_LINKS = ("CFPackageURI", "CFDocumentURI")


def _case_version(payload: Mapping[str, Any], kind: str, served: str) -> str:
    """What the URL says that it came from, else 1.1 where anything says so that 1.0 lacks, else what the links to the
    service say, else 1.0 where a link is plain text, as in exports of 2017, else 1.1."""
    if said := _version_in(served):
        return said
    if kind == "case-status-info":
        return "1.0" if any(token in str(payload.get("imsx_codeMinor")) for token in ONLY_IN_1_0) else "1.1"
    groups = [(ROOTS[kind], [payload]), *_groups(payload)]
    if any(_tells_1_1(name, objects) for name, objects in groups):
        return "1.1"
    heads = [objects[0] for _, objects in groups if objects]
    if said := next((said for head in heads for uri in _uris(head) if (said := _version_in(uri))), ""):
        return said
    links = (head.get(name) for head in heads if isinstance(head, Mapping) for name in OWNER_LINKS)
    return "1.0" if any(isinstance(link, str) for link in links) else "1.1"


def _version_in(uri: str) -> str:
    return next((version for path, version in PATHS.items() if path in uri), "")


def _groups(payload: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """The objects that the payload holds, by the name that they stand under."""
    for name, value in payload.items():
        if name == "CFDefinitions" and isinstance(value, Mapping):
            yield from _groups(value)
        elif name.startswith("CF"):
            yield name, value if isinstance(value, list) else [value]


def _tells_1_1(name: str, objects: Iterable[Any]) -> bool:
    fields = ONLY_IN_1_1.get(name, ("extensions",))
    associations = name.startswith("CFAssociation")
    for inner in objects:
        if not isinstance(inner, Mapping):
            continue
        for field in fields:
            if inner.get(field) is not None:
                return True
        if associations and _is_association_of_1_1(inner):
            return True
    return False


def _is_association_of_1_1(association: Mapping[str, Any]) -> bool:
    kind = association.get("associationType")
    if isinstance(kind, str) and (kind == "isTranslationOf" or kind.startswith("ext:")):
        return True
    ends = (association.get("originNodeURI"), association.get("destinationNodeURI"))
    return any(isinstance(end, Mapping) and end.get("targetType") is not None for end in ends)


def _uris(head: Any) -> Iterator[str]:
    """The object's own URI, and those of its links to a package or document of the same service."""
    if isinstance(head, Mapping):
        for value in (head.get("uri"), head.get("CFPackageURI"), head.get("CFDocumentURI")):
            uri = value.get("uri") if isinstance(value, Mapping) else value
            if isinstance(uri, str):
                yield uri
