"""OB-ISSUER: who issued it."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.rules.credentials.members import under, untyped
from fairmark.validators.rules.credentials.versions import OB3

PROFILE = "Open Badges 3.0 section B.1.14 Profile"


@rule(
    "OB-ISSUER-001",
    severity=ERROR,
    versions=OB3,
    basis="VC Data Model 2.0 section 4.7",
    message="nobody is named as the issuer",
)
def credential_has_an_issuer(document: Credential) -> Findings:
    """A credential names its issuer: the URI, or a Profile with its `id`.

    Why: The key of a signature must be the issuer's. Without an issuer a signature proves nothing.

    Example: `"issuer": {"type": ["Profile"], "name": "Valley Unified School District"}`.

    Repair: Add the `id` of the issuer, a DID or an https URI under the issuer's control, and sign the credential anew.
    """
    for node in document.credentials:
        value = node.data.get("issuer", "")
        if value == "":
            yield finding(at=document.at(node, "issuer"))
        elif isinstance(value, dict) and value.get("id", "") == "":
            yield finding(at=document.at(node, "issuer", "id"))


@rule(
    "OB-ISSUER-002",
    severity=ERROR,
    versions=OB3,
    basis=f"{PROFILE}, type",
    message="expected {expected}; found {observed}",
    notes="An issuer that is nothing but its URI has no type: the data model allows that (ProfileRef), although the "
    "public validator refuses it.",
)
def issuer_says_what_it_is(document: Credential) -> Findings:
    """The type of an issuer holds Profile.

    Why: The contexts define the members of a profile for that type only; without it not even the name is understood.

    Example: `"issuer": {"id": "did:web:school.example", "type": ["Organization"]}`.

    Repair: Set the `type` of `issuer` to `["Profile"]`, and sign the credential anew.
    """
    return untyped(document, under(document.of("Profile"), "issuer"), "Profile")


@rule(
    "OB-ISSUER-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.11 IdentifierEntry, type",
    message="expected {expected}; found {observed}",
    gated=True,
    notes="The type of this class is a single text and no array. It is looked at in achievements too.",
)
def other_identifiers_say_what_they_are(document: Credential) -> Findings:
    """Every entry of `otherIdentifier` has the type IdentifierEntry.

    Why: Readers look for entries of that type, and pass over all others.

    Example: `"otherIdentifier": [{"type": "Identifier", "identifier": "0612345", "identifierType": "identifier"}]`.

    Repair: Set its `type` to `"IdentifierEntry"`.
    """
    for node in document.of("IdentifierEntry"):
        found = node.data.get("type", "")
        if found is not None and found != "IdentifierEntry":
            yield finding(at=document.at(node, "type"), observed=node.data.get("type"), expected="IdentifierEntry")


@rule(
    "OB-ISSUER-004",
    severity=ERROR,
    versions=OB3,
    basis=f"{PROFILE}, type",
    message="expected {expected}; found {observed}",
)
def parent_organizations_say_what_they_are(document: Credential) -> Findings:
    """The type of a profile's `parentOrg` holds Profile.

    Why: The contexts define the members of a profile for that type only; without it the organization is not understood.

    Example: `"parentOrg": {"id": "https://state.example", "type": ["Organization"]}`.

    Repair: Set its `type` to `["Profile"]`, and sign the credential anew.
    """
    return untyped(document, under(document.of("Profile"), "parentOrg"), "Profile")


@rule(
    "OB-ISSUER-005",
    severity=WARNING,
    versions=OB3,
    basis="best practice: a reader follows it to see who the issuer is, as the public validator does",
    message="not reachable: {expected}",
    notes="Nothing is looked up, and nothing said, unless the user asks for it (--online, --resources).",
)
def page_of_the_issuer_answers(document: Credential) -> Findings:
    """The `url` of an issuer leads somewhere.

    Why: Whoever sees the badge follows it to learn who the issuer is; a dead link makes the badge look like a forgery.

    Example: The address of a school that has since moved to another domain.

    Repair: Keep the address alive, if only by a redirect; name the present one in badges to come.
    """
    asked = set()
    for node in under(document.of("Profile"), "issuer"):
        url = node.text("url")
        if url in asked or not url.startswith(("https://", "http://")):
            continue
        asked.add(url)
        try:
            document.circumstances.references.get(url)
        except Unavailable as error:
            if str(error) != OFFLINE:
                yield finding(at=document.at(node, "url"), expected=str(error))
