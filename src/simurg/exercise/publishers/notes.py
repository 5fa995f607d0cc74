"""Human-source reports: Markdown with YAML front matter, one file a report, as a desk writes them up."""

import numpy as np
import yaml

from simurg.exercise.articles import happening
from simurg.exercise.atlas import LABEL, atlas
from simurg.exercise.people import PSEUDONYMS
from simurg.exercise.prose import FOOTER, Writer
from simurg.exercise.scene import Scene, moments

RELIABILITY = ("B", "C")


def files(scene: Scene) -> dict[str, bytes]:
    """One file a meeting; the marking is restricted, TLP amber."""
    writer, made = Writer(scene.world.dice("notes")), {}
    when = moments(np.array([meeting.second for meeting in scene.meetings], dtype=np.int64))
    for meeting, at in zip(scene.meetings, when, strict=True):
        told = tuple(happening(scene, event) for event in meeting.events)
        pseudonym, place = PSEUDONYMS[meeting.who], told[0].place
        head = {
            "pseudonym": pseudonym,
            "report": str(meeting.number),
            "date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "reliability": RELIABILITY[meeting.who],
            "credibility": writer.pick((2, 3, 3)),
            "marking": {"level": "restricted", "tlp": "amber"},
            "title": f"{pseudonym} {meeting.number}: {place.name} ({LABEL})",
            "place": place.name,
            "country": atlas().state(place.state).code,
            "actors": sorted({name for each in told for name in (each.actor, each.recipient)}),
            "language": "en",
            "events": [
                {
                    "actor": each.actor,
                    "recipient": each.recipient,
                    "type": each.kind,
                    "date": f"{each.at:%Y-%m-%d}",
                    "place": each.place.name,
                    "deaths": each.deaths,
                }
                for each in told
            ],
        }
        front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1000)
        text = f"---\n{front}---\n{writer.source_note(told)}\n\n{FOOTER}\n"
        folder = pseudonym.lower().replace(" ", "-")
        made[f"human/{folder}/{folder}-{meeting.number:03d}.md"] = text.encode()
    return made
