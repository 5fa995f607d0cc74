"""The frame of the command line: common options, errors and exit codes.

Errors go to stderr as "what. what next."; exit codes: 1 the request or a source, 2 usage, 3 the operator must act,
4 a fault of simurg, 130 stopped. With `--json` stdout carries one JSON object and nothing else. The common options
may stand before or after the command.
"""

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from simurg.cli.asked import Asked
from simurg.cli.terminal import safe
from simurg.ontology.errors import CallerError, OperatorError, SimurgError, SourceError

_FLAGS = ("--json", "--debug", "--progress")
_VALUED = ("--workspace", "-w")


class Group(TyperGroup):
    """Takes common options from anywhere, and tells errors in one way."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _common_first(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SimurgError as error:
            if _debug(ctx):
                raise
            code = told(error)
        except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except KeyboardInterrupt:
            print("Stopped. Run it again and it goes on where it was.", file=sys.stderr)
            code = 130
        except Exception as error:
            if _debug(ctx) or type(error).__module__.startswith(("click", "typer")):
                raise
            print(f"Something in simurg went wrong ({type(error).__name__}). Run it with --debug.", file=sys.stderr)
            code = 4
        raise typer.Exit(code)


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="All-source strategic early warning and foresight.",
)


def _version(asked: bool) -> None:
    """Print the version and end."""
    if asked:
        print(f"simurg {version('simurg')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", "-w", help="The workspace's folder. Default: SIMURG_WORKSPACE, or here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
    progress: Annotated[
        bool, typer.Option("--progress", help="Tell the progress even if this is no terminal.")
    ] = False,
    which: Annotated[  # noqa: ARG001  the callback answers
        bool, typer.Option("--version", help="Which simurg this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """All-source strategic early warning and foresight: reports in, traced warnings and honest forecasts out."""
    context.obj = Asked(workspace, as_json, debug, progress)


def told(error: SimurgError) -> int:
    """Print an error to stderr; its exit code."""
    print(safe(str(error)), file=sys.stderr)
    return code_of(error)


def code_of(error: SimurgError) -> int:
    if isinstance(error, CallerError | SourceError):
        return 1
    return 3 if isinstance(error, OperatorError) else 4


def _debug(ctx: Any) -> bool:
    return isinstance(ctx.obj, Asked) and ctx.obj.debug


def _common_first(args: list[str]) -> list[str]:
    """Common options moved before the command; nothing after `--` is touched."""
    end = args.index("--") if "--" in args else len(args)
    first: list[str] = []
    rest: list[str] = []
    given = iter(args[:end])
    for arg in given:
        if arg in _FLAGS or arg.startswith("--workspace="):
            first.append(arg)
        elif arg in _VALUED:
            first += [arg, *(value for value in [next(given, None)] if value is not None)]
        else:
            rest.append(arg)
    return [*first, *rest, *args[end:]]
