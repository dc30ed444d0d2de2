"""The published figures (rows 13 to 21) held against the model: measured once, used by the tests and by the notebook
docs/validation.ipynb.

Each page of this folder measures one row: `row(n_towns, seed)` plays the towns and returns a `Row` of `Figure` records.
It is not part of the package, because a user of gridsim needs it as little as the tests; it is not in tests/, because
the notebook needs it too. What is imported: the folder `experiments` stands on the path (tests/theory/conftest.py, the
first cell of the notebook), then `from validation import cascades`.
"""
