"""The exercise world: seeded, fictional reports from many sources, with their truth in tables apart.

Everything is invented and says so. Generation is pure: the same `World` gives the same bytes.
"""

from simurg.exercise.scene import Scene, known_events, play
from simurg.exercise.world import World
from simurg.exercise.write import Written, in_memory, write

__all__ = ["Scene", "World", "Written", "in_memory", "known_events", "play", "write"]
