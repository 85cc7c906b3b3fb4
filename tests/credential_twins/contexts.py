"""Twins of OB-CTX and CLR-CTX."""

from credential_twins.recipe import Edit, Twins
from credential_twins.samples import CLR, OB, VC, record
from credential_twins.signing import Json, as_jwt
from fairmark.schemas.credentials import contexts

COPY = "https://valley.example/contexts/open-badges.json"
TERMS = "https://valley.example/contexts/terms.json"
CAPSTONE = {"capstone": "https://valley.example/terms#capstone"}
FROM_FILES = {"resources": "{folder}/resources.json"}


def naming(*named: object) -> Edit:
    def edit(document: Json) -> None:
        document["@context"] = list(named)

    return edit


def standing_in(url: str, context: Json) -> dict[str, Json]:
    """The files by which `url` leads to the context."""
    return {"resources.json": {url: "context.json"}, "context.json": context}


TWINS = [
    Twins(
        rule="OB-CTX-001",
        bad=naming(VC, COPY),
        sign=as_jwt,
        options=FROM_FILES,
        others=standing_in(COPY, contexts.documents()[OB]),
    ),
    Twins(
        rule="CLR-CTX-001",
        sample=record,
        bad=naming(VC, CLR, COPY),
        sign=as_jwt,
        options=FROM_FILES,
        others=standing_in(COPY, contexts.documents()[OB]),
    ),
    Twins(rule="OB-CTX-002", good=naming(VC, OB, CAPSTONE), bad=naming(VC, CAPSTONE, OB)),
    Twins(rule="CLR-CTX-002", sample=record, bad=naming(VC, OB, CLR)),
    Twins(
        rule="OB-CTX-003",
        good=naming(VC, OB, TERMS),
        bad=naming(VC, OB, "https://valley.example/contexts/gone.json"),
        sign=as_jwt,
        options=FROM_FILES,
        others=standing_in(TERMS, {"@context": CAPSTONE}),
    ),
    Twins(rule="OB-CTX-004", bad=naming(VC, OB.replace("3.0.3", "3.0.2"))),
]
