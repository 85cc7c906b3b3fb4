"""Open Badges 2.0: endorsements are verified, keys are found by their fragment, redirects are told."""

from collections.abc import Mapping

from credentials.judging_badges_2 import changed, document_of, found, said, signed_world, world
from credentials.verifying import Page, Web
import pytest

from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY
from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    CONTEXT,
    ENDORSEMENT,
    ENDORSER,
    ENDORSER_LIST,
    HOST,
    ISSUER,
    KEY,
    as_endorsement,
    as_jws,
    assertion,
    badge_class,
    endorsement,
    endorser,
    key_document,
    list_of_endorser,
    pem,
    profile,
    published_endorsement,
    signed_assertion,
    signed_endorsement,
    signing_endorser,
)
from credential_twins.signing import Json
from fairmark.server.web.credentials_verdict import judgement_of_assertion
from fairmark.validators.core.levels import ERROR, WARNING, Outcome
from fairmark.validators.credentials.badge2_endorsements import MOST_ENDORSEMENTS
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import Redirected, References

HOSTED_PAGES: Mapping[str, Page] = {ENDORSER: endorser(), ENDORSEMENT: published_endorsement()}
SIGNED_PAGES: Mapping[str, Page] = {
    ENDORSER: signing_endorser(),
    ENDORSER_LIST: list_of_endorser(),
    ENDORSEMENT: as_endorsement(signed_endorsement()),
}
EMBEDDED_SIGNED = {name: value for name, value in signed_endorsement().items() if name != "@context"}


def endorsed(held: object, pages: Mapping[str, Page] = HOSTED_PAGES, **others: Page) -> set[tuple[str, str, str]]:
    """What is found in a hosted assertion whose class is endorsed so: rule, severity, place."""
    web = world(cls={**badge_class(), "endorsement": held})
    web.pages |= {
        **pages,
        **{{"endorser": ENDORSER, "at_id": ENDORSEMENT}[name]: page for name, page in others.items()},
    }
    return {(each.rule.id, each.severity, each.location.pointer) for each in found(assertion(), web)}


def gone() -> Page:
    raise Unavailable("410 Gone")


BROKEN = {("OB-V2-029", ERROR, "/badge")}

# -- hosted endorsements ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [ENDORSEMENT, endorsement(), [ENDORSEMENT], {"id": ENDORSEMENT}])
def test_what_the_endorser_publishes_holds(held: object) -> None:
    assert endorsed(held) == set()


@pytest.mark.parametrize(
    "members",
    [
        {"claim": {"id": CLASS, "endorsementComment": "Worth ten credits."}},
        {"claim": {"id": CLASS}},
        {"issuedOn": "2026-06-02T12:00:00Z"},
        {"issuer": ISSUER},
    ],
)
def test_a_copy_that_says_something_else_does_not(members: Json) -> None:
    assert ("OB-V2-029", ERROR, "/badge") in endorsed(changed(endorsement(), **members))


def test_differences_that_mean_nothing_are_none() -> None:
    claim = {"@id": CLASS, "type": "Whatever", "endorsementComment": endorsement()["claim"]["endorsementComment"]}
    copy = changed(endorsement(), claim=claim, issuedOn="2026-06-01T14:00:00+02:00", issuer=endorser())
    assert endorsed(copy) == set()


def test_a_broken_one_is_told_where_it_stands() -> None:
    badge = changed(
        assertion(), endorsement=[ENDORSEMENT, {**endorsement(ASSERTION), "issuedOn": "2026-06-02T12:00:00Z"}]
    )
    web = world(assertion=badge)
    web.pages |= {**HOSTED_PAGES, ENDORSEMENT: {**published_endorsement(), "claim": endorsement(ASSERTION)["claim"]}}
    (finding,) = found(badge, web)
    assert (finding.rule.id, finding.location.pointer) == ("OB-V2-029", "/endorsement/1/issuedOn")


@pytest.mark.parametrize(
    "page", [gone, {"@context": CONTEXT, "id": ENDORSEMENT, "type": "Endorsement", "revoked": True}]
)
@pytest.mark.parametrize("held", [ENDORSEMENT, endorsement()])
def test_its_endorser_can_revoke_it(held: object, page: Page) -> None:
    assert endorsed(held, at_id=page) == BROKEN


