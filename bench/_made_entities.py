"""Made pairs of entities, as lists of sanctions and registers tell of them, with their truth. Seeded; all fictional.

A *truth* is one person, organisation or ship. A *record* is what one list tells of it, in the list's own style: order
and spelling of names, scripts, aliases, how dates are told, what is left out, slips. A positive pair is two records
of one truth; a negative one records of a truth and of a *neighbour*: somebody of the same or a nearly equal name, a
relative, a sister firm, a firm of another country, a ship of the same name. Rates are guesses, changed a few times
while this was written so that fitted weights and the peer's result were plausible (the peer finds these worlds harder
than the sanctions lists it is known on). `Rates` holds those that matter: make another world to see what hangs on them.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bench._made_truths import (
    Firm,
    Person,
    Ship,
    Word,
    cyrillic,
    feminine,
    imo,
    inn,
    native_name,
    ogrn,
    ordinal,
    patronymic,
    word,
    words,
)

Pair = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares from 0 to 1."""

    told: float = 0.62  # a property that a list could tell is told
    year_only: float = 0.22
    wrong_date: float = 0.06  # of dates told: swapped, a year or a day off, another one
    other_spelling: float = 0.55
    slip: float = 0.04  # of words: a letter wrong
    native: float = 0.25  # names in their own script beside the Latin ones
    only_native: float = 0.06
    aliases: float = 0.45
    elsewhere: float = 0.35  # another birth place (village, province, country), address or role of the same thing
    namesakes: float = 0.1  # of neighbours
    any_other: float = 0.25  # neighbours with nothing in common but a word or none
    merged: float = 0.0  # records put together from what two to five lists tell of the same thing


