"""Detectors, one file each: a frozen DETECTOR and a pure detect."""
