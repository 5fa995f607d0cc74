"""`simurg collect --follow`: one line for each fetch, until it is stopped."""

import json
import sys
from datetime import UTC, datetime

from simurg.cli.asked import Asked


def followed(asked: Asked, names: tuple[str, ...], settle: str) -> None:
    """Follow until Ctrl-C; with `--json` each line is an object."""
    from simurg.app.bootstrap import folder_of, follow
    from simurg.app.following.follow import Habits
    from simurg.cli.terminal import say
    from simurg.collection.settings import duration_of

    def tell(line: str) -> None:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if asked.json:
            print(json.dumps({"at": at, "line": line}), flush=True)
        else:
            say(at, line)
            sys.stdout.flush()

    follow(folder_of(asked.workspace), Habits(names, settle_every=duration_of(settle)), tell)
