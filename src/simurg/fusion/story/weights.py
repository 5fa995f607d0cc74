"""Weights of the logistic sum by which two reports in their own words are one story.

Each feature is 0 to 1 but the gap (days, up to 10). Chosen on the exercise world's fusion part, seeds 0 to 7, easy,
normal and hard: a logistic regression there, rounded and drawn by hand towards what should hold anywhere (words count
for a little, a day that differs does not decide alone). `bench story` scores on other seeds.
"""

BIAS = -4.0
NAMES = 4.0  # cosine of the names' weights
SAME_DAY = 4.5  # they speak of a day in common (half if only as a weekday)
OTHER_DAY = -7.0  # they speak of days and of none in common
GAP_DAYS = -0.5  # for each day between their publication
WORDS = 1.5  # words in common, over the fewer
NUMBERS = 4.5  # figures of two digits and more in common, over the fewer
OTHER_NUMBERS = -2.0  # both have some and none in common
MISSING_NAME = -5.0  # the weightiest name that the other lacks, to the weightiest of all
LED_NAMES = 2.5  # part of the names in title and first sentence that the other has anywhere, the lesser
TITLES = 1.0  # words of the titles in common, over the fewer
SHARED = 1.5  # part of the words in sentences that both have in order

WEIGHTS = (NAMES, SAME_DAY, OTHER_DAY, GAP_DAYS, WORDS, NUMBERS, OTHER_NUMBERS, MISSING_NAME, LED_NAMES, TITLES, SHARED)
"""In the order of `comparing.features`."""
