"""Addresses: nothing that is not a host of the public internet passes for one."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.addresses import is_public


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1", "2a00::1"])
def test_a_host_of_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "203.0.113.7",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2002:7f00:1::", "2002:0808:0808::1", "2001::1", "100::1", "fec0::1", "3fff::1", "4000::1",
        "2606:4700::1%eth0",
    ],
)  # fmt: skip
def test_everything_else_is_not(text: str) -> None:
    assert not is_public(ip_address(text))


def test_ipv4_within_ipv6_is_as_public_as_it_is_by_itself() -> None:
    assert is_public(ip_address("::ffff:1.1.1.1"))
    assert is_public(ip_address("64:ff9b::101:101"))


@given(st.integers(0, 2**32 - 1))
def test_no_disguise_makes_an_address_more_public(number: int) -> None:
    plain = IPv4Address(number)
    for prefix in (0xFFFF << 32, 0x64FF9B << 96):
        assert is_public(IPv6Address(prefix | number)) == is_public(plain)
    assert not is_public(IPv6Address((0x2002 << 112) | (number << 80)))
    assert not is_public(IPv6Address(number))


@given(st.ip_addresses())
def test_what_the_standard_library_knows_to_be_private_is_not_public(address: IPv4Address | IPv6Address) -> None:
    """Its own tables differ by release at the edges, never in these."""
    hidden = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    inside = isinstance(address, IPv6Address) and (address.ipv4_mapped is not None or address.is_reserved)
    if hidden or (address.is_private and not inside):
        assert not is_public(address)
