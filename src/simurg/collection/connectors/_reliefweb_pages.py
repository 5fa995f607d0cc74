"""ReliefWeb's API v2, page by page in the order of its own changes: what is new, and what was edited.

Each query asks for what changed since the cursor (`date.changed`, inclusive), the oldest first, at most 1,000 a page;
the cursor moves with each page, so a run that breaks off goes on there. What changed in the cursor's very second is met
again and kept only if there is more of it. The API wants an `appname` that ReliefWeb has approved: the key `appname`.

    countries: [UKR, SDN]    # alpha-3; all without it
    since: 30d               # with the first fetch: changed since so long ago
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simurg.collection.fetching.parts import Part, object_of, span_option
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Plan, Remember, Said, asked
from simurg.collection.published import moment_in
from simurg.collection.source import Source
from simurg.ontology.times import text_of

_LIMIT = 1_000
_MOST_PAGES = 200
_COMMON = ["id", "date", "url", "url_alias", "country.iso3", "country.name", "country.shortname", "country.location"]
_FIELDS = {
    "reports": [
        *_COMMON, "title", "body", "body-html", "source.name", "source.shortname", "theme.name", "format.name",
        "language.code", "disaster.name", "disaster.glide", "origin",
    ],
    "disasters": [
        *_COMMON, "name", "status", "glide", "description", "description-html", "type.name", "type.code",
        "primary_type.name", "primary_type.code", "primary_country.iso3",
    ],
}  # fmt: skip


def pages(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The pages since the cursor; the address is that of `…/v2/reports` or `…/v2/disasters`."""
    kind = source.address.strip().rstrip("/").rpartition("/")[2]
    if kind not in _FIELDS:
        raise Fault("other", f"Source {source.name}: the address must end with /reports or /disasters.")
    since = moment_in(cursor.get("changed"))
    told_then = {str(one) for one in cursor.get("ids", ()) if isinstance(one, str | int)}
    began = since or now - span_option(source, "since", "30d")
    offset = 0
    for number in range(_MOST_PAGES):
        body = _query(source, kind, began, offset)
        told, answer = yield from _page(Call(_address(source), method="POST", json=body, seconds=120))
        found = _changes(told["data"])
        if not found and told["data"]:
            raise Fault("schema_changed", "ReliefWeb's answer has no date.changed.")
        if not found and since is None and number == 0 and not told.get("totalCount"):
            yield Said("ReliefWeb has nothing at all for this query, which is unusual.")
        if not found:
            return
        last = max(moment for moment, _ in found)
        fresh = [one for moment, one in found if moment != since or one not in told_then]
        if fresh:
            yield Keep(f"reliefweb-{kind}-{began:%Y%m%dT%H%M%S}-{offset:06d}-{now:%Y%m%dT%H%M%S}.json", answer.body)
        if last != since:
            told_then = set()
        since, told_then = last, told_then | {one for moment, one in found if moment == last}
        if fresh:
            yield Remember({"changed": text_of(last), "ids": sorted(told_then)[:_LIMIT]})
        if len(told["data"]) < _LIMIT:
            return
        offset = offset + _LIMIT if last == began else 0
        began = last


def _page(call: Call) -> Part[tuple[Mapping[str, Any], Answer]]:
    try:
        answer = asked(call, (yield call))
    except Fault as fault:
        if fault.kind == "forbidden":
            hint = "Ask for an appname at https://apidoc.reliefweb.int/parameters, and set it as the key `appname`."
            raise Fault("unauthorised", "ReliefWeb has not approved this appname.", hint=hint) from fault
        raise
    return object_of(answer, "ReliefWeb", data=list), answer


def _address(source: Source) -> str:
    return f"{source.address.strip().rstrip('/')}?appname={{key:appname}}"


def _query(source: Source, kind: str, began: datetime, offset: int) -> dict[str, Any]:
    since: dict[str, Any] = {"field": "date.changed", "value": {"from": f"{began:%Y-%m-%dT%H:%M:%S}+00:00"}}
    countries = source.options.get("countries")
    if isinstance(countries, list | tuple) and countries:
        chosen = {"field": "country.iso3", "value": [str(one) for one in countries], "operator": "OR"}
        since = {"operator": "AND", "conditions": [since, chosen]}
    return {
        "filter": since, "fields": {"include": _FIELDS[kind]}, "sort": ["date.changed:asc", "id:asc"], "limit": _LIMIT,
        "offset": offset,
    }  # fmt: skip


def _changes(items: list[Any]) -> list[tuple[datetime, str]]:
    """When each item changed, and its number."""
    found = []
    for item in items:
        fields = item.get("fields") if isinstance(item, Mapping) else None
        dates = fields.get("date") if isinstance(fields, Mapping) else None
        moment = moment_in(dates.get("changed") or dates.get("created")) if isinstance(dates, Mapping) else None
        if moment is not None:
            found.append((moment, str(item.get("id"))))
    return found
