"""Parts of the exercise world that came later: each with settings, version and truth of its own."""
