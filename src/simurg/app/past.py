"""A series as it was known at many moments, exactly as the ledger's views of those moments hold it.

One read of versions serves all moments between two recalls: a recall hides rows from the moment at which it is known,
so each stretch of moments with the same recalls is read from the view of its last one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from simurg.access.pictures import Picture
from simurg.foresight.history import History
from simurg.foresight.record.vintages import vintages_of
from simurg.ledger import Ledger


def histories(
    ledger: Ledger, picture: Picture, series: str, moments: Sequence[datetime]
) -> Iterator[tuple[datetime, History]]:
    """By moment, ascending: what `history_of` gives of `ledger.as_of(known_at=moment)`."""
    latest = ledger.as_of(scope=picture.scope, picture=picture.name)
    recalls = sorted(set(latest.stored("recalls", ("known_at",))["known_at"].to_pylist()))
    for _, stretch in groupby(sorted(moments), key=lambda moment: bisect_right(recalls, moment)):
        some = list(stretch)
        view = ledger.as_of(some[-1], latest.recorded_until, scope=picture.scope, picture=picture.name)
        vintages = vintages_of(view, series)
        for moment in some:
            yield moment, vintages.at(moment)
