"""Which addresses of the internet are public: what is not may be a machine that trusts this one."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# https://www.iana.org/assignments/iana-ipv4-special-registry, read 2026-11, with multicast. Not `is_global`, which
# changed its mind between releases of Python.
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # public by number, but in Azure the machine's own platform
        ),
    )
)  # fmt: skip
_GLOBAL_UNICAST_6 = IPv6Network("2000::/3")  # all that is given out of IPv6
# https://www.iana.org/assignments/iana-ipv6-special-registry: protocols with Teredo among them, documentation, 6to4.
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: where a network has IPv6 alone, all of IPv4 is reached through it


def is_public(address: Address) -> bool:
    """Tell whether an address is one host of the public internet.

    An IPv6 address that stands for an IPv4 address is as public as that; tunnels (6to4, Teredo) are not.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if embedded := _embedded(address):
        return is_public(embedded)
    if address.scope_id is not None or address not in _GLOBAL_UNICAST_6:
        return False
    return not any(address in network for network in _NOT_PUBLIC_6)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None


def read_address(text: str) -> Address:
    """Return the address that a resolver wrote. Raises ValueError where it is none."""
    return ip_address(text)
