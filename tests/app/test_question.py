"""Questions as people and the ledger deal with them: frozen rules, revisions, pictures, recalls, as-of."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from tests.app.asking import CLASHES, DEATHS, HIGH, Asking, days

from simurg.app.jobs import HANDLERS
from simurg.app.question_forum import forum_of, weighing_of
from simurg.app.question_pages import board, listed, shown
from simurg.foresight.forecast import Forecast, basis_view_of
from simurg.foresight.rows import Made, forecasts_table
from simurg.ledger import Offer
from simurg.ontology.errors import CallerError, NotFound
from simurg.ontology.times import text_of

APRIL, MAY = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
PAST = {(2025, month): float(10 * (month % 4)) for month in range(1, 13)}


@pytest.fixture
def world() -> Iterator[Asking]:
    with Asking() as made:
        yield made


def show(world: Asking, name: str = "deaths-april", reader: str = "chief", as_of: str | None = None) -> Any:
    return shown(world.ledger, world.picture(reader), name, as_of)


# --- publishing ------------------------------------------------------------------------------------------------------


def many_questions() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Enough questions of one month for a pool to be fitted on, and one of a later month."""
    entries = [
        {**DEATHS, "name": f"q{bound}", "rule": {**DEATHS["rule"], "compare": f">= {bound}"}} for bound in range(25)
    ]
    return entries, {**DEATHS, "name": "later", "rule": {**DEATHS["rule"], "from": "2026-06-01", "to": "2026-07-01"}}


def test_the_prior_is_the_base_rate_of_earlier_months(world: Asking) -> None:
    world.tell_months(PAST | {(2026, 1): 30.0})
    (one,) = world.publish(DEATHS)["questions"]
    met = sum(value >= 25 for value in [*PAST.values(), 30.0])
    assert one["prior"] == pytest.approx((met + 0.5) / (13 + 1))
    assert f"met in {met} of 13" in one["prior_from"]


def test_a_stated_prior_stands_and_without_history_there_is_none(world: Asking) -> None:
    first, second = world.publish({**DEATHS, "prior": 0.2}, CLASHES)["questions"]
    assert (first["prior"], first["prior_from"]) == (0.2, "stated")
    assert second["prior"] is None


def test_a_published_rule_is_frozen(world: Asking) -> None:
    world.publish(DEATHS)
    other = {**DEATHS, "rule": {**DEATHS["rule"], "compare": ">= 30"}}
    with pytest.raises(CallerError, match=r"frozen.*another name"):
        world.publish(other)
    for change in ({"title": "Something else?"}, {"prior": 0.9}, {"deadline": "2026-03-20"}):
        with pytest.raises(CallerError, match="frozen"):
            world.publish({**DEATHS, **change})


def test_publishing_the_same_again_changes_nothing_but_its_requirement(world: Asking) -> None:
    world.publish(DEATHS)
    before = show(world)
    assert world.publish(DEATHS)["questions"][0]["new"] is False
    assert show(world)["id"] == before["id"]
    told = world.publish({**DEATHS, "requirement": "borders"})
    assert "no requirement borders" in told["warnings"][0]
    after = show(world)
    assert (after["requirement"], after["opens"], after["rule"]) == ("borders", before["opens"], before["rule"])


def test_a_word_that_no_row_has_is_doubted_before_it_is_frozen_for_good(world: Asking) -> None:
    """Such a question can never be answered, and a published rule cannot be mended."""
    world.tell_months({(2026, 1): 3.0})
    assert world.publish(DEATHS)["warnings"] == []
    slip = {**DEATHS, "name": "slip", "rule": {**DEATHS["rule"], "where": {"series": "death", "country": "NRV"}}}
    (said,) = world.publish(slip)["warnings"]
    assert "no row of measurements has series 'death'" in said
    assert "series: deaths" in said
    strange = {**DEATHS, "name": "strange", "rule": {**DEATHS["rule"], "where": {"series": "deaths", "place": "NRV"}}}
    (said,) = world.publish(strange)["warnings"]
    assert "country: NRV" in said


