"""The language part of the exercise world: written and made sentences, and the teaching that learns from them."""
