"""Onset: first deaths after quiet years, by country and year; apart from escalation and persistence."""
