"""Webhooks as Standard Webhooks 1.0 says: signed with HMAC-SHA256 over id, timestamp and body; the id names the
sending, so that a receiver who sees it twice knows it. Sent when the receiver answered 2xx; redirects are refused.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from simurg.app.delivery.mail import Refused
from simurg.app.delivery.settings import WebhookWay
from simurg.app.delivery.warning import IssuedWarning
from simurg.app.delivery.words import Letterhead, link_to
from simurg.ontology.errors import OperatorError
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of
from simurg.outbound.secrets import Secret
from simurg.outbound.way_out import Bounds, WayOut

BOUNDS = Bounds(seconds=15, answer_bytes=64 * 1024)
_PREFIX = "whsec_"
LEAST_KEY, MOST_KEY = 24, 64
"""Bytes of a signing key, as the standard has them."""


def body_of(warnings: Sequence[IssuedWarning], kind: str, head: Letterhead, at: datetime) -> bytes:
    """Of one warning or a digest; above what the way may carry it says only that something waits."""
    marking = Marking()
    for one in warnings:
        marking |= one.marking
    cut = not head.most.reading().permits(marking)
    data: dict[str, Any] = {"exercise": head.exercise, "workspace": head.title, "waiting": True}
    if cut:
        data["link"] = head.address or None
    else:
        data["marking"] = str(marking)
        data["warnings"] = [_told(one, head) for one in warnings]
    kind = "warning.waiting" if cut else {"escalation": "warning.escalated"}.get(kind, "warning.raised")
    return orjson.dumps({"type": kind, "timestamp": text_of(at), "data": data})


def signed(number: str, at: datetime, body: bytes, secret: Secret) -> dict[str, str]:
    """The three headers."""
    moment = str(int(at.timestamp()))
    digest = hmac.new(_key(secret), b".".join((number.encode(), moment.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": number,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def send_webhook(out: WayOut, way: WebhookWay, headers: Mapping[str, str], body: bytes) -> None:
    """Unreachable when there was no answer, Refused for any but 2xx."""
    with out.client("webhook", BOUNDS) as client:
        answer = client.post(way.url, content=body, headers={**headers, "Content-Type": "application/json"})
    if not answer.is_success:
        raise Refused(f"The webhook's receiver answered {answer.status_code}.", hint="See its log.")


def _told(one: IssuedWarning, head: Letterhead) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": text_of(one.at),
        "severity": one.severity,
        "title": one.title,
        "sentence": one.sentence,
        "requirement": one.requirement,
        "marking": str(one.marking),
        "refs": [dict(ref) for ref in one.refs],
        "link": link_to(one, head.address) or None,
    }


def _key(secret: Secret) -> bytes:
    text = secret.reveal()
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith(_PREFIX) or not LEAST_KEY <= len(key) <= MOST_KEY:
        raise OperatorError(
            "A webhook's signing secret is not one.", hint=f"It is {_PREFIX} and base64 of 24 to 64 random bytes."
        )
    return key
