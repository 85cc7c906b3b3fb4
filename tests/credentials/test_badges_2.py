"""Open Badges 2.0: what is recognised, looked up and found."""

import json

from credentials.judging_badges_2 import changed, found, said, signed_world, world
from credentials.verifying import Web
import pytest

from conftest import SHARED
from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    CONTEXT,
    EMAIL,
    ENDORSER,
    HOST,
    HOSTED_WORLD,
    ISSUER,
    LIST,
    SIGNED_ID,
    as_jws,
    assertion,
    badge_class,
    endorsement,
    endorser,
    key_document,
    profile,
    published_endorsement,
    revocation_list,
    signed_assertion,
)
from credential_twins.signing import Json
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.credentials.badge2_standing import timestamp
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.readers.sniff import recognise

# -- what is recognised ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (assertion(), "open-badge-2"),
        (badge_class(), "open-badge-2-class"),
        (profile(), "open-badge-2-issuer"),
        (changed(profile(), type=["Profile", "Extension"]), "open-badge-2-issuer"),
        ({"@context": CONTEXT, **endorsement()}, "open-badge-2-endorsement"),
        (key_document(), "open-badge-2-key"),
        (revocation_list(), "open-badge-2-revocations"),
        (changed(assertion(), **{"@context": [CONTEXT, "https://w3id.org/blockcerts/v2"]}), "open-badge-2"),
        ({name: value for name, value in assertion().items() if name != "@context"}, "open-badge-2"),
        (changed(badge_class(), type="Achievement"), "open-badge-2-class"),
        ({"@context": "https://w3id.org/openbadges/v1", "type": "BadgeClass"}, "open-badge-1"),
        (
            {"uid": "1", "recipient": {}, "badge": f"{HOST}/1", "verify": {"type": "hosted", "url": HOST}},
            "open-badge-1",
        ),
        ({"recipient": "sha256$00", "badge": {"version": "0.5.0", "name": "x"}}, "open-badge-1"),
    ],
)
def test_objects_are_recognised(document: Json, kind: str) -> None:
    recognition = recognise(document)
    assert recognition is not None
    assert (recognition.standard, recognition.kind) == ("OB", kind)


