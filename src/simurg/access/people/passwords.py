"""Passwords: argon2id (RFC 9106, second recommended choice: 64 MiB, 3 passes), checked in the same time whoever asks.

Rules follow NIST SP 800-63B-4: length and how soon it would be guessed, no classes of characters, no expiry. The same
letters typed on another keyboard are the same password (NFC). A hash with weaker parameters is made anew at the next
sign-in. No more than two are reckoned at once, so that a flood of sign-ins costs time and not memory.
"""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from simurg.access.people.account import Account
from simurg.access.state import State
from simurg.ontology.errors import CallerError

LEAST, MOST = 12, 256
"""Characters."""
LEAST_SCORE = 3
"""Of zxcvbn (Wheeler, USENIX Security 2016): 10^8 guesses or more."""
_JUDGED = 72
"""Characters that zxcvbn looks at: its time grows with their square."""
_AT_ONCE = threading.BoundedSemaphore(2)


class Passwords:
    """The passwords of one workspace's accounts; `hasher` gives the parameters."""

    def __init__(self, state: State, hasher: PasswordHasher | None = None) -> None:
        self._state = state
        self._hasher = hasher or PasswordHasher()
        self._nobodys: str | None = None

    def set(self, account: Account, password: str) -> None:
        """CallerError for one that breaks the rules."""
        with _AT_ONCE:
            hashed = self._hasher.hash(checked(password, account))
        with self._state.change() as db:
            db.execute("UPDATE people SET hash = ? WHERE name = ?", (hashed, account.name))

    def fits(self, name: str, password: str) -> bool:
        """Whether it is the password of an active account. Takes as long for a name that nobody has."""
        row = self._state.row("SELECT hash, state FROM people WHERE name = ?", (name,))
        hashed = row["hash"] if row is not None else None
        given = unicodedata.normalize("NFC", password)[: MOST + 1]
        with _AT_ONCE:
            right = self._verify(hashed or self._dummy(), given)
            if row is None or hashed is None or row["state"] != "active" or not right or len(given) > MOST:
                return False
            anew = self._hasher.hash(given) if self._hasher.check_needs_rehash(hashed) else None
        if anew is not None:
            with self._state.change() as db:
                db.execute("UPDATE people SET hash = ? WHERE name = ? AND hash = ?", (anew, name, hashed))
        return True

    def _verify(self, hashed: str, given: str) -> bool:
        try:
            return self._hasher.verify(hashed, given)
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError):
            return False  # a hash that is no hash opens nothing

    def _dummy(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash("nobody has this password")
        return self._nobodys


def checked(password: str, account: Account) -> str:
    """The password as it is hashed; CallerError says what is wrong with it and never repeats it."""
    given = unicodedata.normalize("NFC", password)
    if not LEAST <= len(given) <= MOST:
        raise CallerError(
            f"A password must have {LEAST} to {MOST} characters.",
            hint="Four or five words that do not belong together.",
        )
    own = {account.name, *account.name.replace("-", ".").split("."), *account.display.casefold().split()}
    if any(len(word) >= 4 and word in given.casefold() for word in own):
        raise CallerError(
            "A password must not contain your name.", hint="Choose words that have nothing to do with you."
        )
    from zxcvbn import zxcvbn  # half a megabyte of lists, for this alone

    if zxcvbn(given[:_JUDGED], user_inputs=[*own, "simurg", "workbench"])["score"] < LEAST_SCORE:
        raise CallerError(
            "This password would be guessed early: it is common, repeats itself or follows the keyboard.",
            hint="Four or five words that do not belong together.",
        )
    return given
