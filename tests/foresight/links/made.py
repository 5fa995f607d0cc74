"""A made world of links: pairs that keep dealing with each other, answers that follow, kinsmen who do alike."""

import numpy as np

from simurg.foresight.links.links import Links, links_of

RELATIONS = ("consult", "praise", "accuse", "threaten", "reject", "aid")
ROLES = ("Police", "Army", "Mayor", "Union")
PLACES = ("Arda", "Brek", "Cimm", "Doru", "Enna", "Fael")
FIRST = 15_000
Rows = list[tuple[str, str, str, int]]


def rows(seed: int = 1, days: int = 90, a_day: int = 14) -> Rows:
    """An accusation is answered by a threat the next day; half of all links repeat a pair's habit."""
    random = np.random.default_rng(seed)
    actors = [*PLACES, *(f"{role}_({place})" for place in PLACES for role in ROLES)]
    habits = [(*random.choice(actors, 2, replace=False), str(random.choice(RELATIONS))) for _ in range(40)]
    made: Rows = []
    owed: list[tuple[str, str]] = []
    for day in range(FIRST, FIRST + days):
        answers = [(two, "threaten", one, day) for one, two in owed]
        fresh: Rows = []
        for _ in range(a_day):
            if random.random() < 0.6:
                one, two, what = habits[random.integers(len(habits))]
            else:
                one, two = random.choice(actors, 2, replace=False)
                what = str(random.choice(RELATIONS))
            fresh.append((str(one), what, str(two), day))
        owed = [(one, two) for one, what, two, _ in fresh if what == "accuse"]
        made += answers + fresh
    return made


def links(given: Rows) -> Links:
    who, what, whom, day = (list(column) for column in zip(*given, strict=True))
    return links_of(who, what, whom, day)
