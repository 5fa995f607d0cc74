"""Simurg."""
