"""A bound on what a library may do with one document, counted in function calls and not in time.

Libraries that read PDF or HTML cannot be asked to stop, and a clock would make the same bytes read differently on a
busy day. Calls are counted by the interpreter's profiling hook: the same document is stopped at the same place
everywhere. What one call into C does (a regular expression, an inflate) is bounded by the sizes of what it is given,
which is for the caller to see to.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from simurg.ontology.errors import SourceError


class _Enough(BaseException):
    """No `Exception`: libraries catch those."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """SourceError once the block has made more than so many calls, or nests deeper than Python can."""
    left = calls

    def count(frame: FrameType, event: str, arg: object) -> None:  # noqa: ARG001
        nonlocal left
        if event == "call" or event == "c_call":
            left -= 1
            if left < 0:
                raise _Enough

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    except _Enough:
        raise SourceError("It takes more work to read than a document may.") from None
    except (RecursionError, MemoryError) as error:
        raise SourceError(f"It cannot be read within bounds ({type(error).__name__}).") from None
    finally:
        sys.setprofile(before)
