"""PLOVER's 16 event types (draft 0.8 of 2021) and how CAMEO root codes fall into them.

Sources: Open Event Data Alliance, "PLOVER" draft 0.8 (2021); CAMEO manual 1.1b3 (Schrodt 2012).
The map is by root code, with the three-digit codes that PLOVER moved to another type.
"""

PLOVER_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
COOPERATIVE = frozenset(PLOVER_TYPES[:7])
CONFLICTUAL = frozenset(PLOVER_TYPES[8:])

_ROOTS = {
    "03": "AGREE", "04": "CONSULT", "05": "SUPPORT", "06": "COOPERATE", "07": "AID",
    "08": "CONCEDE", "09": "ACCUSE", "10": "REQUEST", "11": "ACCUSE", "12": "REJECT",
    "13": "THREATEN", "14": "PROTEST", "15": "MOBILIZE", "16": "SANCTION", "17": "COERCE",
    "18": "ASSAULT", "19": "ASSAULT", "20": "ASSAULT",
}  # fmt: skip
_MOVED = {"087": "RETREAT", "0871": "RETREAT", "0872": "RETREAT", "0873": "RETREAT", "0874": "RETREAT"}


def plover_of(cameo: str) -> str | None:
    """The PLOVER type of a CAMEO code; None for 01 and 02 (statements, appeals) and for unknown codes."""
    code = cameo.strip()
    return _MOVED.get(code) or _ROOTS.get(code[:2])


MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": ("phone", "visit", "third-party"),
    "RETREAT": ("release", "return", "ease", "access", "ceasefire", "withdraw", "disarm"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "allege", "investigate"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "relations", "ban", "violence", "expel", "territory", "political"),
    "PROTEST": ("demo", "hunger", "boycott", "obstruct", "riot"),
    "SANCTION": ("withdraw", "discontinue", "expel"),
    "MOBILIZE": ("troops", "police"),
    "COERCE": ("seize", "restrict", "ban", "curfew", "martial-law", "arrest", "deport"),
    "ASSAULT": (
        "abduct", "beat", "sexual", "torture", "suicide-attack", "explosives", "assassinate", "firearms",
        "heavy-weapons", "cleansing", "aerial",
    ),
}  # fmt: skip
"""How an event of a type was done; the types that are not here have no modes."""
DOMAINS = (
    "diplomatic", "economic", "military", "legal", "intelligence", "humanitarian", "peacekeeping",
    "political_institutions", "executive", "rights_freedoms", "human_security", "religion_ethnicity", "cbrn", "crime",
    "corruption", "cyber", "asylum",
)  # fmt: skip
"""What an event is about (PLOVER's contexts); several may fit."""
