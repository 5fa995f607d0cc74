"""Mail by SMTP (RFC 5321): one message a conversation, over the way out, with a Message-ID that names the sending.

A message counts as sent when the server answered its end with 2xx. What fails earlier is tried again under the same
Message-ID; so is what was cut off after the end and before the answer, where nobody can know (RFC 5321, 6.1).
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from threading import Timer

from simurg.app.delivery.settings import MailWay
from simurg.app.delivery.words import Message
from simurg.ontology.errors import OperatorError
from simurg.outbound.errors import NotAllowed, Unreachable
from simurg.outbound.secrets import Secret
from simurg.outbound.way_out import WayOut

STEP_S, WHOLE_S = 15.0, 60.0
"""What one step, and a whole conversation, may take."""


class Refused(OperatorError):
    """The server is there and does not take this message; others it may take."""


def letter(number: str, to: str, way: MailWay, message: Message, at: datetime) -> EmailMessage:
    """The message as it goes over the wire."""
    mail = EmailMessage()
    mail["From"], mail["To"] = way.sender, to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{number}@{way.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def send_mail(out: WayOut, way: MailWay, password: Secret | None, mail: EmailMessage) -> None:
    """Unreachable when there was no talking to the server, Refused when it said no."""
    try:
        with _talking(out, way, password) as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        raise Refused(f"The mail server refused the address ({codes}).", hint="Is it right?") from error
    except smtplib.SMTPResponseException as error:
        kind = Unreachable if error.smtp_code in (-1, 421) else Refused
        raise kind(f"The mail server answered {error.smtp_code}.", hint="See its log.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(
            f"The talk with the mail server broke off ({type(error).__name__}).", hint="It is tried again later."
        ) from error


class _Over(smtplib.SMTP):
    """SMTP whose connection is made by the way out."""

    def __init__(self, out: WayOut, way: MailWay) -> None:
        self._out, self._way = out, way
        super().__init__(way.host, way.port, local_hostname="simurg.invalid", timeout=STEP_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = self._out.connect("mail", host, port, timeout)
        if self._way.tls != "tls":
            return plain
        try:
            return self._out.context().wrap_socket(plain, server_hostname=host)
        except (ssl.SSLError, OSError):
            plain.close()
            raise


@contextmanager
def _talking(out: WayOut, way: MailWay, password: Secret | None) -> Iterator[smtplib.SMTP]:
    """A server that was greeted, encrypted and signed in to; cut off after WHOLE_S, whatever it does."""
    door = out.door("mail", way.host, way.port)
    if way.tls == "none" and not door.plain:
        raise NotAllowed("Mail without TLS goes to this machine only.", hint="Use `tls: starttls`, or list it plain.")
    server = _Over(out, way)
    watch = Timer(WHOLE_S, lambda: _cut(server))
    watch.daemon = True
    watch.start()
    try:
        if way.tls == "starttls":
            server.starttls(context=out.context())
        if way.user is not None and password is not None:
            server.login(way.user, password.reveal())
        yield server
        with suppress(smtplib.SMTPException, OSError):  # it took the message; how it says goodbye is its matter
            server.quit()
    finally:
        watch.cancel()
        server.close()


def _cut(server: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        if server.sock is not None:
            server.sock.shutdown(socket.SHUT_RDWR)
