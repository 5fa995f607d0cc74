"""Tasks of the exercise world: each with a score, naive baselines and an oracle that knows the parameters."""
