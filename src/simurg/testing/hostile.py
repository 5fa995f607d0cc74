"""Documents that mean harm or came to harm, generated from a good sample: never stored, always the same.

`hostile(sample)` gives the named cases, `mutations(sample, count, seed)` small random damage, and
`giant_line(sample)` a document of 100 MB that takes no memory. Nothing here judges; the connectors'
conformance suite does (testing.connectors).
"""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from simurg.collection.connector import Raw, raw_of

GIANT = 100_000_000
_HUGE = b"9" * 400


def with_content(raw: Raw, content: bytes, name: str | None = None) -> Raw:
    """The same source, name and moment with other bytes."""
    return raw_of(content, raw.source, raw.name if name is None else name, raw.fetched_at)


def hostile(sample: bytes) -> Iterator[tuple[str, bytes]]:
    """Named documents: some are the sample with one kind of damage, some have nothing to do with it."""
    half = len(sample) // 2
    yield "empty", b""
    yield "blank lines", b"\n \n\r\n\t\n" * 20
    yield "truncated", sample[:half]
    yield "one byte", sample[:1]
    yield "NUL bytes", bytes(1_000)
    yield "NUL in the middle", sample[:half] + b"\x00" * 7 + sample[half:]
    yield "noise", random.Random(7).randbytes(5_000)  # noqa: S311
    yield "byte order mark", b"\xef\xbb\xbf" + sample
    yield "UTF-16", b"\xff\xfe" + sample.decode("utf-8", "replace").encode("utf-16-le")
    yield "Latin-1", sample[:half] + b" Z\xfcrich caf\xe9 " + sample[half:]
    yield "surrogates", sample[:half] + b"\xed\xa0\x80\xed\xb0\x80" + sample[half:]
    yield "carriage returns only", sample.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    yield "open quote", sample[:half] + b'"' + sample[half:]
    yield "twice", sample + sample
    yield "columns dropped", re.sub(rb"[\t;,][^\t;,\n]*(?=\n)", b"", sample)
    yield "columns added", re.sub(rb"(?<=[^\n])\n", b"\t;,x\t;,y\n", sample)
    yield "delimiters swapped", sample.translate(bytes.maketrans(b"\t;,", b";,\t"))
    yield "formulas", re.sub(rb"(?<=[\t;,])[A-Za-z]", b"=cmd|'/c calc'!A1", sample)
    yield from _dates(sample)
    yield "huge numbers", re.sub(rb"(?<![\w.])\d+(?![\w.])", _HUGE, sample, count=50)
    yield "numbers that are none", re.sub(rb"(?<![\w.])\d+(?![\w.])", b"NaN", sample, count=50)
    yield from _nested()
    yield from _zips(sample)
    yield "Parquet magic only", b"PAR1" + bytes(64) + b"\xff\xff\xff\x7fPAR1"


def _dates(sample: bytes) -> Iterator[tuple[str, bytes]]:
    for name, day in (("impossible", (b"02", b"31")), ("zero", (b"00", b"00"))):
        dashed = re.sub(rb"\b(\d{4})-\d\d-\d\d", rb"\1-" + b"-".join(day), sample)
        yield f"{name} dates", re.sub(rb"\b(\d{4})\d{4}(?=\d{6}\b|\b)", rb"\g<1>" + b"".join(day), dashed)
    yield "far future dates", re.sub(rb"\b(?:19|20)\d\d(?=\d{4}\b|\d{10}\b|-\d\d)", b"9999", sample)
    yield "future dates", re.sub(rb"\b(?:19|20)\d\d(?=\d{4}\b|\d{10}\b|-\d\d)", b"2190", sample)
    yield "spreadsheet moments", re.sub(rb"\b20\d{12}\b", b"2.02E+13", sample)


def _nested() -> Iterator[tuple[str, bytes]]:
    yield "JSON 10,000 deep", b'{"objects":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    yield "JSON objects 10,000 deep", b'{"data":' * 10_000 + b"1" + b"}" * 10_000
    yield "XML 10,000 deep", b"<rss>" + b"<channel>" * 10_000
    yield (
        "YAML aliases",
        b"---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)),
    )
    entities = b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 10))
    yield (
        "entity bomb",
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">' + entities + b"]>"
        b"<rss><channel><title>&e9;</title><item><title>&e9;</title></item></channel></rss>",
    )
    yield (
        "external entity",
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<rss><channel><item><title>&x;</title></item></channel></rss>",
    )


