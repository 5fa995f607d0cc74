"""The event coder: PLOVER's types for two actors in a sentence, by an open lexicon and a small linear model."""
