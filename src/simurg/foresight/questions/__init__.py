"""Questions about what will be, answered by the ledger itself when the time comes.

A question has a rule that runs on a view (`rule`), which is frozen when it is published; answers are probabilities, or
quantiles where it asks for a number; `outcome` runs the rule; `scoring` and `leaderboard` say how well answers did.
All of it is pure: views, moments and seeds are arguments.
"""
