"""Assumptions that `why` varies: parameters that the scenario does not set, the most important first."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from gridsim.errors import problem
from gridsim.results.store import Stored
from gridsim.scenario.quantities import money_text

MATTER_MOST = (
    "people.need_interval",
    "response.memory.mind_effect",
    "network.moments.mean_friends",
    "market.buying.trust_effect",
    "response.reaction.open_chance",
    "response.reaction.click_chance",
    "market.share",
    "market.buying.seller_effect",
    "market.initial_awareness",
    "strategies.*.points.dormancy_chance",
    "strategies.*.points.management_cost",
    "market.buying.price_elasticity",
    "strategies.*.points.off_message_chance",
    "operation.return_chance",
    "response.reaction.read_chance",
    "market.product.quality",
    "market.buying.return_to_seller_chance",
    "strategies.*.points.leave_after",
    "network.*.rival_posts_per_tie",
    "response.memory.*_half_life",
    "market.product.*",
    "market.buying.*",
    "operation.*",
    "people.*_interval",
    "response.*",
    "strategies.*",
)
"""Assumptions in the order in which they are asked where not all can be: what decides whether and where people buy,
then what a point costs."""
MARGIN_KEYS = ("market.product.price", "market.product.unit_cost", "operation.shipping_cost", "operation.platform_fee")
"""What an order leaves depends on these together: no end of a range of one of them makes every order lose money, where
it does not already."""


CHOICES = frozenset(
    {
        "spend",
        "posts_per_day",
        "quality",
        "interesting",
        "benefit",
        "interaction",
        "individuality",
        "personal_topic",
        "discount",
        "targeting",
        "public_share",
        "commission",
        "most",
        "consumer",
        "posts_factor",
    }
)
"""Last names of parameters of a strategy that the marketer chooses: a tornado asks about what nobody has measured, not
about choices."""


def known_keys(stored: Stored) -> set[str]:
    """Return the keys that the comparison's scenario sets itself: they are known, whatever the default rests on."""
    return set(stored.manifest.get("given") or ())


def is_known(info: Any, known: Collection[str], also: Sequence[str]) -> bool:
    """Whether a parameter is the firm's own fact: set in the scenario, and not named in `also` (patterns such as
    people.*) as a guess."""
    return (info.changed or info.path in known) and not any(fnmatchcase(info.path, pattern) for pattern in also)


def assumptions(
    scenario: Any, strategies: Sequence[str], known: Collection[str] = (), also: Sequence[str] = ()
) -> Iterator[tuple[str, list[str], tuple[Any, Any]]]:
    """Yield the assumed parameters that count for some strategies, and what the scenario sets and `also` calls a guess,
    whatever its source: a label, the places (in several strategies with one value), both ends."""
    found: dict[tuple[str, str], tuple[list[str], tuple[Any, Any]]] = {}
    for info in scenario.parameters():
        if (
            not (info.assumed or is_known(info, known, ()))
            or info.typical is None
            or info.value is None
            or info.path == "people.roles.consumer.count"
        ):
            continue  # consumers are the rest: their number is no assumption
        if is_known(info, known, also):
            continue
        label, parts = info.path, info.path.split(".")
        if parts[0] == "strategies":
            if parts[1] not in strategies or parts[-1] in CHOICES:
                continue
            label = ".".join(["strategies", "*", *parts[2:]])
        found.setdefault((label, repr(info.value)), ([], info.typical))[0].append(info.path)
    for (label, _), (paths, ends) in found.items():
        yield (label if len(paths) > 1 else paths[0]), paths, ends


def unheard(scenario: Any, changed: Mapping[str, bool], also: Sequence[str], groups: Collection[str]) -> Iterator[str]:
    """Yield a problem for every pattern of `also` that changes nothing.

    Parameters
    ----------
    scenario : Scenario
    changed : mapping of str to bool
        The assumptions that can be asked about, by path: whether `also` alone makes them guesses (False: they are
        without it).
    also : sequence of str
        The patterns.
    groups : collection of str
        What is asked: only a tornado reads `also`.
    """
    paths = [info.path for info in scenario.parameters()]
    for pattern in also:
        met = fnmatch.filter(changed, pattern)
        if "tornado" not in groups:
            must = "such that tornado is among them, which reads --also"
            yield problem("--only", "the groups", must, ", ".join(groups), "Leave --also out, or add tornado")
            return
        elif any(changed[path] for path in met):
            continue
        elif met:
            yield problem(
                "--also",
                "each key",
                "one that the scenario sets",
                pattern,
                "It is asked about as a guess anyway: leave it out",
            )
        elif fnmatch.filter(paths, pattern):
            must = (
                "an assumption with a typical range, of the market or of one of the two strategies that are explained"
            )
            yield problem("--also", "each key", must, pattern, "Nothing can be asked about it: leave it out")
        else:
            near = get_close_matches(pattern, paths, 1)
            yield problem(
                "--also",
                "each key",
                "a key of the scenario, or a pattern such as people.* that fits one",
                pattern,
                f"Did you mean {near[0]}?" if near else "Correct it or leave it out",
            )


def by_weight(labels: Iterable[str]) -> list[str]:
    """Return labels in the order of `MATTER_MOST`, the others after them.

    Examples
    --------
    >>> by_weight(["people.regions", "response.reaction.click_chance", "people.need_interval"])
    ['people.need_interval', 'response.reaction.click_chance', 'people.regions']
    """

    def place(label: str) -> int:
        return next((i for i, pattern in enumerate(MATTER_MOST) if fnmatchcase(label, pattern)), len(MATTER_MOST))

    return sorted(labels, key=place)


def within_margin(scenario: Any, path: str, ends: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return the ends of a range, moved so far that an order still leaves something, where it does in the scenario
    itself."""
    if path not in MARGIN_KEYS:
        return ends
    product, operation = scenario.market.product, scenario.operation
    price, goods, delivery, fee = product.price, product.unit_cost, operation.shipping_cost, operation.platform_fee
    if price * (1 - fee) - goods - delivery <= 0 or fee >= 1:
        return ends
    low, high = ends
    if path == "market.product.price":
        floor = int((goods + delivery) / (1 - fee)) + 1
        return (
            (money_text(max(_minor(scenario, low), floor), scenario.currency), high)
            if _minor(scenario, low) < floor
            else ends
        )
    if path == "operation.platform_fee":
        most = (price - goods - delivery) / price
        return ends if float(_share(high)) <= most else (low, f"{100 * most:.1f}%" if most >= 0.001 else low)
    other = delivery if path == "market.product.unit_cost" else goods
    most = int(price * (1 - fee)) - other
    return ends if _minor(scenario, high) <= most else (low, money_text(max(0, most), scenario.currency))


def _minor(scenario: Any, amount: Any) -> int:
    from gridsim.scenario.quantities import money

    return money(amount, scenario.currency)


def _share(value: Any) -> float:
    text = str(value)
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)
