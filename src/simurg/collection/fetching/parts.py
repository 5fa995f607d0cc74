"""Parts of plans that come to something, and what answers are read as before a plan goes by them."""

from collections.abc import Callable, Generator, Mapping
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

import orjson

from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.settings import duration_of
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError

Came = TypeVar("Came")
Part: TypeAlias = Generator[Call | Keep | Remember | Said, Answer | None, Came]
"""What a plan runs by `yield from`: it yields as plans do, and comes to a value."""


def json_of(answer: Answer, publisher: str) -> Any:
    """The answer's value; Fault `schema_changed` for what is no JSON, `wrong_encoding` for what is no UTF-8."""
    try:
        return orjson.loads(answer.body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        pass
    try:
        text = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("wrong_encoding", f"{publisher}'s answer is not UTF-8.") from None
    if "\x00" in text:
        raise Fault("wrong_encoding", f"{publisher}'s answer has NUL characters; it may be UTF-16.")
    raise Fault("schema_changed", f"{publisher}'s answer is not JSON.", hint="Look at the source's address.")


def object_of(answer: Answer, publisher: str, **fields: type) -> Mapping[str, Any]:
    """The answer's object with at least these fields of these types; Fault `schema_changed` names what it lacks."""
    told = json_of(answer, publisher)
    lacks = sorted(fields) if not isinstance(told, Mapping) else []
    lacks = lacks or [name for name, kind in fields.items() if not isinstance(told.get(name), kind)]
    if lacks or not isinstance(told, Mapping):
        raise Fault("schema_changed", f"{publisher}'s answer has no {', '.join(lacks)[:80]} as it documents.")
    return told


def span_option(source: Source, name: str, default: str, most: timedelta = timedelta(days=3_660)) -> timedelta:
    """An option of the source that is a duration, at most so long; Fault for what is none."""
    try:
        return min(duration_of(source.options.get(name, default)), most)
    except CallerError as error:
        hint = "Write it under `options` of the source."
        raise Fault(
            "other", f"Source {source.name}: the option `{name}`: {error.what} {error.hint}", hint=hint
        ) from error


def looked_at(source: Source, look: Callable[[Answer], None], most_bytes: int = 64 << 20) -> Plan:
    """The address itself, if it changed and `look` finds it in order; its Fault leaves nothing kept, so that what a
    publisher gives by mistake for an hour is neither taken in nor remembered as the newest."""
    call = Call(source.address.strip(), conditional=True, most_bytes=most_bytes)
    answer = asked(call, (yield call))
    if not answer.unchanged:
        look(answer)
        yield Keep(name_of(answer.url), answer.body)
