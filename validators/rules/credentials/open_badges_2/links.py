"""What a badge links to: itself where its issuer hosts it, its badge class, the issuer, keys and lists."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_entities import is_web
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.open_badges_2.told import told
from fairmark.validators.rules.credentials.versions import OB2


@rule(
    "OB-V2-016",
    severity=WARNING,
    versions=OB2,
    may_be=(ERROR,),
    basis="Open Badges 2.0, Data Validation: linked Badge Objects are available",
    message="{observed}: {expected}",
    notes="What was not looked up, as the user asked for no network, is a warning; what cannot be had an error, unless "
    "it is an endorsement or a list of revoked badges, which may be out of reach for a while. What stands in the "
    "document is judged meanwhile as if it were what its issuer publishes.",
)
def links_lead_somewhere(document: Badge2) -> Findings:
    """What a badge links to can be looked up: its badge class, its issuer, the keys and the list of revoked badges, and
    the badge itself where it is a hosted one.

    Why: A badge is what its issuer publishes. The copy in somebody's hands proves nothing until it is compared.

    Example: A hosted badge whose address answers with 404 Not Found.

    Repair: Publish the objects at lasting addresses. Here, allow the look-up with --online, or give the files with
    --resources.
    """
    return told(document, Flaw.NOT_LOOKED_UP)


@rule(
    "OB-V2-017",
    severity=ERROR,
    versions=OB2,
    may_be=(WARNING,),
    basis="Open Badges 2.0, Open Badges in Linked Data; Data Validation",
    message="what stands at the address is not what the link promises: {observed}",
    notes="Where it names another address, and what stands there names itself so, that one is taken: a warning, as a "
    "redirect is.",
)
def links_lead_to_what_they_name(document: Badge2) -> Findings:
    """What stands at the address of a link is an object that calls itself by that address.

    Why: Whoever writes at one address could otherwise speak in the name of another.

    Example: A link to a badge class that leads to a web page, or to a class whose `id` has http in place of https.

    Repair: Write in the link what the object has as its `id`, and publish it there as JSON.
    """
    return told(document, Flaw.STRANGE)


@rule(
    "OB-V2-025",
    severity=WARNING,
    versions=OB2,
    basis="Open Badges 2.0, Profile: id",
    message="expected an http or https address; found {observed}",
    notes="The standard says that most platforms can handle no other.",
)
def issuer_has_an_address(document: Badge2) -> Findings:
    """The id of an issuer is an http or https address.

    Why: Nobody can look the issuer up, so that nothing but the badge says who it is.

    Example: `"id": "urn:uuid:7b1c9f5e-…"` in the profile of an issuer.

    Repair: Publish the profile, and use its address as its `id`.
    """
    for entity in document.of("Profile"):
        if entity.member == "issuer" and entity.id and not is_web(entity.id):
            yield finding(at=document.at(entity, "id"), observed=entity.id)


@rule(
    "OB-V2-030",
    severity=WARNING,
    versions=OB2,
    basis="best practice: the official validator of Open Badges 2.0 warns of redirects, which other programs refuse",
    message="{observed} is found only by way of a redirect",
    notes="It is said of what a badge links to, and of a hosted badge or endorsement at its id; not of images and "
    "contexts. Where a link names another address than the object calls itself, OB-V2-017 speaks.",
)
def links_lead_there_directly(document: Badge2) -> Findings:
    """What a badge links to, and a hosted badge itself, stands at its address without a redirect.

    Why: Whoever owns the address that is redirected to decides what is read, and that may one day be somebody else.

    Example: A badge class at `https://college.example/1` that is answered by a redirect to `https://cdn.example/1.json`.

    Repair: Publish the object at the address that it has as its `id`, and answer with 200 there.
    """
    return told(document, Flaw.REDIRECTED)
