"""What opens the evidence drawer."""

from pydantic import BaseModel


class Ref(BaseModel):
    """A row (`table` of the ledger, `id` in hex) or a named thing (`countries`, `entities`), with words for it."""

    table: str
    id: str
    label: str
