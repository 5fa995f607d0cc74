"""Retention: how long what is kept, what is due, and carrying it out."""

from simurg.app.retention.carried import retain
from simurg.app.retention.due import due_now, periods_by_source

__all__ = ["due_now", "periods_by_source", "retain"]
