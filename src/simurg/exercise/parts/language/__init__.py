"""The language part of the exercise world: written and made sentences of reporting language, and what learns from them."""
