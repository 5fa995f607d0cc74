"""Event corroboration: event rows that tell of one event become one, counted by independent origins."""

from simurg.fusion.events.corroborate import Corroborated, corroborate, corroborating

__all__ = ["Corroborated", "corroborate", "corroborating"]
