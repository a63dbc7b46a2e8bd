"""The ledgers of money: rows written once, chained by their hashes, of which every balance is a sum.

`budget` is what documents do to budget rows, `funds` what they do to guarantee funds. Nothing but these two
writes rows; what is cancelled is taken back by rows of the opposite amount. `verify` proves that nothing was
touched since.
"""
