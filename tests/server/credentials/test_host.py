"""The credential host: what is sent comes back byte for byte, the newest stays, what is certainly broken is refused."""

from typing import Any
from urllib.parse import quote

from credential_server import (
    BASE,
    CredentialServer,
    badge,
    changed,
    record,
    refusal,
    text_of,
    token_badge,
)
import orjson
import pytest

from credential_twins import samples, signing
from credential_twins.keys import ISSUER
from fairmark.server.credentials.edition import CLR, EDITIONS, OB, Edition
from fairmark.server.storage.disclosures import Disclosures

JSON_FORMS = ("application/json", "application/vc+ld+json", "application/ld+json", "application/vc")


def links(answer: Any) -> dict[str, str]:
    """The Link header: relation to address below the base."""
    found = {}
    for part in answer.headers["Link"].split(", "):
        address, _, relation = part.partition("; ")
        found[relation.removeprefix('rel="').rstrip('"')] = address[1:-1].removeprefix(BASE + OB.base)
    return found


# -- upsertCredential --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("media_type", [*JSON_FORMS, "application/json; charset=utf-8"])
def test_what_is_sent_comes_back_byte_for_byte(host: CredentialServer, media_type: str) -> None:
    sent = text_of(badge())
    answer = host.upsert(sent, media_type)
    assert (answer.status_code, answer.data) == (201, sent)
    assert answer.content_type == media_type.partition(";")[0]
    assert host.ask("/credentials").data == b'{"credential":[' + sent + b"]}"
    assert host.credentials() == {"credential": [badge()]}


def test_a_token_comes_back_as_a_token(host: CredentialServer) -> None:
    token = token_badge()
    answer = host.upsert(token, "text/plain")
    assert (answer.status_code, answer.text, answer.content_type) == (201, token, "text/plain")
    assert host.credentials() == {"compactJwsString": [token]}


def test_white_space_around_a_token_is_no_part_of_it(sqlite_host: CredentialServer) -> None:
    token = token_badge()
    assert sqlite_host.upsert(f" {token}\r\n", "text/plain").text == f" {token}\r\n"
    assert sqlite_host.credentials() == {"compactJwsString": [token]}


def test_a_record_is_kept_by_the_other_standard(host: CredentialServer) -> None:
    sent = text_of(record())
    assert host.upsert(sent, edition=CLR).status_code == 201
    assert host.credentials(edition=CLR) == {"credential": [record()]}
    assert host.credentials() == {}


def test_a_later_version_replaces_and_an_earlier_one_changes_nothing(host: CredentialServer) -> None:
    versions = {month: text_of(badge(validFrom=f"2026-0{month}-01T12:00:00Z")) for month in (5, 6, 7)}
    assert host.upsert(versions[6]).status_code == 201
    later = host.upsert(versions[7])
    assert (later.status_code, later.data) == (200, versions[7])
    earlier = host.upsert(versions[5])
    assert (earlier.status_code, earlier.data) == (304, b"")
    again = host.upsert(versions[7])
    assert (again.status_code, again.data) == (200, versions[7])
    assert host.ask("/credentials").data == b'{"credential":[' + versions[7] + b"]}"


