"""What reading tells, as a person reads it in a terminal."""

from collections.abc import Mapping
from typing import Any

from simurg.cli.terminal import counted, say, table

Result = Mapping[str, Any]
MOST_CONFUSIONS = 20


def show_read(result: Result) -> None:
    if not result["read"]:
        say("No source names a reader. Add `read: [coder]` to one in sources.yaml.")
        return
    counts = ("reports", "events", "claims", "refused", "left")
    table(
        ("source", "reader", *counts),
        [(one["source"], one["reader"], *(f"{one[name]:,}" for name in counts)) for one in result["read"]],
    )


def show_model(result: Result) -> None:
    one = result["model"]
    if one is None:
        say("No language model is configured: reports are read without one. See docs/reading-with-a-model.md.")
    else:
        say(f"{one['name']} at {one['address']}")
        human = "also" if one["human_sources"] else "no"
        say(f"  is sent what is marked up to {one['most']}; {human} reports of human sources")
        budget = ", ".join(f"{value:,} {name}" for name, value in one["budget"].items() if value is not None)
        say(f"  of a run at most {budget or 'any number of questions'}; {counted(one['answers'], 'answer')} kept")
    if result["used"]:
        table(
            ("model", "what became of it", "times", "tokens read", "written", "cost"),
            [
                (line["model"], line["what"], f"{line['count']:,}", *(
                    f"{line[name]:,}" if line[name] else "" for name in ("tokens_read", "tokens_written")
                ), f"{line['cost']:.4f} {result['currency']}".strip() if line["cost"] else "")
                for line in result["used"]
            ],
        )  # fmt: skip


def show_readings(readings: list[dict[str, Any]]) -> None:
    """The readings of one report, beside each other."""
    for one in readings:
        role = "counted" if one["counted"] else "beside it"
        agreed = "" if one["agreement"] is None else f", agrees {one['agreement']:.0%}"
        told = f"{counted(one['events'], 'event')}, {counted(one['claims'], 'claim')}"
        what = f"refused: {one['refused']}" if one["refused"] else f"{told}, abstained {one['abstained']}{agreed}"
        say(f"Read by {one['reader']} {one['version']} ({role}): {what}")
        for event in one["found"]:
            sure = "" if event["confidence"] is None else f" {event['confidence']:.2f}"
            said = "" if event["factuality"] == "asserted" else f", {event['factuality']}"
            sides = f"{event['actor'] or '–'} → {event['recipient'] or '–'}"
            say(f"  {event['type']}: {sides}{sure}{said}: “{event['words']}”")
        for note in one["notes"]:
            say(f"  note: {note}")


def show_scores(result: Result) -> None:
    say(f"{result['texts']:,} texts, {result['events']:,} events of {result['gold']}")
    for name, scores in result["readers"].items():
        macro = "–" if scores["macro_f1"] is None else f"{scores['macro_f1']:.3f}"
        say(f"\n{name} {scores['version']}: macro F1 {macro} {_range(scores['macro_interval'])}")
        _lines("type", [*scores["types"], scores["micro"], scores["with_actors"]])
        if len(scores["languages"]) > 1:
            say("")
            _lines("language", scores["languages"])
        wrong = [one for one in scores["confusion"] if one[0] != one[1]][:MOST_CONFUSIONS]
        if wrong:
            say("\nWhat was taken for what:")
            table(("gold", "told", "times"), [(gold, told, f"{count:,}") for gold, told, count in wrong])
        if scores["worst"]:
            say("\nWorst cases:")
            for one in scores["worst"]:
                parts = [f"told {', '.join(one['wrong'])}" if one["wrong"] else "",
                         f"missed {', '.join(one['missed'])}" if one["missed"] else ""]  # fmt: skip
                say(f"  {'; '.join(filter(None, parts))}: {one['text'][:300]}")


def _lines(heading: str, lines: list[Result]) -> None:
    table(
        (heading, "gold", "told", "right", "precision", "recall", "F1"),
        [
            (line["name"], f"{line['gold']:,}", f"{line['told']:,}", f"{line['right']:,}", *(
                "" if line[name] is None else f"{line[name]:.2f} {_range(line[f'{name}_interval'])}".strip()
                for name in ("precision", "recall", "f1")
            ))
            for line in lines
        ],
    )  # fmt: skip


def _range(interval: Any) -> str:
    return "" if interval is None else f"({interval[0]:.2f}–{interval[1]:.2f})"
