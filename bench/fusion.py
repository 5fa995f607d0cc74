"""Bench `fusion`: everything at once on a large workspace, then one more batch.

    python -m bench fusion [--entities 200000] [--claims 2000000] [--reports 50000] [--batch 1000]

Makes a ledger on disk (seeded: names of invented words, some under two spellings; sources of several qualities; reports
of which one in five copies another), then measures, with CPU time and the peak of memory:

    full_s          stories (sketches, candidates, links), entities (keys, candidates, comparing), parameters, beliefs
    full_peak_gb    the most memory that the process held
    batch_s         a batch of new reports with claims: appended, sketched, linked, names stored, parameters at hand
    batch_asked_s   every entity that it tells of resolved and every belief about it computed, all in one go

Wall-clock seconds, since the limits are: the machine should be quiet.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from simurg.app.fuse import link_new
from simurg.app.learned import fitted, frame_of, latest, parameters_offer
from simurg.app.near import entities_in, groups_around
from simurg.app.worker import Desk
from simurg.app.workspace import create
from simurg.fusion.belief import parse_parameters
from simurg.fusion.questions.answered import believed
from simurg.fusion.questions.asked import CLAIM_COLUMNS
from simurg.ledger import Ledger, Offer
from simurg.ledger.columns import uuid_column
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking

START = datetime(2025, 1, 1, tzinfo=UTC)
SOURCES = 3_000
ANSWERS = 40
PREDICATES = ("seat", "leader", "strength", "state", "quarter", "schema", "registration_number")
_SOUNDS = ("ba", "cor", "dal", "el", "fen", "gar", "hol", "ir", "jas", "kel", "lor", "mar", "nov", "or", "pel", "quin",
           "ros", "sal", "tor", "ul", "var", "wes", "yar", "zel")  # fmt: skip
_FORMS = ("", " Ltd", " GmbH", " Shipping", " Holding")


def main(arguments: list[str]) -> dict[str, object]:
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="simurg-bench-") as folder:
        workspace = create(Path(folder))
        clock = lambda: START + timedelta(days=400)  # noqa: E731
        with Ledger.open(workspace.ledger, clock) as ledger:
            desk = Desk(workspace, ledger, clock, lambda _: None)
            made = _Made(asked.entities, np.random.default_rng(7))
            for number, tables in enumerate(made.batches(asked.reports, asked.claims)):
                ledger.append(Offer(f"made {number}", tables, "made", Marking(), "bench", "1"))
            print(
                f"made {asked.reports:,} reports, {asked.claims:,} claims about {asked.entities:,} entities", flush=True
            )
            told = _full(desk)
            told |= _batch(desk, made, asked.batch)
    for key, value in told.items():
        print(f"{key} {value}")
    return told


def _full(desk: Desk) -> dict[str, object]:
    begun, cpu = time.monotonic(), time.process_time()
    steps: dict[str, float] = {}

    def done(what: str) -> None:
        steps[what] = round(time.monotonic() - begun - sum(steps.values()), 1)
        print(f"  {what}: {steps[what]} s, peak so far {_peak():.2f} GB", flush=True)

    reports, links = link_new(desk)
    done("stories_s")
    picture = desk.workspace.picture()
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    entities = entities_in(view)
    done("entities_s")
    parameters = fitted(view, entities)
    desk.ledger.append(parameters_offer(view, parameters, issued=True))
    done("fit_s")
    beliefs = believed(view.read("claims", CLAIM_COLUMNS), frame_of(view, parameters, entities))
    done("beliefs_s")
    return {
        "full_s": round(time.monotonic() - begun, 1),
        "full_cpu_s": round(time.process_time() - cpu, 1),
        "full_peak_gb": round(_peak(), 2),
        **steps,
        "reports": reports,
        "links": links,
        "joined_subjects": len(entities),
        "beliefs": len(beliefs),
    }


def _batch(desk: Desk, made: "_Made", count: int) -> dict[str, object]:
    """New reports, each with a claim about an entity that is known or new."""
    begun = time.monotonic()
    (tables,) = made.batches(count, count, first=10_000_000)
    desk.ledger.append(Offer("one more", tables, "made", Marking(), "bench", "1"))
    link_new(desk)
    picture = desk.workspace.picture()
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    known = latest(view)
    assert known is not None
    subjects = sorted(set(tables["claims"]["subject"].to_pylist()))
    linked = time.monotonic() - begun
    groups = {one: group[0] for group in groups_around(view, subjects).values() for one in group}
    claims = view.read("claims", CLAIM_COLUMNS, {"subject": frozenset(groups)})
    beliefs = believed(claims, frame_of(view, parse_parameters(known["value"]), groups))
    return {
        "batch_s": round(linked, 1),
        "batch_asked_s": round(time.monotonic() - begun - linked, 1),
        "batch_beliefs": len(beliefs),
    }


class _Made:
    """Reports and claims, drawn."""

    def __init__(self, entities: int, random: np.random.Generator) -> None:
        self._random = random
        words = random.integers(0, len(_SOUNDS), (entities, 6))
        forms = random.integers(0, len(_FORMS), entities)
        self.names = [_name(row, form) for row, form in zip(words.tolist(), forms.tolist(), strict=True)]
        twins = random.random(entities) < 0.05  # another spelling of the one before
        for place in np.flatnonzero(twins[1:]) + 1:
            self.names[place] = self.names[place - 1].replace("c", "k").replace("Holding", "Holdings")
        self.root = np.where(twins, np.arange(entities) - 1, np.arange(entities))  # one number for both spellings
        self.quality = np.clip(random.beta(6, 2, SOURCES), 0.1, 0.98)

    def batches(self, reports: int, claims: int, first: int = 0, most: int = 50_000) -> Iterator[dict[str, pa.Table]]:
        each = max(1, claims // reports)
        for start in range(0, reports, most):
            count = min(most, reports - start)
            yield self._tables(first + start, count, count * each)

    def _tables(self, first: int, reports: int, claims: int) -> dict[str, pa.Table]:
        random = self._random
        ids = [digest_of("bench report", first + place) for place in range(reports)]
        known = pa.array(
            [START + timedelta(minutes=(first + place) % 400_000) for place in range(reports)],
            pa.timestamp("us", tz="UTC"),
        )
        source = (random.pareto(1.2, reports) * 20).astype(int) % SOURCES
        names = pa.array([f"source-{one:04d}" for one in range(SOURCES)])
        told = {
            "id": uuid_column(ids), "key": uuid_column(ids), "known_at": known, "published_at": known,
            "source_id": names.take(pa.array(source)), "body": pa.array(self._bodies(reports)),
            "title": pa.array([f"Exercise report {first + place}" for place in range(reports)]),
            "reliability": pa.array(["ABCD"[one % 4] for one in source.tolist()]),
        }  # fmt: skip
        by = np.repeat(np.arange(reports), claims // reports)
        subject = random.integers(0, len(self.names), len(by))
        predicate = random.integers(0, len(PREDICATES), len(by))
        right = random.random(len(by)) < self.quality[source[by]]
        answer = np.where(right, (subject * 7 + predicate) % ANSWERS, random.integers(0, ANSWERS, len(by)))
        told_of = self.root[subject]
        answers = [f"answer {one}" for one in range(ANSWERS)]
        said = pa.array(answers).take(pa.array(answer)).to_pylist()
        for row in np.flatnonzero(predicate >= 5).tolist():
            said[row] = "company" if predicate[row] == 5 else f"HR {1_000_000 + told_of[row]}"
        keys = uuid_column([digest_of("bench claim", first, place) for place in range(len(by))])
        place = pa.array(by)
        columns = {
            "id": keys, "key": keys, "known_at": known.take(place), "report_id": told["id"].take(place),
            "source_id": told["source_id"].take(place),
            "subject": pa.array(self.names).take(pa.array(subject)),
            "predicate": pa.array(PREDICATES).take(pa.array(predicate)),
            "object": pa.array(said),
        }  # fmt: skip
        return {"reports": pa.table(told), "claims": pa.table(columns)}

    def _bodies(self, count: int) -> list[str]:
        """Sixty to a hundred words, the common ones often; one in five is another's text with a word changed."""
        random = self._random
        vocabulary = [a + b + c for a in _SOUNDS for b in _SOUNDS for c in _SOUNDS]
        drawn = (len(vocabulary) ** random.random((count, 100))).astype(int) - 1  # Zipf's law: rank r as often as 1 / r
        length = random.integers(60, 100, count)
        days = random.integers(0, 365, count)
        subjects = random.integers(0, len(self.names), (count, 2))
        copied = random.random(count) < 0.2
        bodies: list[str] = []
        for place in range(count):
            words = [vocabulary[one] for one in drawn[place, : length[place]]]
            first, second = (self.names[one] for one in subjects[place].tolist())
            day = (START + timedelta(days=int(days[place]))).strftime("%-d %B %Y")
            text = f"{first} said on {day} that {' '.join(words[:30])}. "
            text += f"The {words[30]} of {second} {' '.join(words[31:])}."
            if copied[place] and place:
                text = bodies[place - 1].replace(" said ", " told reporters ", 1)
            bodies.append(text)
        return bodies


def _name(sounds: list[int], form: int) -> str:
    first, second = ("".join(_SOUNDS[one] for one in part).capitalize() for part in (sounds[:3], sounds[3:]))
    return f"{first} {second}{_FORMS[form]}"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench fusion")
    for name, default in (("entities", 200_000), ("claims", 2_000_000), ("reports", 50_000), ("batch", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser
