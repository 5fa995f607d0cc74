"""Bulk linkage: rows of large tables that are one person or organisation, by Splink and our own clustering."""
