"""From several opinions to one probability.

`means` are the ways to pool, `weights` say whose opinion counts how much, `fitting` chooses among them by leaving one
question out and keeps the plain mean unless another way wins out of sample. Extremising is never a default.
"""
