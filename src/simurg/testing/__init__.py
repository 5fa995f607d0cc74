"""Conformance suites for sources, detectors and models; shipped, so that others can test their own."""
