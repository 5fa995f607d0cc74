"""The command line: a person's request to a use case, its answer to the terminal; nothing else."""

from simurg.cli.run import main

__all__ = ["main"]
