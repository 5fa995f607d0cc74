"""A register of invented persons, each told several times with slips of the pen; the truth stands in `person`."""

import random

import pyarrow as pa

from simurg.fusion.linkage.settings import Column, LinkSettings, Role

STARTS = (
    "Bra",
    "Cel",
    "Dor",
    "Fen",
    "Gal",
    "Hes",
    "Jor",
    "Kel",
    "Lum",
    "Mar",
    "Nor",
    "Pel",
    "Quin",
    "Ros",
    "Tam",
    "Vor",
)
ENDS = ("ana", "bert", "dric", "enna", "gard", "ilia", "mond", "nia", "ora", "rick", "stan", "wyn")
TOWNS = ("Norvik", "Casterlo", "Port Amary", "Ulmen", "Sarn", "Highmoor", "Delft Ferry", "Brinnick")
COLUMNS = (
    Column("name", Role.NAME),
    Column("born", Role.DATE),
    Column("town", Role.PLACE),
    Column("post", Role.POSTCODE),
)
SETTINGS = LinkSettings("id", COLUMNS)


def register(persons: int, seed: int, told: int = 3) -> pa.Table:
    """`persons` invented persons, each in `told` rows, shuffled."""
    draw = random.Random(seed)
    rows = []
    for person in range(persons):
        name = [_word(draw), _word(draw), _word(draw)]
        born = f"{draw.randint(1900, 1999)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        town, post = draw.choice(TOWNS), f"{draw.choice('abcdefgh')}{draw.randint(1, 99)} {draw.randint(100, 999)}"
        for copy in range(told):
            kept = [name[0], *([name[1]] if draw.random() < 0.6 else []), name[2]]
            row = {"name": " ".join(kept), "born": born, "town": town, "post": post}
            for column in row:
                fate = draw.random()
                row[column] = None if fate < 0.1 else _slip(row[column], draw) if fate < 0.25 else row[column]
            rows.append({"id": f"{person}-{copy}", "person": person} | row)
    draw.shuffle(rows)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


SCHEMA = pa.schema([("id", pa.string()), ("person", pa.int64())] + [(column.name, pa.string()) for column in COLUMNS])


def _word(draw: random.Random) -> str:
    return draw.choice(STARTS) + draw.choice(ENDS) + draw.choice(("", "", "son", "ley", "ton"))


def _slip(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    return text[:place] + draw.choice("abcdefgh0123456789") + text[place + 1 :]
