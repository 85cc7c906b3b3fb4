"""The documents of an Ed-Fi conversion: one for each namespace, content standard and course.

Ed-Fi has no document: every learning standard repeats the content standard that it comes from. Those that repeat the
same one belong together; the course parts them further, as a state's content standard spans all its courses.
"""

from datetime import date
import re
from typing import Any

from fairmark.validators.convert.edfi_reader import Leaf, Record
from fairmark.validators.convert.loss import Supplied
from fairmark.validators.convert.package_draft import Object, PackageDraft, as_uri, link, set_fields
from fairmark.validators.convert.settings import Settings

CONTENT = "ContentStandard"
OWNER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#\s]+)")
STATUSES = {"Adopted": "Adopted", "Deprecated": "Deprecated", "Draft": "Draft"}
"""Code values of PublicationStatus that adoptionStatus has too. Published and Unknown say something else."""


def extension_name(path: str) -> str:
    """The name of the extension that carries an element: the owner of its meaning, and its path."""
    return "ed-fi." + re.sub(r"[/@#]+", ".", path)


def code_value(leaf: Leaf) -> str:
    """The code value of a descriptor: uri://owner/Name#CodeValue, or the bare value that some files hold."""
    return leaf.text.rpartition("#")[2].strip()


def extend(extensions: Object, path: str, leaves: list[Leaf], target: str) -> None:
    """Carry leaves as an extension under their path: the text of one, the list of several."""
    texts = [leaf.text for leaf in leaves if leaf.text]
    if texts:
        extensions[extension_name(path)] = texts[0] if len(texts) == 1 else texts
    for leaf in leaves:
        if leaf.text:
            leaf.change(f"{target}.extensions", "CASE has no field for it; an extension carries it")
        else:
            leaf.drop("it is blank")


class Documents:
    """The drafts made so far."""

    def __init__(self, settings: Settings, supplied: Supplied) -> None:
        self._settings = settings
        self._supplied = supplied
        self._drafts: dict[tuple[str, ...], PackageDraft] = {}

    def all(self) -> list[PackageDraft]:
        return list(self._drafts.values())

    def of(self, record: Record) -> PackageDraft:
        """The document that the standard belongs to, made when its first standard comes. What every standard repeats
        is accounted for every time."""
        extensions: Object = {}
        fields = {**_texts(record), **_dates(record, extensions), "extensions": extensions}
        _carry_status(record, fields, extensions)
        _carry_source(record, fields, extensions)
        _carry_others(record, extensions)
        group = _group(record)
        if group not in self._drafts:
            self._drafts[group] = self._draft(group, record, fields)
        return self._drafts[group]

    def _draft(self, group: tuple[str, ...], record: Record, fields: dict[str, Any]) -> PackageDraft:
        creator = fields.pop("creator")
        draft = PackageDraft(
            "ed-fi document " + " | ".join(group),
            title=fields.pop("title") or "Learning standards",
            creator=creator or _owner(record),
            settings=self._settings,
            supplied=self._supplied,
        )
        if not creator:
            draft.supply("CFDocument.creator", "the owner of the Namespace, as no Author is given")
        set_fields(draft.document, fields)
        return draft


def add_subjects(draft: PackageDraft, subjects: list[Object]) -> None:
    """Name the subjects of a standard on its document too."""
    for subject in subjects:
        links = draft.document.setdefault("subjectURI", [])
        if all(known["identifier"] != subject["identifier"] for known in links):
            links.append(link(subject))
            draft.document.setdefault("subject", []).append(subject["title"])


def _group(record: Record) -> tuple[str, ...]:
    content = sorted(f"{leaf.source}={leaf.text}" for leaf in record.under(CONTENT))
    return (record.text("Namespace"), record.text("CourseTitle"), *content)


def _texts(record: Record) -> dict[str, Any]:
    """Title, creator and version, from their first statement; several authors are joined."""
    title, course = record.first(f"{CONTENT}/Title"), record.first("CourseTitle")
    names = [leaf.carry("CFDocument.title") for leaf in (title, course) if leaf]
    authors = [leaf.carry("CFDocument.creator") for leaf in record.all(f"{CONTENT}/Author")]
    version = record.first(f"{CONTENT}/Version")
    return {
        "title": ": ".join(name for name in names if name),
        "creator": "; ".join(author for author in authors if author),
        "version": version.carry("CFDocument.version") if version else "",
    }


def _dates(record: Record, extensions: Object) -> dict[str, Any]:
    """BeginDate and EndDate as the status period, unless one of them is no date or the end comes first."""
    begin, end = record.first(f"{CONTENT}/BeginDate"), record.first(f"{CONTENT}/EndDate")
    stated = [leaf for leaf in (begin, end) if leaf]
    days = [_day(leaf.text) for leaf in stated]
    if None in days or (begin and end and end.text < begin.text):
        for name in ("BeginDate", "EndDate"):
            extend(extensions, f"{CONTENT}/{name}", record.all(f"{CONTENT}/{name}"), "CFDocument")
        return {}
    return {
        "statusStartDate": begin.carry("CFDocument.statusStartDate") if begin else "",
        "statusEndDate": end.carry("CFDocument.statusEndDate") if end else "",
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def _carry_status(record: Record, fields: dict[str, Any], extensions: Object) -> None:
    stated = record.all(f"{CONTENT}/PublicationStatus")
    if len(stated) == 1 and (status := STATUSES.get(code_value(stated[0]))):
        fields["adoptionStatus"] = status
        stated[0].keep("CFDocument.adoptionStatus")
    else:
        extend(extensions, f"{CONTENT}/PublicationStatus", stated, "CFDocument")


def _carry_source(record: Record, fields: dict[str, Any], extensions: Object) -> None:
    stated = record.all(f"{CONTENT}/URI")
    url = as_uri(stated[0].text) if len(stated) == 1 else ""
    if url.startswith(("http://", "https://")):
        fields["officialSourceURL"] = url
        stated[0].keep("CFDocument.officialSourceURL")
    else:
        extend(extensions, f"{CONTENT}/URI", stated, "CFDocument")


def _carry_others(record: Record, extensions: Object) -> None:
    extend(extensions, "Namespace", record.all("Namespace"), "CFDocument")
    for name in ("PublicationDate", "PublicationYear", "MandatingEducationOrganizationReference"):
        extend(extensions, f"{CONTENT}/{name}", record.under(f"{CONTENT}/{name}"), "CFDocument")


def _owner(record: Record) -> str:
    namespace = record.text("Namespace")
    owner = OWNER.match(namespace)
    return owner[1] if owner else namespace or "unknown"
