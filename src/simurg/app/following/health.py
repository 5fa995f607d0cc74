"""How a source is, in one word, since when, and what to do: pure over the log of its fetches, the source as it is set
up, and a moment. The same log tells the health of any past moment (the caller gives the fetches known by then).

What hides what: a source that is switched off says nothing; a fault of the last fetch comes before what earlier ones
brought; that nobody fetches comes before what is not fetched; content that is silent, strange or too little comes
before content that is merely old. Healed states are told with their span.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simurg.app.following.log import Logged
from simurg.app.following.stretches import Stretch, content_moments, late_spans, stretches_of
from simurg.collection.followed import on_network
from simurg.collection.source import Source

HEALED_FOR = timedelta(days=14)
"""How long a healed state is still told."""
MISSED = 3
"""Schedules that may pass without a fetch before somebody is asked whether anybody follows."""
LEAST_MISSED = timedelta(minutes=10)

WORDS = {
    "ok": ("Well.", ""),
    "disabled": ("Switched off.", "Set `enabled: true` in sources.yaml to fetch it again."),
    "never": ("Never fetched.", "Run `simurg collect NAME`, or `simurg collect --follow`."),
    "unfollowed": (
        "Not fetched for longer than its schedule.",
        "See that `simurg collect --follow` runs; what was missed is fetched then, if its publisher still has it.",
    ),
    "late": ("Fetched, but nothing new.", "Look at its publisher: is it still published, and at this address?"),
    "silent": ("It answers, but empty.", "Ask its address yourself: parameters, accounts and addresses go stale so."),
    "too_many": ("Far more than usual.", "Look at its newest rows: a flood, a copy of old ones, or a large event."),
    "too_few": ("Far less than usual.", "Look at its publisher, and at the filters among its options."),
    "schema_changed": ("It is not in the form that is known.", "See its quarantine: its connector must learn it."),
    "wrong_encoding": ("Its bytes are not the text they say they are.", "See its quarantine, and tell its publisher."),
    "throttled": ("It asks to be asked less often.", "Give it a longer `schedule`; it is asked again when it allows."),
    "unauthorised": ("It does not take the key.", "Renew the key that `keys:` names; it is tried again by itself."),
    "tier_refused": (
        "The key is good, but its account may not have this.",
        "Ask its publisher for access, or ask it for less by `options`. Nothing came: that is not calm.",
    ),
    "forbidden": ("It refuses us (403).", "Read its terms; a key or a registration may be needed."),
    "unreachable": ("It cannot be reached.", "Check its address and the network; it is tried again by itself."),
    "timed_out": ("It is too slow to answer in time.", "It is tried again by itself; ask it for less if it goes on."),
    "cut_short": ("Its answers break off.", "It is tried again by itself; nothing of a broken answer is taken."),
    "too_large": ("Its answer is larger than allowed.", "Ask it for less at a time by `options`."),
    "refused_address": (
        "It leads to an address that it may not reach.",
        "If that machine is meant, add it to `hosts` in sources.yaml; if not, somebody redirects it.",
    ),
    "server_error": ("Its server fails (5xx).", "It is tried again by itself."),
    "not_found": ("There is nothing at its address.", "Its publisher may have moved it: mend `address`."),
    "refused_by_robots": ("Its publisher's robots.txt does not want this.", "Ask the publisher, or leave it out."),
    "missing_key": ("A key that it needs is not set.", "Set what `keys:` names in sources.yaml."),
    "other": ("The fetch failed.", "See the last fetches: `simurg sources NAME`."),
}  # fmt: skip
STATES = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class Health:
    """`since` is None where the log cannot tell. `words` is one or two sentences, `next_step` is empty if all is well.
    `healed`: states of the last two weeks that are over, the youngest first."""

    source: str
    state: str
    since: datetime | None
    words: str
    next_step: str
    last_fetch: datetime | None = None
    last_new: datetime | None = None  # when a fetch last brought something new
    healed: tuple[Stretch, ...] = ()

    @property
    def well(self) -> bool:
        return self.state in ("ok", "disabled")


def health_of_fetches(
    source: Source, fetches: Sequence[Logged], moment: datetime, newest: datetime | None = None
) -> Health:
    """`fetches` as known at the moment, oldest first; `newest`: how young its newest content is, where the ledger
    knows (else it counts from when something new last came)."""
    stretches = stretches_of(source, fetches)
    open_ = next((one for one in stretches if one.until is None), None)
    arrivals = content_moments(fetches)
    last_new = arrivals[-1] if arrivals else None
    state, since, what = _state(source, fetches, moment, open_, newest or last_new)
    told, hint = WORDS.get(state, WORDS["other"])
    words = f"{told} {_said(what)}".strip() if what else told
    return Health(
        source.name,
        state if state in WORDS else "other",
        since,
        words,
        hint.replace("NAME", source.name),
        fetches[-1].ended_at if fetches else None,
        last_new,
        _healed([*stretches, *late_spans(source, fetches)], moment),
    )


def in_words(length: timedelta) -> str:
    """`40 minutes`, `5 hours`, `3 days`: the largest unit of which there are two, rounded down."""
    minutes = max(int(length.total_seconds() // 60), 0)
    for word, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {word}s"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _state(
    source: Source, fetches: Sequence[Logged], moment: datetime, open_: Stretch | None, newest: datetime | None
) -> tuple[str, datetime | None, str]:
    """The state, since when, and a word on it."""
    if not source.enabled:
        return "disabled", None, ""
    if not fetches:
        return ("never", None, "") if on_network(source.address) or newest is None else _age(source, moment, newest)
    last = fetches[-1]
    if not last.good and open_ is not None:
        times = f"{open_.fetches:,} times in a row. " if open_.fetches > 1 else ""
        return last.outcome, open_.since, f"{times}{open_.what}"
    if source.schedule is not None and moment - last.ended_at > max(MISSED * source.schedule, LEAST_MISSED):
        words = f"Last fetched {in_words(moment - last.ended_at)} ago"
        return "unfollowed", last.ended_at + source.schedule, words
    if open_ is not None:
        return open_.state, open_.since, open_.what
    return _age(source, moment, newest or fetches[0].started_at)


def _age(source: Source, moment: datetime, newest: datetime) -> tuple[str, datetime | None, str]:
    late = moment - newest > source.fresh_for
    words = f"Newest content {in_words(moment - newest)} old"
    return ("late", newest + source.fresh_for, words) if late else ("ok", None, words)


def _healed(stretches: Sequence[Stretch], moment: datetime) -> tuple[Stretch, ...]:
    found = [one for one in stretches if one.until is not None and moment - one.until <= HEALED_FOR]
    return tuple(sorted(found, key=lambda one: (one.until or moment, one.state), reverse=True))


def _said(what: str) -> str:
    """As a sentence."""
    text = what[:1].upper() + what[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