def test_which_is_newer_moments_say_and_not_texts(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.upsert(text_of(badge(validFrom="2026-06-01T12:00:00+02:00"))).status_code == 201
    assert sqlite_host.upsert(text_of(badge(validFrom="2026-06-01T11:00:00Z"))).status_code == 200
    assert sqlite_host.upsert(text_of(badge(validFrom="2026-06-01T12:30:00+02:00"))).status_code == 304


def test_a_token_may_take_the_place_of_json(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.upsert(text_of(badge())).status_code == 201
    token = token_badge(validFrom="2027-01-01T00:00:00Z")
    assert sqlite_host.upsert(token, "text/plain").status_code == 200
    assert sqlite_host.credentials() == {"compactJwsString": [token]}


def test_identifiers_are_compared_decoded_and_trimmed(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.upsert(text_of(badge(id="https://valley.example/credentials/a%20b"))).status_code == 201
    token = token_badge(id="https://valley.example/credentials/a%20%62", validFrom="2027-01-01T00:00:00Z")
    assert sqlite_host.upsert(token, "text/plain").status_code == 200
    trimmed = token_badge(id=" https://valley.example/credentials/a b ", validFrom="2028-01-01T00:00:00Z")
    assert sqlite_host.upsert(trimmed, "text/plain").status_code == 200
    assert sqlite_host.credentials() == {"compactJwsString": [trimmed]}


def test_the_same_identifier_of_another_issuer_is_another_credential(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge()))
    other = {**samples.badge(), "issuer": samples.endorsement()["issuer"]}
    assert sqlite_host.upsert(text_of(signing.embedded(other))).status_code == 201
    assert len(sqlite_host.credentials()["credential"]) == 2


# -- what is refused ---------------------------------------------------------------------------------------------------


def said(host: CredentialServer, body: bytes | str, media_type: str = "application/json", **more: Any) -> str:
    answer = host.upsert(body, media_type, **more)
    assert refusal(answer) == (422, "invalid_data")
    assert host.credentials() == {}
    words: str = answer.get_json()["imsx_description"]
    return words


def test_a_credential_without_a_proof_is_refused(sqlite_host: CredentialServer) -> None:
    assert said(sqlite_host, text_of(samples.badge())) == "/proof: This cannot be verified: there is no proof."


def test_a_signature_that_does_not_fit_is_refused(sqlite_host: CredentialServer) -> None:
    assert "does not verify" in said(sqlite_host, text_of(changed(badge(), name="Seal of Everything")))


def test_a_token_whose_signature_does_not_fit_is_refused(sqlite_host: CredentialServer) -> None:
    header, payload, signature = token_badge().split(".")
    other = token_badge(name="Another").split(".")[1]
    assert other != payload
    said(sqlite_host, f"{header}.{other}.{signature}", "text/plain")


def test_a_record_that_holds_a_tampered_badge_is_refused(sqlite_host: CredentialServer) -> None:
    bare = samples.record()
    bare["credentialSubject"]["verifiableCredential"] = [changed(badge(), name="Seal of Everything")]
    words = said(sqlite_host, text_of(signing.embedded(bare)), edition=CLR)
    assert words.startswith("/credentialSubject/verifiableCredential/0/proof")


def test_what_would_have_to_be_looked_up_is_kept(sqlite_host: CredentialServer) -> None:
    method = {"verificationMethod": "https://valley.example/keys/1"}
    bare = {**samples.badge(), "issuer": {"id": "https://valley.example/issuer", "type": ["Profile"]}}
    proof = signing.careless_proof(bare, signing.options_for(signing.ISSUER_KEY, **method), signing.ISSUER_KEY)
    assert sqlite_host.upsert(text_of({**bare, "proof": proof})).status_code == 201
    context = [*bare["@context"], "https://valley.example/context.json"]
    unknown = {**bare, "id": "urn:uuid:3f8a1c52-7d0e-4b69-9c47-52d1e6a80b3f", "@context": context, "proof": proof}
    assert sqlite_host.upsert(text_of(unknown)).status_code == 201


def test_a_context_that_is_not_known_excuses_no_missing_proof(sqlite_host: CredentialServer) -> None:
    context = [*samples.badge()["@context"], "https://valley.example/context.json"]
    assert "no proof" in said(sqlite_host, text_of({**samples.badge(), "@context": context}))
    header, payload, signature = token_badge(**{"@context": context}).split(".")
    other = token_badge(**{"@context": context, "name": "Another"}).split(".")[1]
    assert other != payload
    said(sqlite_host, f"{header}.{other}.{signature}", "text/plain")


def test_what_no_signature_covers_is_refused(sqlite_host: CredentialServer) -> None:
    assert "no signature covers" in said(sqlite_host, text_of(changed(badge(), gradeOfHonour="A")))


def test_somebody_elses_key_is_refused(sqlite_host: CredentialServer) -> None:
    bare = samples.badge()
    options = signing.options_for(signing.ENDORSER_KEY)
    forged = {**bare, "proof": signing.careless_proof(bare, options, signing.ENDORSER_KEY)}
    assert "controller" in said(sqlite_host, text_of(forged))


def test_what_has_expired_is_kept(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.upsert(text_of(badge(validUntil="2026-06-02T00:00:00Z"))).status_code == 201


def test_a_member_that_is_missing_is_named_and_no_value_is_repeated(sqlite_host: CredentialServer) -> None:
    bare = samples.badge()
    bare["credentialSubject"]["narrative"] = "Ada has done this."
    del bare["credentialSubject"]["achievement"]["criteria"]
    words = said(sqlite_host, text_of(signing.embedded(bare)))
    assert words == "/credentialSubject/achievement/criteria: This member is missing."


@pytest.mark.parametrize(
    ("members", "where"),
    [
        ({"type": ["VerifiableCredential"]}, "/type"),
        ({"type": ["AchievementCredential"]}, "/type"),
        ({"id": {"en": "https://valley.example/1"}}, "/id"),
        ({"id": " "}, "/id"),
        ({"id": "urn:x:" + "x" * 2_048}, "/id"),
        ({"validFrom": "2026-02-30T00:00:00Z"}, "/validFrom"),
        ({"validFrom": "2026-02-03"}, "/validFrom"),
        ({"@context": ["https://www.w3.org/2018/credentials/v1", samples.OB]}, "/@context/0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_that_is_wrong_is_named(sqlite_host: CredentialServer, members: dict[str, Any], where: str) -> None:
    assert said(sqlite_host, orjson.dumps(changed(badge(), **members))).startswith(f"{where}: ")


def test_a_credential_of_another_class_is_refused(sqlite_host: CredentialServer) -> None:
    endorsement = orjson.dumps(signing.embedded(samples.endorsement()))
    assert "EndorsementCredential" in said(sqlite_host, endorsement)
    assert "ClrCredential" in said(sqlite_host, text_of(record()))
    assert "AchievementCredential" in said(sqlite_host, text_of(badge()), edition=CLR)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf" + orjson.dumps(badge()),
        orjson.dumps(badge()) + orjson.dumps(badge()),
        orjson.dumps(badge()) + b"\n" + orjson.dumps(badge()),
        orjson.dumps(badge())[:-1] + b',"name":"twice"}',
        orjson.dumps(badge())[:-1] + b',"ext":NaN}',
        orjson.dumps(badge())[:-1] + b',"ext":"\xff"}',
        orjson.dumps(badge())[:-1] + b',"ext":' + b"[" * 500 + b"]" * 500 + b"}",
        b"[" * 100_000,
    ],
    ids=range(14),
)
def test_what_cannot_be_read_as_one_object_is_refused(sqlite_host: CredentialServer, body: bytes) -> None:
    said(sqlite_host, body)


@pytest.mark.parametrize("body", ["", "x", "a.b", "a.b.c", "é.é.é", "e30.e30.e30", '"e30.e30.e30"'])
def test_what_is_no_token_is_refused(sqlite_host: CredentialServer, body: str) -> None:
    said(sqlite_host, body, "text/plain")


def test_lone_surrogates_and_nul_in_an_identifier_do_no_harm(host: CredentialServer) -> None:
    for odd in (b"\\ud800", b"\\u0000"):
        body = orjson.dumps(badge()).replace(b"credentials/1", b"credentials/1" + odd)
        assert host.upsert(body).status_code in (201, 422)


@pytest.mark.parametrize(
    "media_type", ["", "text/html", "application/xml", "application/x-www-form-urlencoded", "nonsense"]
)
def test_other_media_types_are_refused(sqlite_host: CredentialServer, media_type: str) -> None:
    answer = sqlite_host.upsert(text_of(badge()), media_type)
    assert refusal(answer) == (415, "unknown")
    assert "text/plain" in answer.get_json()["imsx_description"]


def test_compressed_bodies_are_refused(sqlite_host: CredentialServer) -> None:
    answer = sqlite_host.ask(
        "/credentials", "POST", body=b"x", Content_Type="application/json", Content_Encoding="gzip"
    )
    assert refusal(answer) == (415, "unknown")


def test_a_body_with_a_million_mistakes_is_refused_as_soon_as_one_with_one(sqlite_host: CredentialServer) -> None:
    body = orjson.dumps({**samples.badge(), "evidence": [1] * 1_900_000})
    assert said(sqlite_host, body) == "/evidence/0: This has the wrong type."


def test_too_large_bodies_are_refused(sqlite_host: CredentialServer) -> None:
    assert refusal(sqlite_host.upsert(b" " * ((4 << 20) + 1))) == (413, "unknown")


# -- getCredentials ----------------------------------------------------------------------------------------------------


def test_pages_count_through_both_arrays_and_lead_to_each_other(host: CredentialServer) -> None:
    sent = [host.upsert(text_of(badge(n))) if n % 2 else host.upsert(token_badge(n), "text/plain") for n in range(1, 6)]
    assert {answer.status_code for answer in sent} == {201}
    address, found = "/credentials?limit=2", []
    seen: list[set[str]] = []
    while address:
        page = host.ask(address)
        assert page.headers["X-Total-Count"] == "5"
        members = page.get_json()
        found += [members.get("credential", []), members.get("compactJwsString", [])]
        assert sum(map(len, members.values())) <= 2
        seen.append(set(links(page)))
        address = links(page).get("next", "")
    assert seen == [{"first", "next", "last"}, {"first", "prev", "next", "last"}, {"first", "prev", "last"}]
    assert sum(map(len, found)) == 5


def test_links_keep_what_was_asked(sqlite_host: CredentialServer) -> None:
    for number in (1, 2, 3):
        sqlite_host.upsert(text_of(badge(number)))
    since = "2026-05-01T00:00:00+02:00"
    answer = sqlite_host.ask(f"/credentials?limit=1&offset=1&since={quote(since, safe='')}")
    assert links(answer)["next"] == f"/credentials?limit=1&offset=2&since={quote(since, safe='')}"
    assert links(answer)["prev"] == f"/credentials?limit=1&offset=0&since={quote(since, safe='')}"
    assert all(sqlite_host.ask(address).status_code == 200 for address in links(answer).values())


def test_since_is_compared_as_a_moment(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge(1, validFrom="2026-06-01T12:00:00Z")))
    for since, count in (
        ("2026-06-01T12:00:00Z", 0),
        ("2026-06-01T13:59:59%2B02:00", 1),
        ("2026-06-01T14:00:00%2B02:00", 0),
        ("2026-06-01T11:59:59", 1),
        ("2026-06-01T11:59:59.999999", 1),
    ):
        assert len(sqlite_host.credentials(f"?since={since}").get("credential", [])) == count, since


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=1&limit=2", "limit=99999999999"),
        *("offset=-1", "offset=x", "offset=1e3"),
        *(
            "since=",
            "since=yesterday",
            "since=2026-06-01",
            "since=2026-13-01T00:00:00Z",
            "since=0001-01-01T00:00:00%2B23:00",
        ),
    ],
)
def test_arguments_that_are_wrong_are_refused(sqlite_host: CredentialServer, query: str) -> None:
    assert refusal(sqlite_host.ask(f"/credentials?{query}")) == (400, "invalid_query_parameter")


def test_arguments_that_there_are_not_are_ignored(sqlite_host: CredentialServer) -> None:
    assert sqlite_host.credentials("?sort=name&x=%FF") == {}


def test_a_limit_beyond_all_bounds_is_bounded(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge()))
    answer = sqlite_host.ask("/credentials?limit=2147483647")
    assert links(answer) == dict.fromkeys(("first", "last"), "/credentials?limit=1000&offset=0")


