"""The small words around names that tell an actor from a place, and an actor's country from its neighbour's."""

import re


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


WHERE = _words(
    "in near inside outside across throughout within around en dans bei в во em nel w från au aux im am فى في "
    "no na nos nas"
)
"""Before a state's name: it is where something was. Not "at" or "на": what is aimed at is an actor."""
WHITHER = _words(
    "at into à на под sur from to of for toward towards through via over de desde hacia aus nach von к от до para из "
    "من الى إلى zu vers d"
)
"""Before a capital: it is not the government."""
JOINS = _words("of in for from de del du des da do dos das von in der aus à en au aux d в من في")
"""Between a role and its country."""
ARTICLES = _words("the la el los las le les den dem der das die l a an o os as un une ال")
WITH = _words(
    "with by between against and urged told asked accused that for con contra entre mit gegen avec contre с и против "
    "por par com gegenüber durch ile ve مع ضد"
)
"""Before a capital that acts or is acted on."""
AUXILIARIES = _words(
    "has had have is was will would said says may might could can must should and to did does a ha hat haben habe wird "
    "y e und et ve и va vai está est sera irá dijo disse declarou"
)
NO_VERBS = _words(
    "airport suburb residents district districts streets area province region bureau stadium hotel street police "
    "time post times metro university talks agreement accord treaty declaration summit conference process "
    "protocol convention"
)
"""After a capital: it is the city after all."""
ATTRIBUTES = _words(
    "military civilian public artillery hospital media intelligence business minority university court party"
)
"""English words for roles that more often describe what follows."""
CLAUSE_ENDS = frozenset('،,;:()«»“”"—–')
NAME = re.compile(
    r"(?:[ ](?:al-|el-|bin |ibn |van |von |de |da |dos |di |al )?[A-ZÀ-ÞА-ЯŞĞİÇÖÜ][\w’'-]+|[ ][A-Z]\.(?=[ ])){1,4}"
)
"""The name of the holder of a role."""
BETWEEN = re.compile(
    r"(?:[ -](?!and\b|or\b|of\b|in\b|to\b|by\b|on\b|at\b|with\b|for\b|the\b|that\b|said\b|from\b|as\b|"
    r"is\b|was\b|are\b|were\b|has\b|have\b|will\b|y\b|e\b|et\b|und\b|ve\b|и\b|a\b|an\b|its\b|his\b|their\b|"
    r"[\w’'-]+ed\b|[\w’'-]+ing\b)[\w’'-]+){1,2}[ -]"
)
"""Adjectives between a people and a role ("Iraqi Shia militia")."""
TURKISH_PLACE = re.compile(r"[’'][dt][ae](?:ki|n)?(?!\w)")
"""Turkish endings of where and whence, after a name."""
HELD = ("GOV", "MIL", "LEG", "OPP", "REB", "JUD", "SPY", "COP", "PTY", "REL")
"""Roles whose holders are named."""
