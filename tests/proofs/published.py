"""The published vectors and what verifying them needs, read from `data`."""

import json
from pathlib import Path
from typing import Any

from fairmark.validators.proofs.json_ld import JsonLd

DATA = Path(__file__).with_name("data")
VC2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CONTEXT_FILES = {
    VC2: "credentials-v2.json",
    EXAMPLES: "credentials-examples-v2.json",
    "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-2020-v1.json",
}


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text("utf-8"))


CONTEXTS = {url: read(f"contexts/{name}") for url, name in CONTEXT_FILES.items()}
VECTORS = read("vectors.json")
DOCUMENT: dict[str, Any] = VECTORS["document"]
EDDSA_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


def json_ld() -> JsonLd:
    return JsonLd(CONTEXTS)
