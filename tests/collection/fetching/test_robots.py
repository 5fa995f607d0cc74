"""robots.txt as RFC 9309 has it: its own examples, odd files, and what a site without one means."""

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection.fetching.plan import Answer, Call, Fault, FaultKind
from simurg.collection.fetching.robots import EVERYTHING, NOTHING, Robots, Rule, robots_for, robots_of

SITE = "https://a.example"
SIMPLE = b"""
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("agent", "path", "allowed"),
    [
        ("simurg", "/", True), ("simurg", "/a.gif", False), ("simurg", "/a.gif?x", True),
        ("simurg", "/example/", False),
        ("simurg", "/example", True), ("simurg", "/publications/a.gif", True), ("foobot", "/", False),
        ("foobot", "/example/page.html", True), ("FooBot", "/x", False), ("barbot", "/example/page.html", False),
        ("bazbot", "/example/page.html", False), ("bazbot", "/example/", True), ("quxbot", "/example/", True),
        ("foobot", "/robots.txt", True),
    ],
)  # fmt: skip
def test_the_standards_example(agent: str, path: str, allowed: bool) -> None:
    assert robots_of(SIMPLE, agent).allows(SITE + path) is allowed


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /a\nAllow: /a", "/a", True), ("Disallow: /ab\nAllow: /a", "/abc", False),
        ("Disallow: /", "/anything", False), ("Disallow:", "/anything", True), 
        ("Disallow: /*/b/*.c$", "/x/b/y.c", False),
        ("Disallow: /*/b/*.c$", "/x/b/y.c?", False), ("Disallow: /*/b/*.c$", "/x/b/y.cd", True),
        ("Disallow: /a*", "/abc", False), ("Disallow: /a$", "/a", False), ("Disallow: /a$", "/a/", True),
        ("Disallow: /a*a$", "/a", True), ("Disallow: /*?q=", "/x?q=1", False),
        ("Disallow: /%7Euser", "/~user/x", False), ("Disallow: /~user", "/%7euser/x", False),
        ("Disallow: /\u043f", "/%D0%BF", False), ("Disallow: /a%2fb", "/a%2Fb", False), 
        ("Disallow: /a%2fb", "/a/b", True),
        ("disallow : /a # why", "/a", False), ("Disallow: /a#b", "/a", False), 
        ("Crawl-delay: 5\nDisallow: /a", "/a", False),
        ("Sitemap: https://x/\nDisallow: /a", "/a", False), ("Disallow: nonsense", "/nonsense", True),
        ("Disallow: /A", "/a", True), ("Dissalow: /a", "/a", True),
    ],
)  # fmt: skip
def test_rules(rules: str, path: str, allowed: bool) -> None:
    text = f"User-agent: simurg\n{rules}\n"
    for ending in ("\n", "\r\n", "\r"):
        assert robots_of(text.replace("\n", ending).encode()).allows(SITE + path) is allowed


def test_groups_of_our_name_count_together_and_those_of_others_not() -> None:
    text = b"User-agent: simurg/1.0\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: SIMURG\nDisallow: /b\n"
    robots = robots_of(text)
    assert [robots.allows(SITE + path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_rules_before_any_agent_rule_nothing() -> None:
    assert robots_of(b"Disallow: /\nUser-agent: other\nDisallow: /\n") == EVERYTHING


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"<html>not here</html>", bytes(range(256)), b"\x00" * 100])
def test_what_is_no_robots_file_rules_nothing(content: bytes) -> None:
    assert robots_of(content).allows(f"{SITE}/x")


def test_a_mark_at_the_start_is_no_letter() -> None:
    assert not robots_of(b"\xef\xbb\xbfUser-agent: *\nDisallow: /").allows(f"{SITE}/x")


def test_what_stands_behind_the_bound_is_not_read() -> None:
    assert robots_of(b"User-agent: *\n" + b"# x\n" * 200_000 + b"Disallow: /\n").allows(f"{SITE}/x")


def test_hostile_patterns_are_matched_in_time() -> None:
    text = b"User-agent: *\n" + (b"Disallow: /" + b"*a" * 900 + b"b$\n") * 200
    started = time.process_time()
    assert robots_of(text).allows(f"{SITE}/{'a' * 1_900}")
    assert time.process_time() - started < 1.0


def answered(url: str, outcome: bytes | Fault) -> Robots:
    """What a plan learns from one call."""
    asking = robots_for(url)
    call = next(asking)
    assert isinstance(call, Call)
    assert call.url == f"{SITE}/robots.txt"
    try:
        if isinstance(outcome, Fault):
            asking.throw(outcome)
        else:
            asking.send(Answer(call.url, 200, {}, outcome, datetime(2031, 4, 2, tzinfo=UTC)))
    except StopIteration as ended:
        found = ended.value
    assert isinstance(found, Robots)
    return found


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [("not_found", 404, EVERYTHING), ("forbidden", 403, EVERYTHING), ("unauthorised", 401, EVERYTHING),
     ("server_error", 503, NOTHING), ("unreachable", None, NOTHING), ("timed_out", None, NOTHING),
     ("refused_address", None, NOTHING), ("throttled", 429, NOTHING), ("too_large", None, NOTHING)],
)  # fmt: skip
def test_a_site_without_the_file_allows_all_and_one_that_cannot_be_asked_nothing(
    kind: FaultKind, status: int | None, expected: Robots
) -> None:
    assert answered(f"{SITE}/a/b?c", Fault(kind, "x", status=status)) == expected


def test_the_file_is_asked_of_the_site_of_an_address() -> None:
    assert not answered(f"{SITE}/a/b", b"User-agent: *\nDisallow: /a").allows(f"{SITE}/a/b")


@given(st.text(alphabet="/ab*$%2", max_size=12), st.text(alphabet="/ab%2?", max_size=12))
def test_law_a_pattern_matches_as_its_definition_says(pattern: str, path: str) -> None:
    anchored = pattern.endswith("$")
    body = pattern[:-1] if anchored else pattern
    meant = ".*".join(map(re.escape, body.split("*"))) + ("$" if anchored else "")
    assert Rule(True, pattern).matches(path) is (re.match(meant, path, re.DOTALL) is not None)


@given(st.binary(max_size=400), st.text(max_size=40))
def test_law_any_bytes_are_read_and_any_address_is_judged(content: bytes, path: str) -> None:
    robots_of(b"User-agent: *\n" + content).allows(f"{SITE}/{path}")
