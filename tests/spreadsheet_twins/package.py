"""The framework of the sample as a CASE package: what it was before it became a workbook."""

import json
from typing import Any

from spreadsheet_twins.book import DOCUMENT, Book

CHANGED = "2026-01-01T00:00:00Z"
SERVER = "https://frameworks.example.org/ims/case/v1p1"


def package(book: Book, **last_item: Any) -> dict[str, Any]:
    """The package; `last_item` are fields of its last item that a workbook has no column for."""
    document = {**book.document, "subject": [book.document["subject"]]}
    items = [_item(row) for row in book.items.rows]
    items[-1] |= last_item
    levels = {row["smartLevel"]: row["identifier"] for row in book.items.rows}
    edges = [
        _association(number, str(row["identifier"]), "isChildOf", levels.get(str(row["smartLevel"])[:-2], DOCUMENT))
        for number, row in enumerate(book.items.rows)
    ]
    edges += [
        _association(number + 50, *(str(row[name]) for name in ENDS))
        for number, row in enumerate(book.associations.rows)
        if row["associationType"] != "isChildOf"
    ]
    return {
        "CFDocument": {**document, "uri": f"{SERVER}/CFDocuments/{DOCUMENT}", "lastChangeDateTime": CHANGED},
        "CFItems": items,
        "CFAssociations": edges,
    }


ENDS = ("originNodeIdentifier", "associationType", "destinationNodeIdentifier")


def _item(row: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name != "smartLevel"}
    return {
        **fields,
        "educationLevel": [row["educationLevel"]],
        "uri": f"{SERVER}/CFItems/{row['identifier']}",
        "lastChangeDateTime": CHANGED,
    }


def _association(number: int, origin: str, type: str, destination: str) -> dict[str, Any]:
    identifier = f"b514fab8-9c4e-43a5-84ff-d1a6c312f3{number:02}"
    ends = {"originNodeURI": origin, "destinationNodeURI": destination}
    return {
        "identifier": identifier,
        "uri": f"{SERVER}/CFAssociations/{identifier}",
        "associationType": type,
        **{name: {"title": end, "identifier": end, "uri": f"{SERVER}/CFItems/{end}"} for name, end in ends.items()},
        "lastChangeDateTime": CHANGED,
    }


def as_json(value: Any) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()
