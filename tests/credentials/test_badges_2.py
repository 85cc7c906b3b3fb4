"""Open Badges 2.0: what is recognised, looked up, verified and found."""

from copy import deepcopy
from datetime import UTC, datetime
import json
from typing import Any

from credentials.verifying import Web
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from conftest import SHARED
from credential_twins.keys import ENDORSER_KEY, ISSUER_KEY, P256_KEY
from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    CONTEXT,
    EMAIL,
    HOST,
    HOSTED_WORLD,
    ISSUER,
    KEY,
    LIST,
    PIXEL,
    SIGNED_ID,
    SIGNED_WORLD,
    as_jws,
    assertion,
    badge_class,
    endorsement,
    endorser,
    key_document,
    pem,
    profile,
    revocation_list,
    signed_assertion,
    signing_profile,
)
from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.credentials.badge2_verification import timestamp
from fairmark.validators.judge import load_rules
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.errors import MalformedKey, PrivateMaterial, Unavailable, Unsupported
from fairmark.validators.proofs.keys import Kind, SigningKey
from fairmark.validators.proofs.pem import public_key_from_pem
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject

NOW = datetime(2026, 7, 1, tzinfo=UTC)
load_rules()


def world(**changed: Json | str) -> Web:
    """What a hosted badge needs, with other things at some of the addresses."""
    names = {"assertion": ASSERTION, "cls": CLASS, "issuer": ISSUER}
    return Web({**HOSTED_WORLD, ASSERTION: assertion(), **{names[name]: page for name, page in changed.items()}})


def signed_world(**changed: Json | str) -> Web:
    names = {"cls": CLASS, "issuer": ISSUER, "key": KEY, "revoked": LIST}
    return Web({**SIGNED_WORLD, **{names[name]: page for name, page in changed.items()}})


def document_of(badge: Json | str, web: Web | None = None, **more: Any) -> Badge2:
    token = badge if isinstance(badge, str) else ""
    data: Any = jws.decode(token).claims if token else badge
    recognition = recognise(data)
    assert recognition is not None
    references = web.references if web else References()
    made = subject(data, recognition, Circumstances(token=token, references=references, now=NOW, **more))
    assert isinstance(made, Badge2)
    return made


def found(badge: Json | str, web: Web | None = None, **more: Any) -> list[Finding]:
    document = document_of(badge, web, **more)
    results = list(judge(document, rules_for(document)))
    faults = [each for each in results if isinstance(each, RuleFault)]
    assert not faults, faults
    return [each for each in results if isinstance(each, Finding)]


def said(badge: Json | str, web: Web | None = None, **more: Any) -> set[str]:
    return {finding.rule.id for finding in found(badge, web, **more)}


def changed(document: Json, **members: object) -> Json:
    return {**deepcopy(document), **members}


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
    web.pages["https://state.example/issuer"] = {**endorser(), "email": "nobody"}
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


# -- hosted badges ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "holds"),
    [
        (None, True),
        ({"allowedOrigins": "valley.example"}, True),
        ({"allowedOrigins": ["badges.example", "VALLEY.example"]}, True),
        ({"allowedOrigins": "alley.example"}, False),
        ({"startsWith": f"{HOST}/assertions/"}, True),
        ({"startsWith": [f"{HOST}/x/", f"{HOST}/assertions/"]}, True),
        ({"startsWith": "https://valley"}, False),
        ({"startsWith": f"{HOST}/assertions/", "allowedOrigins": "badges.example"}, False),
    ],
)
def test_a_hosted_badge_lies_where_its_issuer_says(policy: object, holds: bool) -> None:
    issuer = changed(profile(), verification=policy) if policy else profile()
    assert ("OB-V2-019" not in said(assertion(), world(issuer=issuer))) is holds


def test_the_user_part_of_an_address_is_no_host() -> None:
    address = "https://valley.example@free-pages.example/1"
    web = world()
    web.pages[address] = badge = changed(assertion(), id=address)
    assert said(badge, web) == {"OB-V2-019"}


def test_what_is_gone_at_its_id_is_revoked() -> None:
    def gone() -> Json:
        raise Unavailable("410 Gone")

    web = world()
    web.pages[ASSERTION] = gone
    assert said(assertion(), web) == {"OB-V2-015"}


