"""Every card is whole: its source can be read from sources.yaml, by a connector that there is."""

import pytest
import yaml

from simurg.collection import registry
from simurg.collection.catalogue.card import cards
from simurg.collection.settings import sources_of


@pytest.mark.parametrize("name", sorted(cards()))
def test_a_cards_source_is_one(name):
    card = cards()[name]
    [source] = sources_of(yaml.safe_dump([{"name": name.replace("_", "-"), **card.source}]), registry.names())
    on_the_network = source.address.startswith(("https://", "http://"))
    if source.address:  # a card of a kind, such as feeds, leaves the address to whoever uses it
        assert (source.schedule is not None) == on_the_network
    assert callable(registry.find(source.connector).parse)


@pytest.mark.parametrize("name", sorted(cards()))
def test_keys_stand_in_the_environment(name):
    keys = cards()[name].source.get("keys", {})
    assert all(str(place).startswith("env:SIMURG_") for place in keys.values())