def test_what_is_over_or_answered_already_is_no_question(world: Asking) -> None:
    world.until(MAY)
    with pytest.raises(CallerError, match="deadline has passed"):
        world.publish(DEATHS)
    world.until(APRIL + timedelta(days=9))
    world.tell_clashes(*days(APRIL, 3))
    with pytest.raises(CallerError, match="answers it already: yes"):
        world.publish({**CLASHES, "deadline": "2026-04-20"})


def test_of_several_questions_all_are_published_or_none(world: Asking) -> None:
    broken = {**CLASHES, "deadline": "2026-02-01"}
    with pytest.raises(CallerError, match="deadline"):
        world.publish(DEATHS, broken)
    assert listed(world.ledger, world.picture())["questions"] == []
    with pytest.raises(CallerError, match="one name"):
        world.publish(DEATHS, DEATHS)


# --- answering -------------------------------------------------------------------------------------------------------


def test_revisions_are_kept_and_the_last_one_stands(world: Asking) -> None:
    world.publish(DEATHS)
    world.answer("deaths-april", 0.3)
    told = world.answer("deaths-april", 0.6)
    assert (told["before"], told["pool"]["probability"]) == (0.3, pytest.approx(0.6))
    assert [(one["probability"], one["stands"]) for one in show(world)["answers"]] == [(0.3, False), (0.6, True)]


def test_an_earlier_view_shows_the_earlier_answer(world: Asking) -> None:
    world.publish(DEATHS)
    world.answer("deaths-april", 0.3)
    between = text_of(world.moment)
    world.answer("deaths-april", 0.6)
    world.answer("deaths-april", 0.9, by="bob")
    then = show(world, as_of=between)
    assert [one["probability"] for one in then["answers"]] == [0.3]
    assert then["pool"]["probability"] == pytest.approx(0.3)
    assert show(world)["pool"]["probability"] == pytest.approx(0.75)
    assert listed(world.ledger, world.picture(), "2026-02-01")["questions"] == []


def test_answers_are_refused_before_the_opening_and_from_the_deadline_on(world: Asking) -> None:
    world.publish({**DEATHS, "opens": "2026-03-10", "deadline": "2026-03-20"})
    with pytest.raises(CallerError, match="opens on 2026-03-10"):
        world.answer("deaths-april", 0.3)
    world.until(datetime(2026, 3, 12, tzinfo=UTC))
    world.answer("deaths-april", 0.3)
    world.until(datetime(2026, 3, 20, tzinfo=UTC))
    with pytest.raises(CallerError, match="deadline"):
        world.answer("deaths-april", 0.4)
    with pytest.raises(CallerError, match="deadline"):
        world.do("withdraw", question="deaths-april", by="ann")


def test_an_answer_taken_back_no_longer_counts_and_can_be_given_again(world: Asking) -> None:
    world.publish(DEATHS)
    world.answer("deaths-april", 0.3)
    assert world.do("withdraw", question="deaths-april", by="ann")["pool"] is None
    with pytest.raises(NotFound, match="No answer of ann"):
        world.do("withdraw", question="deaths-april", by="ann")
    assert [one["withdrawn"] for one in show(world)["answers"]] == [False, True]
    world.answer("deaths-april", 0.4)
    assert show(world)["pool"]["probability"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"probability": 1.2}, "not a probability"),
        ({"probability": float("nan")}, "not a probability"),
        ({}, "a probability, or quantiles"),
        ({"probability": 0.2, "why": " "}, "needs a reason"),
        ({"levels": [0.1, 0.5, 0.9], "quantiles": [1, 2, 3]}, "yes or no"),
        ({"probability": 0.2, "author": "oracle"}, "by one of"),
        ({"probability": 0.2, "by": "a b"}, "not a name"),
    ],
)
def test_what_is_no_answer_is_said(world: Asking, more: dict[str, Any], words: str) -> None:
    world.publish(DEATHS)
    with pytest.raises(CallerError, match=words):
        world.do("answer", **{"question": "deaths-april", "by": "ann", "why": "a reason", **more})
    assert show(world)["answers"] == []


