"""Adding sources by their cards: what people wrote stays as it is, and nothing is written unless all of it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simurg.app.following.adding import add, unset_keys, with_cards
from simurg.app.workspace import DEFAULT_SOURCES, create
from simurg.collection.catalogue.card import cards
from simurg.collection.settings import sources_of
from simurg.collection.source import Source
from simurg.ontology.errors import CallerError, SourceError

CARD, OTHER = sorted(cards())[:2]
FILES = [
    "",
    "# mine\n",
    "sources: []\n",
    "sources:\n",
    "[]",
    DEFAULT_SOURCES,
    "# above\nsources: []  # none yet\n# below\n",
    "sources:\n  - {name: a, connector: rss}\n",
    "sources:\n- name: a\n  connector: rss\n# the end\n",
    "- name: a\n  connector: rss   # a comment\n",
    "sources:\n    - name: a\n      connector: rss\n      options:\n        deep: {x: [1, 2]}",
]


@pytest.mark.parametrize("text", FILES)
def test_the_card_stands_behind_what_stood_there(text):
    made = with_cards(text, [CARD, OTHER])
    assert [one.name for one in sources_of(made)] == [*(one.name for one in sources_of(text)), CARD, OTHER]
    assert [one.card for one in sources_of(made)][-2:] == [CARD, OTHER]
    for line in text.splitlines():
        if line.strip().startswith("#"):
            assert line in made


@given(st.sampled_from(FILES), st.lists(st.sampled_from(sorted(cards())), unique=True, min_size=1, max_size=5))
def test_added_one_by_one_or_at_once_is_the_same(text, names):
    once, one_by_one = with_cards(text, names), text
    for name in names:
        one_by_one = with_cards(one_by_one, [name])
    assert sources_of(once) == sources_of(one_by_one)


def test_a_list_in_brackets_is_left_to_people():
    with pytest.raises(CallerError, match="brackets"):
        with_cards("sources: [{name: a, connector: rss}]", [CARD])


def test_a_workspace_gets_its_sources(tmp_path):
    workspace = create(tmp_path / "ws")
    before = workspace.sources_file.stat().st_mode
    [made] = add(workspace, [CARD, CARD])
    assert (made.name, made.card) == (CARD, CARD)
    assert workspace.sources_file.stat().st_mode == before
    assert not list(workspace.folder.glob(".*.partial"))


def test_all_or_none(tmp_path):
    workspace = create(tmp_path / "ws")
    add(workspace, [CARD])
    text = workspace.sources_file.read_text()
    with pytest.raises(CallerError, match="already"):
        add(workspace, [OTHER, CARD])
    with pytest.raises(SourceError, match="no card"):
        add(workspace, [OTHER, "no-such"])
    assert workspace.sources_file.read_text() == text


def test_keys_that_are_not_set_are_named(tmp_path):
    (tmp_path / "there").write_text("x")
    source = Source("a", "rss", keys={"a": "env:HERE", "b": "env:GONE", "c": "file:there", "d": "file:gone"})
    assert unset_keys(source, tmp_path, {"HERE": "x"}) == ["env:GONE", "file:gone"]
