"""Sending a credential to the host: it comes back byte for byte, and the newest stays."""

from credential_server import CredentialServer, badge, record, text_of, token_badge
import pytest

from credential_twins import samples, signing
from fairmark.server.credentials.edition import CLR

JSON_FORMS = ("application/json", "application/vc+ld+json", "application/ld+json", "application/vc")


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
