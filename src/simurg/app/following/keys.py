"""A source's keys in a request: filled in where `{key:NAME}` stands, and taken out of all that is told afterwards.

A call holds placeholders only, in its address (path and query), its headers and its form. The filled request lives for
one exchange. `scrubbed` puts the placeholder back wherever a key comes up again: in a redirect, in a plan's words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import orjson

from simurg.collection.fetching.plan import Call, Fault
from simurg.collection.source import Source
from simurg.ontology.errors import OperatorError
from simurg.outbound.asking import Question
from simurg.outbound.secrets import Secret, secret_of
from simurg.outbound.target import Target, target_of

_PLACE = re.compile(r"\{key:([A-Za-z0-9_-]{1,40})\}")
_LEAST_SCRUBBED = 4
"""A key that is shorter would be found in ordinary words."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(slots=True)
class Keys:
    """Of one source, for one run. A key is read when it is first needed."""

    source: Source
    folder: Path
    environment: Mapping[str, str] | None
    _known: dict[str, Secret]

    @classmethod
    def of(cls, source: Source, folder: Path, environment: Mapping[str, str] | None) -> "Keys":
        return cls(source, folder, environment, {})

    def question(self, call: Call, headers: Mapping[str, str]) -> Question:
        """The request itself. Fault (missing_key) without a key, NotAllowed for an address that is none or would
        carry a key in plain text."""
        target, content = self._target(call.url), None
        headers = {name: self._filled(value) for name, value in {**headers, **call.headers}.items()}
        if call.form is not None:
            content = urlencode({name: self._filled(value) for name, value in call.form.items()}).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        elif call.json is not None:
            content = orjson.dumps(call.json)
            headers = {"Content-Type": "application/json", **headers}
        wanted = [call.url, *call.headers.values(), *(call.form or {}).values()]
        if target.scheme == "http" and target.host not in _LOOPBACK and any(map(_PLACE.search, wanted)):
            raise Fault(
                "refused_address", f"A key would go to {target.host[:80]} in plain text.", hint="Write https://."
            )
        return Question(target, call.method, headers, content)

    def scrubbed(self, text: str) -> str:
        """Without any key that was used."""
        for name, secret in self._known.items():
            value = secret.reveal()
            for form in (value, quote(value, safe=""), quote_plus(value), quote(value)):
                if len(form) >= _LEAST_SCRUBBED:
                    text = text.replace(form, f"{{key:{name}}}")
        return text

    def in_sight(self, text: str) -> bool:
        """Whether a key that was used stands there."""
        return self.scrubbed(text) != text

    def _target(self, url: str) -> Target:
        """Read with its placeholders, then filled: a key cannot change which machine is asked."""
        stood = _PLACE.sub(lambda found: f"~key~{found[1]}~", url)
        target = target_of(stood)
        rest = re.sub(r"~key~([A-Za-z0-9_-]{1,40})~", lambda found: quote(self._value(found[1]), safe=""), target.rest)
        return replace(target, rest=rest)

    def _filled(self, text: str) -> str:
        return _PLACE.sub(lambda found: self._value(found[1]), text)

    def _value(self, name: str) -> str:
        if name not in self._known:
            place = self.source.keys.get(name)
            if place is None:
                raise Fault(
                    "missing_key",
                    f"Source {self.source.name} has no key {name}.",
                    hint=f"Write under its `keys:` where it stands, for example {{{name}: env:NAME}}.",
                )
            try:
                self._known[name] = secret_of(place, self.folder, self.environment)
            except OperatorError as error:
                raise Fault(
                    "missing_key", f"Source {self.source.name}, key {name}: {error.what}", hint=error.hint
                ) from error
        return self._known[name].reveal()


def shown(url: str) -> str:
    """An address for logs: placeholders as they stand, without the query, which plans may have built from answers."""
    return url.partition("#")[0].partition("?")[0][:200]
