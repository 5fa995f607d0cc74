"""Feeds as one thing: RSS, Atom and JSON Feed as entries, whatever form they came in."""
