"""robots.txt (RFC 9309): what a site's owner wants no crawler to fetch. It is a wish, and we follow it.

    robots = yield from robots_for(url)          # within a plan: one call, and its faults
    if not robots.allows(url): raise Fault("refused_by_robots", …)

The rules of all groups that name our product token count together, else those of `*`; the longest rule that matches
decides, Allow where two are as long (2.2.2). A site without the file (4xx) allows everything; one whose file cannot be
had (5xx, no connection) allows nothing (2.3.1). Of the file the first 500 KiB are read. Every rule is matched in
time linear in the address for each of its stars.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from simurg.collection.fetching.plan import Answer, Call, Fault

AGENT = "simurg"
"""Our product token."""
MOST_BYTES = 500 << 10
MOST_PATTERN = 2_000
"""Characters of a rule or an address that are compared."""
_LINE = re.compile(r"[ \t]*([A-Za-z-]+)[ \t]*:(.*)")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_KEPT = frozenset(_PLAIN + "/?#[]@!$&'()*+,;=:%")


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` with percent-encoding in one form; * is any run of letters, $ at its end the end of the address."""

    allow: bool
    pattern: str

    def matches(self, path: str) -> bool:
        anchored = self.pattern.endswith("$")
        head, *parts = (self.pattern[:-1] if anchored else self.pattern).split("*")
        if not path.startswith(head):
            return False
        if not parts:
            return not anchored or path == head
        at = len(head)
        for part in parts[:-1]:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        last = parts[-1]
        return path.endswith(last) and len(path) - len(last) >= at if anchored else path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one product token."""

    rules: tuple[Rule, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether an address of this site may be fetched. robots.txt itself may be."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))[:MOST_PATTERN]
        if path == "/robots.txt":
            return True
        found = [(len(rule.pattern), rule.allow) for rule in self.rules if rule.matches(path)]
        return max(found)[1] if found else True


EVERYTHING, NOTHING = Robots(), Robots((Rule(False, "/"),))


def robots_of(content: bytes, agent: str = AGENT) -> Robots:
    """From the file's bytes. Lines that are no rules are left out, and what is no UTF-8 is replaced."""
    ours: list[Rule] = []
    others: list[Rule] = []
    named = False
    for agents, rules in _groups(content[:MOST_BYTES].decode("utf-8-sig", "replace")):
        if agent.lower() in agents:
            named = True
            ours += rules
        elif "*" in agents:
            others += rules
    return Robots(tuple(ours if named else others))


def robots_for(url: str) -> Generator[Call, Answer | None, Robots]:
    """What the site of an address allows, asked for by one call."""
    parts = urlsplit(url)
    try:
        answer = yield Call(f"{parts.scheme}://{parts.netloc}/robots.txt", most_bytes=8 << 20, seconds=30.0)
    except Fault as fault:
        unavailable = fault.status is not None and 400 <= fault.status < 500 and fault.status != 429
        return EVERYTHING if unavailable else NOTHING
    return robots_of(answer.body) if answer is not None else NOTHING


def _groups(text: str) -> Iterator[tuple[frozenset[str], list[Rule]]]:
    """User agents, in lower case, and their rules; lines of agents that follow each other are one group."""
    agents: set[str] = set()
    rules: list[Rule] = []
    open_ = False  # the last line was a user-agent
    for name, value in _lines(text):
        if name == "user-agent":
            if not open_ and agents:
                yield frozenset(agents), rules
                agents, rules = set(), []
            found = re.match(r"\*|[A-Za-z_-]+", value)
            agents.add(found[0].lower() if found else "")
            open_ = True
        elif name in ("allow", "disallow"):
            open_ = False
            if agents and value.startswith(("/", "*")):  # an empty rule rules nothing
                rules.append(Rule(name == "allow", _normal(value)[:MOST_PATTERN]))
    if agents:
        yield frozenset(agents), rules


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n|\r|\n", text):
        found = _LINE.fullmatch(line.partition("#")[0])
        if found is not None:
            yield found[1].lower(), found[2].strip()


def _normal(path: str) -> str:
    """Percent-encoding in one form: of plain letters none, of all others in capitals (RFC 9309, 2.2.2)."""

    def told(found: re.Match[str]) -> str:
        letter = chr(int(found[0][1:], 16))
        return letter if letter in _PLAIN else found[0].upper()

    encoded = "".join(one if one in _KEPT else "".join(f"%{byte:02X}" for byte in _bytes(one)) for one in path)
    return _ESCAPED.sub(told, encoded)


def _bytes(letter: str) -> bytes:
    return letter.encode("utf-8", "replace")
