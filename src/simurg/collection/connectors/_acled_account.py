"""ACLED's account: a token, pages of rows, and what the account may not see told apart from what there is not.

OAuth 2 (RFC 6749): the password grant at `/oauth/token` gives an access and a refresh token. Tokens live as long as
one run and stand nowhere else. A token that has expired is refreshed once; then the password is tried once more.

A refusal has many forms. HTTP 403, or a 200 whose `success` is false or whose messages speak of access, is
`tier_refused`. A 200 without rows is: refused, where `data_query_restrictions` names a date before which alone the
account may see; refused, where a query for one row without any filter has none either; else truly empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from simurg.collection.fetching.parts import Part, object_of, span_option
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked
from simurg.collection.source import Source

_READ = "/api/acled/read"
_MOST_PAGES = 500
_ASK = "Log in at acleddata.com: accept its terms, complete the profile, and ask its access team for API access."
_ACCESS = re.compile(r"access|permi|restrict|tier|not allowed|denied|licen[cs]e", re.IGNORECASE)
_TOKEN = re.compile(r"token|expired|unauthori[sz]ed|credential", re.IGNORECASE)
_QUOTA = re.compile(r"quota|rate limit|too many|exceeded", re.IGNORECASE)


@dataclass(slots=True)
class Account:
    """The source, and the tokens of this run."""

    source: Source
    access: str = field(default="", repr=False)
    refresh: str = field(default="", repr=False)

    @property
    def limit(self) -> int:
        told = self.source.options.get("limit", 5_000)
        return told if isinstance(told, int) and 0 < told <= 5_000 else 5_000

    def address(self, query: Mapping[str, str]) -> str:
        return f"{self.source.address.strip()}?{urlencode({'_format': 'json', **query}, quote_via=quote, safe='|:=')}"

    @property
    def token_address(self) -> str:
        address = self.source.address.strip()
        if not address.endswith(_READ):
            raise Fault("other", f"Source {self.source.name}: the address must end with {_READ}.")
        return f"{address.removesuffix(_READ)}/oauth/token"


def pages(account: Account, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """All pages since the cursor, each kept and remembered."""
    since, page = _whole(cursor.get("timestamp")), max(1, _whole(cursor.get("page")) or 1)
    newest, at_newest = _whole(cursor.get("newest")) or since or 0, _whole(cursor.get("at_newest")) or 0
    query = _query(account, since, now)
    yield from _token(account, "password")
    for number in range(page, page + _MOST_PAGES):
        told, body = yield from _read(account, {**query, "limit": str(account.limit), "page": str(number)})
        rows = told["data"]
        yield from _restrictions(account, told, bool(rows), number)
        stamps = [_whole(row.get("timestamp")) or 0 for row in rows if isinstance(row, Mapping)]
        last = max([newest, *stamps])
        count = stamps.count(last) + (at_newest if last == newest and number > 1 else 0)
        if rows and (last > newest or count != at_newest or not stamps):
            yield Keep(f"acled-{now:%Y%m%dT%H%M%S}-{number:04d}.json", body)
        newest, at_newest = last, count if rows else at_newest
        if len(rows) < account.limit:
            break
        yield Remember({"timestamp": since, "page": number + 1, "newest": newest, "at_newest": at_newest})
    if newest:
        yield Remember({"timestamp": newest, "at_newest": at_newest})


def _query(account: Account, since: int | None, now: datetime) -> dict[str, str]:
    query = {}
    countries = account.source.options.get("countries")
    if isinstance(countries, list | tuple) and countries:
        query["country"] = ":OR:country=".join(str(one) for one in countries)
    if since:
        return {**query, "timestamp": str(since)}
    first = now - span_option(account.source, "since", "365d")
    return {**query, "event_date": f"{first:%Y-%m-%d}|{now:%Y-%m-%d}", "event_date_where": "BETWEEN"}


def _token(account: Account, grant: str) -> Part[None]:
    form = {"grant_type": grant, "client_id": "acled"}
    if grant == "password":
        form |= {"username": "{key:username}", "password": "{key:password}"}
    else:
        form |= {"refresh_token": account.refresh}
    call = Call(account.token_address, method="POST", form=form, most_bytes=1 << 20)
    try:
        told = object_of(asked(call, (yield call)), "ACLED", access_token=str)
    except Fault as fault:
        if fault.kind in ("unauthorised", "forbidden") or fault.status == 400:
            raise Fault("unauthorised", "ACLED gave no token for this account.", hint="Check the keys.") from fault
        raise
    account.access, account.refresh = told["access_token"], str(told.get("refresh_token") or "")


def _renewed(account: Account) -> Part[None]:
    """Another token: by the refresh token, else by the password."""
    if account.refresh:
        try:
            yield from _token(account, "refresh_token")
            return
        except Fault as fault:
            if fault.kind != "unauthorised":
                raise
    yield from _token(account, "password")


def _read(account: Account, query: Mapping[str, str]) -> Part[tuple[Mapping[str, Any], bytes]]:
    """One answer, and its bytes; a token that has expired is renewed once."""
    for attempt in (1, 2):
        call = Call(account.address(query), headers={"Authorization": f"Bearer {account.access}"}, seconds=120)
        try:
            answer = asked(call, (yield call))
            told = object_of(answer, "ACLED")
            _refuse(told)
            return object_of(answer, "ACLED", data=list), answer.body
        except Fault as fault:
            if fault.kind == "forbidden":
                raise _tier("ACLED refuses the API to this account.") from fault
            if fault.kind != "unauthorised" or attempt == 2:
                raise
        yield from _renewed(account)
    raise AssertionError("two attempts end before")


def _refuse(told: Mapping[str, Any]) -> None:
    """Fault for an answer that says in its own words that it is none."""
    messages = told.get("messages") or told.get("message") or told.get("error") or ""
    words = str(messages)[:2_000]
    failed = told.get("success") is False or str(told.get("status", "200")) not in ("200", "")
    if not failed and (told.get("data") or not words.strip("[]{} ")):
        return
    if _QUOTA.search(words):
        raise Fault("throttled", "ACLED says that the account's quota is used up.")
    if _TOKEN.search(words) or str(told.get("status")) == "401":
        raise Fault("unauthorised", "ACLED does not accept the token.")
    if _ACCESS.search(words) or str(told.get("status")) == "403":
        raise _tier("ACLED's answer says that the account may not see this.")
    if failed:
        raise Fault("other", "ACLED's answer says that the query failed.", hint="Check the source's options.")


def _restrictions(account: Account, told: Mapping[str, Any], rows: bool, number: int) -> Part[None]:
    """What the account may not see: said beside rows, a fault instead of them."""
    if number > 1:
        return
    recency = (told.get("data_query_restrictions") or {}) if isinstance(told, Mapping) else {}
    recency = recency.get("date_recency") if isinstance(recency, Mapping) else None
    until = str(recency.get("date") or "")[:10] if isinstance(recency, Mapping) else ""
    if until and not rows:
        raise _tier(f"The account may only see events before {until}, and there is nothing for it in this query.")
    if until:
        yield Said(f"ACLED shows this account only events before {until}.")
    if rows:
        return
    probe, _ = yield from _read(account, {"limit": "1"})
    if not probe["data"]:
        raise _tier("ACLED gives this account nothing, not even one event without any filter.")


def _tier(what: str) -> Fault:
    return Fault("tier_refused", what, hint=_ASK)


def _whole(value: object) -> int | None:
    """A number that may be written as text."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
