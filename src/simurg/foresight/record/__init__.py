"""The record of forecasts: what was known when, what came, how it was foretold. Pure functions over rows."""