@pytest.mark.parametrize(
    ("member", "value", "same"),
    [
        ("issuedOn", "2026-06-01T14:00:00+02:00", True),
        ("narrative", "Told better.", True),
        ("badge", badge_class(), True),
        ("badge", f"{HOST}/classes/2", False),
        ("expires", "2027-06-01T12:00:00Z", False),
        ("recipient", {"type": "email", "hashed": False, "identity": EMAIL}, False),
        ("id", f"{HOST}/assertions/2", False),
    ],
)
def test_the_copy_has_to_say_what_is_published(member: str, value: object, same: bool) -> None:
    web = world(assertion=changed(assertion(), **{member: value}))
    assert ("OB-V2-020" not in said(assertion(), web)) is same


# -- signed badges ---------------------------------------------------------------------------------------------------


def test_a_signed_badge_is_verified_by_the_key_of_its_issuer() -> None:
    document = document_of(as_jws(signed_assertion()), signed_world())
    assert not document.verification.defects
    assert [(step.name, step.outcome.value) for step in document.steps][-5:] == [
        ("key", "pass"),
        ("signature", "pass"),
        ("status", "pass"),
        ("dates", "pass"),
        ("result", "pass"),
    ]


@pytest.mark.parametrize(
    ("key", "algorithm"), [(SigningKey.generate(Kind.RSA), "RS256"), (P256_KEY, "ES256"), (ISSUER_KEY, "EdDSA")]
)
def test_every_usual_algorithm_is_verified(key: SigningKey, algorithm: str) -> None:
    token = jws.sign(json.dumps(signed_assertion()).encode(), key, {"alg": algorithm})
    assert said(token, signed_world(key=key_document(key))) == set()


def test_without_creator_every_key_of_the_issuer_is_tried() -> None:
    badge = changed(signed_assertion(), verification={"type": "signed"})
    keys = [{**key_document(ENDORSER_KEY), "id": f"{HOST}/keys/0"}, {"id": f"{HOST}/keys/broken"}, KEY]
    web = signed_world(issuer={**signing_profile(), "publicKey": keys})
    web.pages[f"{HOST}/keys/broken"] = {**key_document(), "id": f"{HOST}/keys/broken", "publicKeyPem": "no"}
    assert said(as_jws(badge), web) == set()


def test_a_key_in_the_assertion_itself_proves_nothing() -> None:
    creator = {**key_document(ENDORSER_KEY), "id": f"{HOST}/keys/mine"}
    badge = changed(signed_assertion(), verification={"type": "SignedBadge", "creator": creator})
    assert said(as_jws(badge, ENDORSER_KEY), signed_world()) == {"OB-V2-022"}
    # The same under the name of the issuer's own key.
    creator["id"] = KEY
    assert said(as_jws(badge, ENDORSER_KEY), signed_world()) == {"OB-V2-021"}


def test_what_could_not_be_verified_is_not_accepted() -> None:
    findings = found(as_jws(signed_assertion()))
    assert {(each.rule.id, each.severity) for each in findings} == {("OB-V2-016", WARNING), ("OB-V2-022", ERROR)}
    assert any("--online" in each.hint for each in findings if each.rule.id == "OB-V2-022")


def test_a_published_private_key_is_told() -> None:
    private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    findings = found(as_jws(signed_assertion()), signed_world(key={**key_document(), "publicKeyPem": private}))
    assert {each.rule.id for each in findings} == {"OB-V2-022"}
    assert not any("AAAA" in str(each) for each in findings)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "EdDSA", "crit": ["b64"], "b64": False}])
def test_weak_algorithms_are_refused(header: Json) -> None:
    _, payload, signature = as_jws(signed_assertion()).split(".")
    first = jws.encode_base64url(json.dumps(header).encode())
    assert said(f"{first}.{payload}.{signature}", signed_world()) == {"OB-V2-021"}


def test_no_byte_of_a_signed_badge_can_be_changed() -> None:
    token = as_jws(signed_assertion())
    header, payload, signature = token.split(".")
    text = jws.decode_base64url(payload)
    at = text.index(b"2026-06-01")
    for number in range(at, at + 10):
        other = text[:number] + bytes([text[number] ^ 1]) + text[number + 1 :]
        forged = ".".join((header, jws.encode_base64url(other), signature))
        assert "OB-V2-021" in said(forged, signed_world())


