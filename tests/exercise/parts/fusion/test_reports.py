"""Reports: chains, alterations, updates, circles and sisters are really there, and texts say what they are said to."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from simurg.exercise.parts.fusion import FusionPart, Reports, reports
from simurg.exercise.parts.fusion.wording import spelled
from simurg.exercise.tasks.near_copies import near_copies, plain


@pytest.fixture(scope="module")
def told() -> Reports:
    return reports(FusionPart(1, "hard"))


@pytest.fixture(scope="module")
def rows(told: Reports) -> list[dict[str, Any]]:
    """Documents with their truth and what they say."""
    return [
        {**truth, **document, "said": said}
        for truth, document, said in zip(told.truth.to_pylist(), told.documents.to_pylist(), told.said, strict=True)
    ]


def test_reports_stand_in_order_of_time(told: Reports) -> None:
    published = told.documents["published"].to_pylist()
    assert published == sorted(published)
    assert told.documents["id"].equals(told.truth["id"])


def test_every_manner_and_every_kind_of_alteration_occurs(rows: list[dict[str, Any]]) -> None:
    manners = Counter(row["manner"] for row in rows)
    assert set(manners) == {"first", "copy", "rewrite", "update", "circle"}
    assert min(manners.values()) >= 5
    changes = Counter(row["altered"] for row in rows if row["altered"])
    assert set(changes) == {"deaths", "people", "roles", "place"}
    assert 0.02 < sum(changes.values()) / len(rows) < 0.25


def test_chains_lead_to_a_first_report_of_the_same_story_in_order_of_time(rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row for row in rows}
    depths = Counter[int]()
    for row in rows:
        depth, above = 0, row
        while above["parent"] is not None:
            parent = by_id[above["parent"]]
            assert parent["published"] < above["published"]
            assert parent["story"] == above["story"]
            above, depth = parent, depth + 1
        assert above["manner"] == "first"
        assert above["id"] == row["origin"]
        depths[depth] += 1
    assert max(depths) >= 3  # a wire, a paper, a blog
    origins: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        origins[row["story"]].add(row["origin"])
    assert max(map(len, origins.values())) >= 3
    assert min(map(len, origins.values())) == 1


def test_a_text_states_its_facts_and_an_altered_one_others_than_the_truth(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        said, body = row["said"], row["body"]
        assert said.place.name.upper() in body
        assert said.actor in body
        assert said.recipient in body
        assert f"{said.day.day} {said.day:%B}" in body
        figures = {str(said.people), spelled(said.people), spelled(said.people).capitalize()}
        assert figures & {word.strip(".,'") for word in body.split()}
        facts = {
            "place": said.place.name != row["place"],
            "roles": said.actor != row["actor"],
            "deaths": said.deaths != row["deaths"],
            "people": said.people != row["people"],
        }
        if row["altered"]:
            assert facts[row["altered"]]
        elif row["manner"] == "first":
            assert not any(facts.values())


def test_first_reports_of_one_story_are_independent_voices(told: Reports, rows: list[dict[str, Any]]) -> None:
    owner = {row["title"]: row["owner"] or row["title"] for row in told.outlets.to_pylist()}
    master = {row["title"]: row["controller"] or row["title"] for row in told.outlet_truth.to_pylist()}
    for voice in (owner, master):
        heard = Counter((row["story"], voice[row["outlet"]]) for row in rows if row["manner"] == "first")
        assert max(heard.values()) == 1


def test_an_alteration_changes_the_words_and_keeps_the_story(rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row for row in rows}
    shared = []
    for row in rows:
        if row["altered"]:
            one, other = (set(plain(each["body"]).split()) for each in (row, by_id[row["parent"]]))
            shared.append(len(one & other) / len(one | other))
            assert plain(row["body"]) != plain(by_id[row["origin"]]["body"])
    assert sum(shared) / len(shared) > 0.6


def test_plain_copies_stand_beside_the_altered(told: Reports, rows: list[dict[str, Any]]) -> None:
    copies = [row for row in rows if row["manner"] == "copy" and not row["altered"]]
    assert len(copies) > 3 * sum(bool(row["altered"]) for row in rows)
    near = list(near_copies(told.documents, 0.5))
    stories = told.truth["story"].to_pylist()
    alike = sum(stories[one] == stories[other] for one, other, _ in near)
    assert len(near) > 200
    assert alike > 0.5 * len(near)
    assert alike < len(near)  # old texts used again for a sister


def test_controlled_outlets_swap_roles_for_their_controller_and_careless_ones_err(
    told: Reports, rows: list[dict[str, Any]]
) -> None:
    roles = {row["title"]: row for row in told.outlet_truth.to_pylist()}
    assert Counter(row["role"] for row in roles.values()) == {"honest": 15, "careless": 5, "controlled": 4}
    swapped = [row for row in rows if row["altered"] == "roles"]
    by_controlled = [row for row in swapped if roles[row["altered_by"]]["role"] == "controlled"]
    assert by_controlled
    for row in by_controlled:
        assert roles[row["altered_by"]]["controller"] in (row["actor"], row["recipient"])
    altered = Counter(roles[row["altered_by"]]["role"] for row in rows if row["altered"])
    copies = Counter(roles[row["outlet"]]["role"] for row in rows if row["manner"] == "copy")
    assert altered["careless"] / copies["careless"] > 3 * altered["honest"] / copies["honest"]


def test_syndication_shows_in_citations_feed_sources_and_groups(told: Reports, rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row for row in rows}
    owner = dict(zip(told.outlets["title"].to_pylist(), told.outlets["owner"].to_pylist(), strict=True))
    following = [(row, by_id[row["parent"]]) for row in rows if row["manner"] in ("copy", "rewrite")]
    fed = [(row, parent) for row, parent in following if row["feed_source"]]
    assert len(fed) > 20
    assert all(row["feed_source"] == parent["outlet"] for row, parent in fed)
    cited = sum(parent["outlet"].removeprefix("The ") in row["body"] for row, parent in following)
    assert cited > 0.3 * len(following)
    assert any(owner[row["outlet"]] and owner[row["outlet"]] == owner[parent["outlet"]] for row, parent in following)
    circles = [row for row in rows if row["manner"] == "circle"]
    assert all(by_id[row["origin"]]["outlet"] == row["outlet"] != by_id[row["parent"]]["outlet"] for row in circles)


def test_sisters_are_other_stories_under_like_headlines(rows: list[dict[str, Any]]) -> None:
    stories = {row["story"]: row for row in rows}
    families = Counter((r["actor"], r["recipient"], r["kind"], r["place"]) for r in stories.values())
    assert sum(count - 1 for count in families.values()) > 20
    days = Counter((r["actor"], r["recipient"], r["kind"], r["place"], r["day"]) for r in stories.values())
    assert max(days.values()) == 1
    titles: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        titles[row["title"]].add(row["story"])
    assert sum(len(found) > 1 for found in titles.values()) > 10
