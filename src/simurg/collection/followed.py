"""What a source's entry says of how it is followed and read: its card, schedule, hosts, keys, readers.

    enabled: true
    schedule: 15m                        # between fetches; without one it is fetched only when asked
    hosts: [files.example.org]           # that it may reach beside its address's own, as entries of `outbound`
    keys: {token: env:WIRE_TOKEN}        # where its keys stand: env:NAME or file:PATH, never the key itself
    card: ucdp-candidate                 # of the catalogue: what stands here goes before what the card says
    read: [coder]                        # readers; the events of the first one count
    home: KSV                            # the publisher's country, ISO 3166-1 alpha-3

CallerError says what is wrong and repeats no key.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from simurg.collection.catalogue.card import Card, card
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.vocabulary import ISO
from simurg.outbound.doors import allowed_of

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=366)
MOST_HOSTS = 50
_NETWORK = ("http://", "https://")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_PLACE = re.compile(r"(?:env:[A-Za-z_][A-Za-z0-9_]{0,99}|file:.{1,500})")
_OWN = re.compile(r"[A-Z]{3}")
_JOINED = ("options", "keys")


def on_network(address: str) -> bool:
    """Whether an address is fetched, rather than files looked for."""
    return address.strip().lower().startswith(_NETWORK)


def with_card(entry: Mapping[str, Any], find: Callable[[str], Card] = card) -> Mapping[str, Any]:
    """The entry with what its card says where it is silent itself; options and keys are joined one by one."""
    name = entry.get("card")
    if name is None:
        return entry
    if not isinstance(name, str):
        raise CallerError("`card` must be a name.", hint="`simurg sources --cards` lists them.")
    known = find(name.strip())
    below: dict[str, Any] = {"title": known.title, "licence": known.licence, **known.source}
    for key in _JOINED:
        ours, theirs = entry.get(key), below.get(key)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            below[key] = {**theirs, **ours}
            entry = {what: value for what, value in entry.items() if what != key}
    return {**below, **entry}


def enabled_of(value: object) -> bool:
    if not isinstance(value, bool):
        raise CallerError("`enabled` must be true or false.", hint="Write `enabled: false` to leave a source out.")
    return value


def schedule_of(value: timedelta) -> timedelta:
    """Between a minute and a year."""
    if not SHORTEST <= value <= LONGEST:
        raise CallerError("`schedule` is between one minute and a year.", hint="Write for example 15m, 1h or 1d.")
    return value


def hosts_of(value: object) -> tuple[Mapping[str, object] | str, ...]:
    """Checked as entries of `outbound`."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_HOSTS:
        raise CallerError(f"`hosts` is a list of at most {MOST_HOSTS} hosts.", hint="For example [files.example.org].")
    try:
        allowed_of({"feeds": value})
    except OperatorError as error:
        what = error.what.removeprefix("simurg.yaml: ").replace("`outbound: feeds`", "`hosts`")
        raise CallerError(what, hint="A host, or {host: …, port: …, private: true, plain: true}.") from error
    return tuple(one if isinstance(one, str) else MappingProxyType(dict(one)) for one in value)


def keys_of(value: object) -> Mapping[str, str]:
    """Name to place. A key itself is refused, and not repeated."""
    if value is None:
        return MappingProxyType({})
    if not isinstance(value, Mapping):
        raise CallerError("`keys` must be a mapping.", hint="For example {token: env:WIRE_TOKEN}.")
    for name, place in value.items():
        if not isinstance(name, str) or not _WORD.fullmatch(name):
            raise CallerError("`keys` has a name that is none.", hint="Use letters, digits, - and _.")
        if not isinstance(place, str) or not _PLACE.fullmatch(place):
            raise CallerError(
                f"`keys: {name}` must say where the key stands, and not what it is.",
                hint="Write env:NAME or file:PATH; a key that stood in this file should be renewed.",
            )
    return MappingProxyType(dict(value))


def readers_of(value: object) -> tuple[str, ...]:
    """Names of readers, each once."""
    words = [value] if isinstance(value, str) else value
    if words is None:
        return ()
    if not isinstance(words, list) or not all(isinstance(one, str) and _WORD.fullmatch(one) for one in words):
        raise CallerError("`read` is a list of readers.", hint="For example [coder].")
    if len(set(words)) != len(words):
        raise CallerError("`read` names a reader twice.", hint="Keep one; the first reader's events count.")
    return tuple(words)


def home_of(value: object) -> str | None:
    """A country by code or name, as its ISO 3166-1 alpha-3 code; a code of the workspace's own stays as it is."""
    if value is None:
        return None
    code = ISO.code_of(value) if isinstance(value, str) else None
    if code is None and isinstance(value, str) and _OWN.fullmatch(value):
        code = value
    if code is None:
        raise CallerError("`home` must be a country.", hint="Write its ISO 3166-1 alpha-3 code, for example KEN.")
    return code
