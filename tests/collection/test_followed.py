"""What sources.yaml says of following: read whole, refused where it is not understood, and no key is repeated."""

import re
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simurg.collection import registry, settings
from simurg.collection.catalogue.card import Card, cards
from simurg.collection.followed import on_network, with_card
from simurg.collection.settings import sources_of
from simurg.ontology.errors import SourceError

ENTRY = """\
- name: wire
  connector: rss
  address: https://wire.example.org/feed?token={key:token}
  enabled: false
  schedule: 15m
  hosts: [files.example.org, {host: mirror.internal, port: 8443, private: true}]
  keys: {token: env:WIRE_TOKEN, other: file:keys/wire}
  read: [coder, model]
  home: Kenya
"""


def test_every_setting_of_following_is_read():
    [wire] = sources_of(ENTRY, {"rss"})
    assert wire.enabled is False
    assert wire.schedule == timedelta(minutes=15)
    assert wire.hosts == ("files.example.org", {"host": "mirror.internal", "port": 8443, "private": True})
    assert wire.keys == {"token": "env:WIRE_TOKEN", "other": "file:keys/wire"}
    assert wire.read == ("coder", "model")
    assert wire.home == "KEN"
    assert wire.card is None


def test_what_is_not_said_is_as_before():
    [plain] = sources_of("- {name: a, connector: rss, address: inbox/*.xml}")
    said = (plain.enabled, plain.schedule, plain.hosts, dict(plain.keys), plain.card, plain.read, plain.home)
    assert said == (True, None, (), {}, None, (), None)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("enabled: maybe", "`enabled` must be true or false"),
        ("enabled: 0", "`enabled` must be true or false"),
        ("schedule: often", "'often' is not a duration"),
        ("schedule: 15", "'15' is not a duration"),
        ("schedule: 0m", "between one minute and a year"),
        ("schedule: 9999d", "between one minute and a year"),
        ("hosts: files.example.org", "`hosts` is a list"),
        ("hosts: ['*.example.org']", "is no host"),
        ("hosts: ['https://a.example/']", "is no host"),
        ("hosts: [{host: a.example, colour: red}]", "`hosts`: an entry is a host"),
        ("hosts: [{host: a.example, port: 0}]", "port"),
        ("keys: env:TOKEN", "`keys` must be a mapping"),
        ("keys: {'a b': env:TOKEN}", "`keys` has a name that is none"),
        ("keys: {1: env:TOKEN}", "`keys` has a name that is none"),
        ("keys: {token: 7}", "`keys: token` must say where"),
        ("card: 3", "`card` must be a name"),
        ("card: no-such-card", "There is no card 'no-such-card'"),
        ("read: {coder: true}", "`read` is a list"),
        ("read: [coder, coder]", "names a reader twice"),
        ("home: Atlantis", "`home` must be a country"),
        ("home: [KEN]", "`home` must be a country"),
    ],
)
def test_a_faulty_setting_names_its_line_and_what_to_do(setting, told):
    with pytest.raises(SourceError, match="line 2 \\(source wire\\)") as caught:
        sources_of(f"sources:\n  - name: wire\n    connector: rss\n    {setting}\n")
    assert told in caught.value.what
    assert caught.value.hint


def test_a_key_that_was_written_out_is_refused_and_not_repeated():
    with pytest.raises(SourceError) as caught:
        sources_of("- {name: wire, connector: rss, keys: {token: s3cr3t-of-ours}}")
    assert "s3cr3t" not in str(caught.value)
    assert "env:NAME" in caught.value.hint


CARD = Card(
    "press", "The Press", "Press House", "News.", "CC BY 4.0", "https://a.example/terms", "None stated.", "None.", "…",
    MappingProxyType(
        {
            "connector": "rss",
            "address": "https://press.example.org/feed",
            "schedule": "1h",
            "options": {"most": 7, "deep": True},
            "keys": {"token": "env:PRESS_TOKEN"},
        }
    ),
)  # fmt: skip


def merged(text: str) -> dict:
    [entry] = yaml.safe_load(text)
    return dict(with_card(entry, {"press": CARD}.__getitem__))


def test_a_card_says_what_the_entry_does_not():
    assert merged("- {name: mine, card: press}") == {
        "name": "mine",
        "card": "press",
        "title": "The Press",
        "licence": "CC BY 4.0",
        **CARD.source,
    }


def test_the_entry_goes_first_and_options_and_keys_are_joined():
    mine = merged(
        "- {name: mine, card: press, title: Ours, schedule: 2h, options: {most: 9}, keys: {token: file:k, more: env:M}}"
    )
    assert (mine["title"], mine["schedule"]) == ("Ours", "2h")
    assert mine["options"] == {"most": 9, "deep": True}
    assert mine["keys"] == {"token": "file:k", "more": "env:M"}


def test_without_a_card_an_entry_stays_as_it_is():
    assert merged("- {name: mine, connector: rss}") == {"name": "mine", "connector": "rss"}


@pytest.mark.parametrize("name", sorted(cards()))
def test_every_card_that_is_shipped_makes_a_source(name):
    assert set(cards()[name].source) <= set(settings._KEYS) - {"name", "card"}
    [source] = sources_of(f"- {{name: {name}, card: {name}}}", registry.names())
    assert source.card == name
    assert source.licence


def test_what_docs_collecting_shows_is_read():
    text = (Path(__file__).parents[2] / "docs" / "collecting.md").read_text("utf-8")
    shown = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if block.startswith("- ")]
    names = [[source.name for source in sources_of(block, registry.names())] for block in shown]
    assert names == [["wire"], ["wire", "ucdp"]]


HOST = st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True)
KEY = st.from_regex(r"[a-z]{1,8}", fullmatch=True)


@given(
    st.booleans(),
    st.integers(1, 500_000),
    st.lists(HOST | st.fixed_dictionaries({"host": HOST, "port": st.integers(1, 65535), "plain": st.booleans()})),
    st.dictionaries(KEY, st.from_regex(r"env:[A-Z]{1,8}", fullmatch=True)),
    st.lists(KEY, unique=True),
    st.sampled_from(["KEN", "UKR", "XAB"]),
)
def test_what_is_written_is_what_is_read(enabled, minutes, hosts, keys, read, home):
    entry = {
        "name": "a", "connector": "rss", "enabled": enabled, "schedule": f"{minutes}m", "hosts": hosts[:50],
        "keys": keys, "read": read, "home": home,
    }  # fmt: skip
    [source] = sources_of(yaml.safe_dump({"sources": [entry]}))
    assert (source.enabled, source.schedule) == (enabled, timedelta(minutes=minutes))
    assert [one if isinstance(one, str) else dict(one) for one in source.hosts] == entry["hosts"]
    assert (dict(source.keys), list(source.read), source.home) == (keys, read, home)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("https://a.example/x", True),
        (" HTTP://a.example", True),
        ("inbox/*.xml", False),
        ("", False),
        ("ftp://a.example/x", False),
        ("/data/https://x", False),
    ],
)
def test_only_web_addresses_are_fetched(address, network):
    assert on_network(address) is network
