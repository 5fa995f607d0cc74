"""Deaths (or another count) by country and month, as UCDP and VIEWS publish them: measurements.

The columns are named by the source's options, so that similar tables work; the defaults fit UCDP's state-based
deaths in VIEWS' numbering, where month 1 is January 1980:

    country: name      the column with the country's name or alpha-3 code
    month: month_id    the column with the month's number; or `date: COLUMN` with any day of the month (ISO 8601)
    value: ged_sb      series: state_based_deaths      unit: deaths
    vintage: vintage   the column with the release; `vintage: ""` if there is none

The key is series, country and month: a later release replaces an earlier one's value. One report stands for
each vintage. A month can be known when it is over, plus the source's `known_delay`; that is an assumption,
since a release of today also revises the past.
"""

from collections.abc import Iterator, Mapping

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.connectors.table import parse_by
from simurg.collection.mapping import TableMapping, mapping_of

CONNECTOR = Connector(
    name="ucdp_country_month", title="Deaths by country and month", formats=("parquet", "csv", "xlsx"), version="1"
)

_DEFAULTS = {
    "country": "name",
    "month": "month_id",
    "date": "",
    "value": "ged_sb",
    "series": "state_based_deaths",
    "unit": "deaths",
    "vintage": "vintage",
}


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Measurements and one report for each vintage. SettingsError if an option is unknown or no text."""
    yield from parse_by(raw, _mapping(raw.source.options))


def _mapping(given: Mapping[str, object]) -> TableMapping:
    for name, value in given.items():
        if name not in _DEFAULTS or not isinstance(value, str):
            raise SettingsError(
                f"The option {name[:40]!r} is unknown or no text.", hint=f"Use one of: {', '.join(_DEFAULTS)}."
            )
    option = {**_DEFAULTS, **{name: str(value) for name, value in given.items()}}
    month = option["date"] or option["month"]
    start = ["date", "month-start"] if option["date"] else ["month-number"]
    vintage = option["vintage"]
    title = f"{option['series'].replace('_', ' ')} by country and month"
    return mapping_of(
        {
            "title": f"{title}, {{{vintage}}}" if vintage else title,
            "parts": [
                {
                    "target": "measurements",
                    "key": [option["country"], month],
                    "report_by": [vintage] if vintage else [],
                    "known": {"from": month, "as": [*start, "next-month"]},
                    "columns": {
                        "series": option["series"],
                        "place": {"from": option["country"]},
                        "country": {"from": option["country"], "as": "country"},
                        "period_from": {"from": month, "as": start},
                        "period_to": {"from": month, "as": [*start, "next-month"]},
                        "value": {"from": option["value"]},
                        "unit": option["unit"],
                    },
                }
            ],
        }
    )
