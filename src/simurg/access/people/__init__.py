"""People: accounts, what each may see and do, their passwords, and the one-time links that begin an account."""

from simurg.access.people.account import Account
from simurg.access.people.store import Change, People

__all__ = ["Account", "Change", "People"]
