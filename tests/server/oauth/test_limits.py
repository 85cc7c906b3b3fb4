"""How often somebody may ask: by address, and by login name from wherever it is tried."""

from oauth_server import PASSWORD, Host, Registered, new_verifier
import pytest

from fairmark.server.http import Refusal
from fairmark.server.oauth.limits import SUBJECTS, Limit, network_of

NOTHING = "nothing"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_one_too_many_is_refused_and_told_when_to_come_again() -> None:
    clock = Clock()
    limit = Limit(2, 60, clock)
    limit.count("a")
    clock.now += 10
    limit.count("a")
    for _ in range(3):
        with pytest.raises(Refusal) as caught:
            limit.count("a")
        assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "50"})
    limit.count("b")
    clock.now += 50
    limit.count("a")
    with pytest.raises(Refusal):
        limit.count("a")


def test_memory_is_bounded() -> None:
    limit = Limit(1, 60, Clock())
    for number in range(SUBJECTS + 10):
        limit.count(str(number))
    assert len(limit._seen) == SUBJECTS


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_who_has_many_addresses_counts_once(peer: str, network: str) -> None:
    assert network_of(peer) == network


def test_passwords_are_not_guessed_from_many_addresses(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, new_verifier())
    for number in range(10):
        form = {"login": " MAYA ", "password": f"guess number {number}"}
        answer = quick.send("POST", address, data=form, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"})
        assert answer.status_code == 403
    answer = quick.log_in(address, "maya", PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert quick.log_in(address, "somebody else", PASSWORD).status_code == 403


def test_who_knows_the_password_may_log_in_as_often_as_they_like(quick: Host, quick_wallet: Registered) -> None:
    address = quick.request(quick_wallet, new_verifier())
    assert {quick.log_in(address).status_code for _ in range(15)} == {200}


def test_registration_is_limited_by_address(quick: Host) -> None:
    statuses = [quick.register(client_name=None).status_code for _ in range(61)]
    assert statuses == [400] * 60 + [429]
    answer = quick.register()
    assert (answer.json["error"], answer.headers["Cache-Control"]) == ("temporarily_unavailable", "no-store")
    assert int(answer.headers["Retry-After"]) > 0


def test_tokens_are_limited_by_address(quick: Host) -> None:
    statuses = [quick.token(None, grant_type="refresh_token", refresh_token=NOTHING).status_code for _ in range(601)]
    assert statuses == [401] * 600 + [429]
    assert quick.revoke(None, token=NOTHING).status_code == 429