def test_behind_the_end_there_is_nothing_but_a_way_back(sqlite_host: CredentialServer) -> None:
    sqlite_host.upsert(text_of(badge()))
    answer = sqlite_host.ask("/credentials?offset=10")
    assert (answer.get_json(), answer.headers["X-Total-Count"]) == ({}, "1")
    assert set(links(answer)) == {"first", "prev", "last"}


def test_each_sees_their_own(host: CredentialServer) -> None:
    other = host.token_of(host.person("bob"))
    host.upsert(text_of(badge()))
    assert host.credentials(by=other) == {}
    assert host.upsert(text_of(badge()), by=other).status_code == 201


def test_nothing_personal_is_kept_on_the_way(sqlite_host: CredentialServer) -> None:
    for path in ("/credentials", "/profile"):
        assert sqlite_host.ask(path).headers["Cache-Control"] == "no-store"


# -- the profile -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.name))
def test_a_profile_is_there_and_can_be_replaced(host: CredentialServer, edition: Edition) -> None:
    first = host.ask("/profile", edition=edition)
    assert first.get_json() == {"id": "urn:fairmark:person-ada", "type": ["Profile"], "name": "Ada"}
    sent = b'{ "id": "https://ada.example/", "type": ["Profile"],  "name": "Ada L." }'
    put = host.ask("/profile", "PUT", edition=edition, body=sent, Content_Type="application/json")
    assert (put.status_code, put.data) == (200, sent)
    assert host.ask("/profile", edition=edition).data == sent
    (other,) = (one for one in EDITIONS if one is not edition)
    assert host.ask("/profile", edition=other).get_json()["name"] == "Ada"


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"id": 7, "type": ["Profile"]}', b'{"id": "urn:x"}'])
def test_what_is_no_profile_is_refused(sqlite_host: CredentialServer, body: bytes) -> None:
    answer = sqlite_host.ask("/profile", "PUT", body=body, Content_Type="application/json")
    assert refusal(answer) == (422, "invalid_data")
    assert sqlite_host.ask("/profile").get_json()["name"] == "Ada"


