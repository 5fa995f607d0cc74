"""Files of data sets in a CKAN catalogue, such as HDX: those that the publisher changed since they were last had.

    address: https://data.humdata.org/api/3/action/package_show
    options:
      fetch:
        plan: ckan
        datasets: [wfp-food-prices-for-nicaragua]    # their names or ids
        files: ["wfp_food_prices_*.csv"]              # of each data set; all CSV if left out

`package_show` (CKAN API 3) lists a data set's resources with the moment of their last change, which goes into the
document's name. The cursor holds that moment for each file. A data set that names no fitting file is `schema_changed`;
a file that is empty is told, not kept, and asked for again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote

import orjson

from simurg.collection.connector import SettingsError
from simurg.collection.fetching.plan import Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.source import Source

MOST_FILES = 500
_MOST_LIST = 16 << 20


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a data set. `changed`: its publisher's moment, as ISO 8601 without separators, or its hash."""

    id: str
    url: str
    changed: str

    @property
    def document(self) -> str:
        """The file's name with the moment in it, so that each version is a document of its own."""
        stem, _, ending = name_of(self.url).rpartition(".")
        return f"{stem or ending}.{self.changed}{'.' + ending if stem else ''}" if self.changed else name_of(self.url)


def ckan(source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:  # noqa: ARG001
    """The files that are new or changed, each remembered as soon as it is kept."""
    datasets, patterns = _settings(source)
    told = cursor.get("files")
    had = dict(told) if isinstance(told, Mapping) else {}
    for dataset in datasets:
        call = Call(f"{source.address.strip()}?id={quote(dataset, safe='')}", most_bytes=_MOST_LIST)
        found = [one for one in resources_in(asked(call, (yield call)).body) if _fits(one, patterns)]
        if not found:
            raise Fault("schema_changed", f"The data set {dataset[:60]} names no file like {', '.join(patterns)[:80]}.")
        for resource in found[:MOST_FILES]:
            if resource.changed and had.get(resource.id) == resource.changed:
                continue
            file = Call(resource.url, conditional=not resource.changed)
            answer = asked(file, (yield file))
            if answer.unchanged:
                continue
            if not answer.body.strip():
                yield Said(f"{resource.document[:80]} came empty; it is asked for again.")
                continue
            yield Keep(resource.document, answer.body)
            had[resource.id] = resource.changed
            yield Remember({"files": dict(had)})


def resources_in(body: bytes) -> list[Resource]:
    """A package's files. Fault where the answer is none of `package_show`."""
    try:
        answer = orjson.loads(body)
        listed = answer["result"]["resources"] if answer.get("success") is True else None
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        listed = None
    if not isinstance(listed, list):
        raise Fault("schema_changed", "The catalogue's answer has no resources; it may be an error of its own.")
    return list(_resources(listed))


def _resources(listed: list[object]) -> Iterator[Resource]:
    for one in listed:
        if not isinstance(one, Mapping):
            continue
        url = one.get("download_url") or one.get("url")
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            continue
        changed = str(one.get("last_modified") or one.get("hash") or "")
        mark = "".join(letter for letter in changed if letter.isascii() and letter.isalnum())[:40]
        yield Resource(str(one.get("id") or url)[:200], url, mark)


def _fits(resource: Resource, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name_of(resource.url).lower(), pattern.lower()) for pattern in patterns)


def _settings(source: Source) -> tuple[tuple[str, ...], tuple[str, ...]]:
    told = source.options.get("fetch")
    told = told if isinstance(told, Mapping) else {}
    datasets, files = told.get("datasets"), told.get("files", ["*.csv"])
    for what, given in (("datasets", datasets), ("files", files)):
        if not isinstance(given, list) or not given or not all(isinstance(one, str) and one for one in given):
            raise SettingsError(f"`fetch: {what}` must be a list of names.", hint="See docs/signals.md.")
    return tuple(datasets or ()), tuple(files)
