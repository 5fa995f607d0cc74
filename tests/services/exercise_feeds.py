"""The exercise's press on a real wire: each outlet's feed as it stands at the simulated moment, its faults included."""

from collections.abc import Mapping
from datetime import datetime

from simurg.exercise.parts.language.feeds import player
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.settings import LanguagePart


class ExerciseFeeds:
    """Mounted under a prefix, it answers `/NAME.xml` for each outlet's name; 503 where a feed is silent."""

    def __init__(self, part: LanguagePart) -> None:
        self._feed_at = player(part)
        self._names = {f"/{outlet.name}.xml": outlet for outlet in outlets()}

    def __call__(self, path: str, query: Mapping[str, str], at: datetime) -> tuple[int, Mapping[str, str], bytes]:
        outlet = self._names.get(path)
        if outlet is None:
            return 404, {}, b"no such outlet"
        content = self._feed_at(outlet.name, at)
        if content is None:
            return 503, {"Retry-After": "3600"}, b""
        return 200, {"Content-Type": f"application/{outlet.form}+xml"}, content
