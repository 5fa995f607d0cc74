"""By which ways warnings go out, and what each may carry: the `delivery` part of simurg.yaml.

    delivery:
      address: https://simurg.example.org        # of this workspace's page, for links
      mail:
        server: smtp.example.org:587
        tls: starttls                             # starttls, tls, or none (loopback only)
        user: simurg
        password: env:SIMURG_MAIL_PASSWORD        # or file:keys/mail
        sender: simurg@example.org
        domains: [example.org]                    # of those who may be written to
        most: {level: open, tlp: green}           # above it the mail says only that a warning waits
      webhooks:
        desk: {url: "https://hooks.example.org/simurg", secret: "env:SIMURG_HOOK", most: {level: open, tlp: green}}

Without `most` a way carries what is open and TLP:CLEAR, no more. The machines must stand under `outbound` too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.markings import Scope, scope_of

_TLS = ("starttls", "tls", "none")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailWay:
    """`password` names a secret; it is not one."""

    host: str
    port: int
    tls: str
    sender: str
    domains: frozenset[str]
    most: Scope = field(default_factory=Scope)
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookWay:
    """`secret` names the signing secret of the receiver."""

    url: str
    secret: str
    most: Scope = field(default_factory=Scope)


@dataclass(frozen=True, slots=True)
class Ways:
    """What this workspace can send by; nothing by default."""

    address: str = ""
    mail: MailWay | None = None
    webhooks: Mapping[str, WebhookWay] = field(default_factory=dict)


def ways_of(values: object) -> Ways:
    """From the YAML; OperatorError names the entry that is not understood."""
    if values is None:
        return Ways()
    told = _entries(values, "delivery", ("address", "mail", "webhooks"))
    hooks = {} if told.get("webhooks") is None else told["webhooks"]
    if not isinstance(hooks, Mapping):
        raise _wrong("`webhooks` has an entry for each name")
    address = str(told.get("address") or "").rstrip("/")
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise _wrong("`address` begins with https://")
    mail = told.get("mail")
    named = {_slug(name): _webhook(str(name), entry) for name, entry in hooks.items()}
    return Ways(address, None if mail is None else _mail(mail), named)


def _mail(values: object) -> MailWay:
    told = _entries(values, "mail", ("server", "tls", "user", "password", "sender", "domains", "most"))
    tls = str(told.get("tls", "starttls"))
    if tls not in _TLS:
        raise _wrong("`mail: tls` is starttls, tls or none")
    host, _, port = str(told.get("server") or "").rpartition(":")
    if not host:
        host, port = port, str(_PORTS[tls])
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise _wrong("`mail: server` is a host, with its port after a colon")
    sender, domains = str(told.get("sender") or ""), told.get("domains")
    if not is_address(sender):
        raise _wrong("`mail: sender` is an address such as simurg@example.org")
    if not isinstance(domains, list) or not domains:
        raise _wrong("`mail: domains` lists the domains that may be written to")
    user, password = (None if told.get(name) is None else str(told[name]) for name in ("user", "password"))
    allowed = frozenset(str(one).lower() for one in domains)
    return MailWay(host, int(port), tls, sender, allowed, _most(told, "mail"), user, password)


def _webhook(name: str, values: object) -> WebhookWay:
    told = _entries(values, f"webhooks: {name[:40]}", ("url", "secret", "most"))
    url, secret = str(told.get("url") or ""), str(told.get("secret") or "")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise _wrong(f"`webhooks: {name[:40]}: url` begins with https://")
    if not secret.startswith(("env:", "file:")):
        raise _wrong(f"`webhooks: {name[:40]}: secret` is env:NAME or file:PATH")
    return WebhookWay(url, secret, _most(told, name))


def is_address(text: str) -> bool:
    """Whether a text is one plain mail address, and nothing that could be a second one or a header."""
    name, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not any(letter in text for letter in ' ,;:<>()[]"\\')
    return bool(name and domain and "@" not in name and "." in domain and plain and len(text) <= 254)


def _most(told: Mapping[Any, Any], where: str) -> Scope:
    entry = told.get("most")
    if entry is not None and not isinstance(entry, Mapping):
        raise _wrong(f"`{where[:40]}: most` is a scope")
    try:
        return scope_of(entry)
    except CallerError as error:
        raise OperatorError(f"simurg.yaml: `delivery: {where[:40]}: most`: {error.what}", hint=error.hint) from error


def _entries(values: object, where: str, known: tuple[str, ...]) -> Mapping[Any, Any]:
    if not isinstance(values, Mapping):
        raise _wrong(f"`{where}` has entries")
    unknown = sorted(set(map(str, values)) - set(known))
    if unknown:
        raise _wrong(f"`{where}` has an unknown entry {unknown[0][:30]!r}")
    return values


def _slug(name: object) -> str:
    text = str(name)
    if not text.isascii() or not text.replace("-", "").isalnum() or text != text.lower() or len(text) > 40:
        raise _wrong(f"{text[:40]!r} is not a name for a webhook")
    return text


def _wrong(what: str) -> OperatorError:
    return OperatorError(f"simurg.yaml: `delivery`: {what}.", hint="See docs/delivery.md.")
