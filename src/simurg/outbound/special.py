"""Which addresses are those of public machines, by the registries of special-purpose addresses (IANA; RFC 6890, 8190).

Kept here, not asked of a library, because libraries answer by version and call some forms public that lead inside. A
v6 address that carries a v4 one is not public whatever it carries: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo
(RFC 4380), ISATAP (RFC 5214), v4-mapped and v4-compatible (RFC 4291). A NAT64 prefix of an operator's own cannot be
told from any other address.
"""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
V4, V6 = ipaddress.IPv4Address, ipaddress.IPv6Address

_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private (RFC 1918), as are 172.16/12 and 192.168/16
        "100.64.0.0/10",  # carriers' own (RFC 6598)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and where clouds keep the keys of a machine
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation (RFC 5737), as are 198.51.100/24 and 203.0.113/24
        "192.31.196.0/24",  # AS112, a sink
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # measurements (RFC 2544)
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
"""All that is given out so far; what lies outside is loopback, unique-local, link-local, site-local, multicast, NAT64,
mapped and compatible forms, or nothing."""
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, measurements, ORCHID
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NEVER = tuple(ipaddress.ip_network(text) for text in ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8"))
_LINK_LOCAL = tuple(ipaddress.ip_network(text) for text in ("169.254.0.0/16", "fe80::/10"))
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def is_public(address: Address) -> bool:
    """Whether it is a public machine's own address."""
    if isinstance(address, V4):
        return not any(address in network for network in _SPECIAL_V4)
    return (
        address in _UNICAST_V6
        and not any(address in network for network in _SPECIAL_V6)
        and address.scope_id is None
        and not carried(address)
    )


def is_nobody(address: Address) -> bool:
    """Whether it, or one that it carries, is no single machine's: unspecified, multicast, broadcast, reserved."""
    return any(
        one in network for one in (address, *carried(address)) for network in _NEVER if one.version == network.version
    )


def is_link_local(address: Address) -> bool:
    """Whether it, or one that it carries, is link-local."""
    found = (address, *carried(address))
    return any(one in network for one in found for network in _LINK_LOCAL if one.version == network.version)


def carried(address: Address) -> tuple[Address, ...]:
    """The v4 addresses within a v6 one: of Teredo two, the server's and the client's."""
    if isinstance(address, V4):
        return ()
    number = int(address)
    low, high = V4(number & 0xFFFF_FFFF), number >> 96
    found: list[Address] = []
    if number >> 32 in (0xFFFF, 0xFFFF_0000) or (number >> 32 == 0 and number > 1):  # mapped, translated, compatible
        found.append(low)
    if number >> 80 == 0x0064_FF9B_0001:
        found += _nat64(number)
    elif high == 0x0064_FF9B:
        found.append(low)
    if high == 0x2001_0000:
        found += [V4(number >> 64 & 0xFFFF_FFFF), V4(~number & 0xFFFF_FFFF)]
    if number >> 112 == 0x2002:
        found.append(V4(number >> 80 & 0xFFFF_FFFF))
    if number >> 32 & 0xFFFF_FFFF in _ISATAP:
        found.append(low)
    return tuple(found)


def _nat64(number: int) -> list[Address]:
    """Of the local prefix, which may be of 48, 56, 64 or 96 bits: wherever one may stand (RFC 6052, 2.2: bits 64 to 71
    are left out)."""
    octets = number.to_bytes(16, "big")
    whole = octets[:8] + octets[9:]
    found = [V4(octets[12:]), *(V4(whole[start : start + 4]) for start in (6, 7, 8))]
    return [one for one in found if int(one) >> 24] or [V4(0)]
