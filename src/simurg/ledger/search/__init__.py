"""Full text over the ledger: an index for each picture that names candidates, and a view that has the last word.

`question` is what may be asked, `folding` how text of any script becomes terms, `index` where an index stands, `rows`
and `filling` how it is made and kept up, `candidates` what it proposes, `hits` what the view confirms, `snippet` the
words around a match.
"""
