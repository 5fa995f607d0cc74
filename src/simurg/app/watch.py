"""The watch: detectors look at every picture, what they find is written down as issued, and what is worth a warning.

It runs as the writer, after each collection and whenever it is asked for. A finding that says what was said before
adds nothing, so watching twice is watching once. Each picture's findings are computed over its own view and bear its
marking. `warnings_of` reads only what is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.briefing import SERIES, SURGES
from simurg.app.delivery.warning import SEVERITIES, IssuedWarning, Touched
from simurg.app.finds import LONGEST, Episode, episodes, finds_of, with_events
from simurg.app.outlooks import Outlook, alarms_of, country_of, outlooks_of
from simurg.app.queue import Progress
from simurg.app.worker import Desk
from simurg.assessment.brief.compile import REQUIREMENT_COLUMNS, requirements_of
from simurg.assessment.brief.matching import Requirement
from simurg.assessment.brief.outlooks import series_name
from simurg.assessment.brief.parties import BETWEEN
from simurg.detection.detector import Finding
from simurg.detection.detectors import shift, surge
from simurg.detection.rows import findings_table
from simurg.ledger import Offer, View
from simurg.ontology.ids import digest_of
from simurg.ontology.likelihood import percent
from simurg.ontology.times import text_of
from simurg.ontology.vocabulary import Countries

MOST_FOR_SHIFTS = 400_000
"""Events of a picture above which shifts are not looked for after each collection: seconds become minutes."""
_SAME = ("subject", "event_type", "kind", "detector", "window_from", "window_to", "observed")


def watch(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """`reader`: their picture alone; else every picture. Returns how much was found and how much of it is new."""
    named = arguments.get("reader")
    scopes = desk.workspace.settings.pictures
    pictures = [desk.workspace.picture(named)] if named else [Picture(name, scopes[name]) for name in sorted(scopes)]
    return {"pictures": [_watch(desk, picture) for picture in pictures]}


def _watch(desk: Desk, picture: Picture) -> dict[str, Any]:
    desk.tell(Progress(f"watching: {picture.name}"))
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    view = desk.ledger.as_of(at, at, scope=picture.scope, picture=picture.name)
    found = list(surge.detect(view, SURGES))
    shifts_too = view.count("events") <= MOST_FOR_SHIFTS
    found += list(shift.detect(view)) if shifts_too else []
    fresh = _fresh(view, found)
    rows = findings_table(fresh, picture=picture.name, issued=True, known_at=at)
    if rows.num_rows:
        batch = digest_of("watch", *(one.bytes for one in rows["id"].to_pylist())).hex()
        desk.ledger.append(
            Offer(batch, {"findings": rows}, marking=picture.scope.marking(), method="watch", version="1")
        )
    return {
        "picture": picture.name,
        "known_at": text_of(at),
        "found": len(found),
        "new": rows.num_rows,
        "shifts_watched": shifts_too,
    }


def _fresh(view: View, found: Sequence[Finding]) -> list[Finding]:
    """Those that were not said before, of the same window with the same outcome on the same rows."""
    windows = [one.window_to for one in found]
    if not windows:
        return []
    where = {"issued": True, "picture": view.picture, "window_to": (min(windows), None)}
    said = {
        (*(row[name] for name in _SAME), frozenset(row["basis"] or ()))
        for row in view.read("findings", (*_SAME, "basis"), where).to_pylist()
    }
    return [one for one in found if (*(getattr(one, name) for name in _SAME), frozenset(one.basis)) not in said]


def warnings_of(view: View, since: datetime) -> list[IssuedWarning]:
    """What the picture knew after `since` that somebody should hear of, oldest first: findings, once an episode and
    again when it becomes graver; and forecasts that have come to be worth an alarm by a requirement's costs."""
    wanted = requirements_of(view.read("requirements", REQUIREMENT_COLUMNS), view.countries)
    runs = episodes(finds_of(view, min(since, view.known_at) - LONGEST, with_events=False))
    due = [(run, grave, one) for run in runs for grave, one in run.reached.items() if one.known_at > since]
    cited = with_events(view, [Episode(run.first, one, {}) for run, _, one in due])
    told = [_found(view, run, grave, wanted) for run, (_, grave, _) in zip(cited, due, strict=True)]
    told += _alarms(view, since, wanted)
    return sorted(told, key=lambda one: (one.at, one.id))


def _found(view: View, run: Episode, grave: int, wanted: Sequence[Requirement]) -> IssuedWarning:
    told = run.latest
    asked = next((each.name for each in wanted if told.concerns(each)), None)
    title = f"{told.detector.capitalize()}: {told.name}"
    return IssuedWarning(
        digest_of("warning", run.first.id.bytes, grave).hex(),
        told.known_at,
        view.picture,
        SEVERITIES[grave],
        title[:200],
        told.sentence,
        view.scope.marking(),
        asked,
        ({"table": "findings", "id": told.id.hex, "label": title[:160]},),
        _touched(told.subject.split(BETWEEN), told.country, asked, view.countries),
    )


def _alarms(view: View, since: datetime, wanted: Sequence[Requirement]) -> Iterable[IssuedWarning]:
    if not any(one.costs for one in wanted):
        return
    for series in SERIES:
        standing = outlooks_of(view, series)
        if standing is None:
            continue
        codes = country_of(view, series)
        for one in standing.places.values():
            if one.months[0].said_at > since:
                yield from _alarmed(view, series, one, wanted, codes)


def _alarmed(
    view: View, series: str, one: Outlook, wanted: Sequence[Requirement], codes: Mapping[str, str]
) -> Iterable[IssuedWarning]:
    """For each requirement by whose costs it is worth an alarm now and was not before."""
    first = one.months[0]
    before = None if one.before is None else one.before.chance()
    for alarm in alarms_of(one, series, wanted):
        if before is not None and before >= alarm["threshold"]:
            continue
        was = "" if before is None else f"{percent(before)} → "
        sentence = (
            f"{one.place}, {first.start:%b %Y}: chance of 25 or more {series_name(series)} {was}"
            f"{percent(first.chance())}; {alarm['requirement']} asks to be warned from {percent(alarm['threshold'])}."
        )
        title = f"Forecast: {one.place}, {first.start:%b %Y}"
        refs = () if first.id is None else ({"table": "forecasts", "id": first.id.hex, "label": title},)
        yield IssuedWarning(
            digest_of("alarm", view.picture, alarm["requirement"], series, one.place, text_of(first.start)).hex(),
            first.said_at,
            view.picture,
            "severe" if first.chance() >= 0.5 else "warning",
            title,
            sentence,
            view.scope.marking(),
            alarm["requirement"],
            refs,
            _touched([one.place], codes.get(one.place), alarm["requirement"], view.countries),
        )


def _touched(
    names: Iterable[str], country: str | None, requirement: str | None, countries: Countries
) -> frozenset[Touched]:
    """What of a watchlist it matches: the names, the countries that they are, and the requirement."""
    sides = [name.strip() for name in names]
    codes = {country and countries.fold(country), *(countries.code_of(side) for side in sides)} - {None}
    touched: set[Touched] = {("entity", side) for side in sides}
    touched |= {("country", str(code)) for code in codes}
    return frozenset(touched | ({("requirement", requirement)} if requirement else set()))
