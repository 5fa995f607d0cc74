"""The exercise's press is served: documents, silence, and no outlet of that name."""

import urllib.error
import urllib.request
from datetime import datetime

import pytest
from tests.services.exercise_feeds import ExerciseFeeds
from tests.services.server import Service

from simurg.exercise.parts.language.faults import spells
from simurg.exercise.parts.language.feeds import END, player
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.settings import LanguagePart

PART = LanguagePart(7, "hard", 0.2)


def test_a_feed_is_served_as_it_stands_at_the_moment() -> None:
    now: list[datetime] = [END]
    silent = next(one for one in spells(PART) if one.what == "silent")
    with Service(lambda: now[0]) as service:
        service.mount("/press", ExerciseFeeds(PART))
        for outlet in outlets():
            with urllib.request.urlopen(service.url(f"/press/{outlet.name}.xml"), timeout=10) as answer:
                assert answer.read() == player(PART)(outlet.name, END)
        now[0] = silent.begin
        with pytest.raises(urllib.error.HTTPError, match="503"):
            urllib.request.urlopen(service.url(f"/press/{silent.outlet}.xml"), timeout=10)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(service.url("/press/nobody.xml"), timeout=10)
