"""What the base reading knows of a text, for the verdict on a model's answer."""

from datetime import UTC, datetime, time, timedelta

from simurg.extraction.base import read_base
from simurg.extraction.model.verdict import Known
from simurg.extraction.reading import Period, Text


def known_of(text: Text) -> Known:
    """Sentences, actors, places, periods and quantities; last the day of publication, for what tells no date."""
    base = read_base(text)
    return Known(
        base.language,
        base.language_confidence,
        tuple(one.span for one in base.sentences),
        base.places,
        base.actors,
        (*(period for one in base.sentences for period in one.periods), *_published(text.published_at)),
        base.quantities,
    )


def _published(moment: datetime | None) -> tuple[Period, ...]:
    if moment is None:
        return ()
    start = datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
    return (Period(start, start + timedelta(days=1), None),)
