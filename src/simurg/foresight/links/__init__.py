"""Who does what to whom next: forecasts over pairs of actors and relations, each with the past links behind it."""
