"""How well a reader reads: agreement of two readers, and scores against sentences whose events somebody wrote down.

Pure: the same gold, readings and seed give the same figures. See docs/evaluate.md.
"""
