"""A source's keys in a request: filled in where `{key:NAME}` stands, and taken out of all that is told afterwards.

A call holds placeholders only, in its address (path and query), its headers and its form. The filled request lives for
one exchange. `scrubbed` puts the placeholder back wherever a key comes up again: in a redirect, in a plan's words.

Plans follow links and use tokens that answers hold, and a hostile answer may hold a placeholder. So within a run a key
belongs to the origin that it was first used for, and goes to no other, though its host be listed.
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
_STOOD = re.compile(r"~key~([A-Za-z0-9_-]{1,40})~")
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
    _given: dict[str, str]  # key to origin

    @classmethod
    def of(cls, source: Source, folder: Path, environment: Mapping[str, str] | None) -> "Keys":
        return cls(source, folder, environment, {}, {})

    def question(self, call: Call, headers: Mapping[str, str]) -> Question:
        """The request itself. Fault (missing_key) without a key, NotAllowed for an address that is none or would
        carry a key in plain text."""
        if _STOOD.search(call.url):
            raise Fault("refused_address", "An address stands for a key in a way that is not known.")
        stood = target_of(_PLACE.sub(lambda found: f"~key~{found[1]}~", call.url))
        self._check(call, stood)
        target, content = self._target(stood), None
        headers = {name: self._filled(value) for name, value in {**headers, **call.headers}.items()}
        if call.form is not None:
            content = urlencode({name: self._filled(value) for name, value in call.form.items()}).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        elif call.json is not None:
            content = orjson.dumps(call.json)
            headers = {"Content-Type": "application/json", **headers}
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

    def _check(self, call: Call, target: Target) -> None:
        """Fault if a key would go where it does not belong, or in plain text."""
        texts = (call.url, *call.headers.values(), *(call.form or {}).values())
        wanted = {found[1] for text in texts for found in _PLACE.finditer(text)}
        if wanted and target.scheme == "http" and target.host not in _LOOPBACK:
            raise Fault(
                "refused_address", f"A key would go to {target.host[:80]} in plain text.", hint="Write https://."
            )
        for name in sorted(wanted):
            first = self._given.setdefault(name, target.origin)
            if first != target.origin:
                raise Fault(
                    "refused_address",
                    f"The key {name} was used for {first}, and would go to {target.origin}.",
                    hint="An answer may have asked for it: look at the publisher.",
                )

    def _target(self, stood: Target) -> Target:
        """Filled after it was read: a key cannot change which machine is asked."""
        rest = _STOOD.sub(lambda found: quote(self._value(found[1]), safe=""), stood.rest)
        return replace(stood, rest=rest)

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
