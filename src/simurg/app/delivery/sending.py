"""Sending one thing to one person by one way, over the way out: what is drawn, what signs it, where it goes."""

from collections.abc import Sequence
from typing import Protocol

from simurg.app.delivery.mail import letter, send_mail
from simurg.app.delivery.outbox import Sending
from simurg.app.delivery.settings import MailWay, WebhookWay
from simurg.app.delivery.warning import IssuedWarning
from simurg.app.delivery.webhook import body_of, send_webhook, signed
from simurg.app.delivery.words import Letterhead, message
from simurg.app.workspace import Workspace
from simurg.ontology.errors import OperatorError
from simurg.ontology.times import Clock
from simurg.outbound.secrets import secret_of
from simurg.outbound.way_out import WayOut


class Sender(Protocol):
    """Gets it there, or raises an OperatorError: Refused for this one, any other for whatever goes that way."""

    def send(self, sending: Sending, place: str, warnings: Sequence[IssuedWarning]) -> None:
        """Returns when the other side has it."""
        ...


class Post:
    """The real one."""

    def __init__(self, workspace: Workspace, clock: Clock, out: WayOut) -> None:
        self._workspace, self._clock, self._out = workspace, clock, out

    def send(self, sending: Sending, place: str, warnings: Sequence[IssuedWarning]) -> None:
        ways = self._workspace.settings.delivery
        if sending.way == "mail" and ways.mail is not None:
            self._mail(sending, place, warnings, ways.mail)
        elif sending.way == "webhook" and place in ways.webhooks:
            self._webhook(sending, warnings, ways.webhooks[place])
        else:
            raise OperatorError(
                f"This workspace sends nothing by {sending.way}.", hint="See `delivery` in simurg.yaml."
            )

    def _mail(self, sending: Sending, to: str, warnings: Sequence[IssuedWarning], way: MailWay) -> None:
        if to.rpartition("@")[2].lower() not in way.domains:
            raise OperatorError("An address is outside the domains that are written to.", hint="See `mail: domains`.")
        drawn = message(warnings, sending.kind, self._head(way))
        password = None if way.password is None else secret_of(way.password, self._workspace.folder)
        send_mail(self._out, way, password, letter(sending.id, to, way, drawn, self._clock()))

    def _webhook(self, sending: Sending, warnings: Sequence[IssuedWarning], way: WebhookWay) -> None:
        at = self._clock()
        body = body_of(warnings, sending.kind, self._head(way), at)
        headers = signed(sending.id, at, body, secret_of(way.secret, self._workspace.folder))
        send_webhook(self._out, way, headers, body)

    def _head(self, way: MailWay | WebhookWay) -> Letterhead:
        settings = self._workspace.settings
        return Letterhead(settings.title, settings.delivery.address, settings.exercise, way.most)
