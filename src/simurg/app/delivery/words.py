"""What is written to a person: plain text, HTML and a subject, from warnings that they may see.

Words of reports are hostile: they lose what could steer a reader's screen (control and direction characters) and what
a mail program would make into a link, and stand in HTML escaped. Above what a way may carry, a message says that a
warning waits, and nothing of which or why.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from simurg.app.delivery.warning import SEVERITIES, IssuedWarning
from simurg.ontology.markings import Marking, Scope

MOST_TITLE = 110
_LINKING = re.compile(r"://|(?<=\bwww)\.|@", re.IGNORECASE)
_WORD = {"notice": "Notice", "warning": "Warning", "severe": "Severe warning"}


@dataclass(frozen=True, slots=True)
class Message:
    """`cut`: it says only that something waits."""

    subject: str
    text: str
    html: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all messages of a workspace share. `address` is the page's, `most` what the way may carry."""

    title: str
    address: str
    exercise: bool
    most: Scope


def safe(text: str, most: int = 2_000) -> str:
    """One line without characters that steer, and without anything that turns into a link."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text[: most * 2])
    kept = "".join(one for one in plain if unicodedata.category(one) not in ("Cf", "Cs", "Co", "Cn"))
    return _LINKING.sub(lambda found: f"[{found.group()}]", " ".join(kept.split()))[:most]


def message(warnings: Sequence[IssuedWarning], kind: str, head: Letterhead) -> Message:
    """Of one warning, or several in a digest; the gravest first."""
    marking = Marking()
    for one in warnings:
        marking |= one.marking
    if not head.most.reading().permits(marking):
        return _waiting(len(warnings), head)
    ordered = sorted(warnings, key=lambda one: (-SEVERITIES.index(one.severity), one.at, one.id))
    prefix = "EXERCISE – " if head.exercise else ""
    first = f"{_WORD[ordered[0].severity]}: {safe(ordered[0].title, MOST_TITLE)}"
    if kind == "escalation":
        first = f"Escalated to you. {first}"
    if kind == "digest":
        first = f"{len(ordered)} warning{'s' if len(ordered) > 1 else ''} of the day"
    subject = f"{prefix}[{marking}] {first}"
    return Message(subject, _text(ordered, str(marking), head), _html(ordered, str(marking), head), False)


def _waiting(count: int, head: Letterhead) -> Message:
    """The same words for one and for many, for grave and slight: they tell nothing."""
    del count
    prefix = "EXERCISE – " if head.exercise else ""
    said = "A warning waits for you in Simurg."
    link = head.address or "Open Simurg to read it."
    shown = f'<a href="{html.escape(link)}">Open Simurg</a>' if head.address else html.escape(link)
    return Message(f"{prefix}A warning waits", f"{said}\n\n{link}\n", f"<p>{said}</p><p>{shown}</p>", True)


def link_to(warning: IssuedWarning, address: str) -> str:
    """Where the page shows a warning; empty where the workspace has told no address."""
    return f"{address}/warnings/{warning.id}" if address else ""


def _text(warnings: Sequence[IssuedWarning], marking: str, head: Letterhead) -> str:
    lines = ["EXERCISE – FICTIONAL", ""] if head.exercise else []
    lines += [marking, ""]
    for one in warnings:
        lines += [f"{_WORD[one.severity]}: {safe(one.title)}", safe(one.sentence)]
        if one.requirement:
            lines.append(f"Requirement: {safe(one.requirement)}")
        lines.append(f"Rests on {len(one.refs)} row{'' if len(one.refs) == 1 else 's'}; marking {one.marking}.")
        lines += [link for link in (link_to(one, head.address),) if link] + [""]
    return "\n".join([*lines, marking, safe(head.title), ""])


def _html(warnings: Sequence[IssuedWarning], marking: str, head: Letterhead) -> str:
    parts = ["<p><strong>EXERCISE – FICTIONAL</strong></p>"] if head.exercise else []
    parts.append(f"<p>{html.escape(marking)}</p>")
    for one in warnings:
        parts.append(f"<h2>{_WORD[one.severity]}: {html.escape(safe(one.title))}</h2>")
        parts.append(f"<p>{html.escape(safe(one.sentence))}</p>")
        if one.requirement:
            parts.append(f"<p>Requirement: {html.escape(safe(one.requirement))}</p>")
        link = link_to(one, head.address)
        if link:
            parts.append(f'<p><a href="{html.escape(link)}">Open it in Simurg</a></p>')
    parts.append(f"<p>{html.escape(marking)}<br>{html.escape(safe(head.title))}</p>")
    return f'<!doctype html><html lang="en"><body>{"".join(parts)}</body></html>'
