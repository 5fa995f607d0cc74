"""The rules that hold in every workspace, as Cedar text: what roles may do, and that nobody sees above their scope.

A role gives its actions on objects whose marking lies within the reader's scope, and there is no other permission:
an organisation's rules can only take away. The marking's algebra is that of `ontology.markings`: level and TLP, all
compartments, one of the releasable-to names; `*` covers every compartment but those that stand for affiliations
(`tied`, of the form REL-…), which `REL-*` covers.
"""

from simurg.access.reader import ACTIONS, ROLES

_ATTRIBUTES = "level: Long, tlp: Long, compartments: Set<String>, tied: Set<String>"
_READER = f"{_ATTRIBUTES}, name: String, affiliations: Set<String>"
_THING = f"{_ATTRIBUTES}, limited: Bool, releasable: Set<String>, table: String, source: String, discipline: String"
WITHIN = """\
  resource.level <= principal.level &&
  resource.tlp <= principal.tlp &&
  (principal.compartments.containsAll(resource.compartments) || principal.compartments.contains("*")) &&
  (principal.tied.containsAll(resource.tied) || principal.tied.contains("REL-*")) &&
  (!resource.limited || principal.affiliations.containsAny(resource.releasable) ||
   (principal.affiliations.contains("*") && !resource.releasable.isEmpty()))"""


def schema_text() -> str:
    """What rules may speak of. No attribute is optional."""
    actions = ", ".join(f'"{action}"' for action in ACTIONS)
    return f"""\
entity Role;
entity Person in [Role] {{ {_READER} }};
entity Token in [Role] {{ {_READER} }};
entity Source {{ {_THING} }};
entity Row, Report, Product in [Source] {{ {_THING} }};
action {actions}
  appliesTo {{ principal: [Person, Token], resource: [Row, Report, Product, Source] }};
"""


def base_text() -> str:
    """One permission for each role."""
    return "\n".join(_role(role) for role in sorted(ROLES))


def _role(role: str) -> str:
    actions = ", ".join(f'Action::"{action}"' for action in ACTIONS if action in ROLES[role])
    return (
        f'@id("role-{role}")\npermit (principal in Role::"{role}", action in [{actions}], resource)\n'
        f"when {{\n{WITHIN}\n}};\n"
    )
