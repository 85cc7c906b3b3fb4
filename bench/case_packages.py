"""Make CASE 1.1 packages of any size for measurements: about 1.7 kB an item with its association, valid, seeded.

python bench/case_packages.py 10000 > build/bench/case-10000.json
"""

import json
import random
import sys
from typing import Any
import uuid

BASE = "https://standards.example.org/ims/case/v1p1"
NOW = "2026-01-15T09:00:00Z"
TEXT = (
    "analyze apply argue area build compare compose count create data decide define describe design diagram draw"
    " equation estimate evaluate evidence explain expression factor fraction function graph identify infer integer"
    " interpret justify length measure model multiply number pattern place predict prove quantity ratio reason"
    " represent solve source structure support symmetry text triangle understand unit use value volume whole write"
)
WORDS = TEXT.split()


class _Maker:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - data for measurements, nothing secret

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def words(self, count: int) -> str:
        return " ".join(self._random.choices(WORDS, k=count)).capitalize() + "."

    def choice(self, options: list[Any]) -> Any:
        return self._random.choice(options)

    def thing(self, collection: str, **fields: Any) -> dict[str, Any]:
        identifier = self.uuid()
        uri = f"{BASE}/{collection}/{identifier}"
        return {"identifier": identifier, "uri": uri, **fields, "lastChangeDateTime": NOW}


def link(target: dict[str, Any], title: str) -> dict[str, str]:
    return {"title": title, "identifier": target["identifier"], "uri": target["uri"]}


def package(items: int, seed: int = 7) -> dict[str, Any]:
    """A package of `items` items in a tree of about ten children a node."""
    make = _Maker(seed)
    licence = make.thing("CFLicenses", title="CC BY 4.0", licenseText="https://creativecommons.org/licenses/by/4.0/")
    subject = make.thing("CFSubjects", title="Mathematics", hierarchyCode="1")
    types = [
        make.thing("CFItemTypes", title=title, description=f"A {title.lower()}.", hierarchyCode=str(number))
        for number, title in enumerate(("Domain", "Cluster", "Standard", "Component"), 1)
    ]
    document = make.thing(
        "CFDocuments",
        creator="Example Standards Board",
        title="Mathematics, all grades",
        publisher="Example Standards Board",
        language="en",
        adoptionStatus="Adopted",
        subject=["Mathematics"],
        subjectURI=[link(subject, "Mathematics")],
        licenseURI=link(licence, "CC BY 4.0"),
        caseVersion="1.1",
    )
    made: list[dict[str, Any]] = []
    associations = []
    for number in range(items):
        type = types[min(3, len(str(number)) - 1)]
        item = make.thing(
            "CFItems",
            fullStatement=make.words(35),
            abbreviatedStatement=make.words(6),
            CFItemType=type["title"],
            CFItemTypeURI=link(type, type["title"]),
            humanCodingScheme=f"M.{number}",
            conceptKeywords=[make.choice(WORDS)],
            notes=make.words(12),
            language="en",
            educationLevel=[f"{make.choice(list(range(1, 13))):02d}"],
            licenseURI=link(licence, "CC BY 4.0"),
            statusStartDate="2026-01-01",
        )
        parent = made[number // 10 - 1] if number >= 10 else document
        title = parent.get("abbreviatedStatement") or parent["title"]
        associations.append(
            make.thing(
                "CFAssociations",
                associationType="isChildOf",
                sequenceNumber=number % 10 + 1,
                originNodeURI=link(item, item["abbreviatedStatement"]),
                destinationNodeURI=link(parent, title),
            )
        )
        made.append(item)
    return {
        "CFDocument": document,
        "CFItems": made,
        "CFAssociations": associations,
        "CFDefinitions": {
            "CFSubjects": [subject],
            "CFLicenses": [licence],
            "CFItemTypes": types,
        },
    }


if __name__ == "__main__":
    json.dump(package(int(sys.argv[1])), sys.stdout, separators=(",", ":"))
