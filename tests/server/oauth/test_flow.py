"""The way of a client to a token, and what it can do with it."""

import json
import logging

from oauth_server import BASE, PASSWORD, READ, Host, new_verifier, said_to_client, ticket_in
import pytest

from fairmark.server.oauth.scopes import OFFLINE, split
from fairmark.server.serving.logs import entry, is_ours


def test_nothing_that_is_secret_or_personal_is_logged(quick: Host, caplog: pytest.LogCaptureFixture) -> None:
    """At the level at which most is logged, from registration to the replay that a warning tells of."""
    with caplog.at_level(logging.DEBUG, "fairmark"):
        client = quick.client()
        verifier = new_verifier()
        address = quick.request(client, verifier)
        page = quick.log_in(address)
        quick.log_in(address, "maya", PASSWORD + "!")
        code = said_to_client(quick.decide(address, page, READ, OFFLINE))["code"]
        tokens = quick.redeem(client, code, verifier).json
        quick.read(tokens["access_token"])
        quick.redeem(client, code, verifier)
        quick.revoke(client, token=tokens["refresh_token"])
    logged = json.dumps([entry(record) for record in caplog.records if is_ours(record.name)])
    assert '"replayed"' in logged
    secrets = (
        client.secret,
        verifier,
        ticket_in(page),
        code,
        tokens["access_token"],
        tokens["refresh_token"],
        PASSWORD,
    )
    for word in (*secrets, "maya", "Maya", quick.person.id, "opaque", "127.0.0.1"):
        assert word not in logged


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