def test_a_profile_is_json(sqlite_host: CredentialServer) -> None:
    assert refusal(sqlite_host.ask("/profile", "PUT", body=b"x", Content_Type="text/plain")) == (415, "unknown")


# -- who may -----------------------------------------------------------------------------------------------------------

OPERATIONS = (
    ("/credentials", "GET", "credential.readonly"),
    ("/credentials", "POST", "credential.upsert"),
    ("/profile", "GET", "profile.readonly"),
    ("/profile", "PUT", "profile.update"),
)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.name))
@pytest.mark.parametrize(("path", "method", "action"), OPERATIONS)
def test_an_operation_needs_its_own_scope(
    sqlite_host: CredentialServer, edition: Edition, path: str, method: str, action: str
) -> None:
    assert refusal(sqlite_host.ask(path, method, edition=edition, by="")) == (401, "unauthorizedrequest")
    assert refusal(sqlite_host.ask(path, method, edition=edition, by="x")) == (401, "unauthorizedrequest")
    own = edition.scope + action
    others = [one.scope + other for one in EDITIONS for _, _, other in OPERATIONS if one.scope + other != own]
    wrong = sqlite_host.ask(path, method, edition=edition, by=sqlite_host.token_of(sqlite_host.learner, others, "x"))
    assert refusal(wrong) == (403, "forbidden")
    assert own in wrong.headers["WWW-Authenticate"]
    right = sqlite_host.ask(path, method, edition=edition, by=sqlite_host.token_of(sqlite_host.learner, [own], "y"))
    assert right.status_code in (200, 415)


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: str(edition.name))
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/credentials", "GET, HEAD, OPTIONS, POST"),
        ("/profile", "GET, HEAD, OPTIONS, PUT"),
        ("/discovery", "GET, HEAD, OPTIONS"),
    ],
)
def test_other_methods_are_refused_with_those_that_there_are(
    sqlite_host: CredentialServer, edition: Edition, path: str, allowed: str
) -> None:
    answer = sqlite_host.ask(path, "DELETE", edition=edition, by="")
    assert refusal(answer) == (405, "not_allowed")
    assert answer.headers["Allow"] == allowed


