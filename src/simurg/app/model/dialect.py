"""What one endpoint understands of a question: endpoints call themselves OpenAI-compatible and differ in three things.

How strictly an answer's form can be asked for (`json_schema`, `json_object`, not at all), what the bound on an answer
is called, and whether a temperature may be named. One that refuses a question for such a reason says so by the field's
name; the next question is put without it. Nothing that protects the desk rests on the form that was asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from simurg.app.model.settings import ModelSettings
from simurg.extraction.model.prompt import Message
from simurg.extraction.model.schema import answer_schema

_FORMS = ("json_schema", "json_object", "")


@dataclass(frozen=True, slots=True)
class Dialect:
    form: str = _FORMS[0]
    bound: str = "max_tokens"
    temperature: bool = True

    def body(self, settings: ModelSettings, messages: Sequence[Message]) -> dict[str, Any]:
        """The question, without tools."""
        asked: dict[str, Any] = {
            "model": settings.name,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            self.bound: settings.most_tokens,
        }
        if self.temperature:
            asked["temperature"] = 0
        if self.form:
            schema = {"name": "reading", "strict": True, "schema": answer_schema()}
            strict = {"json_schema": schema} if self.form == "json_schema" else {}
            asked["response_format"] = {"type": self.form, **strict}
        return asked

    def simpler(self, refusal: bytes) -> "Dialect | None":
        """The next one to try after a refusal; None: it was refused for something else."""
        if self.form and (b"response_format" in refusal or b"json_schema" in refusal or b"json_object" in refusal):
            return replace(self, form=_FORMS[_FORMS.index(self.form) + 1])
        if self.bound == "max_tokens" and b"max_completion_tokens" in refusal:
            return replace(self, bound="max_completion_tokens")
        if self.temperature and b"temperature" in refusal:
            return replace(self, temperature=False)
        return None
