"""GDELT 2.0's updates over a simulated time: three files every 15 minutes, their list, and the list of all.

Written after the published documentation (GDELT 2.0 announcement and codebooks, 2015): a line of a list is
`SIZE MD5 ADDRESS`, a file is a zip of one member. Rows are ours, a few for each 15 minutes, always the same; with
`recorded`, rows of a real file take turns, with the number and moment of their place here.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from tests.services.faults import Reply
from tests.services.server import Asked

STEP = timedelta(minutes=15)
KINDS = ("export", "mentions", "gkg")
_NAMES = {"export": "export.CSV", "mentions": "mentions.CSV", "gkg": "gkg.csv"}


class Gdelt:
    """`start`: the first file's moment. `absent`: moments whose files never come, though others follow."""

    def __init__(
        self,
        start: datetime,
        *,
        rows: int = 3,
        recorded: Sequence[bytes] = (),
        absent: frozenset[datetime] = frozenset(),
    ) -> None:
        self.start, self.rows, self.recorded, self.absent = start, rows, tuple(recorded), absent
        self.file = lru_cache(16_384)(self._file)
        self.line = lru_cache(16_384)(self._line)

    def __call__(self, asked: Asked) -> Reply:
        newest = self.newest(asked.at)
        base = f"http://{asked.headers.get('host', '127.0.0.1')}{self.prefix(asked)}"
        if asked.path == "/lastupdate.txt":
            return _text("".join(self.line(base, newest, kind) for kind in KINDS))
        if asked.path == "/masterfilelist.txt":
            return _part(asked, "".join(self.lines(base, newest)).encode())
        name = asked.path.removeprefix("/")
        moment = self._moment(name[:14])
        kind = next((one for one in KINDS if name == f"{name[:14]}.{_NAMES[one]}.zip"), None)
        if kind is None or moment is None or moment in self.absent or not self.start <= moment <= newest:
            return Reply(404, {"Content-Type": "text/html"}, b"<html>no such file</html>")
        return Reply(200, {"Content-Type": "application/zip"}, self.file(moment, kind))

    @staticmethod
    def prefix(asked: Asked) -> str:
        """Where the server has mounted this player."""
        return asked.headers.get("x-mounted", "")

    def newest(self, at: datetime) -> datetime:
        return self.start + (at - self.start) // STEP * STEP

    def moments(self, until: datetime) -> list[datetime]:
        """All that were published until then."""
        steps = (self.newest(until) - self.start) // STEP
        return [one for step in range(steps + 1) if (one := self.start + STEP * step) not in self.absent]

    def lines(self, base: str, newest: datetime) -> list[str]:
        return [self.line(base, moment, kind) for moment in self.moments(newest) for kind in KINDS]

    def _line(self, base: str, moment: datetime, kind: str) -> str:
        content = self.file(moment, kind)
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        return f"{len(content)} {md5} {base}/{moment:%Y%m%d%H%M%S}.{_NAMES[kind]}.zip\n"

    def number(self, moment: datetime, row: int) -> int:
        """The GLOBALEVENTID of a row: no two are alike."""
        return 1_000_000_000 + (moment - self.start) // STEP * 1_000 + row

    def numbers(self, until: datetime) -> set[int]:
        """Every event that was published until then."""
        return {self.number(moment, row) for moment in self.moments(until) for row in range(self.rows)}

    def _file(self, moment: datetime, kind: str) -> bytes:
        make = {"export": self._event, "mentions": self._mention, "gkg": self._article}[kind]
        rows = [make(moment, row) for row in range(self.rows)]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            member = zipfile.ZipInfo(f"{moment:%Y%m%d%H%M%S}.{_NAMES[kind]}", (2020, 1, 1, 0, 0, 0))
            archive.writestr(member, b"".join(row + b"\n" for row in rows), zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _event(self, moment: datetime, row: int) -> bytes:
        number, stamp = str(self.number(moment, row)).encode(), f"{moment:%Y%m%d%H%M%S}".encode()
        if self.recorded:
            cells = self.recorded[(self.number(moment, row)) % len(self.recorded)].rstrip(b"\r\n").split(b"\t")
            return b"\t".join([number, stamp[:8], *cells[2:59], stamp, cells[60]])
        cells = [b""] * 61
        given = {
            0: number, 1: stamp[:8], 5: b"MORGOV", 6: b"MORDAVIA", 7: b"MOR", 15: b"TILREB", 16: b"TILISH RIDERS",
            25: b"1", 26: b"190", 27: b"190", 28: b"19", 29: b"4", 30: b"-10.0", 31: b"6", 32: b"1", 33: b"6",
            34: b"-4.25", 51: b"4", 52: b"Old Ford, Upper Vale, Mordavia", 53: b"UP", 56: b"49.5", 57: b"36.25",
            59: stamp, 60: self._address(moment, row).encode(),
        }  # fmt: skip
        for place, value in given.items():
            cells[place] = value
        return b"\t".join(cells)

    def _mention(self, moment: datetime, row: int) -> bytes:
        stamp = f"{moment:%Y%m%d%H%M%S}"
        cells = [
            str(self.number(moment, row)), stamp, stamp, "1", "gazette.example", self._address(moment, row), "2", "10",
            "40", "25", "1", "80", "2500", "-3.5", "", "",
        ]  # fmt: skip
        return "\t".join(cells).encode()

    def _article(self, moment: datetime, row: int) -> bytes:
        cells = [""] * 27
        cells[0], cells[1], cells[2] = f"{moment:%Y%m%d%H%M%S}-{row}", f"{moment:%Y%m%d%H%M%S}", "1"
        cells[3], cells[4] = "gazette.example", self._address(moment, row)
        cells[7], cells[15] = "PROTEST;ARMEDCONFLICT;TAX_ETHNICITY", "-4.5,1.2,5.7,6.9,20.1,0.2,310"
        cells[9] = "4#Old Ford, Upper Vale, Mordavia#UP#UP01#49.5#36.25#-77;1#Poland#PL#PL#52#20#PL"
        return "\t".join(cells).encode()

    @staticmethod
    def _address(moment: datetime, row: int) -> str:
        return f"https://gazette.example/{moment:%Y/%m/%d/%H%M}/{row}"

    @staticmethod
    def _moment(stamp: str) -> datetime | None:
        try:
            return datetime.strptime(f"{stamp}+0000", "%Y%m%d%H%M%S%z")
        except ValueError:
            return None


def _text(text: str) -> Reply:
    return Reply(200, {"Content-Type": "text/plain"}, text.encode())


def _part(asked: Asked, whole: bytes) -> Reply:
    """The last bytes, if only those are asked for (RFC 9110, 14.2)."""
    wanted = asked.headers.get("range", "")
    if not wanted.startswith("bytes=-"):
        return Reply(200, {"Content-Type": "text/plain"}, whole)
    size = min(len(whole), int(wanted.removeprefix("bytes=-")))
    place = f"bytes {len(whole) - size}-{len(whole) - 1}/{len(whole)}"
    return Reply(206, {"Content-Type": "text/plain", "Content-Range": place}, whole[len(whole) - size :])
