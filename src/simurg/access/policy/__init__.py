"""Decisions on single objects: roles, markings and the organisation's own rules, in Cedar."""
