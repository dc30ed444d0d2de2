"""Repeat buying of a real cohort: 2,357 customers of an online shop of records who first bought in the first quarter of
1997, for 78 weeks [fader2005]. The published fit is found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "cdnow_sample.csv.gz"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared data are not here")
HALF, WEEKS = 39, 78
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


@pytest.fixture(scope="module")
def cohort():
    """Day of first purchase, days of all repeats (one a day and customer), customer by customer."""
    table = pd.read_csv(FILE, parse_dates=["date"])
    table["day"] = (table["date"] - pd.Timestamp("1997-01-01")).dt.days
    table = table.drop_duplicates(["sample_id", "day"])
    first = table.groupby("sample_id")["day"].min()
    repeats = table[table["day"] > table["sample_id"].map(first)]
    return first, repeats[repeats["day"] < 7 * WEEKS]


def test_the_published_fit_is_found_again(cohort):
    """BG/NBD: the transactions of the first 39 weeks; r, alpha, a, b to the third digit."""
    first, repeats = cohort
    early = repeats[repeats["day"] < 7 * HALF].groupby("sample_id")["day"].agg(["size", "max"]).reindex(first.index)
    x = early["size"].fillna(0).to_numpy()
    last = ((early["max"] - first) / 7).fillna(0).to_numpy()
    seen = ((7 * HALF - 1 - first) / 7).to_numpy()

    def misfit(logs):
        r, alpha, a, b = np.exp(logs)
        fit = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        fit += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        alive = (alpha + seen) ** -(r + x)
        gone = np.where(x > 0, a / np.maximum(b + x - 1, 1e-9) * (alpha + last) ** -(r + x), 0)
        return -np.sum(fit + np.log(alive + gone))

    found = np.exp(minimize(misfit, np.zeros(4), method="Nelder-Mead", options={"maxiter": 4_000, "xatol": 1e-7}).x)
    assert np.allclose(found, list(PUBLISHED.values()), rtol=0.01), found