@dataclass
class Maker:
    """One stream of chance; the same seed makes the same pairs."""

    seed: int
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def yes(self, share: float) -> bool:
        return self.chance.random() < share

    def told(self, factor: float = 1.0) -> bool:
        return self.yes(self.rates.told * factor)

    def pick(self, found: Sequence[Any]) -> Any:
        """The first ones more often: names are not equally common."""
        return found[int(len(found) * self.chance.random() ** 1.5)]

    def digits(self, count: int) -> str:
        return str(self.chance.randint(10 ** (count - 1), 10**count - 1))

    def date(self, first: int = 1940, last: int = 1995) -> tuple[int, int, int]:
        return self.chance.randint(first, last), self.chance.randint(1, 12), self.chance.randint(1, 28)

    def shares(self, *others: float) -> list[float]:
        """Of ways to be a neighbour: namesakes, anybody, the rest in the given proportions."""
        left = 1.0 - self.rates.namesakes - self.rates.any_other
        return [self.rates.namesakes, self.rates.any_other, *(left * other / sum(others) for other in others)]

    # --- truths ---

    def person(self) -> Person:
        culture = self.chance.choices(
            ["russian", "arabic", "persian", "korean", "chinese", "western", "african"], [30, 25, 12, 7, 5, 12, 9]
        )[0]
        pool = words()["persons"][culture]
        woman = culture not in ("arabic", "persian") and self.yes(0.15)
        given = [word(self.pick(pool["women" if woman else "given"]))]
        count = {"russian": 2, "arabic": self.chance.choice([1, 2, 2, 3]), "korean": 2, "chinese": 2}.get(culture, 1)
        count = 2 if culture in ("persian", "western") and self.yes(0.4) else count
        count = 1 if culture == "chinese" and self.yes(0.4) else count
        given += [word(self.pick(pool["given"])) for _ in range(count - 1)]
        family = word(self.pick(pool["family"]))
        nickname = "Abu " + word(self.pick(words()["persons"]["arabic"]["given"])).spellings[0]
        return Person(
            culture,
            tuple(given),
            family,
            woman,
            self.date(),
            self.pick(pool["places"]),
            self.pick(pool["countries"]),
            tuple(self.chance.sample(words()["roles"], 2)),
            self.person_numbers(culture),
            nickname if culture == "arabic" and self.yes(0.4) else "",
        )

    def person_numbers(self, culture: str) -> tuple[tuple[str, str], ...]:
        passports = [("passportNumber", self.chance.choice("ABCKPX") + self.digits(7)) for _ in range(2)]
        found = [*passports[: self.chance.choice([1, 1, 2])], ("idNumber", self.digits(9))]
        if culture == "russian":
            found.append(("innCode", inn(self.digits(10))))
        return tuple(found)

    def firm(self) -> Firm:
        pool = words()["organisations"]
        schema = self.chance.choice(["Company", "Company", "Company", "Organization", "Organization"])
        group = schema == "Organization" and self.yes(0.6)
        country = self.pick(pool["countries"])
        town = self.chance.choice(pool["towns"])
        if group:
            said = self.chance.sample(pool["group_words"], self.chance.choice([1, 2, 2]))
            distinct = f"{' '.join(said)} {self.chance.choice(pool['groups'])}"
            if self.yes(0.6):
                distinct += f" of {town}"
            initials = "".join(part[0] for part in distinct.split() if part != "of")
            number = self.chance.randint(2, 60) if self.yes(0.2) else 0
            address = f"{town}"
            return Firm(schema, distinct, -1, "", country, number, town, self.date(1985, 2018), address, (), initials)
        numbers = [("registrationNumber", self.digits(8))]
        if country == "ru":
            numbers += [("innCode", inn(self.digits(9))), ("ogrnCode", ogrn("1" + self.digits(11)))]
        return Firm(
            "Company" if self.yes(0.75) else schema,
            self.brand(pool["distinct"]),
            self.chance.randrange(len(pool["activity"])) if self.yes(0.8) else -1,
            self.chance.choice(pool["forms"][country]),
            country,
            self.chance.randint(1, 9) if self.yes(0.06) else 0,
            town,
            self.date(1975, 2020),
            f"{self.chance.randint(1, 220)} {self.chance.choice(pool['distinct'])} Street, {town}",
            tuple(numbers),
        )

    def brand(self, known: Sequence[str]) -> str:
        """A word of the list, or one put together of syllables."""
        if self.yes(0.4):
            return self.pick(known) + (f"-{self.pick(known)}" if self.yes(0.3) else "")
        starts = ["Va", "Ro", "Te", "Mi", "Sa", "Kho", "Bel", "Nor", "Tra", "Gri", "Zha", "Al", "Per", "Os", "Du", "Li"]
        middles = ["ri", "me", "lo", "ta", "vi", "sha", "ne", "do", "ka", "ru"]
        ends = ["n", "sk", "tek", "mash", "dar", "lin", "ban", "x", "prom", "far"]
        return "".join(self.chance.choice(part) for part in (starts, middles, ends))

    def ship(self) -> Ship:
        pool = words()["ships"]
        return Ship(
            self.ship_name(),
            tuple(self.ship_name() for _ in range(self.chance.choice([0, 0, 1, 2]))),
            self.pick(pool["flags"]),
            self.chance.choice(pool["types"]),
            self.chance.randint(1975, 2018),
            self.chance.randint(900, 160000),
            (("imoNumber", imo(self.digits(6))), ("mmsi", self.digits(9)), ("callSign", "H" + self.digits(5))),
        )

    def ship_name(self) -> str:
        name = " ".join(self.chance.sample(words()["ships"]["words"], self.chance.choice([1, 2, 2, 2])))
        return f"{name} {self.chance.randint(1, 9)}" if self.yes(0.15) else name

    # --- neighbours ---

    def other_person(self, one: Person) -> Person:
        """Somebody else whom a search would offer."""
        two = self.person()
        while two.culture != one.culture:
            two = self.person()
        if self.yes(0.6):
            two = replace(two, country=one.country)
        if self.yes(0.15):
            two = replace(two, born=(one.born[0] + self.chance.choice([-1, 0, 0, 1]), *two.born[1:]))
        ways = ["namesake", "any", "given", "father", "family", "alias", "part"]
        way = self.chance.choices(ways, self.shares(24, 14, 14, 8, 8))[0]
        if way == "namesake":
            fewer = len(one.words) > 1 and one.culture not in ("korean", "chinese") and self.yes(0.5)
            own = (one.words[0], *two.words[1:]) if fewer else one.words
            return replace(two, words=own, family=one.family, woman=one.woman)
        if way == "given":
            return replace(two, words=(two.words[0], *one.words[1:]), family=one.family)
        if way == "father":
            turned = (
                (one.words[1], one.words[0])
                if len(one.words) == 2 and self.yes(0.4)
                else (one.words[0], *two.words[1:])
            )
            return replace(two, words=turned, family=one.family, place=one.place)
        if way == "family":
            return replace(two, words=one.words, woman=one.woman)
        if way == "alias":
            return replace(two, nickname=one.nickname or "Abu Umar")
        if way == "part":
            return replace(two, words=one.words[:1] + two.words[:1], family=one.family)
        return two

    def other_firm(self, one: Firm) -> Firm:
        two = self.firm()
        while (two.activity < 0) != (one.activity < 0):
            two = self.firm()
        way = self.chance.choices(["sister", "namesake", "number", "branch", "family", "any"], [34, 16, 12, 16, 14, 8])[
            0
        ]
        near = replace(two, country=one.country, town=one.town)
        if way == "any":
            return two
        if one.activity < 0 and not one.numbers:  # a group: another town, number or word
            last = one.distinct.partition(" ")[2]
            other = self.chance.choice(words()["organisations"]["group_words"])
            changed = f"{other} {last}" if self.yes(0.6) else f"{one.distinct.split(' of ')[0]} of {two.town}"
            number = one.number + self.chance.choice([1, 2, 10]) if way == "number" else one.number
            return replace(near, distinct=one.distinct if way == "number" else changed, number=number, short="")
        if way == "sister":
            address = one.address if self.yes(0.4) else two.address
            return replace(near, distinct=one.distinct, form=one.form, address=address)
        if way == "namesake":
            return replace(two, distinct=one.distinct, activity=one.activity)
        if way == "number":
            return replace(
                near,
                distinct=one.distinct,
                activity=one.activity,
                form=one.form,
                number=one.number + self.chance.randint(1, 3),
            )
        if way == "branch":
            return replace(two, distinct=f"{one.distinct} {two.town}", activity=one.activity, form=one.form)
        if way == "family":
            return replace(near, activity=one.activity, form=one.form)
        return two

    def other_ship(self, one: Ship) -> Ship:
        two = self.ship()
        way = self.chance.choices(["namesake", "any", "number", "word", "fleet"], self.shares(30, 30, 14))[0]
        if way == "namesake":
            return replace(two, name=one.name, former=(), flag=one.flag if self.yes(0.4) else two.flag)
        if way == "number":
            return replace(
                two, name=f"{one.name.rstrip(' 123456789')} {self.chance.randint(1, 12)}", kind=one.kind, flag=one.flag
            )
        if way == "word":
            return replace(two, name=f"{one.name.split()[0]} {two.name.split()[-1]}")
        if way == "any":
            return two
        return replace(two, kind=one.kind, flag=one.flag, built=one.built)

    # --- records ---

    def spelled(self, found: Word) -> str:
        text = self.chance.choice(found.spellings) if self.yes(self.rates.other_spelling) else found.spellings[0]
        if self.yes(self.rates.slip) and len(text) > 4:
            at = self.chance.randrange(1, len(text) - 1)
            text = self.chance.choice(
                [
                    text[:at] + text[at + 1 :],
                    text[:at] + text[at] + text[at:],
                    text[:at] + self.chance.choice("aeiou") + text[at + 1 :],
                ]
            )
        return text

    def person_name(self, one: Person, style: str) -> str:
        given, family = [self.spelled(found) for found in one.words], self.spelled(one.family)
        if one.culture == "russian":
            family, given = feminine(family) if one.woman else family, [given[0], patronymic(given[1], one.woman)]
            if style in ("short", "initials") or self.yes(0.25):
                given = given[:1]
        elif one.culture == "arabic":
            if len(given) > 1 and (style == "short" or self.yes(0.3)):
                given = given[:1]
            elif len(given) > 1 and self.yes(0.3):
                given = [given[0], "bin", *given[1:]]
        elif one.culture == "korean":
            joiner = self.chance.choice(["-", " ", "-"])
            joined = (
                joiner.join(given) if joiner == " " else joiner.join([given[0], *(part.lower() for part in given[1:])])
            )
            return f"{family.upper() if style == 'upper' else family} {joined}"
        elif one.culture == "chinese":
            joined = given[0] + "".join(part.lower() for part in given[1:])
            return f"{joined} {family}" if style == "western" else f"{family} {joined}"
        elif len(given) > 1 and (style == "short" or self.yes(0.3)):
            given = given[:1]
        if style == "initials":
            given = [f"{part[0]}." for part in given if part != "bin"]
        if style == "upper":
            return f"{family.upper()}, {' '.join(given)}"
        return f"{family} {' '.join(given)}" if style == "family first" else f"{' '.join(given)} {family}"

    def person_record(self, one: Person) -> dict[str, Any]:
        style = self.chance.choice(["plain", "plain", "upper", "family first", "western", "short"])
        names = [self.person_name(one, style)]
        aliases = []
        if self.yes(self.rates.aliases):
            styles = ["plain", "plain", "short", "family first", "initials"]
            aliases = [self.person_name(one, self.chance.choice(styles)) for _ in range(self.chance.randint(1, 4))]
        native = native_name(one)
        if native and self.yes(self.rates.only_native):
            names, aliases = [native], []
        elif native and self.yes(self.rates.native):
            aliases.append(native)
        found: dict[str, list[str]] = {"name": names, "alias": aliases}
        if one.nickname and self.yes(0.6):
            found["weakAlias" if self.yes(0.5) else "alias"] = found["alias"] + [one.nickname]
        if self.told():
            found["birthDate"] = self.dates(one.born)
        if self.told(0.8):
            place = self.elsewhere(one.culture) if self.yes(self.rates.elsewhere) else one.place
            found["birthPlace"] = [place if self.yes(0.6) else f"{place}, {one.country.upper()}"]
        if self.told(1.3):
            nation = one.country if self.yes(0.95) else self.pick(words()["persons"][one.culture]["countries"])
            found["nationality" if self.yes(0.6) else "country"] = [nation]
        if self.told():
            found["gender"] = ["female" if one.woman != self.yes(0.004) else "male"]
        if self.told(0.7):
            own = [role for role in one.roles if not self.yes(self.rates.elsewhere * 2)]
            found["position"] = own or [self.chance.choice(words()["roles"])]
        if self.told(0.4) and style not in ("initials",):
            found["firstName"], found["lastName"] = [self.spelled(one.words[0])], [self.spelled(one.family)]
        for kind, value in one.numbers:
            if self.told(0.4) and (kind not in found or self.yes(0.4)):
                found.setdefault(kind, []).append(value if self.yes(0.93) else self.digits(len(value)))
        found["topics"] = ["sanction"]
        return {"schema": "Person" if self.yes(0.97) else "LegalEntity", "properties": found}

    def elsewhere(self, culture: str) -> str:
        """A village nobody knows, or a town of the same country."""
        pool = words()["persons"][culture]["places"]
        near = self.chance.choice(pool)
        return (
            near
            if self.yes(0.4)
            else f"{near[::-1].capitalize()} village, {near}"
            if self.yes(0.4)
            else near[::-1].capitalize()
        )

    def dates(self, date: tuple[int, int, int], first: int = 1940) -> list[str]:
        if self.yes(self.rates.wrong_date):
            year, month, day = date
            way = self.chance.choice(["swap", "year", "year", "day", "month", "any"])
            wrong = {
                "swap": (year, day, month) if day < 13 else (year, month, day - 1),
                "year": (year + self.chance.choice([-2, -1, 1, 1, 10]), month, day),
                "day": (year, month, max(1, day - 1)),
                "month": (year, month % 12 + 1, day),
                "any": self.date(first),
            }[way]
            told = [wrong, date] if self.yes(0.3) else [wrong]
        else:
            told = [date]
        if self.yes(0.05):
            told.append(self.date(date[0] - 2, date[0] + 2))
        return [self.date_text(found) for found in told]

    def date_text(self, date: tuple[int, int, int]) -> str:
        year, month, day = date
        if self.yes(self.rates.year_only):
            return (
                f"{year}-01-01"
                if self.yes(0.15)
                else str(year + (self.chance.choice([-1, 1]) if self.yes(0.08) else 0))
            )
        return f"{year}-{month:02}" if self.yes(0.03) else f"{year}-{month:02}-{day:02}"

    def firm_name(self, one: Firm, native: int = 0) -> str:
        pool = words()["organisations"]
        form, _, local = one.form.partition("|")
        if self.yes(self.rates.other_spelling * 0.5):
            form, _, local = self.chance.choice(pool["forms"][one.country]).partition("|")
        activity = pool["activity"][one.activity][native or (3 if self.yes(0.15) else 0)] if one.activity >= 0 else ""
        number = str(one.number) if one.number and self.yes(0.88) else ""
        distinct = self.spelled(Word((one.distinct,), ""))
        if one.activity < 0 and number:
            return f"{ordinal(one.number)} {distinct}" if self.yes(0.5) else f"{distinct} {number}"
        if native == 1:
            return f"{local or form} {activity} «{cyrillic(distinct)}» {number}".strip()
        if one.country in ("ru", "by") and self.yes(0.6):
            return " ".join(part for part in (form, activity if self.yes(0.8) else "", distinct, number) if part)
        form = "" if self.yes(0.25) else form
        return " ".join(part for part in (distinct, activity if self.yes(0.85) else "", number, form) if part)

    def firm_record(self, one: Firm) -> dict[str, Any]:
        names = [self.firm_name(one)]
        aliases = (
            [self.firm_name(one) for _ in range(self.chance.randint(1, 3))] if self.yes(self.rates.aliases) else []
        )
        if one.country in ("ru", "by") and one.activity >= 0 and self.yes(self.rates.native):
            aliases.append(self.firm_name(one, 1))
        if one.short and self.yes(0.4):
            aliases.append(one.short)
        found: dict[str, list[str]] = {"name": names, "alias": aliases}
        if self.told(1.2):
            country = one.country if self.yes(0.94) else self.pick(words()["organisations"]["countries"])
            found[self.chance.choice(["country", "jurisdiction"])] = [country]
        if one.numbers and self.told(0.6):
            found["incorporationDate"] = self.dates(one.founded, 1975)
        if self.told(0.8):
            street = self.chance.choice(words()["organisations"]["distinct"])
            moved = f"{self.chance.randint(1, 220)} {street} Avenue, {one.town}"
            address = moved if self.yes(self.rates.elsewhere * 1.3) else one.address
            found["address"] = [address + (f", {one.country.upper()}" if self.yes(0.5) else "")]
        for kind, value in one.numbers:
            if self.told(0.5):
                found[kind] = [value if self.yes(0.94) else self.digits(len(value))]
        schema = one.schema if self.yes(0.85) else self.chance.choice(["LegalEntity", "Organization", "Company"])
        return {"schema": schema, "properties": found | {"topics": ["sanction"]}}

    def ship_record(self, one: Ship) -> dict[str, Any]:
        name = one.name.upper() if self.yes(0.5) else one.name
        name = name.rstrip(" 123456789") if self.yes(0.1) else name
        prefix = self.chance.choice(["MV ", "M/V ", "MT "]) if self.yes(0.15) else ""
        found: dict[str, list[str]] = {"name": [prefix + name]}
        if one.former and self.yes(0.5):
            found["previousName" if self.yes(0.6) else "alias"] = list(one.former)
            if self.yes(0.12):  # the list knows it by an older name
                found = {"name": [one.former[0]], "alias": []}
        if self.told(1.3):
            found["flag"] = [one.flag if self.yes(0.8) else self.pick(words()["ships"]["flags"])]
        if self.told(0.6):
            found["type"] = [one.kind if self.yes(0.8) else self.chance.choice(words()["ships"]["types"])]
        if self.told(0.5):
            found["buildDate"] = [str(one.built)]
        if self.told(0.5):
            found["grossRegisteredTonnage"] = [str(one.tons)]
        for kind, value in one.numbers:
            if self.told(1.1 if kind == "imoNumber" else 0.35):
                found[kind] = [("IMO" if kind == "imoNumber" and self.yes(0.5) else "") + value]
        return {"schema": "Vessel", "properties": found}

    # --- pairs ---

    def whole(self, record: Callable[[Any], dict[str, Any]], one: Any) -> dict[str, Any]:
        """What one list tells, or several lists together: every value once, later names mostly as aliases."""
        told = record(one)
        if not self.rates.merged or not self.yes(self.rates.merged):
            return told
        for _ in range(self.chance.randint(1, 4)):
            more = record(one)["properties"]
            if self.yes(0.6):
                more["alias"] = more.pop("name") + more.get("alias", [])
            for name, found in more.items():
                known = told["properties"].get(name, [])
                told["properties"][name] = list(dict.fromkeys([*known, *found]))
        return told

    def pair(self) -> Pair:
        kinds: list[tuple[Callable[[], Any], Callable[[Any], Any], Callable[[Any], dict[str, Any]]]] = [
            (self.person, self.other_person, self.person_record),
            (self.firm, self.other_firm, self.firm_record),
            (self.ship, self.other_ship, self.ship_record),
        ]
        make, neighbour, record = self.chance.choices(kinds, [60, 33, 7])[0]
        one, same = make(), self.yes(0.5)
        sides = [self.whole(record, one)]
        sides.append(self.whole(record, one if same else neighbour(one)))
        for side in sides:
            side["properties"] = {name: found for name, found in side["properties"].items() if found}
        self.chance.shuffle(sides)
        return {"left": sides[0], "right": sides[1], "judgement": "positive" if same else "negative"}


def made_pairs(seed: int, count: int, rates: Rates | None = None) -> list[Pair]:
    """`count` pairs, half of them one thing told twice."""
    maker = Maker(seed, rates or Rates())
    return [maker.pair() for _ in range(count)]


WORLDS = {
    "poor": Rates(),
    "rich": Rates(told=0.85, aliases=0.7, native=0.4, only_native=0.15),
    "plain": Rates(
        told=0.8, aliases=0.6, namesakes=0.03, any_other=0.8, wrong_date=0.03, slip=0.02, other_spelling=0.4
    ),
    "merged": Rates(told=0.7, aliases=0.7, native=0.5, wrong_date=0.04, namesakes=0.06, any_other=0.4, merged=0.7),
}
"""Lists that tell little, lists that tell much, candidates most of whom are plainly others, and records that were put
together from several lists, with a dozen names each."""
OTHER_WORLD = Rates(told=0.7, year_only=0.4, wrong_date=0.12, slip=0.08, native=0.3, namesakes=0.1, any_other=0.3)
"""One that nothing is fitted on, with other rates."""