def test_prices_of_a_file_have_their_own_moments_and_never_mix_with_live_answers(world: Asking) -> None:
    world.publish(DEATHS)
    opened = world.moment
    world.until(opened + timedelta(days=5))
    prices = [{"at": text_of(opened + timedelta(days=day)), "probability": day / 10} for day in (1, 3)]
    told = world.do("answer", question="deaths-april", by="market", author="crowd", prices=prices)
    assert (told["answers"], told["pool"]["probability"]) == (2, pytest.approx(0.3))
    assert [one["live"] for one in show(world)["answers"]] == [False, False]
    early = text_of(opened + timedelta(days=2))
    assert [one["probability"] for one in show(world, as_of=early)["answers"]] == [0.1]
    world.answer("deaths-april", 0.6)
    later = world.moment
    late = [{"at": text_of(later + timedelta(days=1)), "probability": 0.5}]
    with pytest.raises(CallerError, match="Price 1"):
        world.do("answer", question="deaths-april", by="market", author="crowd", prices=late)
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    world.do("resolve")
    told = board(world.ledger, world.picture())
    assert [(one["by"], one["live"]) for one in told["places"]] == [("ann", True), ("market", False)]
    assert (told["calibration"]["count"], told["at_close"]["mean_brier"]) == (1, pytest.approx(0.16))


def test_a_question_for_a_number_is_answered_in_quantiles_and_scored_by_crps(world: Asking) -> None:
    rule = {key: value for key, value in DEATHS["rule"].items() if key != "compare"}
    world.publish({**DEATHS, "rule": rule})
    with pytest.raises(CallerError, match="a number: give --quantiles"):
        world.answer("deaths-april", 0.5)
    for by, top in (("ann", 30.0), ("bob", 300.0)):
        more = {"levels": [0.1, 0.5, 0.9], "quantiles": [0.0, 10.0, top], "by": by, "why": "so"}
        pool = world.do("answer", question="deaths-april", **more)["pool"]
    assert pool["quantiles"][2] == pytest.approx(10.0)
    world.until(MAY)
    world.tell_months({(2026, 4): 12.0})
    assert world.do("resolve")["changed"][0]["new"]["outcome"] == "number"
    scores = {one["by"]: one["scores"][0][1] for one in board(world.ledger, world.picture())["numbers"]}
    assert scores["ann"] < scores["bob"]


def test_a_void_question_stays_void(world: Asking) -> None:
    world.publish(DEATHS)
    with pytest.raises(CallerError, match="for a reason"):
        world.do("void", question="deaths-april", why="")
    world.do("void", question="deaths-april", why="badly put")
    for act in (lambda: world.answer("deaths-april", 0.4), lambda: world.publish(DEATHS)):
        with pytest.raises(CallerError, match="void: badly put"):
            act()
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    assert world.do("resolve")["changed"] == []
    assert (show(world)["state"], board(world.ledger, world.picture())["void_rate"]) == ("void", 1.0)


# --- resolving -------------------------------------------------------------------------------------------------------


def test_a_revision_resolves_again_and_both_are_shown(world: Asking) -> None:
    world.publish(DEATHS)
    world.answer("deaths-april", 0.3)
    world.until(MAY)
    assert world.do("resolve")["changed"] == []
    world.tell_months({(2026, 4): 30.0})
    (first,) = world.do("resolve", "public")["changed"] or [None]
    assert world.do("resolve")["changed"] == []  # nothing new, nothing written
    world.tell_months({(2026, 4): 20.0})
    changed = {one["picture"]: one for one in world.do("resolve")["changed"]}
    assert (changed["all"]["old"]["outcome"], changed["all"]["new"]["outcome"]) == ("yes", "no")
    told = show(world)["resolutions"]
    assert [(one["outcome"], one["value"]) for one in told] == [("yes", 30.0), ("no", 20.0)]
    assert told[0]["rests_on"] != told[1]["rests_on"]
    assert first is None  # asked in a picture of the chief's, so the public is told nothing
    assert [one["scores"][0]["last"] for one in told] == pytest.approx([0.49, 0.09])  # scored by both


