"""The way of a client to a token, and what it can do with it."""

from oauth_server import BASE, READ, Host, new_verifier, said_to_client

from fairmark.server.oauth.scopes import OFFLINE, split


def test_a_client_registers_is_allowed_and_reads(host: Host) -> None:
    client = host.client()
    verifier = new_verifier()
    address = host.request(client, verifier)
    page = host.send("GET", address)
    assert page.status_code == 200
    assert "wallet.example" in page.text
    consent = host.log_in(address)
    assert consent.status_code == 200
    said = said_to_client(host.decide(address, consent, READ, OFFLINE))
    assert (said["state"], said["iss"]) == ("opaque", BASE)
    assert split(said["scope"]) == {READ, OFFLINE}
    answer = host.redeem(client, said["code"], verifier)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    assert split(answer.json["scope"]) == {READ, OFFLINE}
    read = host.read(answer.json["access_token"])
    assert (read.status_code, read.text) == (200, f"{host.person.id} {client.id}")
    assert host.read(answer.json["access_token"], "/protected/upsert", "POST").status_code == 403
