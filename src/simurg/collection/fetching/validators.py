"""Validators of conditional requests (RFC 9110, 8.8 and 13.1): what a server says of the state of an address, sent back
when it is asked again, so that it may answer 304 and nothing else.

They are the server's own words and go back as they came. What could not stand in a header is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_ETAG, MOST_MODIFIED = 512, 64
"""Characters."""


@dataclass(frozen=True, slots=True)
class Validators:
    """`etag` with its quotes and `W/`; `modified` as the server wrote it. Neither: falsy."""

    etag: str | None = None
    modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.modified)


def validators_of(headers: Mapping[str, str]) -> Validators:
    """From an answer's headers, whose names are in lower case."""
    return Validators(_told(headers.get("etag"), MOST_ETAG), _told(headers.get("last-modified"), MOST_MODIFIED))


def condition_of(validators: Validators) -> dict[str, str]:
    """The headers of a conditional request. A server that knows both goes by the first (RFC 9110, 13.2.2)."""
    told = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
    return {name: value for name, value in told.items() if value}


def _told(value: str | None, most: int) -> str | None:
    text = (value or "").strip()
    return text if text and len(text) <= most and text.isascii() and text.isprintable() else None