@pytest.mark.parametrize(
    ("entry", "revoked"),
    [
        (SIGNED_ID, True),
        ({"id": SIGNED_ID}, True),
        ({"uid": "abc"}, True),
        ({"id": SIGNED_ID, "revoked": False}, False),
        ({"id": "urn:uuid:0f3a55e1-93a8-4b3c-9d4b-7ad8d9f4a9d2"}, False),
    ],
)
def test_the_list_of_the_issuer_revokes_signed_badges(entry: object, revoked: bool) -> None:
    token = as_jws({**signed_assertion(), "uid": "abc"})
    web = signed_world(revoked={**revocation_list(), "revokedAssertions": [entry]})
    assert ("OB-V2-015" in said(token, web)) is revoked


def test_a_list_that_is_not_at_hand_is_told() -> None:
    web = signed_world()
    del web.pages[LIST]
    assert said(as_jws(signed_assertion()), web) == {"OB-V2-016"}


def test_keys_in_pem() -> None:
    for key in (ISSUER_KEY, P256_KEY, SigningKey.generate(Kind.P384), SigningKey.generate(Kind.RSA)):
        assert public_key_from_pem(pem(key.public)).kind is key.kind
    with pytest.raises(PrivateMaterial):
        public_key_from_pem("-----BEGIN RSA PRIVATE KEY-----")
    for text in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "x" * 100_000, "\udc00"):
        with pytest.raises((MalformedKey, Unsupported)):
            public_key_from_pem(text)


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


# -- bad input -------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([CLASS, ISSUER, "http://["]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "@id", "type", "Extension", "@context", "endorsement", "x"]), inner)
    ),
    max_leaves=6,
)


def whole() -> Json:
    """An assertion in which every class of the standard occurs."""
    issuer = {**signing_profile(), "publicKey": [key_document()], "verification": {"allowedOrigins": "valley.example"}}
    held = {
        **badge_class(),
        "issuer": issuer,
        "image": {"id": PIXEL, "caption": "Seal", "author": ISSUER},
        "alignment": [{"targetName": "Speaking", "targetUrl": HOST}],
        "endorsement": [endorsement()],
        "tags": ["languages"],
    }
    return {
        **assertion(),
        "badge": held,
        "evidence": [{"id": HOST, "narrative": "A talk."}],
        "more": {"type": ["Extension", "More"], "@context": f"{HOST}/terms"},
        "verification": {"type": "SignedBadge", "creator": key_document()},
    }


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for step, each in inner for path in paths(each, (*here, step)))]


PATHS = [path for path in paths(whole()) if path]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), JSON), min_size=1, max_size=4), st.booleans())
def test_rules_survive_whatever_stands_in_a_badge(changes: list[tuple[tuple[Any, ...], Any]], signed: bool) -> None:
    document = whole()
    for path, value in changes:
        holder: Any = document
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):  # an earlier change has taken the place away
            continue
    web = Web({**SIGNED_WORLD, ASSERTION: document, f"{HOST}/terms": document})
    known = (Recipient("emailAddress", EMAIL),)
    circumstances = Circumstances(
        token=as_jws(signed_assertion()) if signed else "", references=web.references, now=NOW, recipients=known
    )
    badge = Badge2(document, "open-badge-2", "2.0", (), circumstances)
    assert not [each for each in judge(badge, rules_for(badge)) if isinstance(each, RuleFault)]


def test_deep_objects_come_to_an_end() -> None:
    badge = assertion()
    inner: Json = badge
    for _ in range(500):
        inner["more"] = {"type": "Extension"}
        inner = inner["more"]
    inner = badge
    for _ in range(500):
        inner["endorsement"] = {**endorsement(), "issuer": profile()}
        inner = inner["endorsement"]
    assert said(badge)


# -- real ones -------------------------------------------------------------------------------------------------------

REAL = SHARED / "data" / "credentials" / "blockchain-certificates__cert-verifier-js" / "test" / "fixtures" / "v2"


@pytest.mark.skipif(not REAL.exists(), reason="the reference data is not beside the project")
@pytest.mark.parametrize("name", ["ethereum-tampered-2.0.json", "mocknet-valid-2.0.json"])
def test_badges_with_a_verification_of_their_own_are_not_wrong(name: str) -> None:
    findings = found(json.loads((REAL / name).read_text("utf-8")))
    assert {each.severity for each in findings} == {WARNING}
    assert {each.rule.id for each in findings} == {"OB-V2-016", "OB-V2-018", "OB-V2-026"}
