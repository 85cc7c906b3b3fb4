"""The frameworks that the tests of pages wander through, one of them hostile, and a page of such a server."""

from typing import Any

from case_server import sample
from flask.testing import FlaskClient
from stored_frameworks import association, child_of, item, linked_frameworks, thing

UPLOAD = 300_000
HOSTILE = "</bdi><script>alert(1)</script>\"'&\u202e"
HERE, THERE = linked_frameworks()
IDS = {one["humanCodingScheme"]: one["identifier"] for one in (*HERE["CFItems"], *THERE["CFItems"])}
READING = sample()
AT_HERE = f"/frameworks/{HERE['CFDocument']['identifier']}"
AT_READING = f"/frameworks/{READING['CFDocument']['identifier']}"

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def hostile_framework() -> dict[str, Any]:
    """A framework that says dangerous things wherever it can say anything."""
    document = thing(
        "CFDocuments",
        "hostile",
        **dict.fromkeys(
            ("title", "creator", "publisher", "description", "version", "adoptionStatus", "notes"), HOSTILE
        ),
        language=HOSTILE,
        officialSourceURL="javascript:alert(1)",
        licenseURI={"title": HOSTILE, "identifier": HOSTILE, "uri": "javascript:alert(1)"},
    )
    document["uri"] = "javascript:alert(1)"
    bad = item("bad", fullStatement=HOSTILE, humanCodingScheme="=1+1", CFItemType=HOSTILE, language=HOSTILE)
    bad["extensions"] = {HOSTILE: HOSTILE}
    other = item("other", fullStatement='=HYPERLINK("http://example.org")')
    link = association("ext:x", bad, other, notes=HOSTILE)
    link["destinationNodeURI"] = {"title": HOSTILE, "identifier": "nobody", "uri": "javascript:alert(1)"}
    return {
        "CFDocument": document,
        "CFItems": [bad, other],
        "CFAssociations": [child_of(bad, document, 0), child_of(other, bad, 0), link],
    }


HOSTILE_AT = f"/frameworks/{thing('CFDocuments', 'hostile')['identifier']}"
BAD_ITEM = item("bad")["identifier"]


def get(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers={**BROWSER, **headers})
    assert answer.status_code == 200, answer.text
    return answer.text
