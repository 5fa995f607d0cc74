"""Keys that bring rows together: two rows are compared if they share one.

Each key joins two pieces of a row (a name and a date, a place and a year, ...), or is one piece that few rows share
(a code, a postcode, a date, the whole name). `capped` leaves out keys with too many holders, so that the pairs grow
with the rows and not with their square. Recall on the bench's tables is printed by `python -m bench linkage`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from simurg.fusion.linkage.settings import LinkSettings, Role

Pieces = Mapping[str, str | list[str] | None]


def keys_of(row: Pieces, settings: LinkSettings) -> dict[str, str]:
    """Rule to key, for one cleaned row; a rule whose pieces the row lacks gives none."""
    pieces = {name: value for name, value in row.items() if isinstance(value, str)}
    return dict(_keys(pieces, settings))


def capped(keys: Sequence[str | None], most: int) -> list[str | None]:
    """The same keys, None where one row only or more than `most` rows have it."""
    holders = Counter(keys)
    return [key if key is not None and 1 < holders[key] <= most else None for key in keys]


def _keys(pieces: Mapping[str, str], settings: LinkSettings) -> Iterator[tuple[str, str]]:
    given, family = pieces.get("n_given", ""), pieces.get("n_family", "")
    dates = [(f"c{i}", pieces.get(f"c{i}", "")) for i, c in enumerate(settings.others) if c.role is Role.DATE]
    if whole := pieces.get("n_whole"):
        yield "k_whole", whole
    if given and family:
        yield "k_name", f"{given[:3]} {family[:4]}"
        for column, date in dates:
            if date:
                yield f"k_start_{column}", f"{given[:2]} {family[:2]} {date[:4]}"
    if family:
        for column, date in dates:
            if date:
                yield f"k_year_{column}", f"{family} {date[:4]}"
    for column, value in _context(pieces, settings):
        for part, name in (("given", given), ("family", family)):
            if name:
                yield f"k_{part}_{column}", f"{name} {value}"
        for other, date in dates:
            if date and other != column:
                yield f"k_{other}_{column}", f"{date} {value}"
    for place, declared in enumerate(settings.others):
        value = pieces.get(f"c{place}", "")
        if value and declared.role in (Role.CODE, Role.POSTCODE, Role.DATE):
            yield f"k_alone_c{place}", value


def _context(pieces: Mapping[str, str], settings: LinkSettings) -> Iterator[tuple[str, str]]:
    """Columns that are worth a key beside a name or a date."""
    for place, column in enumerate(settings.others):
        if column.role in (Role.DATE, Role.PLACE, Role.POSTCODE) and (value := pieces.get(f"c{place}")):
            yield f"c{place}", value
            if outer := pieces.get(f"c{place}_out"):
                yield f"c{place}_out", outer