def test_one_that_is_published_elsewhere_is_not_its_endorsers() -> None:
    other = changed(published_endorsement(), id=f"{HOST}/praise", issuer=ENDORSER)
    assert endorsed(other["id"], {**HOSTED_PAGES, other["id"]: other}) == BROKEN
    assert endorsed(changed(endorsement(), id="urn:uuid:6d2f6f2e-7c52-4d4f-9b8a-0f6cc7ad5ae5")) == BROKEN


def test_what_is_out_of_reach_is_a_warning() -> None:
    unheard = {("OB-V2-016", WARNING, "/badge")}
    assert endorsed(endorsement(), {}) == unheard
    assert endorsed(ENDORSEMENT, {}) == unheard
    assert endorsed(ENDORSEMENT, {ENDORSEMENT: published_endorsement()}) == unheard


def test_a_kind_of_verification_that_is_not_known_is_told() -> None:
    at_id = changed(published_endorsement(), verification={"type": "Handshake"})
    assert endorsed(ENDORSEMENT, at_id=at_id) == BROKEN
    at_id["verification"]["type"] = ["Extension", "extensions:Handshake"]
    at_id["verification"]["@context"] = f"{HOST}/terms"
    found = endorsed(ENDORSEMENT, {**HOSTED_PAGES, f"{HOST}/terms": {"@context": {}}}, at_id=at_id)
    assert ("OB-V2-029", WARNING, "/badge") in found


def test_one_of_tomorrow_is_told() -> None:
    assert endorsed(ENDORSEMENT, at_id=changed(published_endorsement(), issuedOn="2062-06-01T12:00:00Z")) == BROKEN


# -- signed endorsements ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [ENDORSEMENT, EMBEDDED_SIGNED])
def test_a_signed_one_is_verified_by_the_key_of_its_endorser(held: object) -> None:
    assert endorsed(held, SIGNED_PAGES) == set()
    assert endorsed(held, SIGNED_PAGES, at_id=as_jws(signed_endorsement(), ISSUER_KEY)) == BROKEN
    assert endorsed(held, {**SIGNED_PAGES, ENDORSER_LIST: list_of_endorser(ENDORSEMENT)}) == BROKEN
    assert endorsed(held, SIGNED_PAGES, at_id=signed_endorsement()) == BROKEN


def test_no_byte_of_it_can_be_changed() -> None:
    header, payload, signature = as_endorsement(signed_endorsement()).split(".")
    more = as_endorsement(changed(signed_endorsement(), issuedOn="2026-06-02T12:00:00Z")).split(".")[1]
    assert endorsed(ENDORSEMENT, SIGNED_PAGES, at_id=f"{header}.{more}.{signature}") == BROKEN
    assert payload != more


def test_a_copy_of_a_signed_one_has_to_say_what_was_signed() -> None:
    claim = {"id": CLASS, "endorsementComment": "Worth ten credits."}
    assert endorsed(changed(EMBEDDED_SIGNED, claim=claim), SIGNED_PAGES) == BROKEN


def test_a_signed_one_need_not_stand_at_its_id() -> None:
    signed = changed(signed_endorsement(), id="urn:uuid:6d2f6f2e-7c52-4d4f-9b8a-0f6cc7ad5ae5")
    assert endorsed(ENDORSEMENT, SIGNED_PAGES, at_id=as_endorsement(signed)) == set()
    held = {name: value for name, value in signed.items() if name != "@context"}
    assert endorsed(held, SIGNED_PAGES) == BROKEN  # nowhere is its signature to be had


def test_a_token_does_not_make_a_hosted_one_stand_where_it_is_hosted() -> None:
    lying = as_jws(changed(published_endorsement(), claim={"id": CLASS, "endorsementComment": "Ten."}))
    address = f"{HOST}/praise"
    assert endorsed(address, {**HOSTED_PAGES, address: lying}) == BROKEN


def test_a_key_that_its_endorser_does_not_list_proves_nothing() -> None:
    others = key_document(ISSUER_KEY, owner=ENDORSER)
    at_id = as_jws(changed(signed_endorsement(), verification={"type": "SignedBadge", "creator": others}))
    assert endorsed(ENDORSEMENT, SIGNED_PAGES, at_id=at_id) == BROKEN


