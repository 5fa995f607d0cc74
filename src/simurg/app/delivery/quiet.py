"""When a person may be reached: quiet hours and the hour of the daily digest, by the wall clock of their own zone.

A zone's days of 23 and 25 hours are the zone's matter: hours are compared as its clocks show them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simurg.ontology.errors import CallerError
from simurg.ontology.times import utc


def zone_of(name: str) -> ZoneInfo:
    """CallerError for a name that the IANA database does not have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CallerError(
            f"There is no time zone {name[:40]!r}.", hint="For example Europe/Istanbul, or UTC."
        ) from error


def hour_of(text: str) -> time:
    """From `HH:MM`."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise CallerError(f"{text[:10]!r} is no time of day.", hint="Write 22:00.") from error


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` up to `end`, over midnight if `end` is the earlier; `severe_pass`: not for severe warnings."""

    start: str
    end: str
    zone: str
    severe_pass: bool = True

    def __post_init__(self) -> None:
        if hour_of(self.start) == hour_of(self.end):
            raise CallerError("Quiet hours that begin and end together say nothing.", hint="Give two times.")
        zone_of(self.zone)

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is within quiet hours."""
        start, end = hour_of(self.start), hour_of(self.end)
        clock = utc(moment).astimezone(zone_of(self.zone)).time()
        return start <= clock < end if start < end else clock >= start or clock < end

    def until(self, moment: datetime) -> datetime:
        """The moment itself, or the first one after the quiet hours that it is in."""
        if not self.holds(moment):
            return moment
        return next_at(self.end, self.zone, moment)


@dataclass(frozen=True, slots=True)
class Digest:
    """Once a day at `at`."""

    at: str
    zone: str

    def __post_init__(self) -> None:
        hour_of(self.at)
        zone_of(self.zone)

    def after(self, moment: datetime) -> datetime:
        """When the digest that a warning of this moment goes into is sent."""
        return next_at(self.at, self.zone, moment)


def next_at(hour: str, zone: str, moment: datetime) -> datetime:
    """The first moment after this one at which clocks of the zone show the hour, or leap over it."""
    place = zone_of(zone)
    day = utc(moment).astimezone(place).date() - timedelta(days=1)
    for ahead in range(4):
        found = _on(day + timedelta(days=ahead), hour, place)
        if found > moment:
            return found
    raise CallerError("That hour does not come.", hint="Give another time or zone.")


def _on(day: date, hour: str, place: ZoneInfo) -> datetime:
    """The later of two such hours; where clocks leap over it, as long after the leap."""
    found = datetime.combine(day, hour_of(hour), place)
    return max(found.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
