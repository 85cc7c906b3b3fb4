"""Which fields of CASE a workbook has a place for."""

from collections import Counter
from functools import cache
from typing import Final

from fairmark.schemas.spreadsheets import sheets
from fairmark.validators.readers.case import Package

BY_LINK: Final = {
    "CFDocument": ("licenseURI", "subjectURI"),
    "CFItem": ("CFItemTypeURI", "licenseURI"),
    "CFAssociation": ("originNodeURI", "destinationNodeURI", "CFAssociationGroupingURI", "sequenceNumber"),
}
"""Fields of which a sheet holds what they lead to, by its title or identifier, or the place among siblings."""

OF_THE_SERVER: Final = ("uri", "lastChangeDateTime", "CFDocumentURI", "CFPackageURI", "caseVersion")
"""Fields that the server which stores an object sets itself."""

TITLES: Final = {
    "CFItemType": ("title",),
    "CFSubject": ("title",),
    "CFLicense": ("title", "licenseText"),
    "CFAssociationGrouping": ("title",),
    "CFConcept": (),
}
"""Classes of definitions, with the fields of theirs that stand in the rows which use them."""


@cache
def carried(cls: str) -> frozenset[str]:
    """The fields of a class that a workbook holds."""
    columns = (column.field for sheet in sheets().values() if sheet.cls == cls for column in sheet.columns.values())
    return frozenset({*columns, *BY_LINK.get(cls, ()), *TITLES.get(cls, ()), "identifier"} - {""})


def uncarried(package: Package) -> Counter[str]:
    """The fields that the objects of a package have and a workbook cannot hold, such as CFItem.alternativeLabel, each
    with the number of objects. Rubrics count as a whole."""
    found: Counter[str] = Counter()
    for cls, nodes in package.by_class.items():
        if cls.startswith("CFRubric"):
            found[cls] = len(nodes)
            continue
        known = {*carried(cls), *OF_THE_SERVER}
        for node in nodes:
            found.update(
                f"{cls}.{name}" for name, value in node.data.items() if _is_stated(value) and name not in known
            )
    return found


def _is_stated(value: object) -> bool:
    return value not in (None, "", [], {})
