"""A drop folder's documents: PDF, DOCX, e-mail, HTML, and text in any encoding. Each becomes a report, or several.

What a document is its bytes tell, not its name. `NAME.yaml` beside it, or front matter at its head, gives title, date,
publisher, language, address, grade and marking (files.beside).

- key: the file's name (Unicode NFC): another file of that name is a new version. What is attached to an e-mail is a
  report of its own, with the key `NAME/ATTACHMENT`, to `MOST_DEPTH` levels. A text of more than `PART` characters
  becomes several reports, `NAME|part 2` and so on, cut between pages or paragraphs.
- published_at: the date beside it, else the document's own (of an e-mail when it was sent), if believable; else null.
- body: plain text, with a form feed between pages.
- claims (subject: the key): `reported_by`, `licence`, `robots_notice` and the like, `has_attachment`, `attached_to`,
  `pages`. Names of people who wrote, sent or changed a document are not taken up.

`options: {work: 10}` lets each document take ten times the work that one of unknown origin may.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from simurg.collection.connector import Connector, Raw, Reject, Rows, SettingsError
from simurg.collection.files.beside import ENDING, NOTHING, Beside, apart, beside_of, front_of
from simurg.collection.files.reading import is_picture, told_by
from simurg.collection.files.told import PAGE, Attached, Told, Work
from simurg.collection.published import believable
from simurg.collection.rejects import whole
from simurg.collection.rows import RowBuilder
from simurg.ontology.errors import SourceError

CONNECTOR = Connector(
    name="documents", title="Documents of a drop folder", version="1", edits=True,
    formats=("pdf", "docx", "eml", "html", "htm", "xhtml", "md", "txt", "text"),
)  # fmt: skip

BESIDE = ENDING
"""The ending of a file that says what another one is; whoever collects hands over the two as one document."""
MOST_BYTES = 32 << 20
MOST_DEPTH = 3
MOST_DOCUMENTS = 60
"""Documents in one document."""
MOST_WORK = 100
PART = 150_000
MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class _Held:
    """One document to read: itself, or something in it."""

    key: str
    name: str
    content: bytes
    depth: int = 0
    within: str = ""


def parse(raw: Raw) -> Iterator[Rows | Reject]:
    """Reports of the document and of what is attached to it; a Reject for what cannot be read of them."""
    work = _work(raw)
    try:
        name, told, content = apart(raw.name, raw.read(MOST_BYTES))
        beside = NOTHING if told is None else beside_of(told)
    except SourceError as error:
        yield from whole(raw, error.what)
        return
    builder = RowBuilder(raw)
    key = unicodedata.normalize("NFC", name)[:1_000]
    waiting, read = [_Held(key, name, content)], 0
    while waiting:
        held, read = waiting.pop(0), read + 1
        try:
            told_here = told_by(held.content, held.name, work)
            attached = _reports(builder, raw, held, told_here, beside)
        except SourceError as error:
            if read == 1:
                yield from whole(raw, error.what)
                return
            yield Reject(error.what, held.content or b" ", f"attachment {held.name[:100]}", beside.marking)
            continue
        if told_here.left:
            yield Reject(told_here.left, held.content, f"the end of {held.name[:100]}", beside.marking)
        for one in attached:
            if is_picture(one.content):
                continue
            if held.depth >= MOST_DEPTH or read + len(waiting) >= MOST_DOCUMENTS:
                cause = f"It is attached more than {MOST_DEPTH} deep, or after more than {MOST_DOCUMENTS} others."
                yield Reject(cause, one.content or b" ", f"attachment {one.name[:100]}", beside.marking)
            else:
                waiting.append(one)
    if len(builder):
        yield builder.take()


def _work(raw: Raw) -> Work:
    told = raw.source.options.get("work", 1)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 1 <= told <= MOST_WORK:
        raise SettingsError("`work` must be a number from 1 to 100.", hint="Leave it out for documents of any origin.")
    return Work(float(told))


def _reports(builder: RowBuilder, raw: Raw, held: _Held, told: Told, beside: Beside) -> list[_Held]:
    """The document as reports; what is attached to it."""
    pages = told.pages
    if held.depth == 0 and beside is NOTHING and len(pages) >= 1:
        beside, first = front_of(pages[0])
        pages = (first, *pages[1:])
    if held.depth:
        beside = replace(beside, texts={})
    attached = _attached(held, told.attached)
    if sum(map(len, pages)) > MOST_PARTS * PART:
        raise SourceError(f"It has more than {MOST_PARTS * PART:,} characters.")
    parts = list(_parts(pages))
    facts = list(_facts(held, told, beside, attached))
    for number, part in enumerate(parts, 1):
        key = held.key if number == 1 else f"{held.key}|part {number}"
        title = beside.texts.get("title") or told.title or held.name
        if len(parts) > 1:
            title = f"{title} ({number} of {len(parts)})"
        _report(builder, raw, (key, title, part), told, beside, facts if number == 1 else [])
    return attached


def _report(
    builder: RowBuilder, raw: Raw, words: tuple[str, str, str], told: Told, beside: Beside, facts: list[tuple[str, str]]
) -> None:
    key, title, body = words
    published = believable(beside.date, raw.fetched_at) or believable(told.published, raw.fetched_at)
    marking = None if beside.marking is None else raw.source.marking | beside.marking
    grade = beside.grade or raw.source.grade
    report = builder.report(
        key=key, published_at=published, marking=marking, title=title[:500], body=body or None,
        url=beside.texts.get("url") or told.url, language=beside.texts.get("language") or told.language,
        reliability=grade.reliability, credibility=grade.credibility,
    )  # fmt: skip
    known_at = raw.source.knowable(published, raw.fetched_at)
    numbers: Counter[str] = Counter()
    for predicate, value in dict.fromkeys(facts):
        numbers[predicate] += 1
        builder.add(
            "claims", key=f"{key}|{predicate}|{numbers[predicate]}", known_at=known_at, report_id=report,
            marking=marking, subject=key, predicate=predicate, object=value[:500],
        )  # fmt: skip


def _facts(held: _Held, told: Told, beside: Beside, attached: list[_Held]) -> Iterator[tuple[str, str]]:
    if "publisher" in beside.texts:
        yield "reported_by", beside.texts["publisher"]
    yield from (fact for fact in told.facts if fact[0] != "reported_by" or "publisher" not in beside.texts)
    for one in attached:
        yield "has_attachment", one.key
    if held.within:
        yield "attached_to", held.within
    if len(told.pages) > 1:
        yield "pages", str(len(told.pages))


def _attached(held: _Held, found: tuple[Attached, ...]) -> list[_Held]:
    """Each with a key of its own, also where two have one name."""
    names: Counter[str] = Counter()
    listed = []
    for one in found:
        name = unicodedata.normalize("NFC", one.name.replace("/", "_"))[:200]
        names[name] += 1
        key = f"{held.key}/{name}" + (f" {names[name]}" if names[name] > 1 else "")
        listed.append(_Held(key[:2_000], name, one.content, held.depth + 1, held.key))
    return listed


def _parts(pages: tuple[str, ...]) -> Iterator[str]:
    """The text in stretches of at most PART characters, cut between pages, else paragraphs, else anywhere."""
    text = PAGE.join(pages)
    while len(text) > PART:
        ends = (text.rfind(mark, PART // 2, PART) for mark in (PAGE, "\n\n", "\n", ". ", " "))
        cut = next((end for end in ends if end > 0), PART - 1) + 1
        yield text[:cut].strip(" \n")
        text = text[cut:]
    yield text.strip(" \n")