@pytest.mark.parametrize(
    ("document", "version"),
    [
        ({"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}, "1.1"),
        ({"recipient": {}, "badge": f"{HOST}/1", "verify": {}}, "1.0"),
        ({"recipient": "sha256$00", "badge": {"version": "0.5.0"}}, "0.5"),
    ],
)
def test_an_older_badge_is_told_and_nothing_else(document: Json, version: str) -> None:
    web = world()
    (finding,) = found(document, web)
    assert (finding.rule.id, finding.severity) == ("OB-V2-001", WARNING)
    assert version in finding.message
    assert not web.asked


# -- what is looked up -----------------------------------------------------------------------------------------------


def test_a_hosted_badge_and_all_that_it_links_to_is_looked_up() -> None:
    web = world()
    assert said(assertion(), web) == set()
    assert sorted(web.asked) == sorted([ASSERTION, CLASS, ISSUER])


def test_without_a_network_nothing_is_asked_and_what_is_unknown_is_told() -> None:
    web = Web()
    offline = found(assertion())
    assert {(each.rule.id, each.severity) for each in offline} == {("OB-V2-016", WARNING)}
    assert sorted(each.location.pointer for each in offline) == ["/badge", "/id"]
    assert {(each.rule.id, each.severity) for each in found(assertion(), web)} == {("OB-V2-016", ERROR)}


def test_what_stands_in_the_badge_is_not_taken_for_what_its_issuer_publishes() -> None:
    """A forger may embed the profile of somebody else, with another policy."""
    elsewhere = "https://free-pages.example/1"
    forged = changed(profile(), verification={"allowedOrigins": "free-pages.example"})
    badge = changed(assertion(), id=elsewhere, badge={**badge_class(), "issuer": forged})
    web = world()
    web.pages[elsewhere] = badge
    assert said(badge, web) == {"OB-V2-019"}


def test_an_issuer_that_calls_itself_another_does_not_speak_for_that_one() -> None:
    address = f"{HOST}/impostor"
    web = world(cls={**badge_class(), "issuer": address})
    web.pages[address] = {**profile(), "verification": {"allowedOrigins": "free-pages.example"}}
    findings = found(assertion(), web)
    assert {(each.rule.id, each.severity) for each in findings} == {("OB-V2-017", WARNING)}
    web.pages.pop(ISSUER)
    web = Web(web.pages)
    assert ("OB-V2-017", ERROR) in {(each.rule.id, each.severity) for each in found(assertion(), web)}


@pytest.mark.parametrize("kind", ["Issuer", "Profile"])
def test_an_issuer_that_is_looked_up_must_be_a_whole_issuer(kind: str) -> None:
    """Whatever it calls itself: the link from the badge class makes it one."""
    bare = {name: value for name, value in HOSTED_WORLD[ISSUER].items() if name != "email"}
    assert said(assertion(), world(issuer={**bare, "type": kind})) == {"OB-V2-004"}


def test_a_link_cannot_have_something_taken_for_another_class() -> None:
    """One who links to the issuer's profile as if it were an endorsement changes nothing in how it is read."""
    policy = {"type": "VerificationObject", "startsWith": f"{HOST}/badges/"}
    web = world(issuer={**profile(), "verification": policy})
    badge = changed(assertion(), badge={**badge_class(), "endorsement": ISSUER}, endorsement=ISSUER)
    assert "OB-V2-019" in said(badge, web)
    web = signed_world(revoked={**revocation_list(), "revokedAssertions": {"id": SIGNED_ID}})
    assert "OB-V2-015" in said(as_jws({**signed_assertion(), "endorsement": LIST}), web)


def test_an_object_with_nothing_but_an_id_is_a_link() -> None:
    web = world(cls={**badge_class(), "issuer": {"id": ISSUER}})
    assert said(assertion(), web) == set()
    assert ISSUER in web.asked


def test_a_document_cannot_have_any_number_of_addresses_looked_up() -> None:
    web = world()
    badge = changed(assertion(), endorsement=[f"{HOST}/endorsements/{number}" for number in range(1_000)])
    assert "OB-V2-016" in said(badge, web)
    assert len(web.asked) <= 200


def test_objects_that_link_to_one_another_come_to_an_end() -> None:
    about = {"@context": CONTEXT, **endorsement(ISSUER)}
    web = world(issuer={**profile(), "endorsement": [about["id"]]})
    web.pages[about["id"]] = {**about, "issuer": ISSUER, "endorsement": about["id"]}
    assert "OB-V2-016" not in said(assertion(), web)


def test_an_endorsement_is_judged_with_its_issuer() -> None:
    web = world(cls={**badge_class(), "endorsement": [endorsement()]})
    web.pages |= {endorsement()["id"]: published_endorsement(), ENDORSER: {**endorser(), "email": "nobody"}}
    assert said(assertion(), web) == {"OB-V2-006"}


# -- plain forms -----------------------------------------------------------------------------------------------------


def test_null_aliases_and_arrays_of_one_are_what_json_ld_takes_them_for() -> None:
    badge = {
        "@context": [CONTEXT],
        "@id": ASSERTION,
        "@type": ["obi:Assertion"],
        "recipient": [assertion()["recipient"]],
        "badge": [CLASS],
        "verify": {"type": "hosted"},
        "issuedOn": "2026-06-01T12:00:00Z",
        "expires": None,
        "evidence": {"narrative": "A talk."},
    }
    assert said(badge, world()) == set()


def test_a_finding_is_placed_where_the_text_has_it() -> None:
    badge = changed(assertion(), recipient=[{"type": "email", "hashed": False, "identity": "nobody"}])
    badge["verify"] = badge.pop("verification")
    badge["verify"]["type"] = "Nothing"
    places = {each.rule.id: each.location.pointer for each in found(badge, world())}
    assert places["OB-V2-008"] == "/recipient/0/identity"
    assert places["OB-V2-018"] == "/verify/type"


def test_a_revoked_badge_may_have_lost_the_rest() -> None:
    assert said({"@context": CONTEXT, "type": "Assertion", "id": ASSERTION, "revoked": True}, world()) == {"OB-V2-015"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("2016-12-31T23:59:59+00:00", True),
        ("2016-12-31T23:59Z", True),
        ("2016-12-31T23:59:59.123456Z", True),
        ("20161231T235959Z", True),
        ("2016-12-31T23:59:59+0200", True),
        ("2016-12-31T23:59:59", False),
        ("2016-12-31", False),
        ("2016-13-31T23:59:59Z", False),
        ("1483228799", False),
    ],
)
def test_times_are_those_of_iso_8601(text: str, holds: bool) -> None:
    assert (timestamp(text) is not None) is holds


# -- recipients, extensions, privacy ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identity", "known", "theirs"),
    [
        (assertion()["recipient"], Recipient("emailAddress", EMAIL), True),
        (assertion()["recipient"], Recipient("emailAddress", EMAIL.upper()), True),
        (assertion()["recipient"], Recipient("emailAddress", "neighbour@valley.example"), False),
        (assertion()["recipient"], Recipient("ext:email", EMAIL), False),
        ({"type": "url", "hashed": False, "identity": HOST}, Recipient("ext:url", HOST), True),
        ({"type": "email", "hashed": False, "identity": EMAIL}, Recipient("emailAddress", EMAIL), True),
    ],
)
def test_the_recipient_is_the_known_one(identity: Json, known: Recipient, theirs: bool) -> None:
    badge = changed(assertion(), recipient=identity)
    assert ("OB-V2-010" not in said(badge, world(assertion=badge), recipients=(known,))) is theirs


