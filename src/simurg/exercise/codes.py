"""CAMEO codes by PLOVER type with the Goldstein value that event streams print beside them.

Sources: CAMEO manual 1.1b3 (Schrodt 2012); Goldstein, "A Conflict-Cooperation Scale for WEIS Events Data" (1992).
"""

CAMEO: dict[str, tuple[tuple[str, float], ...]] = {
    "AGREE": (("030", 4.0), ("036", 4.0)),
    "CONSULT": (("040", 1.0), ("042", 1.9), ("043", 2.8), ("046", 7.0)),
    "SUPPORT": (("050", 3.5), ("051", 3.4), ("057", 8.0)),
    "CONCEDE": (("080", 5.0), ("081", 5.0), ("084", 7.0)),
    "COOPERATE": (("060", 6.0), ("061", 6.4), ("064", 7.0)),
    "AID": (("070", 7.0), ("071", 7.4), ("073", 7.4)),
    "RETREAT": (("087", 9.0), ("0871", 9.0), ("0873", 9.0)),
    "REQUEST": (("100", -5.0), ("101", -5.0), ("106", -5.0)),
    "ACCUSE": (("110", -2.0), ("111", -2.0), ("112", -2.0), ("114", -2.0)),
    "REJECT": (("120", -4.0), ("124", -5.0), ("125", -5.0)),
    "THREATEN": (("130", -4.4), ("131", -5.8), ("138", -7.0)),
    "PROTEST": (("140", -6.5), ("141", -6.5), ("143", -6.5)),
    "SANCTION": (("160", -4.0), ("161", -4.0), ("163", -8.0)),
    "MOBILIZE": (("150", -7.2), ("152", -7.2), ("154", -7.2)),
    "COERCE": (("171", -9.2), ("173", -5.0), ("174", -5.0)),
    "ASSAULT": (("190", -10.0), ("193", -10.0), ("194", -10.0)),
}
"""Type to (code, Goldstein value)."""

QUAD_CLASS = {"01": 1, "02": 1, "03": 1, "04": 1, "05": 1, "06": 2, "07": 2, "08": 2, "09": 3, "10": 3, "11": 3,
              "12": 3, "13": 3, "14": 4, "15": 4, "16": 4, "17": 4, "18": 4, "19": 4, "20": 4}  # fmt: skip
"""GDELT's four classes by CAMEO root: verbal and material cooperation, verbal and material conflict."""