def _zips(sample: bytes) -> Iterator[tuple[str, bytes]]:
    good = zipped({"a.csv": sample, "a.CSV": sample, "a.json": sample, "a.xml": sample})
    yield "zip cut short", good[: len(good) // 2]
    flat = zipped({"a.csv": sample}, zipfile.ZIP_STORED)
    yield "zip with another checksum", flat.replace(sample, sample[:-1] + b"!", 1)
    yield "zip of nothing known", zipped({"notes.bin": sample})
    yield "zip that climbs", zipped({"../../../etc/escape.csv": sample})
    yield "zip in a zip", zipped({"inner.csv": zipped({"a.csv": sample})})
    yield "zip bomb", zipped({f"{i}.csv": bytes(40_000_000) for i in range(2)})
    yield (
        "workbook bomb",
        zipped(
            {
                "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="x"/>',
                "xl/workbook.xml": b"<workbook/>",
                "xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 80_000_000,
            }
        ),
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of those members, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def mutations(sample: bytes, count: int, seed: int) -> Iterator[bytes]:
    """`count` damaged copies; the same for the same seed. One to four kinds of damage each."""
    rng = random.Random(seed)  # noqa: S311  reproducible, not secret
    for _ in range(count):
        damaged = bytearray(sample)
        for _ in range(rng.randint(1, 4)):
            rng.choice(_DAMAGES)(damaged, rng)
        yield bytes(damaged)


def _at(data: bytearray, rng: random.Random) -> int:
    return rng.randint(0, len(data))


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 8)):
        if data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _insert(data: bytearray, rng: random.Random) -> None:
    at = _at(data, rng)
    data[at:at] = rng.choice(_FOREIGN)


def _delete(data: bytearray, rng: random.Random) -> None:
    at = _at(data, rng)
    del data[at : at + rng.randint(1, 200)]


def _double(data: bytearray, rng: random.Random) -> None:
    at = _at(data, rng)
    data[at:at] = data[at : at + rng.randint(1, 2_000)]


def _truncate(data: bytearray, rng: random.Random) -> None:
    del data[_at(data, rng) :]


def _swap_delimiters(data: bytearray, rng: random.Random) -> None:
    one, other = rng.sample(b"\t;,\n\"'<>{}[]:", 2)
    at, width = _at(data, rng), rng.randint(1, 500)
    data[at : at + width] = data[at : at + width].replace(bytes([one]), bytes([other]))


def _digits(data: bytearray, rng: random.Random) -> None:
    places = [match.start() for match in re.finditer(rb"\d", data)]
    for at in rng.sample(places, min(len(places), rng.randint(1, 10))):
        data[at] = rng.choice(b"0123456789-.eE")


_FOREIGN = (
    b"\x00", b"\xff", b"\xfe\xff", _HUGE, b'"', b"\n", b"\r", b"\t", b";", b"\xe2\x80\xae", b"=1+1", b"-" * 50,
    b"1e400", b"NaN", b"<!--", b"]]>", b"&#0;", b"\\u0000", b"\\ud800", b"null", b"%s%n", b"../" * 9,
)  # fmt: skip
_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _insert, _delete, _double, _truncate, _swap_delimiters, _digits,
)  # fmt: skip


def giant_line(sample: Raw, size: int = GIANT) -> Raw:
    """The sample's first line (or 200 bytes) followed by one line of `size` bytes, made while it is read."""
    with sample.open() as stream:
        first = stream.readline(200)
    return replace(sample, size=len(first) + size, sha256="0" * 64, open=lambda: _giant(first, size))


def _giant(head: bytes, size: int) -> BinaryIO:
    stream: io.RawIOBase = _Repeated(head, size)
    return cast(BinaryIO, io.BufferedReader(stream, 1 << 16))


class _Repeated(io.RawIOBase):
    """`head` and then `size` times the letter x; seekable."""

    def __init__(self, head: bytes, size: int) -> None:
        self._head, self._end, self._position = head, len(head) + size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = max(0, offset + (0, self._position, self._end)[whence])
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        wanted = max(0, min(len(buffer), self._end - self._position))
        head = self._head[self._position : self._position + wanted]
        buffer[:wanted] = head + b"x" * (wanted - len(head))
        self._position += wanted
        return wanted
