"""GDELT 2.0's files of every 15 minutes: which there are, which are missing, and whether one came whole.

`lastupdate.txt` names the newest file of each kind as `SIZE MD5 ADDRESS`; `masterfilelist.txt`, beside it, names all
that there ever were, the oldest first. A file that was missed (we were down, or GDELT published late) is looked up in
the master list's last lines; where that cannot be read, its address is made from the newest one's. A file that is
named and cannot be had, or whose bytes are not those that were meant (its MD5, else the zip's own checksums), is noted
as missing and tried again for a day. `options`:

    translation: true     # the files of GDELT Translingual: give the address of lastupdate-translation.txt, too
    back_fill: 7d         # how far back missed files are asked for (at most 30d)
    since: 1d             # with the first fetch: how far back to begin; without it, with the newest file
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simurg.collection.connectors._gdelt_columns import moment_of
from simurg.collection.fetching.parts import Part, span_option
from simurg.collection.fetching.plan import Answer, Call, Fault, Keep, Plan, Remember, Said, asked, name_of
from simurg.collection.source import Source

STEP = timedelta(minutes=15)
_MOST_BACK = timedelta(days=30)
_RETRIED = timedelta(days=1)
MOST_UNPACKED = 512 << 20
_MOST_FILES = 200
"""Of one run; the next one goes on."""
_LINE = re.compile(r"^(\d{1,12})\s+([0-9a-fA-F]{32})\s+(\S{1,300})$", re.MULTILINE)
_BYTES_A_SLOT = 500
_LIST = "masterfilelist{}.txt"


@dataclass(frozen=True, slots=True)
class File:
    """One published file; `md5` and `size` are None where only its address was guessed."""

    moment: datetime
    url: str
    size: int | None = None
    md5: str | None = None


def files_in(text: str, kind: str) -> list[File]:
    """The files of one kind (export, mentions, gkg) that a list names, in its order."""
    found = []
    ending = re.compile(rf"(\d{{14}})(?:\.translation)?\.{kind}\.csv\.zip$", re.IGNORECASE)
    for size, md5, url in _LINE.findall(text.replace("\r", "")):
        named = ending.search(url)
        moment = moment_of(named[1]) if named else None
        if moment is not None:
            found.append(File(moment, url, int(size), md5.lower()))
    return found


def updates(kind: str, source: Source, cursor: Mapping[str, Any], now: datetime) -> Plan:
    """The plan of all GDELT connectors: what is new since the cursor, in order, and what was missing."""
    call = Call(source.address.strip(), most_bytes=1 << 20)
    listed = files_in(_text(asked(call, (yield call))), kind)
    if not listed:
        raise Fault("schema_changed", f"GDELT's list of updates names no {kind} file.", hint="Check its address.")
    newest = listed[-1]
    last, missing = _remembered(cursor)
    wanted = [*_again(missing, now), *_slots(source, last, newest.moment, now)][:_MOST_FILES]
    known = {newest.moment: newest}
    if any(moment != newest.moment for moment in wanted):
        known |= {file.moment: file for file in (yield from _master(source, kind, wanted, now))}
    missing = {moment for moment in missing if now - moment <= _RETRIED}
    for moment in wanted:
        got = yield from _kept(known.get(moment) or _guessed(newest, moment))
        missing = missing - {moment} if got else missing | {moment}
        last = moment if last is None else max(last, moment)
        told = sorted(f"{one:%Y%m%d%H%M%S}" for one in missing if now - one <= _RETRIED)
        yield Remember({"last": f"{last:%Y%m%d%H%M%S}", "missing": told})


def _kept(file: File) -> Part[bool]:
    """True if the file came whole, and is kept; a file that is refused for other reasons ends the plan."""
    for attempt in (1, 2):
        call = Call(file.url)
        try:
            body = asked(call, (yield call)).body
        except Fault as fault:
            if fault.kind not in ("not_found", "cut_short"):
                raise
            if fault.kind == "not_found" or attempt == 2:
                yield Said(f"GDELT's file of {file.moment:%Y-%m-%d %H:%M} could not be had ({fault.kind}).")
                return False
            continue
        if _whole(body) if file.md5 is None else hashlib.md5(body, usedforsecurity=False).hexdigest() == file.md5:
            yield Keep(name_of(file.url), body)
            return True
    yield Said(f"GDELT's file of {file.moment:%Y-%m-%d %H:%M} is not what its list states.")
    return False


def _whole(body: bytes) -> bool:
    """Whether a file of which no MD5 is known is a zip whose members have the checksums that it states."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return sum(one.file_size for one in archive.infolist()) <= MOST_UNPACKED and archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def _master(source: Source, kind: str, wanted: list[datetime], now: datetime) -> Part[list[File]]:
    """What the master list's last lines name, far enough back for the oldest file that is wanted."""
    folder, _, name = source.address.strip().rpartition("/")
    address = f"{folder}/{_LIST.format('-translation' if 'translation' in name else '')}"
    size = int((now - min(wanted)) / STEP + 8) * _BYTES_A_SLOT
    call = Call(address, headers={"Range": f"bytes=-{size}"}, most_bytes=max(4 << 20, 2 * size))
    try:
        return files_in(_text(asked(call, (yield call))), kind)
    except Fault as fault:
        yield Said(f"GDELT's master list could not be read ({fault.kind}); missed files are asked for by their names.")
        return []


def _slots(source: Source, last: datetime | None, newest: datetime, now: datetime) -> list[datetime]:
    """The moments after the last file, up to the newest one, oldest first."""
    if last is None:
        last = newest - span_option(source, "since", "15m", _MOST_BACK)
    last = max(last, now - span_option(source, "back_fill", "7d", _MOST_BACK), newest - _MOST_BACK)
    steps = (newest - last) // STEP
    return [newest - STEP * step for step in range(steps - 1, -1, -1)]


def _again(missing: set[datetime], now: datetime) -> list[datetime]:
    return sorted(moment for moment in missing if now - moment <= _RETRIED)


def _guessed(newest: File, moment: datetime) -> File:
    return File(moment, newest.url.replace(f"{newest.moment:%Y%m%d%H%M%S}", f"{moment:%Y%m%d%H%M%S}"))


def _remembered(cursor: Mapping[str, Any]) -> tuple[datetime | None, set[datetime]]:
    last = moment_of(str(cursor.get("last", "")))
    told = cursor.get("missing")
    return last, {moment for one in (told if isinstance(told, list) else ()) if (moment := moment_of(str(one)))}


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")
