"""Results as a person reads them in a terminal."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from simurg.cli.changes import show_changed
from simurg.cli.question_pages import show_resolved
from simurg.cli.reading_pages import show_readings
from simurg.cli.terminal import called, counted, say, table

Result = Mapping[str, Any]
MOST_CAUSES = 20
WIDTH = 48
"""Of a column of regions or topics."""


def show_requirements(result: Result) -> None:
    if not result["requirements"]:
        say('No requirement is set. Add one: simurg require borders --question "…" --region UKR --topic ASSAULT')
        return
    every = result["requirements"]
    more = [what for what, key in (("owner", "owner"), ("costs", "cost_of_miss")) if any(one.get(key) for one in every)]
    rows = [line for one in every for line in _requirement_lines(one, more)]
    table(("priority", "name", "question", "regions", "topics", *more), rows)
    if "costs" in more:
        say("costs: of a miss : of a false alarm")


def _requirement_lines(one: Result, more: Sequence[str]) -> list[tuple[object, ...]]:
    """A row, and rows below it for regions and topics that do not fit into one."""
    regions, topics = (
        wrap(", ".join(one[what] or ()), WIDTH, break_long_words=False) for what in ("regions", "topics")
    )
    stated = one.get("cost_of_miss") is not None
    said = {
        "owner": one["owner"],
        "costs": f"{one['cost_of_miss']:g} : {one['cost_of_false_alarm']:g}" if stated else "",
    }
    first = (one["priority"], one["name"], one["question"], *(lines[0] if lines else "" for lines in (regions, topics)))
    below = zip_longest(regions[1:], topics[1:], fillvalue=" ")
    return [(*first, *(said[what] for what in more)), *((" ", " ", " ", *pair, *(" " for _ in more)) for pair in below)]


def show_collected(result: Result) -> None:
    if not result["sources"]:
        say("No source is named yet: see sources.yaml, and docs/connectors.md for what may stand there.")
        return
    counts = ("documents", "new_documents", "rows", "new_rows", "rejects")
    table(
        ("source", "documents", "new", "rows", "new rows", "quarantined"),
        [
            (one["source"], *(f"{one[name]:,}" for name in counts))
            for one in result["sources"]
        ],
    )  # fmt: skip
    if result["questions"]["changed"]:
        show_resolved(result["questions"])


def show_brief(result: Result) -> None:
    kind = "issued" if result["issued"] else "REPLAYED"
    say(f"Brief {result['id'][:12]}, {kind}, as known at {result['known_at']}, {result['marking']}")
    for line in result["headlines"]:
        say(f"  {line}")
    say(result["html"])
    say(result["pdf"])
    if "identical" in result:
        same = (
            "byte-identical to what was issued" if result["identical"] else f"NOT what simurg {result['drawn_by']} drew"
        )
        say(f"Drawn again: {same}.")


def show_demo(result: Result) -> None:
    taken = result["collected"]
    say(f"Exercise world in {result['folder']}: {taken['documents']:,} documents, {taken['rows']:,} rows.")
    show_brief(result["brief"])
    run = f"{called()} -w {result['folder']}"
    say(f"Next: {run} status --as-of {result['brief']['known_at'][:10]}")
    say(f"      {run} show {result['brief']['id'][:12]}")


def show_recalled(result: Result) -> None:
    name = result["target"] if result["kind"] == "source" else result["target"][:12]
    done = "Recall taken back for" if result["undone"] else "Recalled"
    say(f"{done} {result['kind']} {name}: {counted(result['reports'], 'report')}.")
    for kind, count in result["stale"].items():
        say(f"  {counted(count, kind.removesuffix('s'))} rested on it")
    show_changed(result["changed"])
    verdict = "rested on it" if result["undone"] else "stale"
    for product in result["products"]:
        say(f"  {verdict}: {product['title']}")
    for answer in result["answers"][:MOST_CAUSES]:
        say(f"  {verdict}: the answer of {answer['by']} to {answer['question']} ({answer['id'][:12]})")
    if len(result["answers"]) > MOST_CAUSES:
        say(f"  {counted(len(result['answers']) - MOST_CAUSES, 'more answer')}; `--json` names them.")
    how = "with" if result["undone"] else "without"
    say(f"The next brief is drawn {how} it; a replay of an earlier moment shows what was known then.")


def show_status(result: Result) -> None:
    rows: list[tuple[object, ...]] = []
    for one in result["sources"]:
        volume = ", ".join(counted(count, kind.removesuffix("s")) for kind, count in one["rows"].items())
        clocks = (_day(one["last_fetched"]), _day(one["last_content"]))
        rows.append((one["name"], one["grade"], *clocks, _gap(one), volume, one["quarantined"] or ""))
    table(("source", "grade", "fetched", "newest content", "gap", "rows", "quarantined"), rows)
    if result["not_in_sources"]:
        say(f"\nIn the ledger, but not in sources.yaml: {', '.join(result['not_in_sources'])}.")
    if result["quarantine_count"]:
        say(f"\nQuarantine: {counted(result['quarantine_count'], 'place')} could not be read.")
        causes = result["quarantine_by_cause"]
        shown = [(one["source"], one["places"], one["cause"], _first(one)) for one in causes[:MOST_CAUSES]]
        table(("source", "places", "cause", "first met"), shown)
        if len(causes) > MOST_CAUSES:
            say(f"{counted(len(causes) - MOST_CAUSES, 'more cause')}; `simurg status --json` has them.")


def _gap(one: Result) -> str:
    """What is wrong with its fetches, if they are known, else with its content."""
    health = one["health"]
    if health["well"] or health["state"] in ("late", "never"):
        return str(one["gap"])
    return str(health["state"]).replace("_", " ") + (f" since {_day(health['since'])}" if health["since"] else "")


def _first(cause: Result) -> str:
    place = cause["place"]
    return str(cause["document"]) if place == "the whole document" else f"{cause['document']}, {place}"


def show_trace(result: Result) -> None:
    say(f"{result['table']} {result['id']}")
    left_out = {"id", "body", "samples", "basis", "basis_view", "detail", "vintage"}
    left_out |= {"question"} if result.get("asked") else set()
    for name, value in result["row"].items():
        if name not in left_out:
            say(f"  {name}: {value}")
    if result.get("asked"):
        say(f"  question: {result['asked']} (`simurg question show {result['asked']}`)")
    if result["grade"]:
        say(f"  grade: {result['grade']['grade']} ({result['grade']['in_words']})")
    report = result["report"] or (result["row"] if result["table"] == "reports" else None)
    if report and result["report"]:
        say(f"Told by report {report['id'][:12]} of {report.get('source_id', '–')}: {report.get('title', '–')}")
    if report and report.get("body"):
        say(f"Words of the report:\n{report['body'][:2_000]}")
    if result["readings"]:
        show_readings(result["readings"])
    if result["words"]:
        say(f"Words it was taken from:\n{result['words']}")
    if result.get("corroboration") and result["corroboration"]["rows"] > 1:
        _corroboration(result["corroboration"])
    _links("Rests on", result["rests_on"], result["rests_on_count"])
    _links("Rested on by", result["rested_on_by"], result["rested_on_by_count"])
    say("It stands." if result["stands"] else "STALE: " + "; ".join(result["reasons"]))


def _corroboration(event: Result) -> None:
    told = f"{counted(event['rows'], 'row')} of {counted(event['reports'], 'report')}"
    say(f"The event is told by {told}, {counted(event['sources'], 'source')}, "
        f"at most {counted(event['origins'], 'independent origin')}.")  # fmt: skip
    if event["deaths"][1] is not None:
        low, least, most, high = event["deaths"]
        say(f"  deaths: best {least} to {most}, range {low} to {high}")
    if event["contradictions"]:
        say(f"  its rows contradict each other in: {', '.join(event['contradictions'])}")


def _links(title: str, links: list[Result], count: int) -> None:
    if links:
        say(f"{title} ({count:,}):")
        for one in links[:20]:
            say(f"  {one['table']} {one['id'][:12]}  {one['how']}  {one['label']}")


def _day(moment: str | None) -> str | None:
    return moment[:10] if moment else None


def show_surges(result: Mapping[str, Any]) -> None:
    if not result["known_events"]:
        say("Nothing was known then: no event at all. That is no calm.")
        return
    rows = [
        (one["rank"], "ALARM" if one["alarm"] else "", one["subject"], one["event_type"] or "all types",
         f"{one['observed']:g}", f"{one['expected']:.2g}", f"{one['q_value']:.2g}", one["events"][0][:12])
        for one in result["surges"]
    ]  # fmt: skip
    table(("", "", "between or where", "type", "events", "expected", "q", "latest event"), rows)
    alarms = f"{counted(result['alarms'], 'alarm')} (q ≤ {result['level']:g})"
    tested = f"{result['subjects_in_window']} with any event in the 7 days before {result['as_of'][:10]}"
    say(f"{alarms} among {tested}.")
