"""The tables of the ledger: one spine for all, and what each says of its own.

Columns in SPINE stand in every table. `CONTENT[table]` are a table's own columns, and `schema_of`
joins the two. Writers give the columns of `offered_schema`; the ledger alone adds RECORDED.

- `id`: 128-bit content name (ontology.ids). `key`: what the row is a version *of*; of the rows with one
  key the latest known that a reader may see is the one shown.
- `report_id`: the report that a collected row was taken from. `basis`: ids that a derived row cites;
  `basis_view`: JSON of the views it was computed on.
- marking: `level` and `tlp` as small integers, `compartments` and `releasable` as 64-bit masks of the
  workspace's label registry (-1: all; for `releasable`, no limit).
- `known_at`: when a reader could have known it. `recorded_at`: when this ledger took it.
All moments are UTC microseconds.
"""

import pyarrow as pa

UUID = pa.uuid()
MOMENT = pa.timestamp("us", tz="UTC")
WORD = pa.string()

OFFERED_SPINE = [
    pa.field("id", UUID, nullable=False),
    pa.field("key", UUID, nullable=False),
    pa.field("source_id", WORD),
    pa.field("report_id", UUID),
    pa.field("basis", pa.list_(UUID)),
    pa.field("basis_view", WORD),
    pa.field("level", pa.int8(), nullable=False),
    pa.field("tlp", pa.int8(), nullable=False),
    pa.field("compartments", pa.int64(), nullable=False),
    pa.field("releasable", pa.int64(), nullable=False),
    pa.field("known_at", MOMENT, nullable=False),
    pa.field("method", WORD),
    pa.field("version", WORD),
]
RECORDED = [
    pa.field("recorded_at", MOMENT, nullable=False),
    pa.field("batch", WORD, nullable=False),
    pa.field("supersedes", UUID),
]
CONTESTED = pa.field("contested", pa.int64(), nullable=False)
"""Internal: 0 for the first row of a key, else its turn among them (it grows in the order of arrival). It spares
work, decides between versions known and recorded at the same moment, and never shows in a view."""

_SPAN = [pa.field("span_from", pa.int64()), pa.field("span_to", pa.int64())]
_PICTURED = [pa.field("picture", WORD), pa.field("issued", pa.bool_())]

