"""The language part's feeds: the RSS connector reads them whole; faults show; what was edited comes under one key."""

from datetime import timedelta

from simurg.collection.connector import Rows, raw_of
from simurg.collection.registry import find
from simurg.collection.source import Source
from simurg.exercise.parts.language.faults import KINDS, spells
from simurg.exercise.parts.language.feeds import END, last_feeds, player
from simurg.exercise.parts.language.outlets import outlets
from simurg.exercise.parts.language.reports import page, reports
from simurg.exercise.parts.language.settings import BEGIN, LanguagePart

PART = LanguagePart(7, "hard", 0.5)


def rows_in(name: str, content: bytes) -> list[dict[str, object]]:
    found = []
    for batch in find("rss").parse(raw_of(content, Source("outlet", "rss", title=name), name, END)):
        assert isinstance(batch, Rows), batch
        found += batch.tables["reports"].to_pylist()
    return found


def test_what_is_collected_is_what_the_truth_counts_in() -> None:
    expected = {one.url: page(one.versions[-1], one.outlet) for one in reports(PART)}
    seen = 0
    for name, content in last_feeds(PART).items():
        for row in rows_in(name, content):
            made = expected[str(row["url"])]
            assert (row["title"], row["body"]) == (made.title, made.body)
            seen += 1
    assert seen == len(expected)


def test_an_edited_article_comes_under_its_key_with_other_words() -> None:
    feed_at = player(PART)
    edited = [one for one in reports(PART) if len(one.versions) > 1]
    faulty = spells(PART)
    seen = 0
    for one in edited:
        moments = [version.at for version in one.versions]
        if any(spell.holds(one.outlet.name, moment) for spell in faulty for moment in moments):
            continue
        told = []
        for moment in moments:
            content = feed_at(one.outlet.name, moment)
            assert content is not None
            told.append(next(row for row in rows_in(one.outlet.name, content) if row["url"] == one.url))
        assert told[0]["key"] == told[1]["key"]
        assert (told[0]["title"], told[0]["body"]) != (told[1]["title"], told[1]["body"])
        seen += 1
    assert seen > 5


def test_each_fault_shows_and_passes() -> None:
    feed_at = player(PART)
    told = {one.url: one for one in reports(PART)}
    shown = set()
    for spell in spells(PART):
        middle = spell.begin + (spell.until - spell.begin) / 2
        content = feed_at(spell.outlet, middle)
        others = [one.what for one in spells(PART) if one.holds(spell.outlet, middle) and one != spell]
        if spell.what == "silent":
            assert content is None
            shown.add("silent")
            continue
        if content is None or others:
            continue
        urls = [str(row["url"]) for row in rows_in(spell.outlet, content)]
        if spell.what == "twice" and len(set(urls)) > 1:
            assert content.count(b"<item>") + content.count(b"<entry>") > len(urls) == len(set(urls))
            shown.add("twice")
        elif spell.what == "late" and urls:
            newest = max(told[url].published for url in urls)
            assert newest <= middle - timedelta(hours=spell.lag_hours)
            shown.add("late")
        elif spell.what == "disordered" and len(urls) > 3:
            assert urls != sorted(urls, key=lambda url: told[url].published, reverse=True)
            shown.add("disordered")
    assert shown == set(KINDS)
    assert all(feed_at(outlet.name, END) is not None for outlet in outlets())


def test_before_the_first_report_a_feed_is_empty() -> None:
    feed_at = player(PART)
    assert all(rows_in(one.name, feed_at(one.name, BEGIN) or b"") == [] for one in outlets())
