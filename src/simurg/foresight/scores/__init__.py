"""Scores of forecasts, one a file; lower is better unless it says otherwise."""
