"""Why a forecast says what it says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.forecast import AsOf, Model, Series
from simurg.cli.run import app


@app.command()
def explain(
    context: typer.Context,
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Code or name of a country or place.")],
    series: Series = None,
    model: Model = None,
    ahead: Annotated[int, typer.Option(help="Months after the last one known.")] = 1,
    threshold: Annotated[float, typer.Option(help="The value whose chance is told.")] = 25.0,
    svg: Annotated[Path | None, typer.Option("--svg", help="Write the fan chart to this file.")] = None,
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """Why a forecast says so: drivers, the nearest past cases, what is new, what would change it most."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.explain import Ask
    from simurg.app.explain import explain as explained
    from simurg.app.workspace import open_workspace
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        ask = Ask(country, series, model, ahead, threshold, as_of)
        result = explained(ledger, workspace.picture(reader), ask)
    if svg is not None:
        _write(svg, str(result["svg"]))
    answer(context.obj, result, lambda: show_explained(result))


def show_explained(result: Mapping[str, Any]) -> None:
    """As a person reads it in a terminal."""
    from simurg.cli.terminal import say

    chances = ", ".join(f"≥ {int(level):,}: {_percent(chance)}" for level, chance in result["at_least"].items())
    low, high = result["range_80"]
    say(f"{result['place']}, {result['series'].replace('_', ' ')}, {result['month']}: {chances}")
    say(f"  median {result['median']:,.0f}, 80 % between {low:,.0f} and {high:,.0f}; model {result['model']}, REPLAYED")
    say(f"  from what was known at {result['known_at'][:16]}, which reaches to {result['last_month']}")
    say("Why:" if result["drivers"] else "Why: no part of its last 36 months moves this forecast.")
    for driver in result["drivers"]:
        say(f"  {driver['words']}{_rows(driver)}")
    say(result["news_words"] + ("" if result["news"] is None else _rows(result["news"])))
    say(result["next_month_words"])
    if result["cases"]:
        say("Nearest past cases by their last 24 months:")
    for case in result["cases"]:
        say(f"  {case['distance']:.2f}  {case['words']}  ({case['rows'][-1][:12] if case['rows'] else 'no rows'})")
    say(result["all_cases"]["words"])
    for said in result["issued_before"][-3:]:
        range_80 = f"80 % between {said['low']:,.0f} and {said['high']:,.0f}"
        say(f"Issued before for {said['month']}: median {said['median']:,.0f}, {range_80}")


def _rows(part: Mapping[str, Any]) -> str:
    """The newest measurement it rests on, for `show`, and how many more there are."""
    if not part["rows"]:
        return ""
    more = f" and {part['rows_count'] - 1} before" if part["rows_count"] > 1 else ""
    return f"  ({part['rows'][0][:12]}{more})"


def _percent(chance: float) -> str:
    from simurg.ontology.likelihood import percent

    return percent(chance)


def _write(path: Path, svg: str) -> None:
    from simurg.ontology.errors import CallerError

    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise CallerError(
            f"The chart could not be written to {path}.", hint="Name a file in a folder that is there."
        ) from error
