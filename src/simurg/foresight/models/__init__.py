"""Forecast models, one file each: a frozen MODEL and pure fit and predict."""
