"""What may come and how sure we are: forecasts as distributions, and how well they did before."""
