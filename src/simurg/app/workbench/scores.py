"""How issued forecasts and answers did, each with a verdict in words that names its numbers."""

from collections.abc import Mapping
from typing import Any

from simurg.access.pictures import Picture
from simurg.app.question_forum import forum_of
from simurg.app.question_pages import board_of
from simurg.app.score import Ask, score_view
from simurg.ledger import Ledger, View

FEW = 50
"""Forecasts below which a comparison says little."""


def scores(ledger: Ledger, view: View, picture: Picture) -> dict[str, Any]:
    """By model, series and months ahead; and the leaderboard of questions."""
    told = score_view(ledger, view, Ask())
    board = board_of(ledger, forum_of(view, picture))
    groups = [_group(one) for one in told["groups"]]
    return {
        **{name: told[name] for name in ("known_at", "issued", "scored", "known_before", "stale")},
        "text": _in_all(told),
        "groups": groups,
        "questions": {name: board[name] for name in board if name not in ("as_of", "picture")},
        "questions_text": _questions(board),
    }


def verdict_of(group: Mapping[str, Any]) -> str:
    """Better, worse, or not to be told apart from the baseline, by CRPS and its 90 % interval."""
    crps = group["latest"]["measures"].get("crps") if group["latest"] else None
    if crps is None or crps["baseline"] is None:
        return "No baseline stands beside it."
    head = f"CRPS {crps['value']:.3g} against {crps['baseline']:.3g} for {group['baseline']} (less is better)"
    if crps["cases"] < FEW:
        return f"{head}: only {crps['cases']} cases, too few to tell."
    low, high = _edges(crps["ratio"])
    if high is not None and high < 1:
        return f"{head}: better, by {1 - crps['value'] / crps['baseline']:.0%}.".replace("%", " %")
    if low is not None and low > 1:
        return f"{head}: worse, by {crps['value'] / crps['baseline'] - 1:.0%}.".replace("%", " %")
    return f"{head}: the two cannot be told apart on {crps['cases']:,} cases."


def _edges(ratio: Any) -> tuple[float | None, float | None]:
    """The edges of the interval of a ratio that is told as (value, low, high) or (low, high)."""
    if not ratio:
        return None, None
    return ratio[-2], ratio[-1]


def _group(one: Mapping[str, Any]) -> dict[str, Any]:
    names = ("model", "series", "horizon", "baseline", "forecasts", "places", "stale", "revised", "known_before")
    measures = one["latest"]["measures"] if one["latest"] else {}
    return {**{name: one[name] for name in names}, "verdict": verdict_of(one), "measures": measures}


def _in_all(told: Mapping[str, Any]) -> str:
    if not told["issued"]:
        return "No forecast has been issued in this picture, so there is no record."
    if not told["scored"]:
        return f"{told['issued']:,} forecasts were issued; the outcome of none of them is known yet."
    text = f"{told['scored']:,} of {told['issued']:,} issued forecasts have had their outcome."
    return text + (f" {told['stale']:,} rest on what was recalled since." if told["stale"] else "")


def _questions(board: Mapping[str, Any]) -> str:
    if not board["questions"]:
        return "No question has been asked."
    text = f"{board['resolved']} of {board['questions']} questions are resolved, {board['void']} void."
    close = board["at_close"]
    if close:
        text += (
            f" Answers at the close: Brier score {close['mean_brier']:.3f} against {close['prior_brier']:.3f} for the "
            f"prior, on {close['questions']} questions (less is better)."
        )
    return text
