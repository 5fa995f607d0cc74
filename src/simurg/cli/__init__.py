"""The command line: a person's request to a use case, its answer to the terminal; nothing else."""


def main() -> None:
    """The entry point `simurg`."""
    from simurg.cli import analysis, commands, fusion, link, question, search, upkeep  # noqa: F401  each registers its commands
    from simurg.cli.run import app

    app(prog_name="simurg")
