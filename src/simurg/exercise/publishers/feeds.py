"""Newspapers and the wire agency as RSS 2.0 and Atom 1.0 feeds, one document a paper and quarter, newest first."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from simurg.exercise.atlas import LABEL
from simurg.exercise.news import Article
from simurg.exercise.press import PAPERS, Paper
from simurg.exercise.publishers.gdelt import QUARTER_WEEKS
from simurg.exercise.scene import Scene
from simurg.exercise.world import START

CORRECTED_AFTER = timedelta(days=5)
CORRECTION = "An earlier version of this article misspelt the name of an official."


def files(scene: Scene, articles: list[Article]) -> dict[str, bytes]:
    """Every article with a body, of papers that hand out a feed, and the corrections of some."""
    made: dict[tuple[int, int], list[Article]] = {}
    shown = [article for article in articles if article.body and PAPERS[article.paper].feed]
    for article in [*shown, *_corrections(shown, scene.world.end)]:
        made.setdefault((article.paper, _quarter(article.published)), []).append(article)
    written = {}
    for (number, quarter), items in sorted(made.items()):
        paper, begin = PAPERS[number], scene.world.moment(quarter * QUARTER_WEEKS)
        newest = sorted(items, key=lambda item: (item.published, item.url), reverse=True)
        text = _atom(paper, newest) if paper.feed == "atom" else _rss(paper, newest)
        written[f"feeds/{paper.name}-{begin:%Y-%m-%d}.xml"] = text.encode()
    return written


def _corrections(shown: list[Article], end: datetime) -> Iterator[Article]:
    """Some of the last articles of a quarter are printed again in the next one, corrected, under the same address."""
    for article in shown:
        later = article.published + CORRECTED_AFTER
        moved = _quarter(later) > _quarter(article.published) and later < end
        if moved and article.telling >= 0 and zlib.crc32(article.url.encode()) % 3 == 0:
            body = article.body.replace("\n\n", f" {CORRECTION}\n\n", 1)
            yield replace(article, published=later, title=f"Corrected: {article.title}", body=body)


def _quarter(at: datetime) -> int:
    return int((at - START).total_seconds()) // (QUARTER_WEEKS * 7 * 86400)


def _rss(paper: Paper, items: list[Article]) -> str:
    told = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="true">{escape(item.url)}</guid><pubDate>{format_datetime(item.published)}</pubDate>'
        f"<category>exercise-fictional</category><description>{escape(_markup(item.body))}</description></item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
        f"<title>{escape(paper.title)} (fictional)</title><link>https://{paper.host}/</link>\n"
        f"<description>{LABEL}: an invented newspaper of an invented continent.</description><language>en</language>\n"
        f"<lastBuildDate>{format_datetime(items[0].published)}</lastBuildDate>\n{told}</channel></rss>\n"
    )


def _atom(paper: Paper, items: list[Article]) -> str:
    told = "".join(
        f'<entry><title>{escape(item.title)}</title><link href="{escape(item.url)}"/><id>{escape(item.url)}</id>'
        f"<published>{_moment(item)}</published><updated>{_moment(item)}</updated>"
        f'<category term="exercise-fictional"/><content type="html">{escape(_markup(item.body))}</content></entry>\n'
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        f"<title>{escape(paper.title)} (fictional)</title><subtitle>{LABEL}: an invented newspaper.</subtitle>\n"
        f'<id>https://{paper.host}/</id><link href="https://{paper.host}/"/><updated>{_moment(items[0])}</updated>\n'
        f"<author><name>{escape(paper.title)}</name></author>\n{told}</feed>\n"
    )


def _markup(body: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))


def _moment(item: Article) -> str:
    return item.published.isoformat().replace("+00:00", "Z")
