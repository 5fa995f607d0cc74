"""The record tables of `bench identity`: how many true pairs blocking finds, at `MOST` candidates a record."""

import csv
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from simurg.fusion.identity.blocking import candidates, keys

DATA = Path(os.environ.get("SIMURG_DATA", Path(__file__).parents[2] / "shared" / "data"))
MOST = 20


def historical() -> list[dict[str, Any]]:
    file = DATA / "entities" / "record_linkage" / "historical_figures_with_errors_50k.parquet"
    return list(pq.read_table(file).to_pylist())


def blocking() -> dict[str, Any]:
    febrl, febrl_mean = febrl4()
    history, history_mean = within_historical()
    return {
        "blocking_recall": round(min(febrl, history), 4),
        "blocking_recall.febrl4": round(febrl, 4),
        "blocking_recall.historical_50k": round(history, 4),
        "blocking_pairs_per_record": {"febrl4": round(febrl_mean, 2), "historical_50k": round(history_mean, 2)},
    }


def febrl4() -> tuple[float, float]:
    sides = []
    for name in ("dataset4a.csv", "dataset4b.csv"):
        with (DATA / "entities" / "record_linkage" / name).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, skipinitialspace=True))
        sides.append([(row["rec_id"].split("-")[1], keys(febrl_fields(row))) for row in rows])
    left, right = sides
    found = offered = 0
    for place, others in candidates([key for _, key in left], [key for _, key in right], MOST):
        offered += len(others)
        found += any(right[other][0] == left[place][0] for other in others)
    return found / len(left), offered / len(left)


def febrl_fields(row: dict[str, str]) -> dict[str, str]:
    name = f"{row['given_name']} {row['surname']}".strip()
    fields = {"number": "soc_sec_id", "street": "address_1", "suburb": "suburb", "postcode": "postcode"}
    return {"name": name, "date": row["date_of_birth"], **{field: row[column] for field, column in fields.items()}}


def within_historical() -> tuple[float, float]:
    rows = historical()
    columns = {"name": "full_name", "date": "dob", "place": "birth_place", "postcode": "postcode_fake"}
    table = [keys({field: row[column] or "" for field, column in columns.items()}) for row in rows]
    sizes = Counter(row["cluster"] for row in rows)
    true_pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    pairs = {(min(i, int(j)), max(i, int(j))) for i, found in candidates(table, most=MOST) for j in found}
    return sum(rows[i]["cluster"] == rows[j]["cluster"] for i, j in pairs) / true_pairs, len(pairs) / len(rows)