def test_what_there_is_not_is_not_found(sqlite_host: CredentialServer) -> None:
    assert refusal(sqlite_host.ask("/achievements")) == (404, "not_found")
    assert refusal(sqlite_host.ask("")) == (404, "not_found")


def test_pages_of_other_origins_may_ask(sqlite_host: CredentialServer) -> None:
    answer = sqlite_host.ask("/credentials", "OPTIONS", by="")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_who_asks_too_often_waits(sqlite_host: CredentialServer) -> None:
    answers = [sqlite_host.upsert(b"{}") for _ in range(301)]
    assert refusal(answers[-2]) == (422, "invalid_data")
    assert refusal(answers[-1]) == (429, "server_busy")
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert sqlite_host.credentials() == {}


# -- what is disclosed -------------------------------------------------------------------------------------------------


def test_every_disclosure_is_recorded(host: CredentialServer) -> None:
    host.upsert(text_of(badge(1)))
    host.upsert(token_badge(2), "text/plain")
    host.ask("/credentials?limit=1")
    host.ask("/credentials?offset=1")
    host.ask("/profile", edition=CLR)
    record = [(one.operation, one.client, one.what) for one in Disclosures(host.store.engine).of(host.learner.id)]
    assert record == [
        ("CLR 2.0 getProfile", "token:wallet of ada", ("person-ada",)),
        ("Open Badges 3.0 getCredentials", "token:wallet of ada", ("https://valley.example/credentials/2",)),
        ("Open Badges 3.0 getCredentials", "token:wallet of ada", ("https://valley.example/credentials/1",)),
    ]


def test_a_refusal_discloses_nothing(sqlite_host: CredentialServer) -> None:
    sqlite_host.ask("/credentials?limit=0")
    sqlite_host.ask("/credentials", by="x")
    assert Disclosures(sqlite_host.store.engine).of(sqlite_host.learner.id) == []


def test_no_personal_value_comes_into_the_log(sqlite_host: CredentialServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sqlite_host.upsert(text_of(badge()))
    sqlite_host.ask("/credentials")
    assert ISSUER not in caplog.text and "valley" not in caplog.text and "person-ada" not in caplog.text
