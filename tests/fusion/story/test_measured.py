"""The figures that the issue asks for, on a seed of the exercise world that neither development nor the bench uses."""

import pyarrow as pa
from tests.fusion.story.made import identity, linked

from simurg.exercise.parts.fusion import FusionPart, reports
from simurg.exercise.tasks import altered_copies as altered_task
from simurg.exercise.tasks import story_pairing
from simurg.fusion.story import altered_copies, stories


def test_stories_and_altered_copies_on_the_hard_exercise_world() -> None:
    given = reports(FusionPart(seed=21, difficulty="hard", size=0.6))
    documents = given.documents
    ids = [identity(place) for place in range(documents.num_rows)]
    seen, links = linked(
        pa.table(
            {
                "id": pa.array(ids, pa.binary(16)).cast(pa.uuid()),
                "title": documents["title"],
                "body": documents["body"],
                "url": documents["url"],
                "published_at": documents["published"],
                "reported_by": documents["feed_source"],
            }
        )
    )
    found = stories(seen, links)
    flagged = {one.report for one in altered_copies(seen, links)}
    paired = story_pairing.scored(given, lambda _: [found.story_of(one) for one in ids])
    recall, precision = altered_task.scored(given, lambda _: [one in flagged for one in ids])
    assert paired >= 0.95
    assert recall >= 0.9
    assert precision >= 0.9
    assert paired > 2 * max(story_pairing.scored(given, one) for one in story_pairing.BASELINES.values())
