"""What can go wrong on the way out, arranged by what is to be told: refused by us, or failed at the other end.

No message holds a header, a body, or the query of an address: secrets stand there.
"""

from simurg.ontology.errors import OperatorError


class NotAllowed(OperatorError):
    """The allow-list does not have this machine, or the request or redirect is of a kind that is never made."""


class Unreachable(OperatorError):
    """The machine at the other end does not answer, or not within the bounds."""


class TimedOut(Unreachable):
    """No whole answer within the time of the exchange."""


class CutShort(Unreachable):
    """The answer began, and broke off or fell apart before its end."""


class TooLarge(Unreachable):
    """The answer has more bytes than are taken, announced, sent or unpacked."""


class NotUnpacked(Unreachable):
    """The answer's body is not in the coding that its headers name, or in one that is not known."""
