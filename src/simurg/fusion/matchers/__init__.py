"""Matchers, one file each: a frozen MATCHER and a pure match."""
