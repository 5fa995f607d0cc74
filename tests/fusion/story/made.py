"""Reports of our own for the tests of stories: an invented strait, an invented shooting."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import pyarrow as pa

from simurg.fusion.story import Report, candidates, link_rows, sketch

FRIDAY = datetime(2024, 5, 3, 18, tzinfo=UTC)
TITLE = "Guards fire on boat off Port Alder"
FIRST = (
    "PORT ALDER, Westmark, 3 May (Norvik Agency) – Border guards of Westmark fired on a boat from Eastmark off "
    "Port Alder on Friday. At least 12 people were killed, the coast guard said. Eastmark summoned the ambassador of "
    "Westmark and demanded an apology. The boat had left Kelm harbour at dawn with 30 crew on board. Rescue teams "
    "searched the strait until nightfall."
)
RETOLD = (
    "Twelve fishermen died on 3 May when patrol boats of Westmark opened fire near Port Alder, officials in Eastmark "
    "say. The government in Kelm has called in the Westmark ambassador. Of the 30 on board, 18 were pulled from the "
    "water, according to the Norvik Agency."
)
ELSEWHERE = (
    "LUND, Sarmia, 3 May (Norvik Agency) – Farmers blocked the road to Lund with 40 tractors on Friday. They want the "
    "Sarmian cabinet to lift the duty on fertiliser. Minister Olm promised talks next week."
)


def report(body: str, publisher: str = "norvik.example", hours: float = 0, title: str = TITLE) -> Report:
    return Report(title, body, FRIDAY + timedelta(hours=hours), publisher)


def table(rows: Sequence[Report]) -> pa.Table:
    """Rows as a view shows reports; the id of a report is made from its number."""
    return pa.table(
        {
            "id": pa.array([identity(place) for place in range(len(rows))], pa.binary(16)).cast(pa.uuid()),
            "title": [row.title for row in rows],
            "body": [row.body for row in rows],
            "url": [f"https://{row.publisher}/{place}" for place, row in enumerate(rows)],
            "published_at": pa.array([row.published for row in rows], pa.timestamp("us", tz="UTC")),
            "reported_by": pa.array([row.credited or None for row in rows], pa.string()),
        }
    )


def identity(place: int) -> bytes:
    return blake2b(f"report {place}".encode(), digest_size=16).digest()


def seen(rows: Sequence[Report]) -> tuple[pa.Table, pa.Table]:
    """(reports with their sketches' columns, links), as the job makes them."""
    return linked(table(rows))


def linked(given: pa.Table) -> tuple[pa.Table, pa.Table]:
    sketches = sketch(given)
    left, right = candidates(sketches, sketches)
    for name in ("report_id", "text", "origins"):
        given = given.append_column(name, sketches[name])
    return given, link_rows(given.take(pa.array(left)), given.take(pa.array(right)))
