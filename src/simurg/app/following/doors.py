"""Which machines a source may reach: the host of its address, and those under `hosts:`. Nothing else.

    address: https://api.example.org/v1/events       # this host, at this port
    hosts: [files.example.org, {host: mirror.internal, port: 8443, private: true}]

Entries are those of `outbound` (see outbound.doors). An address that is written with http:// says that plain HTTP is
meant, and at the usual port it may become https. A private or loopback machine needs `private: true` in an entry, or
is written as its own address.
"""

from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError, SourceError
from simurg.outbound.doors import Allowed, Door, door_of
from simurg.outbound.target import target_of

MOST_HOSTS = 50


def allowed_of_source(source: Source) -> Allowed:
    """For `feeds`; SourceError for an address or an entry that is none."""
    if len(source.hosts) > MOST_HOSTS:
        raise SourceError(f"Source {source.name}: `hosts` has more than {MOST_HOSTS} entries.", hint="Name fewer.")
    try:
        listed = tuple(door_of(entry, "hosts") for entry in source.hosts)
        own = _own(source.address.strip())
    except OperatorError as error:
        raise SourceError(f"Source {source.name}: {error.what}", hint=error.hint) from error
    return Allowed({"feeds": (*listed, *own)})


def _own(address: str) -> tuple[Door, ...]:
    if not address.lower().startswith(("http://", "https://")):
        return ()
    target = target_of(address)
    if target.scheme == "https":
        return (door_of({"host": target.host, "port": target.port}, "address"),)
    plain = door_of({"host": target.host, "port": target.port, "plain": True}, "address")
    if target.port != 80:
        return (plain,)
    return (plain, door_of({"host": target.host, "port": 443}, "address"))