CONTENT: dict[str, list[pa.Field]] = {
    "reports": [
        pa.field("discipline", WORD),  # OSINT, HUMINT, TECHINT
        pa.field("title", WORD),
        pa.field("body", WORD),
        pa.field("url", WORD),
        pa.field("language", WORD),  # BCP 47
        pa.field("published_at", MOMENT),
        pa.field("reliability", WORD),  # A to F
        pa.field("credibility", pa.int8()),  # 1 to 6
        pa.field("payload", WORD),  # SHA-256, hex, of the raw document
    ],
    "claims": [
        pa.field("subject", WORD),
        pa.field("predicate", WORD),
        pa.field("object", WORD),
        pa.field("valid_from", MOMENT),
        pa.field("valid_to", MOMENT),
        *_SPAN,  # characters of the report's body
        pa.field("confidence", pa.float64()),  # 0 to 1; null where not stated
    ],
    "events": [
        pa.field("actor", WORD),
        pa.field("actor_code", WORD),
        pa.field("recipient", WORD),
        pa.field("recipient_code", WORD),
        pa.field("event_type", WORD),  # PLOVER, or null where the source's code has none
        pa.field("mode", WORD),
        pa.field("domain", WORD),
        pa.field("code", WORD),  # the source's own code, for example CAMEO 190
        pa.field("description", WORD),
        pa.field("place", WORD),
        pa.field("country", WORD),  # ISO 3166-1 alpha-3 where known, else the source's code
        pa.field("latitude", pa.float64()),
        pa.field("longitude", pa.float64()),
        pa.field("place_precision", WORD),  # exact, place, admin2, admin1, country, unknown
        pa.field("occurred_from", MOMENT),
        pa.field("occurred_to", MOMENT),  # exclusive
        pa.field("deaths_low", pa.int32()),
        pa.field("deaths_best", pa.int32()),
        pa.field("deaths_high", pa.int32()),
        pa.field("intensity", pa.float64()),  # the source's own scale, for example Goldstein -10 to 10
        pa.field("mentions", pa.int32()),
        *_SPAN,  # bytes of the unpacked payload; of what a reader read, characters of title and body
        pa.field("confidence", pa.float64()),  # 0 to 1, of whoever coded it; null where not stated
        pa.field("attributed_to", WORD),  # who says so, where the report does not say it itself
        pa.field("alternatives", WORD),  # JSON list: other places that the report may mean
    ],
    "measurements": [
        pa.field("series", WORD),  # what is measured, for example state_based_deaths
        pa.field("place", WORD),
        pa.field("country", WORD),
        pa.field("period_from", MOMENT),
        pa.field("period_to", MOMENT),  # exclusive
        pa.field("value", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("unit", WORD),
    ],
    "observations": [
        pa.field("observable_type", WORD),  # STIX cyber-observable type, for example ipv4-addr
        pa.field("observable", WORD),
        pa.field("rule", WORD),  # rule or threat indicator that matched
        pa.field("asset", WORD),
        pa.field("at", MOMENT),
        pa.field("detail", WORD),
        *_SPAN,
    ],
    "readings": [
        pa.field("reader", WORD),  # coder, model:NAME
        pa.field("counted", pa.bool_()),  # its events and claims stand in those tables
        pa.field("language", WORD),  # BCP 47
        pa.field("sentences", pa.int32()),
        pa.field("events", pa.int32()),
        pa.field("claims", pa.int32()),
        pa.field("abstained", pa.int32()),  # sentences with two actors that it would not code
        pa.field("agreement", pa.float64()),  # 0 to 1, with the reader whose events count
        pa.field("refused", WORD),  # why nothing was read
        pa.field("detail", WORD),  # JSON: all that was read, what is only planned, possible or denied too
    ],
    "sketches": [
        pa.field("text", UUID),  # name of the normalised text: one text, one name
        pa.field("length", pa.int32()),  # shingles
        pa.field("bands", pa.list_(pa.int64())),  # locality-sensitive digests: near copies share one
        pa.field("origins", pa.list_(WORD)),  # who else the report says it has it from, for example wire:norvik
    ],
    "name_keys": [
        pa.field("subject", WORD),  # of the claims
        pa.field("name", WORD),  # the subject itself, or what a claim says it is called
        pa.field("kind", WORD),  # person, organisation, place, vessel, or null
        pa.field("keys", pa.list_(pa.int64())),  # blocking keys: likely the same share one
    ],
    "story_links": [
        pa.field("left", UUID),  # reports; the smaller text first
        pa.field("right", UUID),
        pa.field("relation", WORD),  # near_copy, altered_copy, same_story
        pa.field("similarity", pa.float64()),  # 0 to 1
        pa.field("detail", WORD),  # JSON: what differs
    ],
    "identities": [
        pa.field("left", WORD),  # subjects of claims; the smaller first
        pa.field("right", WORD),
        pa.field("verdict", WORD),  # same, not_same, unsure
        pa.field("author", WORD),  # analyst
        pa.field("by", WORD),
        pa.field("why", WORD),
        pa.field("withdrawn", pa.bool_()),  # true: taken back
    ],
    "parameters": [
        *_PICTURED,
        pa.field("kind", WORD),  # belief
        pa.field("value", WORD),  # JSON
    ],
    "findings": [
        *_PICTURED,
        pa.field("detector", WORD),
        pa.field("subject", WORD),  # what the finding is about, for example a pair "A – B"
        pa.field("kind", WORD),  # place, pair
        pa.field("event_type", WORD),  # PLOVER, or null for all together
        pa.field("window_from", MOMENT),
        pa.field("window_to", MOMENT),
        pa.field("observed", pa.float64()),
        pa.field("expected", pa.float64()),
        pa.field("p_value", pa.float64()),
        pa.field("q_value", pa.float64()),  # corrected over all subjects tested
        pa.field("strength", pa.float64()),  # the order among findings of one detector
        pa.field("detail", WORD),  # JSON
    ],
    "forecasts": [
        *_PICTURED,
        pa.field("model", WORD),
        pa.field("series", WORD),
        pa.field("place", WORD),
        pa.field("target_from", MOMENT),
        pa.field("target_to", MOMENT),
        pa.field("horizon", pa.int16()),  # periods ahead of the last one known
        pa.field("samples", pa.list_(pa.float32())),  # equally likely, sorted
        pa.field("vintage", WORD),  # digest of the data that the model saw
        pa.field("as_known_at", MOMENT),  # of the view that the model saw
        pa.field("as_recorded_until", MOMENT),
        pa.field("code", WORD),  # version of simurg
    ],
    "scores": [
        *_PICTURED,
        pa.field("model", WORD),
        pa.field("series", WORD),
        pa.field("measure", WORD),  # crps, log_score, coverage_80, brier_25
        pa.field("horizon", pa.int16()),
        pa.field("value", pa.float64()),
        pa.field("baseline", pa.float64()),
        pa.field("cases", pa.int64()),
        pa.field("truth", WORD),  # first, latest: what the publisher told first, and what it tells now
        pa.field("low", pa.float64()),  # 90 % interval of the value
        pa.field("high", pa.float64()),
        pa.field("origins_from", MOMENT),  # the moments at which the forecasts were made
        pa.field("origins_to", MOMENT),
        pa.field("code", WORD),  # version of simurg
    ],
    "questions": [
        pa.field("name", WORD),
        pa.field("title", WORD),
        pa.field("rule", WORD),  # JSON: how the ledger answers it; frozen
        pa.field("opens", MOMENT),
        pa.field("deadline", MOMENT),  # of answers, exclusive
        pa.field("prior", pa.float64()),  # 0 to 1; null where neither stated nor told by history
        pa.field("prior_from", WORD),  # in words
        pa.field("requirement", WORD),
        pa.field("by", WORD),
        pa.field("voided", WORD),  # why it will not be resolved; null: it will
    ],
    "answers": [
        pa.field("question", UUID),  # key of the question
        pa.field("by", WORD),
        pa.field("author", WORD),  # analyst, model, crowd
        pa.field("probability", pa.float64()),
        pa.field("levels", pa.list_(pa.float64())),  # of a question for a number: levels and their quantiles
        pa.field("quantiles", pa.list_(pa.float64())),
        pa.field("why", WORD),
        pa.field("withdrawn", pa.bool_()),  # true: taken back
        pa.field("live", pa.bool_()),  # false: taken from a file that states the moment
    ],
    "resolutions": [
        *_PICTURED,
        pa.field("question", UUID),  # key of the question
        pa.field("outcome", WORD),  # yes, no, number, void
        pa.field("value", pa.float64()),  # what the rule found
        pa.field("row_count", pa.int64()),  # rows that it rests on; `basis` names the first of them
        pa.field("vintage", WORD),  # digest of those rows
        pa.field("reason", WORD),
        pa.field("decided_at", MOMENT),  # from when on no answer counts
    ],
    "products": [
        *_PICTURED,
        pa.field("kind", WORD),  # brief
        pa.field("title", WORD),
        pa.field("as_known_at", MOMENT),
        pa.field("as_recorded_until", MOMENT),
        pa.field("since", MOMENT),
        pa.field("settings", WORD),  # JSON: all else that is needed to draw it again
        pa.field("html", WORD),  # SHA-256, hex, of the file under products/
        pa.field("pdf", WORD),
    ],
    "recalls": [
        pa.field("target_kind", WORD),  # report, source
        pa.field("target", WORD),  # id in hex, or the source's name
        pa.field("reason", WORD),
        pa.field("by", WORD),
        pa.field("withdrawn", pa.bool_()),  # true: the recall is taken back
    ],
    "erasures": [
        pa.field("kind", WORD),  # report: its words and names; payload, quarantine: raw bytes
        pa.field("target", WORD),  # a report's id in hex, or the SHA-256 of the bytes
        pa.field("reason", WORD),
        pa.field("by", WORD),
    ],
    "notes": [
        pa.field("about_table", WORD),  # a table, or countries, entities
        pa.field("about", WORD),  # id in hex, or the name
        pa.field("text", WORD),
        pa.field("by", WORD),
        pa.field("withdrawn", pa.bool_()),  # true: taken back
    ],
    "gradings": [
        pa.field("report", UUID),
        pa.field("reliability", WORD),  # A to F
        pa.field("credibility", pa.int8()),  # 1 to 6
        pa.field("by", WORD),
        pa.field("why", WORD),
        pa.field("withdrawn", pa.bool_()),  # true: taken back
    ],
    "filings": [
        pa.field("report", UUID),
        pa.field("kind", WORD),  # requirement, story, entity
        pa.field("target", WORD),  # a requirement's name, the id of a report of the story in hex, a subject of claims
        pa.field("by", WORD),
        pa.field("why", WORD),
        pa.field("withdrawn", pa.bool_()),
    ],
    "feedback": [
        pa.field("about_table", WORD),
        pa.field("about", UUID),  # the row that was of use, or not
        pa.field("verdict", WORD),  # useful, not_useful
        pa.field("by", WORD),
        pa.field("why", WORD),
        pa.field("withdrawn", pa.bool_()),
    ],
    "requirements": [
        pa.field("name", WORD),
        pa.field("question", WORD),
        pa.field("regions", pa.list_(WORD)),
        pa.field("topics", pa.list_(WORD)),
        pa.field("priority", pa.int8()),  # 1 highest
        pa.field("owner", WORD),
        pa.field("active", pa.bool_()),
        pa.field("cost_of_miss", pa.float64()),  # both in one unit, or both null
        pa.field("cost_of_false_alarm", pa.float64()),
    ],
}

ADDED: dict[str, tuple[str, ...]] = {
    "events": ("confidence", "attributed_to", "alternatives"),
    "requirements": ("cost_of_miss", "cost_of_false_alarm"),
    "forecasts": ("as_known_at", "as_recorded_until", "code"),
    "scores": ("truth", "low", "high", "origins_from", "origins_to", "code"),
}
"""Columns that older files of a table do not have; there they are null."""

COLLECTED = ("reports", "claims", "events", "measurements", "observations")
"""Tables that connectors fill."""

TOLD = (*COLLECTED, "readings", "sketches", "name_keys")
"""Tables whose rows stand and fall with the report that told them."""

WORDS_ONLY = ("claims", "readings", "name_keys")
"""Tables whose rows are nothing but words and names: no view shows one whose report was erased."""


def offered_schema(table: str) -> pa.Schema:
    """What a writer hands in."""
    return pa.schema([*OFFERED_SPINE, *CONTENT[table]])


def schema_of(table: str) -> pa.Schema:
    """What a view shows."""
    return pa.schema([*OFFERED_SPINE, *RECORDED, *CONTENT[table]])
