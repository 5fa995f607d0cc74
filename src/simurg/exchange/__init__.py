"""Rows in the formats of others: STIX 2.1 out. Pure: rows in, objects out."""
