"""The frameworks of a small district: four continuums, a version that replaces another one, and a translation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Json = dict[str, Any]

BASE = "https://district.example/ims/case/v1p1"
CHANGED = "2023-07-01T08:00:00Z"
QUALITIES = ("Emerging", "Developing", "Secure", "Extending")


def named(seed: int, name: str) -> str:
    """A UUID that stands for a name, another one for each seed."""
    return str(uuid5(NAMESPACE_URL, f"{BASE}/{seed}/{name}"))


@dataclass
class Framework:
    """A framework under its short name. Items are called by codes, such as `FR` and `FR.1`, across all frameworks."""

    seed: int
    name: str
    version: str = "1"
    items: list[Json] = field(default_factory=list)
    associations: list[Json] = field(default_factory=list)
    criteria: list[Json] = field(default_factory=list)

    def id(self, name: str) -> str:
        return named(self.seed, name)

    def uri(self, cls: str, name: str) -> str:
        return f"{BASE}/{cls}/{self.id(name)}"

    def competency(self, code: str, levels: Sequence[tuple[str | None, Any]]) -> None:
        """A competency with levels, each with its grade (None: none) and its depth (None: none)."""
        self._item(code, "Competency")
        self.associate("isChildOf", code, self.name)
        for number, (grade, depth) in enumerate(levels, 1):
            level = f"{code}.{number}"
            more: Json = {"educationLevel": [grade]} if grade else {}
            if depth is not None:
                more["extensions"] = {"SCL:depth": {"taxonomy": "webb-dok", "value": depth}}
            self._item(level, "Continuum Level", **more)
            self.associate("isChildOf", level, code, number)
            self.associate("hasSkillLevel", code, level, number)
        self._criterion(code)

    def _item(self, code: str, kind: str, **more: Any) -> None:
        self.items.append(
            {
                "identifier": self.id(code),
                "uri": self.uri("CFItems", code),
                "fullStatement": f"What {code} is about",
                "humanCodingScheme": code,
                "CFItemType": kind,
                "CFItemTypeURI": self._link("CFItemTypes", f"{self.name} {kind}", kind),
                "lastChangeDateTime": CHANGED,
                **more,
            }
        )

    def associate(self, type: str, origin: str, destination: str, sequence: int | None = None) -> None:
        name = f"{type} {origin} {destination}"
        is_document = destination == self.name
        self.associations.append(
            {
                "identifier": self.id(name),
                "uri": self.uri("CFAssociations", name),
                "associationType": type,
                "originNodeURI": self._link("CFItems", origin, origin),
                "destinationNodeURI": self._link("CFDocuments" if is_document else "CFItems", destination, destination),
                **({"sequenceNumber": sequence} if sequence else {}),
                "lastChangeDateTime": CHANGED,
            }
        )

    def _criterion(self, code: str) -> None:
        levels = [
            {
                "identifier": self.id(f"{code} scored {score}"),
                "uri": self.uri("CFRubricCriterionLevels", f"{code} scored {score}"),
                "quality": quality,
                "score": score,
                "position": score,
                "lastChangeDateTime": CHANGED,
            }
            for score, quality in enumerate(QUALITIES, 1)
        ]
        self.criteria.append(
            {
                "identifier": self.id(f"criterion {code}"),
                "uri": self.uri("CFRubricCriteria", f"criterion {code}"),
                "category": code,
                "CFItemURI": self._link("CFItems", code, code),
                "position": len(self.criteria) + 1,
                "CFRubricCriterionLevels": levels,
                "lastChangeDateTime": CHANGED,
            }
        )

    def _link(self, cls: str, name: str, title: str) -> Json:
        return {"title": title, "identifier": self.id(name), "uri": self.uri(cls, name)}

    def package(self) -> Json:
        kinds = ("Competency", "Continuum Level")
        return {
            "CFDocument": {
                "identifier": self.id(self.name),
                "uri": self.uri("CFDocuments", self.name),
                "title": self.name,
                "creator": "Example District",
                "version": self.version,
                "adoptionStatus": "Adopted",
                "frameworkType": "continuum",
                "caseVersion": "1.1",
                "lastChangeDateTime": CHANGED,
            },
            "CFItems": self.items,
            "CFAssociations": self.associations,
            "CFDefinitions": {
                "CFItemTypes": [
                    {
                        **self._link("CFItemTypes", f"{self.name} {kind}", kind),
                        "typeCode": kind,
                        "hierarchyCode": str(number),
                        "description": f"{kind} of a continuum",
                        "lastChangeDateTime": CHANGED,
                    }
                    for number, kind in enumerate(kinds, 1)
                ]
            },
            "CFRubrics": [
                {
                    "identifier": self.id(f"rubric {self.name}"),
                    "uri": self.uri("CFRubrics", f"rubric {self.name}"),
                    "title": f"Rubric of {self.name}",
                    "CFRubricCriteria": self.criteria,
                    "lastChangeDateTime": CHANGED,
                }
            ],
        }


MATHEMATICS, NEWER, STATE, TOGETHER, JUNTOS = "Mathematics", "Mathematics 2", "State", "Working together", "Juntos"


def frameworks(seed: int) -> dict[str, Framework]:
    """FR and RA are competencies of Mathematics, DE an older one that DX of Mathematics 2 replaces, ST one of the
    state, CO collaboration, which belongs to no grade, and CE the same in Spanish."""
    mathematics = Framework(seed, MATHEMATICS)
    mathematics.competency("FR", [("04", 1), ("04", 2), (None, 2), ("06", 3)])
    mathematics.competency("RA", [("06", 1), ("07", 2), ("08", 3)])
    mathematics.competency("DE", [("03", 1), ("04", 2)])
    mathematics.associate("precedes", "FR.2", "RA.1")
    mathematics.associate("precedes", "FR.1", "FR.2")
    mathematics.associate("exactMatchOf", "FR.1", "ST.1")
    mathematics.associate("isRelatedTo", "FR.2", "ST.2")
    newer = Framework(seed, NEWER, "2")
    newer.competency("DX", [("03", 1), ("04", 2), ("05", 3)])
    newer.associate("replacedBy", "DE.1", "DX.1")
    newer.associate("replacedBy", "DE.2", "DX.2")
    state = Framework(seed, STATE)
    state.competency("ST", [("04", None), ("05", None)])
    together = Framework(seed, TOGETHER)
    together.competency("CO", [(None, 1), (None, 2), (None, 3)])
    spanish = Framework(seed, JUNTOS)
    spanish.competency("CE", [(None, 1), (None, 2), (None, 3)])
    spanish.associate("isTranslationOf", "CE", "CO")
    for number in (1, 2, 3):
        spanish.associate("isTranslationOf", f"CE.{number}", f"CO.{number}")
    return {each.name: each for each in (mathematics, newer, state, together, spanish)}
