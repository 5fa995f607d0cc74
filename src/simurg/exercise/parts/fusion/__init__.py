"""The exercise world's fusion part: who follows whom, whom to believe, who is who; each with its truth.

Three sets of tables, usable alone and in memory: `reports`, `claims` and `names`. Everything is invented.
"""
