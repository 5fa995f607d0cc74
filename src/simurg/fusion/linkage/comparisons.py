"""How two rows are compared, in Splink's terms: levels for each role, from "the same" to "other", with frequencies.

Only equality, `levenshtein` and overlap of lists are used, which DuckDB and Spark both have. Equal values count more
the rarer they are (Splink's term frequencies; Winkler 2000). A level's m and u come from a fitted `LinkModel`; without
one Splink's starting values stand.
"""

from collections.abc import Iterator, Mapping, Sequence

import splink.comparison_level_library as levels
from splink import SettingsCreator
from splink.blocking_rule_library import CustomRule
from splink.comparison_library import CustomComparison
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_level_creator import ComparisonLevelCreator

from simurg.fusion.identity.names import Kind
from simurg.fusion.linkage.settings import NAMES, LinkSettings, Role

Odds = Sequence[tuple[float | None, float | None]]
"""(m, u) of each level that is not null, in the order of the levels; None where nothing was learned."""


def settings_for(
    settings: LinkSettings, keys: Sequence[str], prior: float, fitted: Mapping[str, Odds] | None = None
) -> SettingsCreator:
    """Splink's settings for rows that `prepare` made; `keys`: its key columns; `prior`: P(two random rows are one)."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        probability_two_random_records_match=prior,
        comparisons=[_comparison(name, found, fitted) for name, found in _all(settings)],
        blocking_rules_to_generate_predictions=[rule(settings, [key]) for key in keys],
        retain_matching_columns=False,
        linker_uid="simurg",
    )


def rule(settings: LinkSettings, columns: Sequence[str]) -> BlockingRuleCreator:
    """Rows that are equal in all columns (and of different tables, if only those may be linked)."""
    equal = [f"l.{column} = r.{column}" for column in columns]
    apart = ["l.source <> r.source"] if settings.across else []
    return CustomRule(" and ".join(equal + apart))


def training_columns(settings: LinkSettings) -> list[list[str]]:
    """For each training session the columns that its pairs are equal in; no comparison is left out of both."""
    places = range(len(settings.others))
    best = [f"c{place}" for place in sorted(places, key=lambda place: _TRUSTED.index(settings.others[place].role))]
    if not settings.named:
        return [[best[0]], [best[1]]]
    if settings.kind is not Kind.PERSON:
        return [["n_whole"], [best[0]]]
    parts = {column.role for column in settings.of(*NAMES)}
    if Role.NAME in parts or len(parts) == 2:
        return [["n_given", "n_family"], [best[0]]]
    return [["n_given" if Role.GIVEN in parts else "n_family"], [best[0]]]


def deterministic_columns(settings: LinkSettings) -> list[list[str]]:
    """Columns in which equal rows are almost surely one: a code, or the name and a date or place, or two of these."""
    codes = [[f"c{i}"] for i, column in enumerate(settings.others) if column.role is Role.CODE]
    exact = [f"c{i}" for i, c in enumerate(settings.others) if c.role in (Role.DATE, Role.POSTCODE, Role.PLACE)][:2]
    name = training_columns(settings)[0] if settings.named else []
    with_name = [[*name, column] for column in exact] if name else []
    pairs = [exact] if len(exact) == 2 else []
    return codes + with_name + pairs or [[*(name or ["c1"]), "c0"]]


_TRUSTED = (Role.DATE, Role.CODE, Role.POSTCODE, Role.PLACE, Role.CATEGORY)


def _all(settings: LinkSettings) -> Iterator[tuple[str, list[ComparisonLevelCreator]]]:
    if settings.named:
        yield "name", list(_name())
    for place, column in enumerate(settings.others):
        yield f"c{place}", [levels.NullLevel(f"c{place}"), *_LEVELS[column.role](f"c{place}"), levels.ElseLevel()]


def _comparison(name: str, found: list[ComparisonLevelCreator], fitted: Mapping[str, Odds] | None) -> CustomComparison:
    if fitted is not None:
        told = [level for level in found if not level.is_null_level]
        for level, (m, u) in zip(told, fitted[name], strict=True):
            if m is not None:
                level.configure(m_probability=m)
            if u is not None:
                level.configure(u_probability=u)
    return CustomComparison([*found], output_column_name=name)


def _name() -> Iterator[ComparisonLevelCreator]:
    """Whole name in any order, both names, two words, near, family with initial, one of the names, one word."""
    yield levels.NullLevel("n_words")
    yield _rare("n_whole")
    yield _rare("n_both")
    yield levels.ArrayIntersectLevel("n_words", 2)
    yield levels.LevenshteinLevel("n_both", 2)
    yield levels.And(
        levels.ExactMatchLevel("n_family"), levels.CustomLevel("substr(n_given_l, 1, 1) = substr(n_given_r, 1, 1)")
    )
    yield _rare("n_family")
    yield levels.LevenshteinLevel("n_family", 1)
    yield _rare("n_given")
    yield levels.ArrayIntersectLevel("n_words", 1)
    yield levels.LevenshteinLevel("n_given", 1)
    yield levels.ElseLevel()


def _date(column: str) -> Iterator[ComparisonLevelCreator]:
    yield _rare(column)
    yield levels.LevenshteinLevel(column, 1)
    yield levels.CustomLevel(f"substr({column}_l, 1, 4) = substr({column}_r, 1, 4)")
    yield levels.LevenshteinLevel(column, 2)


def _place(column: str) -> Iterator[ComparisonLevelCreator]:
    yield _rare(column)
    yield levels.LevenshteinLevel(column, 2)
    yield levels.ArrayIntersectLevel(f"{column}_words", 1)


def _postcode(column: str) -> Iterator[ComparisonLevelCreator]:
    yield _rare(column)
    yield levels.LevenshteinLevel(column, 1)
    yield _rare(f"{column}_out")


def _code(column: str) -> Iterator[ComparisonLevelCreator]:
    yield _rare(column)
    yield levels.LevenshteinLevel(column, 2)


def _category(column: str) -> Iterator[ComparisonLevelCreator]:
    yield _rare(column)


def _rare(column: str) -> ComparisonLevelCreator:
    """Equal; the rarer the value the more it says."""
    return levels.ExactMatchLevel(column).configure(tf_adjustment_column=column)


_LEVELS = {
    Role.DATE: _date,
    Role.PLACE: _place,
    Role.POSTCODE: _postcode,
    Role.CODE: _code,
    Role.CATEGORY: _category,
}
