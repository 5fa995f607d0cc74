"""The command line: a person's request to a use case, its answer to the terminal; nothing else."""


def main() -> None:
    """The entry point `simurg`."""
    from simurg.cli import (  # noqa: F401  each registers its commands
        analysis,
        audit,
        commands,
        deliver,
        desk,
        explain,
        forecast,
        fusion,
        human,
        link,
        next,
        onset,
        people,
        question,
        reading,
        search,
        serve,
        shifts,
        sources,
        upkeep,
    )
    from simurg.cli.run import app

    app(prog_name="simurg")
