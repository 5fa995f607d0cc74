"""Bodies in gzip or deflate (RFC 9110, 8.4.1; RFC 1950 to 1952), unpacked step by step within bounds.

No step makes more than a piece, and each piece is counted before the next: a body that unpacks to more than is taken,
or to more than `MOST_RATIO` times what was sent (beyond the first megabyte), is TooLarge before it fills the memory. A
body that ends within its packing is CutShort, one that is not packed as its header says is NotUnpacked. One coding is
unpacked; packing within packing is how bombs hide, and is not.
"""

import zlib
from collections.abc import Iterator

from simurg.outbound.errors import CutShort, NotUnpacked, TooLarge

MOST_RATIO = 200
FREE_BYTES = 1 << 20
"""Below this much, the ratio says nothing."""
_PIECE = 1 << 16
_GZIP, _RAW = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"


def coding_of(header: str) -> str:
    """`gzip`, `deflate` or `` from a Content-Encoding; NotUnpacked for any other, and for two of them."""
    named = [word for word in (part.strip().lower() for part in header.split(",")) if word not in ("", "identity")]
    if not named:
        return ""
    found = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}.get(named[0])
    if found is None or len(named) > 1:
        raise NotUnpacked("The answer is packed in a way that was not asked for.", hint="It is not read.")
    return found


def unpacked(chunks: Iterator[bytes], coding: str, most: int) -> Iterator[bytes]:
    """Pieces of the body as it was before it was packed."""
    sent = made = 0
    packed = _Packed(coding)
    for chunk in chunks:
        sent += len(chunk)
        for piece in packed.pieces(chunk):
            made += len(piece)
            if made > most or made > max(FREE_BYTES, sent * MOST_RATIO):
                raise TooLarge(f"The answer unpacks to more than {min(made, most):,} bytes.", hint="It is not read.")
            yield piece
    if sent and not packed.whole:
        raise CutShort("The answer breaks off within its packing.", hint="It is tried again later.")


class _Packed:
    """One body. gzip may have several members; what follows the last one and is none is left out, as everywhere."""

    def __init__(self, coding: str) -> None:
        self._coding, self._start = coding, b""
        self._inflate: zlib._Decompress | None = None
        self.whole = self._ended = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        left = self._begun(chunk)
        while left and not self._ended and self._inflate is not None:
            try:
                piece = self._inflate.decompress(left, _PIECE)
            except zlib.error as error:
                raise NotUnpacked("The answer is not packed as its header says.", hint="It is not read.") from error
            left = self._inflate.unconsumed_tail
            if self._inflate.eof:
                left = self._next(self._inflate.unused_data)
            if piece:
                yield piece

    def _begun(self, chunk: bytes) -> bytes:
        """What there is to unpack; the first two bytes of a body, or of a further member, say how."""
        if self._inflate is not None or self._ended:
            return chunk
        self._start += chunk
        if len(self._start) < len(_MAGIC):
            return b""
        left, self._start = self._start, b""
        if self._coding == "gzip":
            if self.whole and not left.startswith(_MAGIC):
                self._ended = True
                return b""
            self._inflate = zlib.decompressobj(_GZIP)
        else:  # deflate is zlib's form by its standard, and bare with some servers
            zlibs = left[0] & 15 == 8 and int.from_bytes(left[:2], "big") % 31 == 0
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if zlibs else _RAW)
        self.whole = False
        return left

    def _next(self, rest: bytes) -> bytes:
        self.whole, self._inflate = True, None
        self._ended = self._coding == "deflate"
        return self._begun(rest) if rest and not self._ended else b""
