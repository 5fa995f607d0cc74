"""The view that an analysis is asked for: a picture, as of a moment that has come."""

from simurg.access.pictures import Picture
from simurg.ledger import Ledger, View
from simurg.ontology.errors import CallerError
from simurg.ontology.times import parse_moment


def view_at(ledger: Ledger, picture: Picture, as_of: str | None) -> View:
    """`as_of`: ISO text, or None for now. CallerError for what is no moment, or has not come."""
    moment = parse_moment(as_of) if as_of else None
    if moment and moment > max(ledger.now(), ledger.catalogue.last_recorded()):
        raise CallerError("That moment has not come yet.", hint="Give --as-of a moment that has passed.")
    return ledger.as_of(moment, scope=picture.scope, picture=picture.name)
