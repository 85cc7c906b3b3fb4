"""The profile of a person at the host."""

from credential_server import CredentialServer, refusal
import pytest

from fairmark.server.credentials.edition import EDITIONS, Edition


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
