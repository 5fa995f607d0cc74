from importlib.metadata import EntryPoint

import pytest

from simurg import shelf
from simurg.collection import registry
from simurg.ontology.errors import CallerError, OperatorError


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(CallerError, match="There is no connector"):
        registry.find("nowhere")


def test_all_gives_every_name_once_and_in_order():
    found = [module.CONNECTOR.name for module in registry.all()]
    assert found == sorted(set(found)) == list(registry.names())


def test_an_outside_connector_that_does_not_load_harms_only_itself(monkeypatch):
    broken = EntryPoint("broken", "no_such_package.module", registry.GROUP)
    monkeypatch.setattr(shelf, "entry_points", lambda group: [broken])
    assert "broken" in registry.names()
    with pytest.raises(OperatorError, match="does not load"):
        registry.find("broken")


@pytest.mark.parametrize(("target", "match"), [("json", "no CONNECTOR"), ("simurg.ontology.errors", "no CONNECTOR")])
def test_a_module_that_is_no_connector_is_refused(monkeypatch, target, match):
    monkeypatch.setattr(shelf, "entry_points", lambda group: [EntryPoint("odd", target, registry.GROUP)])
    with pytest.raises(OperatorError, match=match):
        registry.find("odd")
