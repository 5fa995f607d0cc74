"""`Rules` decides whether a reader may do something to one object: the base rules and the organisation's.

    rules = rules_in(workspace.policies)
    rules.allows(reader, "read", thing) -> Decision(allowed, why)

The organisation's rules are files of `policies/`; they may only `forbid`. A file that is broken, permits, or does not
fit the schema stops the server from starting. Whatever Cedar cannot decide without an error is denied.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cedarpy

from simurg.access.policy.base import base_text, schema_text
from simurg.access.policy.things import Thing, told_reader, told_thing
from simurg.access.reader import Action, Reader
from simurg.ontology.errors import OperatorError

MOST_FILES, MOST_BYTES = 100, 65_536
_IGNORED = ("README.md",)


@dataclass(frozen=True, slots=True)
class Decision:
    """`why`: the rules that decided, or the errors; for the operator, never for whoever was refused."""

    allowed: bool
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of the organisation's rules."""

    name: str
    text: str


class Rules:
    """Parsed once. OperatorError names the file that cannot be taken."""

    def __init__(self, organisation: tuple[RuleFile, ...] = ()) -> None:
        self.organisation = organisation
        self._schema = cedarpy.Schema.from_str(schema_text())
        policies = cedarpy.PolicySet.from_str(base_text())
        for file in organisation:
            _must_narrow(file, self._schema)
            policies = policies.with_added_str(file.text)
        self._policies = policies

    def allows(self, reader: Reader, action: Action, thing: Thing) -> Decision:
        return self.decide(told_reader(reader), action, told_thing(thing))

    def decide(self, who: dict[str, Any], action: str, what: dict[str, Any]) -> Decision:
        """The same of entities as Cedar knows them; what does not fit the schema is denied."""
        request = {
            "principal": who["uid"],
            "action": {"type": "Action", "id": action},
            "resource": what["uid"],
            "context": {},
        }
        try:
            entities = cedarpy.Entities.from_json_str(json.dumps([who, what]), self._schema)
            answer = cedarpy.is_authorized(request, self._policies, entities, schema=self._schema)
        except (ValueError, TypeError) as error:
            return Decision(False, (f"not decided: {error}",))
        found = answer.diagnostics
        if found.errors:
            return Decision(False, tuple(map(str, found.errors)))
        names = found.id_annotations_by_reason
        return Decision(answer.allowed, tuple(sorted(names.get(reason, reason) for reason in found.reasons)))


def rules_in(folder: Path) -> Rules:
    """Those of a workspace; OperatorError for a file that is not understood, and for one that is no rule."""
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        files = tuple(_file(path) for path in paths if path.name not in _IGNORED)
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"The rules in {folder} cannot be read ({type(error).__name__}).", hint=_HINT) from error
    if len(files) > MOST_FILES:
        raise OperatorError(f"{folder} has more than {MOST_FILES} files.", hint="Put rules together.")
    return Rules(files)


_HINT = "Mend or remove it; see docs/policy.md. Nothing is served until then."


def _file(path: Path) -> RuleFile:
    if path.suffix != ".cedar" or not path.is_file():
        raise OperatorError(f"policies/{path.name} is no file of rules (*.cedar).", hint=_HINT)
    if path.stat().st_size > MOST_BYTES:
        raise OperatorError(f"policies/{path.name} is larger than {MOST_BYTES >> 10} KiB.", hint=_HINT)
    return RuleFile(path.name, path.read_text(encoding="utf-8"))


def _must_narrow(file: RuleFile, schema: cedarpy.Schema) -> None:
    """Only forbids, no templates, all of it within the schema."""
    try:
        told = json.loads(cedarpy.policies_to_json_str(file.text))
    except ValueError as error:
        raise OperatorError(f"policies/{file.name} is not Cedar: {str(error)[:300]}", hint=_HINT) from error
    if told["templates"]:
        raise OperatorError(f"policies/{file.name} holds a template, which decides nothing.", hint=_HINT)
    if any(one["effect"] != "forbid" for one in told["staticPolicies"].values()):
        raise OperatorError(
            f"policies/{file.name} permits something; rules of an organisation may only forbid.", hint=_HINT
        )
    checked = cedarpy.validate_policies(file.text, schema)
    if not checked.validation_passed:
        raise OperatorError(f"policies/{file.name}: {str(checked.errors[0])[:300]}", hint=_HINT)
