"""Facts row 38: elasticity of sales to the volume and the valence of word of mouth."""

from __future__ import annotations

from math import log

from validation.figure import within_factor

from gridsim.scenario import load_scenario
from trials.trial import NOBODY, Measure, Statistic, Town, Trial, arms_on_one_town, market, per

TOLD, MORE = 3.0, 1.5
BETTER = 0.05
"""By which quality rises: satisfaction from 0.5, where it is as claimed, by half of it."""


def play(seed: int, replicate: int) -> Town:
    """Orders as it is, with half as much talk again, and with a better product."""
    base = market(people={"count": 6_000, "need_interval": 30, "roles": NOBODY}, horizon=180)
    base["market"] = {"product": {"quality": 0.6, "claims": 0.6}, "share": "8%"}
    base["operation"] = {"service_quality": 0.6, "told_per_order": TOLD}
    base["strategies"] = {"nothing": {}}
    usual = load_scenario(base)
    arms = {
        "usual": usual,
        "volume": usual.replace({"operation.told_per_order": TOLD * MORE}),
        "valence": usual.replace({"market.product.quality": 0.6 + BETTER, "operation.service_quality": 0.6 + BETTER}),
    }
    results = arms_on_one_town(arms, seed, replicate, "nothing")
    found = {f"orders {name}": float(result.metrics["orders"]) for name, result in results.items()}
    return found | {
        f"satisfied {name}": float(result.orders["satisfaction"].clip(0).mean()) for name, result in results.items()
    }


def of_volume(towns: list[Town]) -> float:
    """Log of orders over log of talk."""
    return log(per("orders volume", "orders usual", towns)) / log(MORE)


def of_valence(towns: list[Town]) -> float:
    """Log of orders over log of satisfaction."""
    return log(per("orders valence", "orders usual", towns)) / log(per("satisfied valence", "satisfied usual", towns))


volume: Statistic = of_volume  # type: ignore[assignment]
valence: Statistic = of_valence  # type: ignore[assignment]
TRIAL = Trial(
    title="Volume and valence of word of mouth",
    source="you2015",
    row="38",
    did="A meta-analysis of 51 studies with 610 elasticities of sales to what buyers say online.",
    unit="none: observed over products and time",
    outcome="sales",
    here="A product of a monthly need, half a year, three people told of an order in the mean: half as many again are"
    " told; or product and service are better by 0.05.",
    bands="Each within a factor of two of the published mean; studies spread widely about it.",
    measures=(
        Measure("elasticity to volume", "0.236", within_factor(0.236, 2), volume, standing="input"),
        Measure("elasticity to valence", "0.417", within_factor(0.417, 2), valence),
    ),
    play=play,
    towns=10,
)
