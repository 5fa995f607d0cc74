"""An address as it is meant to be read, in one way only: scheme, host, port, and what is asked for there.

Parsers of addresses differ in what they make of odd ones, and a check by one parser before a request by another is no
check. So an address is read once, here, strictly; what is sent is written anew from the parts. Refused: other schemes
than http and https, user names, backslashes, control characters, hosts with a percent sign, a scope or a letter
outside ASCII, and every number that is no plain IPv4 address (`2130706433`, `0x7f.1`, `0177.0.0.1`: the URL standard's
IPv4 forms, which resolvers turn into addresses). Internationalised names are written as they travel, xn--….
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from simurg.outbound.errors import NotAllowed

PORTS = {"http": 80, "https": 443}
MOST_URL = 8_192
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>\[[^\]/?#]*\]|[^/?#:\[\]]*)(?::(?P<port>[^/?#]*))?(?P<rest>.*)"
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SAFE = "/?:@!$&'()*+,;=-._~%[]|"
"""What stands in a path or a query as it is; all else is percent-encoded."""


@dataclass(frozen=True, slots=True)
class Target:
    """`host` in lower case without brackets; `rest` is path and query, encoded, without fragment."""

    scheme: str
    host: str
    port: int
    rest: str = "/"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.rest}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: to whom a secret was given (RFC 6454)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def shown(self) -> str:
        """For people: without the query, which may hold a secret."""
        return f"{self.origin}{self.rest.partition('?')[0]}"[:200]


def target_of(url: str) -> Target:
    """NotAllowed for what is no plain http or https address; it repeats no more than the host."""
    if len(url) > MOST_URL or "\\" in url or any(ord(letter) < 33 or ord(letter) == 127 for letter in url):
        raise _refused("It is too long, or has spaces, backslashes or control characters")
    found = _URL.fullmatch(url)
    if found is None:
        raise _refused("It has not the form https://host/path")
    scheme = found["scheme"].lower()
    if scheme not in PORTS:
        raise _refused(f"{scheme[:20]} is not http or https")
    if "@" in found["host"] or "@" in (found["port"] or ""):
        raise _refused("It has a user name")
    host = host_of(found["host"])
    if host is None:
        raise _refused(f"{found['host'][:60]!r} is no host")
    rest = found["rest"].partition("#")[0]
    rest = rest if rest.startswith("/") else f"/{rest}"
    return Target(scheme, host, _port(found["port"], scheme), quote(rest, safe=_SAFE))


def joined(base: Target, location: str) -> Target:
    """Where a redirect leads; NotAllowed as `target_of` says."""
    text = location.strip(" ")
    if "\\" in text or any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise _refused("A redirect has backslashes or control characters")
    try:
        return target_of(urljoin(base.url, text.replace(" ", "%20")))
    except ValueError as error:
        raise _refused("A redirect leads to no address") from error


def host_of(text: str) -> str | None:
    """A host as hosts are compared: lower case, without brackets or the dot of the root; None if it is none."""
    host = text.lower()
    if host.startswith("[") or ":" in host:
        return _address(host.removeprefix("[").removesuffix("]"), 6)
    host = host.removesuffix(".")
    labels = host.split(".")
    if not host.isascii() or len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return _address(host, 4) if _NUMBER.fullmatch(labels[-1]) else host


def _address(text: str, version: int) -> str | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return str(address) if address.version == version and "%" not in text else None


def _port(text: str | None, scheme: str) -> int:
    if text is None:
        return PORTS[scheme]
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65_536:
        raise _refused("Its port is none")
    return int(text)


def _refused(why: str) -> NotAllowed:
    return NotAllowed(
        f"The address is not one that is asked: {why[:1].lower()}{why[1:]}.", hint="Mend it where it stands."
    )
