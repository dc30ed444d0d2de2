"""Facts row 39: how closely sales go with what is said, and what a spread of opinions does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from validation.figure import Rule, below

from gridsim.scenario import load_scenario
from trials.trial import NOBODY, Measure, Town, Trial, arms_on_one_town, market, per

WEEKS = 26


def play(seed: int, replicate: int) -> Town:
    """Weekly talk and the orders of the week after it; orders with opinions spread wider, and with worse ones."""
    base = market(people={"count": 6_000, "need_interval": 14, "roles": NOBODY}, horizon=7 * WEEKS)
    base["market"] = {"product": {"quality": 0.6, "claims": 0.6}, "share": "8%"}
    base["operation"] = {"service_quality": 0.6}
    base["strategies"] = {"nothing": {}}
    usual = load_scenario(base)
    arms = {
        "usual": usual,
        "spread": usual.replace({"operation.experience_spread": 0.3}),
        "worse": usual.replace({"market.product.quality": 0.5}),
    }
    results = arms_on_one_town(arms, seed, replicate, "nothing")
    found = {f"orders {name}": float(result.metrics["orders"]) for name, result in results.items()}
    daily = results["usual"].daily.query("not closing")
    said = (daily["praise"] + daily["complaints"]).to_numpy()[: 7 * WEEKS].reshape(WEEKS, 7).sum(1)
    sold = daily["orders"].to_numpy()[: 7 * WEEKS].reshape(WEEKS, 7).sum(1)
    found["correlation"] = float(np.corrcoef(said[3:-1], sold[4:])[0, 1])
    return found


def correlation(towns: Sequence[Town]) -> float:
    """The mean over towns of the correlation of a week's talk with the next week's orders."""
    return float(np.mean([town["correlation"] for town in towns]))


TRIAL = Trial(
    title="Opinions and sales",
    source="babicrosario2016",
    row="39",
    did="A meta-analysis of 1,532 correlations of online word of mouth with sales over 96 studies.",
    unit="none: observed over products and time",
    outcome="sales",
    here="A product of a fortnightly need for half a year: weekly praise and warnings against the orders of the week after;"
    " opinions of the same mean that are spread twice as wide; and a product worse by 0.1.",
    bands="The mean correlation is .091, single ones lie all over; the mean over towns is held against 0 to 0.3. A wider"
    " spread harms: fewer orders at the same mean; and more than bad opinions do, for each warning.",
    measures=(
        Measure("correlation of talk with sales", "0.091", Rule((0.091,), 0.0, 0.3, "0 to 0.3"), correlation),
        Measure(
            "orders with opinions spread wider, over usual",
            "fewer",
            below(1, "below 1"),
            lambda towns: per("orders spread", "orders usual", towns),
            why="Who is delighted tells more than who is dismayed warns; a reader who shuns a risk is not in the model.",
        ),
    ),
    play=play,
    tried=("More towns (16 to 32)."),
    towns=32,
)
