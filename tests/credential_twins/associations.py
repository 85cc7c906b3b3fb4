"""Twins of CLR-ASSOC."""

from credential_twins.recipe import Edit, Twins, nothing
from credential_twins.samples import record
from credential_twins.signing import Json

COURSE = "https://valley.example/achievements/3"
FIRST, SECOND = "https://valley.example/achievements/1", "https://valley.example/achievements/2"


def partial(document: Json) -> None:
    document["partial"] = True


def said(**changed: str) -> Edit:
    """Change what the association of the record says."""

    def edit(document: Json) -> None:
        document["credentialSubject"]["association"][0].update(changed)

    return edit


def also(kind: str, source: str, target: str) -> Edit:
    """Add an association."""

    def edit(document: Json) -> None:
        document["credentialSubject"]["association"].append(
            {"type": "Association", "associationType": kind, "sourceId": source, "targetId": target}
        )

    return edit


def pair(rule: str, bad: Edit, good: Edit = nothing, name: str = "") -> Twins:
    return Twins(rule=rule, sample=record, good=good, bad=bad, name=name)


TWINS = [
    pair("CLR-ASSOC-001", said(sourceId="https://valley.example/credentials/1")),
    pair("CLR-ASSOC-001", said(sourceId="https://valley.example/achievements/9"), partial, "partial"),
    pair("CLR-ASSOC-002", said(targetId="https://valley.example/achievements/9")),
    pair("CLR-ASSOC-003", said(associationType="childOf")),
    pair("CLR-ASSOC-004", said(targetId=FIRST)),
    pair("CLR-ASSOC-005", also("isChildOf", FIRST, COURSE), also("isParentOf", COURSE, SECOND)),
    pair("CLR-ASSOC-006", also("isParentOf", FIRST, COURSE), also("isParentOf", COURSE, FIRST)),
    pair("CLR-ASSOC-006", also("precedes", SECOND, FIRST), also("precedes", FIRST, SECOND), "sequence"),
]
