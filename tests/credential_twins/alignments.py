"""Twins of OB-ALIGN."""

from credential_twins.recipe import Edit, Twins
from credential_twins.signing import Json

STATE = "https://state.example/ims/case/v1p1"
ITEM = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
RUBRIC = "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
STRANGER = "6ba7b812-9dad-11d1-80b4-00c04fd430c8"

SHELF = {
    "CFDocument": {
        "identifier": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        "uri": f"{STATE}/CFDocuments/1b4e28ba-2fa1-11d2-883f-0016d3cca427",
        "title": "World languages",
    },
    "CFItems": [
        {
            "identifier": ITEM,
            "uri": f"{STATE}/CFItems/{ITEM}",
            "fullStatement": "Present information in another language.",
        }
    ],
    "CFRubrics": [{"identifier": RUBRIC, "uri": f"{STATE}/CFRubrics/{RUBRIC}", "title": "Presentational speaking"}],
}
"""A CASE package with a statement and a rubric."""


def align(document: Json) -> None:
    """Align the achievement of a badge to the statement."""
    document["credentialSubject"]["achievement"]["alignment"] = [
        {
            "type": ["Alignment"],
            "targetCode": ITEM,
            "targetName": "Present information in another language.",
            "targetFramework": "World languages",
            "targetType": "CFItem",
            "targetUrl": f"{STATE}/CFItems/{ITEM}",
        }
    ]


def leading_to(url: str) -> Edit:
    def edit(document: Json) -> None:
        document["credentialSubject"]["achievement"]["alignment"][0]["targetUrl"] = url

    return edit


def without(member: str) -> Edit:
    def edit(document: Json) -> None:
        del document["credentialSubject"]["achievement"]["alignment"][0][member]

    return edit


def shelved(name: str, bad: Edit) -> Twins:
    return Twins(
        rule="OB-ALIGN-003",
        name=name,
        good=align,
        bad=bad,
        options={"shelf": "{folder}/shelf"},
        others={"shelf/package.json": SHELF},
    )


TWINS = [
    Twins(rule="OB-ALIGN-001", good=align, bad=without("targetUrl")),
    Twins(rule="OB-ALIGN-001", name="name", good=align, bad=without("targetName")),
    Twins(rule="OB-ALIGN-002", good=align, bad=leading_to(f"urn:uuid:{ITEM}")),
    Twins(rule="OB-ALIGN-002", name="relative", good=align, bad=leading_to(f"/ims/case/v1p1/CFItems/{ITEM}")),
    shelved("", leading_to(f"{STATE}/CFRubrics/{RUBRIC}")),
    shelved("stranger", leading_to(f"{STATE}/CFItems/{STRANGER}")),
]
