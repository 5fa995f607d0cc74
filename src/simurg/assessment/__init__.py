"""Judgements and products: what the picture means for the questions that were asked. Pure."""
