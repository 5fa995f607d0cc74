"""What may come, how it was foretold before, and how a model would have done."""

from typing import Annotated, Any

import typer

from simurg.cli.commands import Reader
from simurg.cli.queued import queued
from simurg.cli.run import app

AsOf = Annotated[str | None, typer.Option("--as-of", help="As known at this moment; default: now.")]
Series = Annotated[str | None, typer.Option(help="A monthly series; default: state_based_deaths, or the only one.")]
Model = Annotated[str | None, typer.Option(help="A forecast model; default: the pool, if there is one.")]


@app.command()
def forecast(
    context: typer.Context,
    series: Series = None,
    model: Model = None,
    ahead: Annotated[int, typer.Option(help="Months after the last one known, 1 to 36.")] = 6,
    country: Annotated[list[str] | None, typer.Option(help="Code or name; repeat it for several.")] = None,
    issue: Annotated[bool, typer.Option("--issue", help="Freeze it, to be scored when the truth arrives.")] = False,
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """Chances of deaths in the coming months, most at risk first, with the model's record."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.workspace import open_workspace
    from simurg.cli.forecast_pages import show_forecast
    from simurg.cli.terminal import answer

    asked: dict[str, Any] = {"series": series, "model": model, "ahead": ahead, "countries": country or []}
    if issue:
        result = queued(context.obj, "forecast", {**asked, "as_of": as_of, "reader": reader})
    else:
        from simurg.app.forecast import Ask
        from simurg.app.forecast import forecast as foretold

        workspace = open_workspace(folder_of(context.obj.workspace))
        with reading(workspace) as ledger:
            ask = Ask(series, model, ahead, tuple(country or ()), as_of)
            result = foretold(ledger, workspace.picture(reader), ask)
    answer(context.obj, result, lambda: show_forecast(result, by_month=bool(country)))


@app.command()
def score(
    context: typer.Context,
    model: Annotated[str | None, typer.Option(help="One model only.")] = None,
    series: Annotated[str | None, typer.Option(help="One series only.")] = None,
    horizon: Annotated[int | None, typer.Option(help="So many months ahead only.")] = None,
    revisions: Annotated[bool, typer.Option("--revisions", help="Each truth that changed, old and new.")] = False,
    as_of: AsOf = None,
    reader: Reader = None,
) -> None:
    """How issued forecasts did, on what was told first and on what is told now."""
    from simurg.app.bootstrap import folder_of, reading
    from simurg.app.score import Ask
    from simurg.app.score import score as scored
    from simurg.app.workspace import open_workspace
    from simurg.cli.forecast_pages import show_score
    from simurg.cli.terminal import answer

    workspace = open_workspace(folder_of(context.obj.workspace))
    with reading(workspace) as ledger:
        result = scored(ledger, workspace.picture(reader), Ask(model, series, horizon, revisions, as_of))
    answer(context.obj, result, lambda: show_score(result))


@app.command()
def backtest(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", help="First month, for example 2018-01.")],
    end: Annotated[str, typer.Option("--to", help="Last month.")],
    model: Model = None,
    series: Series = None,
    horizons: Annotated[str, typer.Option(help="Months ahead, by commas.")] = "1,3,6,12",
    reader: Reader = None,
) -> None:
    """What a model would have said at the start of each month, from what was known then, and how it did."""
    from simurg.cli.forecast_pages import show_backtest
    from simurg.cli.terminal import answer
    from simurg.ontology.errors import CallerError

    numbers = [one.strip() for one in horizons.split(",")]
    if not all(one.isdecimal() for one in numbers):
        raise CallerError(f"--horizons {horizons[:40]!r} are no months.", hint="For example --horizons 1,3,6,12.")
    asked = {"from": start, "to": end, "model": model, "series": series, "reader": reader}
    result = queued(context.obj, "backtest", {**asked, "horizons": [int(one) for one in numbers]})
    answer(context.obj, result, lambda: show_backtest(result))
