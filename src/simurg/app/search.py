"""Searching a workspace: the picture's index brought up to date, the question asked of it, the answer as plain values.

A reader gets the largest picture within their scope, its index and its view; nothing else plays a part in the answer,
so rows above that scope change no byte of it. `keep_up` is for the end of a collection: it brings those indexes up to
date that somebody has used; the first search of a picture builds its index.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.keeping import Kept
from simurg.app.moments import view_at
from simurg.app.workspace import Workspace
from simurg.ledger import Ledger, View
from simurg.ledger.search.filling import Tell, brought_up, quiet
from simurg.ledger.search.hits import Found, Group, GroupOf, Hit, Wish, find
from simurg.ledger.search.index import FolderIndex, Opened
from simurg.ledger.search.question import KINDS, Filters, letters_in, numbers_in, place_term, question_of
from simurg.ledger.search.rows import Wording
from simurg.ledger.search.snippet import Snippet
from simurg.ledger.spines import Spines
from simurg.ontology.country_names import iso3_of_name
from simurg.ontology.errors import CallerError, OperatorError
from simurg.ontology.times import parse_moment, text_of

MOST_PAGE = 8 << 20
"""Bytes of a product's page that are read for its words."""
MOST_GROUPS = 1_000
_SILENT = ("style", "script", "head")


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked, as a person writes it; see `question` for the words. `since` and `until` limit when it was
    published (from, up to but not at); empty means no limit."""

    words: str
    as_of: str | None = None
    reliability: str | None = None
    credibility: str | None = None
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    top: int = 10


def search(
    workspace: Workspace,
    ledger: Ledger,
    picture: Picture,
    asked: Search,
    *,
    stories_of: Callable[[View], GroupOf | None] | None = None,
    tell: Tell = quiet,
) -> dict[str, Any]:
    """Groups of hits by kind, best first. CallerError for a question that cannot be understood or a moment that has
    not come; OperatorError where there is no index and none can be made. `stories_of` gives for the view that is
    searched what groups its reports (`by_story`); None: equal texts."""
    opened = index_of(workspace, ledger, picture, tell)
    view = view_at(ledger, picture, asked.as_of)
    return found_in(view, opened, asked, stories_of(view) if stories_of else None)


def found_in(
    view: View, opened: Opened, asked: Search, group_of: GroupOf | None, spines: Spines | None = None
) -> dict[str, Any]:
    """The same in a view, whatever `asked.as_of` says."""
    if not 1 <= asked.top <= MOST_GROUPS:
        raise CallerError(f"--top is from 1 to {MOST_GROUPS:,}.")
    question = question_of(asked.words, filters_of(asked))
    found = find(view, opened, question, Wish(asked.top, group_of=group_of, spines=spines))
    return {
        "question": question.text,
        "as_of": text_of(view.known_at),
        "picture": view.picture,
        "found": [_kind(one) for one in found],
    }


def by_story(view: View) -> GroupOf | None:
    """What groups reports by the stories of a view; None where no report was read for its story yet."""
    if not view.count("sketches"):
        return None
    from simurg.fusion.story.seen import groups_of  # with scipy: not for who has no stories

    return partial(groups_of, view)


def index_of(workspace: Workspace, ledger: Ledger, picture: Picture, tell: Tell = quiet) -> Opened:
    """A picture's index, up to date if it can be brought there."""
    place = FolderIndex(_folder(workspace, picture.name))
    opened = brought_up(ledger, picture.scope, place, wording_in(workspace), tell)
    if opened is None:
        raise OperatorError(
            f"Picture {picture.name} has no search index yet, and this process may not make one.",
            hint="Wait for whoever is making it, or search once with the right to write to the workspace.",
        )
    return opened


def keep_up(workspace: Workspace, ledger: Ledger, tell: Tell = quiet) -> None:
    """Bring the indexes that stand up to date, after rows were added."""
    for name, scope in sorted(workspace.settings.pictures.items()):
        if _folder(workspace, name).is_dir():
            brought_up(ledger, scope, FolderIndex(_folder(workspace, name)), wording_in(workspace), tell)


def filters_of(asked: Search) -> Filters:
    """The filters that a person's words mean. A country may be named or coded; CallerError for what is not known."""
    places = {place_term(one) for one in asked.places}
    places |= {place_term(code) for one in asked.places if (code := iso3_of_name(one.strip()))}
    return Filters(
        kinds=frozenset(asked.kinds or KINDS),
        reliabilities=letters_in(asked.reliability) if asked.reliability else frozenset(),
        credibilities=numbers_in(asked.credibility) if asked.credibility else frozenset(),
        sources=frozenset(asked.sources),
        places=frozenset(places - {""}),
        languages=frozenset(one.strip().lower() for one in asked.languages),
        since=parse_moment(asked.since) if asked.since else None,
        until=parse_moment(asked.until) if asked.until else None,
    )


def wording_in(workspace: Workspace) -> Wording:
    """The words of a product, from its page in the workspace; none where the page is gone."""
    kept = Kept(workspace.products)

    def wording(product: Any) -> str:
        path: Path | None = kept.path(product["html"]) if product["html"] else None
        try:
            return words_of_page(path.read_bytes()[:MOST_PAGE].decode("utf-8", "replace")) if path else ""
        except OSError:
            return ""

    return wording


def words_of_page(page: str) -> str:
    """What a page says, without its markup."""
    reader = _Words()
    reader.feed(page)
    return " ".join(" ".join(reader.said).split())


class _Words(HTMLParser):
    """Collects what is said outside of styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _folder(workspace: Workspace, picture: str) -> Path:
    return workspace.folder / "index" / picture


def _kind(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "groups": [_group(one) for one in found.groups],
        "stand": found.confirmed,
        "at_most": found.confirmed if found.complete else found.proposed,
        "complete": found.complete,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"id": group.id.hex, "hits": [_hit(one) for one in group.hits], "others": group.others}


def _hit(hit: Hit) -> dict[str, Any]:
    grade = f"{hit.reliability}{hit.credibility}" if hit.reliability and hit.credibility else None
    return {
        "id": hit.id.hex,
        "report": hit.report.hex,
        "title": _snippet(hit.title),
        "words": _snippet(hit.words),
        "source": hit.source,
        "grade": grade,
        "language": hit.language,
        "published_at": _moment(hit.published_at),
        "known_at": _moment(hit.known_at),
        "subject": hit.subject,
    }


def _snippet(one: Snippet) -> dict[str, Any]:
    return {"text": one.text, "marks": [list(mark) for mark in one.marks], "cut": list(one.cut)}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else text_of(moment)
