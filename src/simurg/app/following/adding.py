"""Adding sources by their cards to a `sources.yaml` that people keep: their words and comments stay as they are."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from simurg.app.sources import sources_in
from simurg.app.workspace import SOURCES, Workspace
from simurg.collection import registry
from simurg.collection.catalogue.card import card
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, OperatorError
from simurg.outbound.secrets import secret_of


def add(workspace: Workspace, names: Sequence[str]) -> list[Source]:
    """Append the named cards as sources of those names; the new ones. CallerError if one stands there already,
    SourceError for a card that there is none of. All of them, or none."""
    standing = {one.name for one in sources_in(workspace)}
    for name in names:
        card(name)
        if name in standing:
            raise CallerError(f"There is a source {name} already.", hint="See sources.yaml; a second one needs a name.")
    wanted = tuple(dict.fromkeys(names))
    text = with_cards(workspace.sources_file.read_text(encoding="utf-8"), wanted)
    made = {one.name: one for one in sources_of(text, registry.names())}
    _replace(workspace.sources_file, text)
    return [made[name] for name in wanted]


def with_cards(text: str, names: Sequence[str]) -> str:
    """The file's text with an entry more for each card."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    listed = root.value[-1][1] if isinstance(root, yaml.MappingNode) and root.value else root
    if isinstance(listed, yaml.SequenceNode) and listed.value:
        if listed.flow_style:
            raise CallerError(f"{SOURCES} is written in brackets.", hint="Begin each source with `- ` on its own line.")
        column = listed.start_mark.column
        return f"{text.rstrip()}\n{_entries(names, column)}"
    if root is None:
        return f"{text.rstrip()}\nsources:\n{_entries(names, 2)}".lstrip()
    start = root.start_mark.index  # the empty list, with or without `sources:`
    return f"{text[:start]}sources:\n{_entries(names, 2)}{_after(text, listed)}"


def unset_keys(source: Source, folder: Path, environment: Mapping[str, str] | None = None) -> list[str]:
    """Where keys of a source should stand and do not: `env:NAME`, `file:PATH`."""
    found = []
    for place in source.keys.values():
        try:
            secret_of(place, folder, os.environ if environment is None else environment)
        except OperatorError:
            found.append(place)
    return sorted(set(found))


def _entries(names: Sequence[str], column: int) -> str:
    margin = " " * column
    return "".join(f"{margin}- name: {name}\n{margin}  card: {name}\n" for name in names)


def _after(text: str, listed: yaml.Node | None) -> str:
    """What stands behind an empty list: comments."""
    rest = text[listed.end_mark.index :].strip("\n") if listed is not None else ""
    return f"{rest}\n" if rest.strip() else ""


def _replace(path: Path, text: str) -> None:
    """In one step: whoever reads it sees the old file or the new one."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.chmod(path.stat().st_mode & 0o777)
        partial.rename(path)
    except OSError as error:
        raise OperatorError(
            f"{SOURCES} could not be written ({error.strerror}).", hint="Mend its permissions, or free some space."
        ) from error
