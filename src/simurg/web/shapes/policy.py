"""The rules that decide on single objects."""

from pydantic import BaseModel


class RuleFile(BaseModel):
    """One file of the organisation's rules."""

    name: str
    text: str


class Policy(BaseModel):
    """Cedar: the rules that hold everywhere, the organisation's own (which only forbid), and their schema."""

    base: str
    organisation: list[RuleFile]
    schema_text: str
