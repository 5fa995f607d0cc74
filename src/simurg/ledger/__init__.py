"""The ledger: everything is appended to it and read through one call, `as_of`."""

from simurg.ledger.ledger import Ledger
from simurg.ledger.offer import Offer
from simurg.ledger.view import View

__all__ = ["Ledger", "Offer", "View"]