def test_a_collection_ends_with_the_questions_that_it_answered(world: Asking) -> None:
    world.publish(DEATHS)
    world.until(MAY)
    assert HANDLERS["collect"](world.desk, {})["questions"]["changed"] == []
    world.tell_months({(2026, 4): 30.0})
    (changed,) = HANDLERS["collect"](world.desk, {})["questions"]["changed"]
    assert (changed["question"], changed["new"]["outcome"]) == ("deaths-april", "yes")


def stale(world: Asking) -> tuple[bool, int]:
    """Of the one question in the list, and on the board."""
    (line,) = listed(world.ledger, world.picture())["questions"]
    return line["stale"], board(world.ledger, world.picture())["stale"]


def test_a_recall_shows_and_takes_the_answer_away(world: Asking) -> None:
    world.publish(DEATHS)
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    world.do("resolve")
    assert show(world)["resolutions"][-1]["stale"] == []
    assert stale(world) == (False, 0)
    recalled = world.recall("ucdp")
    assert recalled["stale"]["resolutions"] == 1
    assert "forged" in show(world)["resolutions"][-1]["stale"][0]
    assert show(world)["now"]["outcome"] == "open"
    assert stale(world) == (True, 1)
    (changed,) = [one for one in world.do("resolve")["changed"] if one["picture"] == "all"]
    assert (changed["old"]["outcome"], changed["new"]["outcome"]) == ("yes", "open")
    assert stale(world) == (False, 0)
    world.recall("ucdp", undo=True)
    world.do("resolve")
    assert [one["outcome"] for one in show(world)["resolutions"]] == ["yes", "open", "yes"]


def test_a_source_that_disappears_makes_the_question_void_never_no(world: Asking) -> None:
    world.publish(CLASHES)
    world.report(*days(APRIL, 12))  # to the twelfth, then silence
    world.until(MAY + timedelta(days=2))
    world.do("resolve")
    assert show(world, "clashes-april")["state"] == "closed"
    assert "wire has not told" in show(world, "clashes-april")["now"]["reason"]
    world.until(MAY + timedelta(days=31))
    world.do("resolve")
    told = show(world, "clashes-april")
    assert (told["state"], told["resolutions"][-1]["reason"].endswith("unknown, not no")) == ("void", True)


def test_a_source_that_lives_and_tells_of_nothing_makes_it_no(world: Asking) -> None:
    world.publish(CLASHES)
    world.report(*days(APRIL, 16, 2))
    world.until(MAY + timedelta(days=1))
    world.do("resolve")
    assert show(world, "clashes-april")["state"] == "no"


def test_what_is_reached_is_resolved_early_and_later_answers_are_refused(world: Asking) -> None:
    world.publish({**CLASHES, "deadline": "2026-05-01"})
    world.answer("clashes-april", 0.5)
    world.until(APRIL + timedelta(days=10))
    world.tell_clashes(*days(APRIL, 3))
    world.do("resolve")
    told = show(world, "clashes-april")
    assert (told["state"], told["resolutions"][0]["decided_at"]) == ("yes", "2026-04-03T00:00:00Z")
    with pytest.raises(CallerError, match="is resolved: yes"):
        world.answer("clashes-april", 0.99)
    world.tell_clashes(*days(APRIL + timedelta(days=5), 2))
    assert world.do("resolve")["changed"] == []  # more of what is reached is no news


def test_a_rule_that_asks_for_too_much_holds_up_no_other(world: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(DEATHS, CLASHES)
    world.tell_clashes(*days(APRIL, 4))
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    monkeypatch.setattr("simurg.foresight.questions.evidence.MOST_ROWS", 3)
    told = world.do("resolve")
    assert "Ask more narrowly" in told["errors"][0]
    assert [one["question"] for one in told["changed"]] == ["deaths-april"]


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_lower_reader_sees_no_higher_question_answer_or_outcome(world: Asking) -> None:
    world.publish(DEATHS, reader="public")
    world.publish(CLASHES)  # of the chief's picture
    world.answer("deaths-april", 0.2, by="pat", reader="public")
    before = show(world, reader="public")
    world.answer("deaths-april", 0.9, by="ann")
    world.answer("clashes-april", 0.9, by="ann")
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0}, marking=HIGH)
    world.do("resolve")
    after = show(world, reader="public")
    assert (after["answers"], after["pool"]["probability"]) == (before["answers"], before["pool"]["probability"])
    assert (after["now"]["outcome"], after["resolutions"]) == ("open", [])
    assert show(world)["pool"]["probability"] == pytest.approx(0.55)
    assert show(world)["state"] == "yes"
    names = [one["name"] for one in listed(world.ledger, world.picture("public"))["questions"]]
    assert names == ["deaths-april"]
    with pytest.raises(NotFound, match="No question in your view"):
        show(world, "clashes-april", "public")
    assert board(world.ledger, world.picture("public"))["places"] == []


