"""Worlds with their servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.delivery.servers import Hook, Mailbox, hook_server, mail_server
from tests.app.delivery.worlds import World


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as made:
        yield made


@pytest.fixture
def world(tmp_path: Path, mailbox: Mailbox, hook: Hook) -> Iterator[World]:
    """May send mail with all that staff may see, and webhooks with what is open and TLP:GREEN."""
    mail = {
        "server": f"127.0.0.1:{mailbox.port}", "tls": "none", "sender": "simurg@cell.example",
        "domains": ["cell.example"], "most": {"level": "restricted", "tlp": "amber+strict"},
    }  # fmt: skip
    hooks = {
        "desk": {"url": f"http://127.0.0.1:{hook.port}/in", "secret": "file:hook.key",
                 "most": {"level": "open", "tlp": "green"}}
    }  # fmt: skip
    made = World(
        tmp_path / "cell",
        {"address": "https://simurg.cell.example", "mail": mail, "webhooks": hooks},
        {"mail": [f"127.0.0.1:{mailbox.port}"], "webhook": [f"127.0.0.1:{hook.port}"]},
    )
    yield made
    made.house.close()
