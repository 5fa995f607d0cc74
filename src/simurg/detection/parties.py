"""Which place or organisation a reported actor stands for.

The ledger keeps actors as the sources wrote them. ICEWS and its kin write `Role_(Name)`: such an actor is rolled
up to the name. In such a source a name alone counts only if it stands inside the brackets of some `Role_(Name)`
of the same view; the others are mostly persons and are left out. Sources that never write so are taken as
reported. Underscores become blanks and ISO 3166-1 alpha-3 codes become names, so that sources can agree.
"""

from collections.abc import Iterable, Mapping

from simurg.ontology.countries import country_name


def name_in_brackets(actor: str) -> str | None:
    """`Police_(Iraq)` gives Iraq, `Lawyer_(Holy_See_(Vatican))` gives Holy_See_(Vatican); None without brackets.

    Only `_(` opens such brackets: `Myanmar (Burma)` is one name.
    """
    if not actor.endswith(")"):
        return None
    depth = 0
    for at in range(len(actor) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(actor[at], 0)
        if depth == 0:
            inside = actor[at + 1 : -1].strip("_ ")
            return inside if inside and actor[at - 1] == "_" and at > 1 else None
    return None


def rolled_up(actors: Iterable[str]) -> Mapping[str, str | None]:
    """For each distinct actor of one source the place or organisation it stands for, None if left out."""
    inside = {actor: name_in_brackets(actor) for actor in set(actors)}
    names = {name for name in inside.values() if name is not None}
    if not names:
        return {actor: _tidy(actor) for actor in inside}
    return {
        actor: _tidy(actor) if actor in names else None if name is None else _tidy(name)
        for actor, name in inside.items()
    }


def _tidy(name: str) -> str | None:
    return country_name(" ".join(name.replace("_", " ").split())) or None
