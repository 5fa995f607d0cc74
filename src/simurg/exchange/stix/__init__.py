"""STIX 2.1 (OASIS Standard, June 2021): ids, markings, objects."""
