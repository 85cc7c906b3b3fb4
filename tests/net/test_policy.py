"""Which addresses are public, and whose word counts."""

from ipaddress import ip_address

import pytest

from fairmark.validators.net.errors import Refused
from fairmark.validators.net.policy import PUBLIC_ONLY, AddressPolicy, not_public
from fairmark.validators.net.url import Origin

HERE = Origin("http", "127.0.0.1", 8080)
ELSEWHERE = Origin("http", "example.org", 80)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_what_is_not_public_is_refused_when_learnt(address: str) -> None:
    with pytest.raises(Refused, match="learnt"):
        PUBLIC_ONLY.check_address(ELSEWHERE, ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.169.0.1",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
    ],
)
def test_the_public_internet_is_open(address: str) -> None:
    assert not_public(ip_address(address)) == ""
    PUBLIC_ONLY.check_address(ELSEWHERE, ip_address(address))


def test_a_typed_origin_is_used_whatever_its_address() -> None:
    policy = PUBLIC_ONLY.trusting(HERE)
    policy.check_origin(HERE)
    policy.check_address(HERE, ip_address("127.0.0.1"))


def test_typing_one_port_permits_no_other() -> None:
    with pytest.raises(Refused, match="loopback"):
        PUBLIC_ONLY.trusting(HERE).check_address(Origin("http", "127.0.0.1", 8081), ip_address("127.0.0.1"))


def test_a_typed_origin_is_a_stranger_s_word_after_a_redirect_elsewhere() -> None:
    with pytest.raises(Refused, match="loopback"):
        PUBLIC_ONLY.trusting(HERE).astray().check_address(HERE, ip_address("127.0.0.1"))


def test_the_user_can_permit_private_addresses() -> None:
    AddressPolicy(allow_private=True).check_address(ELSEWHERE, ip_address("10.0.0.1"))


@pytest.mark.parametrize(("port", "permitted"), [(80, True), (443, True), (8443, True), (22, False), (25, False)])
def test_a_learnt_url_speaks_to_no_mail_server(port: int, permitted: bool) -> None:
    origin = Origin("http", "example.org", port)
    PUBLIC_ONLY.trusting(origin).check_origin(origin)
    if permitted:
        PUBLIC_ONLY.check_origin(origin)
    else:
        with pytest.raises(Refused, match="port"):
            PUBLIC_ONLY.check_origin(origin)