def test_no_finding_shows_whose_badge_it_is() -> None:
    badge = changed(
        assertion(),
        recipient={"type": "email", "hashed": True, "salt": "Kosher", "identity": EMAIL},
        evidence=[{"narrative": 7, "name": "Maria"}, "not an address of Maria"],
        narrative=["Maria"],
        Maria="Maria",
    )
    findings = found(badge, world(assertion=changed(badge, recipient={"type": "email", "identity": "maria@x.example"})))
    assert {"OB-V2-004", "OB-V2-005", "OB-V2-008", "OB-V2-020", "OB-V2-028"} <= {each.rule.id for each in findings}
    texts = [f"{each.message} {each.observed} {each.expected} {each.hint}" for each in findings]
    assert not any(word in text for text in texts for word in (EMAIL, "Maria", "maria", "Kosher"))


def test_images_at_addresses_are_looked_at_where_they_can_be_had() -> None:
    address = f"{HOST}/seal.png"
    web = world(cls={**badge_class(), "image": address})
    assert said(assertion(), web) == set()
    web.pages[address] = "<html>Sign in</html>"
    assert said(assertion(), Web(web.pages)) == {"OB-V2-007"}
    web.pages[address] = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    assert said(assertion(), Web(web.pages)) == set()


def test_an_extension_of_an_object_around_it_has_its_context_there() -> None:
    extended = changed(assertion(), **{"@context": [CONTEXT, f"{HOST}/terms"]}, more={"type": ["Extension", "More"]})
    web = world(assertion=extended)
    assert said(extended, web) == {"OB-V2-026"}
    web.pages[f"{HOST}/terms"] = {"@context": {}}
    assert said(extended, Web(web.pages)) == set()


# -- real ones -------------------------------------------------------------------------------------------------------

REAL = SHARED / "data" / "credentials" / "blockchain-certificates__cert-verifier-js" / "test" / "fixtures" / "v2"


@pytest.mark.skipif(not REAL.exists(), reason="the reference data is not beside the project")
@pytest.mark.parametrize("name", ["ethereum-tampered-2.0.json", "mocknet-valid-2.0.json"])
def test_badges_with_a_verification_of_their_own_are_not_wrong(name: str) -> None:
    findings = found(json.loads((REAL / name).read_text("utf-8")))
    assert {each.severity for each in findings} == {WARNING}
    assert {each.rule.id for each in findings} == {"OB-V2-016", "OB-V2-018", "OB-V2-026"}
