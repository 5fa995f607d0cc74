"""Numbers that identify: what kind of thing each is, whether its check digit holds, what two sets of them say.

A *key* is given once to one thing (IMO, LEI, INN, OGRN, ...); of other numbers (passports, registrations, telephones)
one thing may have several. A key whose check digit is wrong was copied wrongly somewhere, so it counts as an ordinary
number. Values are compared without spaces, signs, case and leading zeros. Nothing is looked up anywhere.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from simurg.fusion.identity.letters import latin

SHORTEST, LONGEST_TELLING = 5, 64
"""Letters and digits of a number that is looked at: shorter ones are shared by chance."""
KEYS = frozenset(
    {"imoNumber", "leiCode", "innCode", "ogrnCode", "uniqueEntityId", "npiCode", "wikidataId", "permId", "okpoCode"}
    | {"dunsCode", "cikCode", "opencorporatesId", "vin"}
)
SEVERAL = frozenset(
    {"registrationNumber", "idNumber", "taxNumber", "vatCode", "passportNumber", "socialSecurityNumber", "cageCode"}
    | {"serialNumber", "mmsi", "callSign", "swiftBic", "isin", "isinCode", "bicCode", "publicKey", "accountNumber"}
    | {"bikCode", "icpcCode", "giiNumber", "iban", "ticker"}
)
AT_ONCE = frozenset({"isin", "isinCode", "ticker", "mmsi", "callSign", "publicKey", "accountNumber", "iban"})
"""Of these a thing has many at once or one after another: that two lists tell others says nothing."""
CONTACTS = frozenset({"email", "phone", "website"})
"""Often shared by firms of one group, and by people of one office."""
NUMBERS = KEYS | SEVERAL | CONTACTS
_SIGNS = re.compile(r"[^a-z0-9]+")
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?")


@lru_cache(maxsize=65536)
def number(kind: str, text: str) -> str:
    """A number as it is compared; empty where too little is left to tell anything."""
    lower = latin(text[:256].replace("№", ""))
    if kind == "website":
        lower = _WEB.sub("", lower).rstrip("/")
    bare = _SIGNS.sub("", lower)
    if kind == "imoNumber" or bare.startswith("imo"):
        bare = bare.removeprefix("imo")
    bare = bare.lstrip("0")
    return bare if SHORTEST <= len(bare) <= LONGEST_TELLING else ""


def holds(kind: str, value: str) -> bool:
    """Whether the check digit fits; True for kinds that have none."""
    check = _CHECKS.get(kind)
    return check is None or check(value)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _imo(value: str) -> bool:
    """Last digit of sum(digit * 7..2). The ship number scheme of the International Maritime Organization."""
    return len(value) == 7 and value.isdigit() and _weighted(value, (7, 6, 5, 4, 3, 2)) % 10 == int(value[6])


def _lei(value: str) -> bool:
    """ISO 17442: 20 letters and digits, modulo 97 = 1, letters counting from 10. Leading zeros were cut off."""
    return len(value) <= 20 and int("".join(str(int(sign, 36)) for sign in value)) % 97 == 1


def _inn(value: str) -> bool:
    """The Russian taxpayer's number: one check digit for firms (10), two for persons (12)."""
    if not value.isdigit():
        return False
    if len(value) in (9, 10):
        value = value.zfill(10)
        return _weighted(value, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == int(value[9])
    value = value.zfill(12)
    return (
        len(value) == 12
        and _weighted(value, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == int(value[10])
        and _weighted(value, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == int(value[11])
    )


def _ogrn(value: str) -> bool:
    """The Russian registration number: the first 12 digits modulo 11 (15: the first 14 modulo 13)."""
    if not value.isdigit() or len(value) not in (13, 15):
        return False
    return int(value[:-1]) % (len(value) - 2) % 10 == int(value[-1])


_CHECKS = {"imoNumber": _imo, "leiCode": _lei, "innCode": _inn, "ogrnCode": _ogrn}


def compare_numbers(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The names of the findings (evidence.yaml), at most one that speaks for and one against."""
    shared = _shared(left, right)
    if shared:
        yield shared
    yield from _apart(left, right, shared)


def _shared(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]) -> str:
    ordinary = False
    for kind, ours in left.items():
        both = ours & right.get(kind, frozenset())
        if kind in KEYS and any(holds(kind, value) for value in both):
            return "own number shared"
        ordinary = ordinary or (bool(both) and kind not in CONTACTS)
    if ordinary:
        return "number shared"
    elsewhere = _told(left) & _told(right)
    if any(len(value) > SHORTEST and sum(sign.isdigit() for sign in value) >= SHORTEST for value in elsewhere):
        return "number shared, of another kind"
    contacts = any(left.get(kind, frozenset()) & right.get(kind, frozenset()) for kind in CONTACTS)
    return "same telephone, mail or page" if contacts else ""


def _told(numbers: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(value for kind, values in numbers.items() if kind not in CONTACTS for value in values)


def _apart(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]], shared: str) -> Iterator[str]:
    both = sorted(kind for kind in left if kind in right and kind not in CONTACTS | AT_ONCE)
    told = [kind for kind in both if not left[kind] & right[kind]]
    if any(kind in KEYS and _differ(kind, left[kind], right[kind]) for kind in told):
        yield "own number differs"
    elif shared in ("", "same telephone, mail or page") and any(not _near(left[kind], right[kind]) for kind in told):
        yield "number differs"


def _differ(kind: str, left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether a key tells them apart. A slip of the pen breaks the check digit, where there is one."""
    sound = [frozenset(value for value in side if holds(kind, value)) for side in (left, right)]
    return bool(sound[0] and sound[1]) and (kind in _CHECKS or not _near(left, right))


def _near(left: frozenset[str], right: frozenset[str]) -> bool:
    """One slip of the pen apart, or one within the other (a registration with its court's name)."""
    return any(OSA.distance(one, two, score_cutoff=1) <= 1 or one in two or two in one for one in left for two in right)