def test_a_key_out_of_reach_is_a_warning() -> None:
    found = endorsed(ENDORSEMENT, SIGNED_PAGES, endorser={**signing_endorser(), "publicKey": f"{ENDORSER}/key"})
    assert ("OB-V2-029", ERROR, "/badge") in found  # the creator is not that key
    anybodys = changed(signed_endorsement(), verification={"type": "SignedBadge"})
    pages = {**SIGNED_PAGES, ENDORSEMENT: as_endorsement(anybodys)}
    found = endorsed(ENDORSEMENT, pages, endorser={**signing_endorser(), "publicKey": f"{ENDORSER}/key"})
    assert found == {("OB-V2-016", WARNING, "/badge"), ("OB-V2-029", WARNING, "/badge")}
    assert endorsed(ENDORSEMENT, pages, endorser=endorser()) == BROKEN


def test_one_endorser_may_sign_and_publish() -> None:
    signed, token = f"{ENDORSEMENT}-signed", as_endorsement(changed(signed_endorsement(), id=f"{ENDORSEMENT}-signed"))
    for held in ([ENDORSEMENT, signed], [signed, ENDORSEMENT]):
        pages = {**SIGNED_PAGES, ENDORSEMENT: published_endorsement(), signed: token}
        key = f"{ENDORSER}/key"
        pages[ENDORSER] = {**signing_endorser(), "publicKey": key}
        assert ("OB-V2-029", ERROR, "/badge") in endorsed(held, pages)
        pages[ENDORSER] = {**signing_endorser(), "publicKey": [key, signing_endorser()["publicKey"]]}
        pages[key] = {**key_document(ENDORSER_KEY, ENDORSER), "id": key}
        assert endorsed(held, pages) == set()


def test_what_is_no_token_is_told() -> None:
    for page in ("a.b.c", "e30.e30.e30", "not even that", as_endorsement(signed_endorsement()) + "."):
        assert endorsed(ENDORSEMENT, SIGNED_PAGES, at_id=page)
        assert endorsed(EMBEDDED_SIGNED, SIGNED_PAGES, at_id=page)


# -- endorsements by themselves, and many of them --------------------------------------------------------------------


def test_an_endorsement_by_itself_is_verified() -> None:
    web = Web({**HOSTED_PAGES, CLASS: badge_class()})
    assert said(published_endorsement(), web) == set()
    assert said(changed(published_endorsement(), issuedOn="2026-06-02T12:00:00Z"), web) == {"OB-V2-029"}
    assert {(each.rule.id, each.severity) for each in found(published_endorsement())} == {("OB-V2-016", WARNING)}
    web = Web(SIGNED_PAGES)
    assert said(as_endorsement(signed_endorsement()), web) == set()
    assert said(as_jws(signed_endorsement()), web) == {"OB-V2-029"}


def test_endorsements_of_endorsements_are_verified_up_to_a_bound() -> None:
    praise = changed(endorsement(ENDORSEMENT), id=f"{ENDORSEMENT}-praise", issuedOn="2062-06-01T12:00:00Z")
    pages = {**HOSTED_PAGES, praise["id"]: {"@context": CONTEXT, **praise}}
    pages[ENDORSEMENT] = changed(published_endorsement(), endorsement=praise["id"])
    assert endorsed(ENDORSEMENT, pages) == BROKEN
    many = [changed(endorsement(), id=f"{ENDORSEMENT}-{number}") for number in range(MOST_ENDORSEMENTS + 5)]
    pages = {**HOSTED_PAGES, **{each["id"]: {"@context": CONTEXT, **each} for each in many}}
    assert endorsed(many[:MOST_ENDORSEMENTS], pages) == set()
    assert endorsed(many, pages) == {("OB-V2-029", WARNING, "/badge")}


def test_its_steps_bear_its_place() -> None:
    badge = changed(assertion(), endorsement=[ENDORSEMENT])
    web = world(assertion=badge)
    web.pages |= {**SIGNED_PAGES, ENDORSEMENT: as_endorsement({**signed_endorsement(), "claim": {"id": ASSERTION}})}
    steps = {(step.name, step.outcome.value) for step in document_of(badge, web).steps}
    assert {("/endorsement/0 signature", "pass"), ("/endorsement/0 result", "pass"), ("result", "pass")} <= steps


