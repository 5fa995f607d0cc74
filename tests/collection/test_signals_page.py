"""docs/signals.md shows the cards as they are. Run as a program, this writes them there anew."""

import re
from pathlib import Path

import pytest

from simurg.collection.catalogue.card import Card, cards
from simurg.collection.mapping import shipped
from simurg.collection.settings import sources_of

PAGE = Path(__file__).parents[2] / "docs" / "signals.md"
TABLE = re.compile(r"(<!-- cards: [^\n]*-->\n)(.*?)(<!-- end of cards -->)", re.DOTALL)
SIGNALS = ("table", "firms", "gdacs", "usgs")
"""Connectors of numeric signals."""


def signals() -> list[Card]:
    return [card for card in cards().values() if card.source["connector"] in SIGNALS]


def as_table() -> str:
    lines = ["| card | what, by whom | licence | limits | delay | what an absence means |", "|---|---|---|---|---|---|"]
    for card in signals():
        told = f"{card.what} {card.publisher}."
        licence = f"[{card.licence}]({card.terms})"
        lines.append(f"| `{card.name}` | {told} | {licence} | {card.limits} | {card.delay} | {card.absence} |")
    return "\n".join(lines) + "\n"


def test_the_page_shows_the_cards_as_they_are():
    shown = TABLE.search(PAGE.read_text("utf-8"))
    assert shown is not None
    assert shown[2] == as_table(), "run: python tests/collection/test_signals_page.py"


def test_every_signal_says_what_becomes_of_it():
    text = PAGE.read_text("utf-8").partition("## What becomes of each")[2]
    assert [card.name for card in signals() if f"`{card.name}`" not in text] == []


@pytest.mark.parametrize("card", signals(), ids=lambda card: card.name)
def test_a_card_is_a_source_that_stands_by_itself(card):
    [source] = sources_of(f"- {{name: one, card: {card.name}}}")
    assert source.licence == card.licence
    if source.connector == "table":
        assert shipped(str(source.options["mapping"])).parts
    if source.address.startswith("https://"):
        assert source.schedule is not None


if __name__ == "__main__":
    text = PAGE.read_text("utf-8")
    PAGE.write_text(TABLE.sub(lambda found: found[1] + as_table() + found[3], text), "utf-8")