def test_a_name_does_not_tell_of_a_higher_question(world: Asking) -> None:
    world.publish(DEATHS)
    world.publish({**DEATHS, "title": "Asked below"}, reader="public")  # not refused: nothing is told
    assert show(world, reader="public")["title"] == "Asked below"
    assert show(world)["title"] == DEATHS["title"]  # of two of a name one's own
    world.publish(CLASHES, reader="public")
    with pytest.raises(CallerError, match="wider picture"):
        world.publish({**CLASHES, "title": "Above?"})


def test_only_readers_of_its_picture_declare_a_question_void(world: Asking) -> None:
    world.publish(DEATHS, reader="public")
    with pytest.raises(CallerError, match="another picture"):
        world.do("void", question="deaths-april", why="I say so")


def test_a_revision_above_leaves_the_answer_below_as_it_is(world: Asking) -> None:
    world.publish(DEATHS, reader="public")
    world.answer("deaths-april", 0.2, by="pat", reader="public")
    world.answer("deaths-april", 0.8, by="pat")
    assert show(world, reader="public")["pool"]["probability"] == pytest.approx(0.2)
    assert show(world)["pool"]["probability"] == pytest.approx(0.8)


# --- the board -------------------------------------------------------------------------------------------------------


def test_the_board_shows_n_void_rate_base_rate_and_who_did_well(world: Asking) -> None:
    entries = [{**DEATHS, "name": f"q{bound}", "prior": 0.5, "rule": {**DEATHS["rule"], "compare": f">= {bound}"}}
               for bound in (5, 10, 15, 40, 50, 60)]  # fmt: skip
    world.publish(*entries)
    for bound in (5, 10, 15, 40, 50, 60):
        world.answer(f"q{bound}", 0.8 if bound < 30 else 0.2, by="ann")
        world.answer(f"q{bound}", 0.3 if bound < 30 else 0.7, by="bob")
    world.do("void", question="q60", why="one too many")
    world.until(MAY)
    world.tell_months({(2026, 4): 30.0})
    world.do("resolve")
    told = board(world.ledger, world.picture())
    assert (told["questions"], told["resolved"], told["void"]) == (6, 5, 1)
    assert told["void_rate"] == pytest.approx(1 / 6)
    assert told["base_rate"] == pytest.approx(3 / 5)
    assert [one["by"] for one in told["places"]] == ["ann", "bob"]
    first = told["places"][0]
    assert first["questions"] == 5
    assert 0 < first["shrunken_gain"] < first["gain"]
    assert first["interval_90"][0] <= first["gain"] <= first["interval_90"][1]
    assert told["calibration"]["count"] == 10


# --- models ----------------------------------------------------------------------------------------------------------


def test_models_answer_from_the_past_and_say_it_once(world: Asking) -> None:
    world.publish(DEATHS)
    assert world.do("models")["answers"] == []  # nothing is known of the past
    world.tell_months(PAST | {(2026, 1): 10.0, (2026, 2): 20.0})
    told = {one["picture"]: one for one in world.do("models")["answers"]}
    assert 0.1 < told["all"]["probability"] < 0.4
    assert "12 last periods" in told["all"]["why"]
    assert world.do("models")["answers"] == []
    world.until(APRIL)
    world.tell_months({(2026, 3): 500.0})
    assert world.do("models")["answers"] == []  # the deadline has passed