def test_a_page_tells_a_broken_endorsement_from_a_broken_badge() -> None:
    badge = changed(assertion(), endorsement=[ENDORSEMENT])
    web = world(assertion=badge)
    web.pages |= {**HOSTED_PAGES, ENDORSEMENT: gone}
    shown = judgement_of_assertion(document_of(badge, web).verification)
    assert (shown.title, shown.proved) == ("Not to be trusted as a whole", True)
    assert [(point.name, point.outcome.value) for point in shown.points if point.outcome is not Outcome.PASS] == [
        ("Endorsements", "fail")
    ]


# -- keys in the profile ---------------------------------------------------------------------------------------------

KEY_1 = f"{ISSUER}#key-1"


def key_1(key: str = pem(ISSUER_KEY.public)) -> Json:
    return {"id": KEY_1, "type": "CryptographicKey", "owner": ISSUER, "publicKeyPem": key}


@pytest.mark.parametrize(
    "issuer",
    [
        {**profile(), "publicKey": key_1()},
        {**profile(), "publicKey": [key_document(), key_1()]},
        {**profile(), "publicKey": KEY_1, "@graph": [key_1()]},
    ],
)
def test_a_key_is_found_in_the_profile_by_its_fragment(issuer: Json) -> None:
    token = as_jws(changed(signed_assertion(), verification={"type": "SignedBadge", "creator": KEY_1}))
    web = signed_world(issuer=issuer)
    assert said(token, web) == set()
    assert web.asked.count(ISSUER) == 1
    assert not any("#" in url for url in web.asked)
    assert said(
        as_jws(changed(signed_assertion(), verification={"type": "SignedBadge", "creator": KEY_1}), ENDORSER_KEY), web
    )


def test_a_fragment_that_leads_nowhere_is_told() -> None:
    token = as_jws(changed(signed_assertion(), verification={"type": "SignedBadge", "creator": KEY_1}))
    assert said(token, signed_world(issuer={**profile(), "publicKey": KEY_1})) == {"OB-V2-017", "OB-V2-022"}


def test_a_profile_cannot_hold_the_key_of_another() -> None:
    """Whoever embeds another key under the issuer's name is found out, as the issuer's own document counts."""
    forged = changed(
        signed_assertion(), verification={"type": "SignedBadge", "creator": key_1(pem(ENDORSER_KEY.public))}
    )
    assert "OB-V2-021" in said(as_jws(forged, ENDORSER_KEY), signed_world(issuer={**profile(), "publicKey": key_1()}))


# -- redirects -------------------------------------------------------------------------------------------------------


def redirecting(web: Web, *moved: str) -> Web:
    """The web in which those addresses lead on to others."""
    web.references = References(lambda url: Redirected(web.get(url)) if url in moved else web.get(url), online=True)
    return web


@pytest.mark.parametrize(("url", "place"), [(ASSERTION, "/id"), (CLASS, "/badge"), (ISSUER, "/badge")])
def test_a_redirect_is_a_warning(url: str, place: str) -> None:
    (finding,) = found(assertion(), redirecting(world(), url))
    assert (finding.rule.id, finding.severity, finding.location.pointer) == ("OB-V2-030", WARNING, place)


def test_a_redirected_key_and_a_redirected_endorsement_are_told() -> None:
    (finding,) = found(as_jws(signed_assertion()), redirecting(signed_world(), KEY))
    assert (finding.rule.id, finding.location.pointer) == ("OB-V2-030", "/verification/creator")
    for held in (ENDORSEMENT, endorsement()):
        web = world(cls={**badge_class(), "endorsement": held})
        web.pages |= HOSTED_PAGES
        assert said(assertion(), redirecting(web, ENDORSEMENT)) == {"OB-V2-030"}


def test_of_a_link_to_an_old_address_only_the_link_is_told() -> None:
    old = f"{HOST}/classes/old"
    badge = changed(assertion(), badge=old)
    web = world(assertion=badge)
    web.pages[old] = badge_class()
    assert said(badge, redirecting(web, old)) == {"OB-V2-017"}


def test_images_and_contexts_may_be_redirected() -> None:
    image = f"{HOST}/seal.svg"
    web = world(cls={**badge_class(), "image": image})
    web.pages[image] = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    assert said(assertion(), redirecting(web, image)) == set()
