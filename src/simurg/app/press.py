"""What a reader may know of the press: who owns which source, and the names of all publishers.

Only sources whose marking the scope permits are named, so that a count of origins tells nobody of a source they may
not know. It can be written as JSON and read again: a product keeps the press that it was drawn with.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from simurg.collection.source import Source
from simurg.fusion.story.seen import Press
from simurg.ontology.markings import Scope


def press_of(sources: Sequence[Source], scope: Scope) -> Press:
    """The owners and names of the sources that the scope permits."""
    permitted = [source for source in sources if scope.permits(source.marking)]
    owners = {source.name: source.group for source in permitted if source.group}
    known = {name for source in permitted for name in (source.name, source.title) if name}
    return Press(owners, tuple(sorted(known)))


def press_from(told: Mapping[str, Any] | None) -> Press:
    """From what JSON made of it; an empty one where nothing was kept."""
    return Press(dict(told["owners"]), tuple(told["known"])) if told else Press({})
