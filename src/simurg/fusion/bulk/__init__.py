"""Bulk steps of fusion as Ibis expressions: the same code on DuckDB and on a cluster.

Each step is a function of tables (`View.table`) and gives an expression; nothing runs until it is collected
(`View.collect`). Steps compare, group and order ids but never look inside them, round nothing, and use no
approximate aggregate, so that both engines give the same rows.
"""
