"""Benchmarks: `uv run python -m bench NAME [--data DIR]` prints a short table and, last, one JSON object."""
