"""Lenient import: mend what real servers get wrong, as far as that invents nothing, and count every repair.

One walk over the package by the schema of CASE 1.1, which has all that 1.0 has. What cannot be mended stays as it is:
the judge looks at the result, and what is still an error then is a refusal.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from fairmark.schemas import Field
from fairmark.schemas.case import tables
from fairmark.server.importing.linking import Targets
from fairmark.server.importing.mending import BY_TYPE, lower_case_uuid
from fairmark.server.importing.tally import Repairs
from fairmark.validators.core.location import Path
from fairmark.validators.core.privacy import shorten
from fairmark.validators.readers.case import PACKAGE_FORMS
from fairmark.validators.readers.case_places import LINKS

BACK_LINKS = ("CFPackageURI", "CFDocumentURI")
"""Links to the package or document: right where an object stands alone, wrong inside a package."""

BLANK = {
    "CFConcept": ("hierarchyCode",),
    "CFSubject": ("hierarchyCode",),
    "CFItemType": ("description", "hierarchyCode"),
    "CFLicense": ("licenseText",),
}
"""Mandatory texts of definitions that real servers omit most often. Blank is what they said, and CASE-DEF-006 warns."""

RENAMED = {"educationalLevel": "educationLevel"}
"""Members of drafts and early servers, and what they are called now."""

GONE = object()


def repair(data: Mapping[str, Any], root: Path, repairs: Repairs) -> dict[str, Any]:
    """The package at `root` of the parsed input `data` with all that can be mended mended; `data` stays as it is."""
    package: Any = data
    for step in root:
        package = package[step]
        repairs.note("CASE-PKG-003", f"the wrapper {step} was taken off", root)
    if isinstance(package.get("CFDefinitions"), list):
        package = {**package, "CFDefinitions": _joined(package["CFDefinitions"])}
        repairs.note("CASE-PKG-004", "the array CFDefinitions became one object", (*root, "CFDefinitions"))
    return _Mender(package, repairs).object("CFPackage", package, root)


def _joined(definitions: list[Any]) -> Any:
    """One object of several, their lists one behind the other; the array itself where it holds anything else."""
    joined: dict[str, Any] = {}
    for part in definitions:
        if not isinstance(part, dict):
            return definitions
        for name, value in part.items():
            both = isinstance(value, list) and isinstance(joined.get(name), list)
            joined[name] = joined[name] + value if both else value
    return joined


class _Plan(NamedTuple):
    """What there is to know of a class: its fields, the name that people know, its blank texts, its extension point."""

    fields: Mapping[str, Field]
    cls: str
    blank: tuple[str, ...]
    extensible: bool


@cache
def _plan(form: str) -> _Plan:
    fields = tables("1.1")[form]
    return _Plan(fields, PACKAGE_FORMS.get(form, form), BLANK.get(form, ()), "extensions" in fields)


class _Mender:
    """One walk. Methods give the mended value, `GONE` where it is to be left out."""

    def __init__(self, package: Mapping[str, Any], repairs: Repairs) -> None:
        self._repairs = repairs
        self._targets = Targets(package)
        document = package.get("CFDocument")
        document = document if isinstance(document, dict) else {}
        self._document = str(document.get("identifier"))
        self._owner = _host(document.get("uri"))

    def object(self, form: str, data: dict[str, Any], path: Path) -> dict[str, Any]:
        """An object of a class, its members mended."""
        plan = _plan(form)
        mended: dict[str, Any] = {}
        strangers: list[str] = []
        for name, value in data.items():
            field = plan.fields.get(name)
            if field is None:
                strangers.append(name)
            elif (new := self._member(plan.cls, field, value, (*path, name))) is not GONE:
                mended[name] = new
        for name in strangers:
            self._stranger(plan, mended, name, data[name], (*path, name))
        for name in plan.blank:
            if name not in mended:
                mended[name] = ""
                done = f"{plan.cls}.{name} is mandatory and was left blank"
                self._repairs.note("CASE-SCHEMA-001", done, (*path, name))
        return mended

    # -- members that the class has ----------------------------------------------------------------------------------

    def _member(self, cls: str, field: Field, value: Any, path: Path) -> Any:
        if value is None:
            self._repairs.note("CASE-PKG-005", f"the null {cls}.{field.name} was left out", path)
            return GONE
        if field.type == "Extension":
            return self._extensions(cls, field, value, path)
        if field.name == "caseVersion" and value not in field.tokens:
            self._repairs.note("CASE-DOC-003", f"{cls}.caseVersion, which said something else, was left out", path)
            return GONE
        if field.many:
            return self._many(cls, field, value, path)
        return self._single(cls, field, value, path) if isinstance(value, list) else self._value(field, value, path)

    def _many(self, cls: str, field: Field, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            self._repairs.note("CASE-SCHEMA-001", f"the single {cls}.{field.name} became an array", path)
            return [self._value(field, value, path)]
        kept = []
        for number, member in enumerate(value):
            if member is None:
                self._repairs.note("CASE-PKG-005", f"a null in {cls}.{field.name} was left out", (*path, number))
            else:
                kept.append(self._value(field, member, (*path, number)))
        if not kept and not field.required:
            self._repairs.note("CASE-PKG-006", f"the empty array {cls}.{field.name} was left out", path)
            return GONE
        return kept

    def _single(self, cls: str, field: Field, values: list[Any], path: Path) -> Any:
        """What is to be one value and came as an array: its only member."""
        if len(values) > 1 or None in values:
            return values
        if not values:
            self._repairs.note("CASE-PKG-006", f"the empty array {cls}.{field.name} was left out", path)
            return GONE
        rule = "CASE-ITEM-010" if field.name == "conceptKeywordsURI" else "CASE-SCHEMA-001"
        self._repairs.note(rule, f"the only member of the array {cls}.{field.name} took its place", path)
        return self._value(field, values[0], path)

    def _value(self, field: Field, value: Any, path: Path) -> Any:
        if field.type in LINKS:
            return self._link(field.type, value, path)
        if isinstance(value, dict):
            return self.object(field.type, value, path) if field.type in tables("1.1") else value
        mend = BY_TYPE.get(field.type)
        new = mend.function(value) if mend else value
        if mend and new is not value and new != value:
            self._repairs.note(mend.rule, mend.done, path)
        return new

    def _link(self, form: str, value: Any, path: Path) -> Any:
        link = self.object(form, value, path) if isinstance(value, dict) else value
        if not isinstance(link, dict) or not ("title" in link and "identifier" in link and "uri" in link):
            whole = self._targets.complete(link)
            if whole is not link:
                self._repairs.note("CASE-LINK-001", "the link was completed from what it leads to", path)
            return whole
        if form == "LinkGenURI" and link.get("targetType", "CASE") == "CASE":
            identifier = lower_case_uuid(link["identifier"])
            if identifier != link["identifier"] and self._targets.holds(identifier):
                link["identifier"] = identifier
                self._repairs.note("CASE-ID-005", "the UUID was put in lower case, as its object's", path)
        return link

    # -- members that the class does not have ------------------------------------------------------------------------

    def _stranger(self, plan: _Plan, mended: dict[str, Any], name: str, value: Any, path: Path) -> None:
        """A member that the class does not have: back links and nulls go, others move to `extensions` where it is."""
        shown = f"{plan.cls}.{shorten(name)}"
        if name in BACK_LINKS and plan.cls in ("CFDocument", "CFItem", "CFAssociation"):
            why = "as the package says it" if self._document in str(value) else "though it names another document"
            self._repairs.note("CASE-ITEM-002", f"{shown} was taken out, {why}", path)
        elif value is None:
            self._repairs.note("CASE-PKG-005", f"the null {shown} was left out", path)
        elif (renamed := RENAMED.get(name)) in plan.fields and renamed not in mended:
            mended[str(renamed)] = _listed(value)
            self._repairs.note("CASE-EXT-001", f"{shown} became {renamed}", path)
        elif not plan.extensible:
            self._repairs.note("CASE-EXT-001", f"{shown} was left out, as {plan.cls} has no place for it", path)
        elif self._keep(plan, mended, f"{self._owner}.{name}", value):
            self._repairs.note("CASE-EXT-001", f"{shown} was moved to extensions under {self._owner}", path)
        else:
            mended[name] = value

    def _keep(self, plan: _Plan, mended: dict[str, Any], name: str, value: Any) -> bool:
        """Add an extension; False where there is one of that name, or `extensions` is of a wrong type."""
        if plan.fields["extensions"].many:
            there = mended.setdefault("extensions", [])
            if isinstance(there, list):
                there.append({name: value})
            return isinstance(there, list)
        there = mended.setdefault("extensions", {})
        if not isinstance(there, dict) or name in there:
            return False
        mended["extensions"] = {**there, name: value}
        return True

    def _extensions(self, cls: str, field: Field, value: Any, path: Path) -> Any:
        if field.many and isinstance(value, dict):
            self._repairs.note("CASE-RUB-009", f"the single {cls}.extensions became an array", path)
            return [value]
        return list(value) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    """Early servers wrote several levels as one text, separated by commas."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _host(uri: Any) -> str:
    """Whose the unknown members are: the host that publishes the document."""
    try:
        host = urlsplit(uri).hostname if isinstance(uri, str) else None
    except ValueError:
        host = None
    return host or "unknown"
