"""Reading without a model: entities and places on re3d, relative dates in eight languages, feeds, speed.

`python -m bench reading [--data DIR]`. What each figure is: `_re3d.py`, `_dates.py`, `_feeds.py` and docs/reading.md.
`sentences_per_s`: `read_base` on one core over re3d's texts, after the tables are made; `set_up_s`: making them.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from bench._dates import score_dates
from bench._re3d import documents, score_re3d
from simurg.extraction.base import read_base
from simurg.extraction.reading import Text

_ROUNDS = 3


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench reading", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SIMURG_DATA", "../shared/data")))
    data = parser.parse_args(arguments).data
    figures: dict[str, Any] = {"set_up_s": _set_up()}
    figures |= score_dates()
    if (data / "osint" / "re3d").is_dir():
        figures |= score_re3d(data) | _speed(data)
    if (data / "osint" / "feeds").is_dir():
        figures |= _feeds(data)
    for name, value in figures.items():
        print(f"{name:34} {value}")
    print(json.dumps(figures))


def _set_up() -> float:
    begun = time.process_time()
    read_base(Text("", "Ankara said on Monday that troops had left Syria.", None, "en"))
    return round(time.process_time() - begun, 2)


def _speed(data: Path) -> dict[str, float]:
    texts = [Text("", document.text, None, "en") for document in documents(data)]
    begun = time.process_time()
    sentences = sum(len(read_base(text).sentences) for _ in range(_ROUNDS) for text in texts)
    spent = time.process_time() - begun
    return {"sentences_per_s": round(sentences / spent)}


def _feeds(data: Path) -> dict[str, Any]:
    try:
        from bench._feeds import score_feeds
    except ImportError:
        return {"feeds": "not here"}
    return dict(score_feeds(data))
