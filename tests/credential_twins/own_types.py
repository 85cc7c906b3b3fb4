"""Types of one's own, for twins in which an object forgets the type of its class and yet loses no meaning."""

from credential_twins.samples import CLR, OB, Json
from fairmark.schemas.credentials import contexts

OWN = "Own"


def add_own_type(document: Json, thing: Json, cls: str, *terms: str) -> None:
    """Give `thing`, an object of the class `cls`, a type of one's own beside that of its class, and define it in the
    contexts of `document` so that it gives `terms` the meaning that the type of the class gives them."""
    defined = [contexts.documents()[url]["@context"] for url in (OB, CLR)]
    known = next(context[cls]["@context"] for context in defined if cls in context)
    own = {
        "@id": "https://valley.example/terms#Own",
        "@context": {"@protected": True, "id": "@id", "type": "@type", **{term: known[term] for term in terms}},
    }
    document["@context"].append({OWN: own})
    thing["type"] = [cls, OWN]


def keep_own_type(thing: Json) -> None:
    thing["type"] = [OWN]
