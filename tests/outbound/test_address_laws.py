"""Laws of reading and judging addresses."""

import ipaddress
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from simurg.outbound.errors import NotAllowed
from simurg.outbound.special import carried, is_nobody, is_public
from simurg.outbound.target import host_of, joined, target_of

V4 = st.ip_addresses(v=4)


def forms(inner: ipaddress.IPv4Address) -> dict[str, int]:
    """Every v6 form that carries it."""
    number = int(inner)
    upper, lower = number >> 16, number & 0xFFFF
    return {
        "mapped": 0xFFFF << 32 | number,
        "translated": 0xFFFF0000 << 32 | number,
        "NAT64": 0x64FF9B << 96 | number,
        "local NAT64 of 48": 0x64FF9B0001 << 80 | upper << 64 | lower << 40,
        "local NAT64 of 64": 0x64FF9B0001 << 80 | 1 << 64 | number << 24,
        "local NAT64 of 96": 0x64FF9B0001 << 80 | number,
        "6to4": 0x2002 << 112 | number << 80 | 1,
        "Teredo's client": 0x20010000 << 96 | 0x5DB8D822 << 64 | (~number & 0xFFFFFFFF),
        "Teredo's server": 0x20010000 << 96 | number << 64,
        "ISATAP": 0x2001_0470 << 96 | 0x5EFE << 32 | number,
        "global ISATAP": 0x2001_0470 << 96 | 0x0200_5EFE << 32 | number,
    }


@given(V4)
@example(ipaddress.IPv4Address("127.0.0.1"))
@example(ipaddress.IPv4Address("93.184.216.34"))
def test_law_no_form_that_carries_a_v4_address_is_public(inner: ipaddress.IPv4Address) -> None:
    for name, number in forms(inner).items():
        outer = ipaddress.IPv6Address(number)
        assert not is_public(outer), name
        if int(inner) >> 24:  # the local prefix is read in all lengths, and 0.x stands for a length that is another
            assert inner in carried(outer), name
            assert is_nobody(outer) >= is_nobody(inner), name


@given(st.ip_addresses())
def test_law_what_is_public_is_so_for_the_library_too(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


URLS = st.text(st.sampled_from("htps:/@.[]%\\?#&=ab0x7f1xn-éа\t ") | st.characters(), max_size=40)


@given(st.one_of(URLS, URLS.map("https://".__add__), URLS.map("http://a.example".__add__)))
def test_law_an_address_is_refused_or_read_alike_ever_after(url: str) -> None:
    try:
        target = target_of(url)
    except NotAllowed:
        return
    assert target_of(target.url) == target
    assert host_of(target.host) == target.host
    parts = urlsplit(target.url)  # another parser sees the same machine
    assert (parts.scheme, parts.hostname, parts.username) == (target.scheme, target.host, None)
    assert (parts.port or {"http": 80, "https": 443}[parts.scheme]) == target.port


@given(URLS)
def test_law_a_redirect_leads_to_an_address_or_is_refused(location: str) -> None:
    base = target_of("https://a.example/x/y?z")
    try:
        target = joined(base, location)
    except NotAllowed:
        return
    assert target_of(target.url) == target