def test_a_forecast_of_the_very_month_answers(world: Asking) -> None:
    world.publish({**DEATHS, "rule": {**DEATHS["rule"], "where": {"series": "deaths", "country": "YEM"}}})
    samples = np.repeat([0.0, 30.0], [750, 250]).astype(np.float32)
    for number, (picture, place, target) in enumerate(
        [("all", "Yemen", (APRIL, MAY)), ("open", "Yemen", (APRIL, MAY)), ("all", "Yemen", (MAY, MAY + timedelta(31)))]
    ):
        made = Forecast(f"plain_{number}", "1", "deaths", place, *target, 1, samples, "v", (), ())
        table = forecasts_table([made], Made(picture, True, world.moment))
        world.ledger.append(Offer(f"f{number}", {"forecasts": table}, marking=world.picture().scope.marking()))
    told = world.do("models")["answers"]
    assert [(one["by"], one["probability"]) for one in told] == [("plain_0", pytest.approx(251 / 1002))]


def issued(world: Asking, chance: float, basis: tuple[Any, ...] = ()) -> str:
    """A forecast of deaths in Yemen in April, with the ids that it cites."""
    met = int(1000 * chance)
    samples = np.repeat([0.0, 30.0], [1000 - met, met]).astype(np.float32)
    made = Forecast(
        "plain", "1", "deaths", "Yemen", APRIL, MAY, 1, samples, "v", basis, (basis_view_of("deaths", world.moment),)
    )
    table = forecasts_table([made], Made("all", True, world.moment))
    world.ledger.append(Offer(f"f{chance}", {"forecasts": table}, marking=world.picture().scope.marking()))
    return str(table["id"][0].as_py().hex)


def reports_of(world: Asking) -> list[Any]:
    rows = world.view().stored("reports", ("id", "known_at")).sort_by("known_at")
    return list(rows["id"].to_pylist())


def test_what_a_model_says_of_the_past_rests_on_its_last_periods_and_a_recall_names_it(world: Asking) -> None:
    world.publish(DEATHS)
    world.tell_months({(2023, 5): 10.0})  # before the periods that count
    world.tell_months(PAST | {(2026, 1): 10.0, (2026, 2): 20.0})
    world.do("models")
    world.answer("deaths-april", 0.3)
    world.tell_months({(2026, 3): 30.0})  # known later
    view = world.view()
    (row,) = view.read("answers", ("basis", "basis_view"), {"author": "model"}).to_pylist()
    cited = view.stored("measurements", ("id", "period_from"), {"id": frozenset(row["basis"])}).to_pylist()
    months = {one["id"]: one["period_from"] for one in cited}
    newest = [months[one] for one in row["basis"]]
    assert (newest, newest[0].month, len(newest)) == (sorted(newest, reverse=True), 2, 12)
    early, middle, late = reports_of(world)
    for report in (early, late):
        assert "answers" not in world.recall(report.hex)["stale"]
        assert [one["stale"] for one in show(world)["answers"]] == [[], []]
    before = text_of(world.moment)
    told = world.recall(middle.hex)
    assert told["stale"]["answers"] == 1
    assert [(one["question"], one["by"]) for one in told["answers"]] == [("deaths-april", "own-history")]
    stale = {one["by"]: one["stale"] for one in show(world)["answers"]}
    assert (stale["ann"], "forged" in stale["own-history"][0]) == ([], True)
    assert not any(one["stale"] for one in show(world, as_of=before)["answers"])
    world.recall(middle.hex, undo=True)
    assert not any(one["stale"] for one in show(world)["answers"])


def test_a_recalled_source_reaches_what_models_said_by_the_view_they_said_it_on(world: Asking) -> None:
    world.publish(DEATHS)
    world.tell_months(PAST | {(2026, 1): 10.0, (2026, 2): 20.0})
    world.do("models")
    assert world.recall("ucdp")["stale"]["answers"] == 1
    world.tell_months(PAST | {(2026, 1): 10.0, (2026, 2): 20.0}, source="second")
    (again,) = world.do("models")["answers"]  # the same chance, and said anew: it rests on other rows
    assert again["by"] == "own-history"
    assert [(bool(one["stale"]), one["stands"]) for one in show(world)["answers"]] == [(True, False), (False, True)]


