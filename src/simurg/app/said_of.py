"""What an analyst says of one report, whatever it is: by whom, when, why, in which picture, and the row's spine."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from simurg.access.pictures import Picture
from simurg.app.brief import clean_prefix
from simurg.app.worker import Desk
from simurg.ledger import View
from simurg.ledger.lineage import locate
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.ids import digest_of
from simurg.ontology.markings import Marking
from simurg.ontology.times import text_of

MOST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class Saying:
    """`view` is the picture's, as it stood when it was said."""

    report: UUID
    by: str
    why: str
    at: datetime
    view: View
    picture: Picture

    @property
    def marking(self) -> Marking:
        """Of the picture in which it is said: nobody with less may know of it."""
        return self.picture.scope.marking()

    def key(self, *what: str) -> bytes:
        """What the row is a version of: one word of one person on one report, in one picture."""
        return digest_of(*what, self.report.bytes, self.by, str(self.marking))

    def row(self, key: bytes, *said: str | int) -> dict[str, Any]:
        """The columns that every such row has; `said` enters its id."""
        number = digest_of(key, *said, self.why, text_of(self.at))
        spine = {"id": number, "key": key, "basis": [self.report], "known_at": self.at}
        return {**spine, "report": self.report, "by": self.by, "why": self.why}

    def again(self, desk: Desk) -> "Saying":
        """With the view as it is now."""
        return replace(self, view=desk.ledger.as_of(scope=self.picture.scope, picture=self.picture.name))


def said_of(desk: Desk, arguments: Mapping[str, Any]) -> Saying:
    """`report`, `why`, `reader`. NotFound for a report that the picture does not show; a reason is needed."""
    by = str(arguments.get("reader") or desk.workspace.settings.default_reader)
    picture = desk.workspace.picture(by)
    why = str(arguments.get("why") or "").strip()
    if not why:
        raise CallerError("A reason is needed.", hint="Say it with --why.")
    view = desk.ledger.as_of(scope=picture.scope, picture=picture.name)
    at = max(desk.clock(), desk.ledger.catalogue.last_recorded())
    return Saying(report_of(view, str(arguments["report"])), by, why[:MOST_WHY], at, view, picture)


def report_of(view: View, text: str) -> UUID:
    """The visible report whose id begins so."""
    found = [one for table, one in locate(view, clean_prefix(text)) if table == "reports"]
    found = [one for one in found if view.count("reports", {"id": one})]
    if len(found) == 1:
        return found[0]
    raise NotFound(
        f"{len(found) or 'No'} report in your view has an id that begins with {text[:32]!r}.",
        hint="Give more of it." if found else "Check the digits.",
    )
