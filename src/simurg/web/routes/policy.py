"""The rules that decide on single objects, to be read by whoever audits."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from simurg.access.policy.base import base_text, schema_text
from simurg.web.asking import Ask, asked
from simurg.web.shapes.policy import Policy
from simurg.web.shapes.problems import READ

ROUTER = APIRouter(tags=["audit"])


@ROUTER.get("/policy", response_model=Policy, responses=READ)
def policy(ask: Annotated[Ask, Depends(asked("audit"))]) -> Response:
    """Cedar: the base rules, the organisation's own, and the schema."""
    files = [{"name": file.name, "text": file.text} for file in ask.house.rules.organisation]
    return ask.answer({"base": base_text(), "organisation": files, "schema_text": schema_text()})