def test_an_answer_from_a_forecast_rests_on_it_and_falls_with_it(world: Asking) -> None:
    rule = {**DEATHS["rule"], "where": {"series": "deaths", "country": "YEM"}}
    world.publish({**DEATHS, "rule": rule})
    world.tell_months({(2026, 1): 10.0})
    (report,) = reports_of(world)
    forecast = issued(world, 0.25, (report,))
    world.do("models")
    (row,) = world.view().read("answers", ("basis",)).to_pylist()
    assert [one.hex for one in row["basis"]] == [forecast]
    assert world.recall("ucdp")["answers"][0]["by"] == "plain"  # a source: not by any name that the answer cites
    assert "forged" in show(world)["answers"][0]["stale"][0]
    assert world.do("models")["answers"] == []  # a stale forecast answers nothing
    world.moment += timedelta(seconds=1)
    issued(world, 0.5)
    world.do("models")
    assert [bool(one["stale"]) for one in show(world)["answers"]] == [True, False]


def test_prices_added_in_hindsight_earn_no_weight_and_are_not_pooled(world: Asking) -> None:
    entries, late = many_questions()
    world.publish(*entries, late)
    for place, one in enumerate([*entries, late]):
        world.answer(one["name"], 0.4 if place % 2 else 0.6, by="bob")
    stated = text_of(world.moment)
    world.until(MAY)
    world.tell_months({(2026, 4): 11.0})
    world.do("resolve")
    before = show(world, "later")["pool"], show(world, "q3")["pool"]
    for place, one in enumerate(entries):  # what was right, written when it was known
        prices = [{"at": stated, "probability": 0.99 if place < 12 else 0.01}]
        world.do("answer", question=one["name"], by="market", author="crowd", prices=prices)
    assert (show(world, "later")["pool"], show(world, "q3")["pool"]) == before
    assert before[0]["fitted_on"] == 25
    (given,) = [one for one in show(world, "q3")["answers"] if one["by"] == "market"]
    assert (given["stands"], given["recorded_at"] > given["known_at"]) == (False, True)
    assert set(weighing_of(forum_of(world.view(), world.picture())).who) == {("analyst", "bob")}


def test_the_pool_of_a_resolved_question_is_fitted_on_what_was_resolved_before_its_close(world: Asking) -> None:
    entries, late = many_questions()
    world.publish(*entries, late)
    for place, one in enumerate([*entries, late]):
        world.answer(one["name"], 0.9 if place < 12 else 0.1, by="ann")
        world.answer(one["name"], 0.4 if place % 2 else 0.6, by="bob")
    world.until(MAY)
    world.tell_months({(2026, 4): 11.0})
    world.do("resolve")
    world.until(datetime(2026, 7, 1, tzinfo=UTC))
    closed = show(world, "later")["pool"]
    world.tell_months({(2026, 6): 500.0})
    world.do("resolve")
    assert show(world, "later")["pool"] == closed  # its own outcome changes nothing
    assert (closed["fitted_on"], show(world, "q3")["pool"]["fitted_on"]) == (25, 0)
    pools = {one["name"]: one["pool"] for one in listed(world.ledger, world.picture())["questions"]}
    assert pools == {name: show(world, name)["pool"] for name in pools}
    assert board(world.ledger, world.picture())["pooling_fitted_on"] == 26


def test_earlier_views_pool_by_what_was_known_then(world: Asking) -> None:
    entries, late = many_questions()
    world.publish(*entries, late)
    for place, one in enumerate([*entries, late]):
        world.answer(one["name"], 0.9 if place < 12 else 0.1, by="ann")
        world.answer(one["name"], 0.4 if place % 2 else 0.6, by="bob")
    then = text_of(world.moment)
    before = show(world, "later", as_of=then)["pool"]
    world.until(MAY)
    world.tell_months({(2026, 4): 11.0})
    world.do("resolve")
    assert show(world, "later", as_of=then)["pool"] == before
    assert (before["fitted_on"], show(world, "later")["pool"]["fitted_on"]) == (0, 25)
    assert show(world, "later")["pool"]["recipe"] != before["recipe"]
