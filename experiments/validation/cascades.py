"""Row 13, cascades (Goel and others 2012, 2016), over all posts, those of one person included; beside them the real
reposts of 2,643 posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from gridsim.engine import state as table
from gridsim.engine.run import given_of, play, start
from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.terms import Place, PostKind
from gridsim.trees import measure
from gridsim.world import World, build_world
from validation.figure import (
    REAL_DATA,
    SCENARIOS,
    Figure,
    Row,
    above,
    below,
    figure,
    interval,
    played,
    published_range,
    within_factor,
    within_points,
)

FRESH_FOOD = SCENARIOS / "fresh_food.yaml"
REPOSTS = REAL_DATA / "weibo_reposts.csv.gz"
LARGE = (100, 1000)
"""Sharers of the trees whose shapes are compared: nearly all of the real ones have so many."""
SIZES = ((20, 40), (40, 100), (100, 300), (300, 1000))
MOST_GENERATIONS = 100


class Forest:
    """The trees of shares of one town: of each sharer the generation and the offspring; of each tree size, depth,
    virality, broadcast."""

    def __init__(self, parent: np.ndarray, public: np.ndarray | None = None):
        trees = measure(parent)
        self.depth, root = generations(parent)
        self.children = np.bincount(parent[parent >= 0], minlength=len(parent))
        largest = np.zeros(len(parent), np.int64)
        np.maximum.at(largest, root, self.children)
        self.size, self.virality, self.broadcast, self.tree_depth = (
            trees.size,
            trees.structural_virality,
            largest[trees.root],
            trees.depth,
        )
        self.public = np.ones(len(trees.root), bool) if public is None else public[trees.root]
        self.size_of_tree = self.size[np.searchsorted(trees.root, root)]

    def __len__(self) -> int:
        return len(self.size)


def generations(parent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Generation and root of every sharer: all step to their parents at once until nobody has one."""
    depth, root, above_them = np.zeros(len(parent), np.int64), np.arange(len(parent)), parent.astype(np.int64)
    while (going := np.flatnonzero(above_them >= 0)).size:
        depth[going] += 1
        root[going] = above_them[going]
        above_them[going] = parent[above_them[going]]
    return depth, root


def joined(forests: Sequence[Forest], name: str) -> np.ndarray:
    """One measure over the trees, or the sharers, of several towns."""
    return np.concatenate([getattr(forest, name) for forest in forests])


# --- statistics of forests


def share_of_trees(
    picked: Callable[[Forest], np.ndarray],
    of: Callable[[Forest], np.ndarray] = lambda forest: np.ones(len(forest), bool),
):
    """Statistic: the share of trees that are picked, of those that count."""
    return lambda forests: (
        sum(int((picked(one) & of(one)).sum()) for one in forests) / sum(int(of(one).sum()) for one in forests)
    )


def reproduction(of_generations: Iterable[int]):
    """Statistic: sharers brought by a sharer of these generations."""
    wanted = list(of_generations)
    return lambda forests: float(joined(forests, "children")[np.isin(joined(forests, "depth"), wanted)].mean())


def dispersion(generation: int):
    """Statistic: variance of the offspring over its mean; 1 for a Poisson law."""

    def statistic(forests: Sequence[Forest]) -> float:
        offspring = joined(forests, "children")[joined(forests, "depth") == generation]
        return float(offspring.var() / offspring.mean())

    return statistic


def rank_correlation(one: str, other: str, low: int, high: int):
    """Statistic: Spearman's, over trees from `low` up to `high` sharers, with mean ranks for equals."""

    def statistic(forests: Sequence[Forest]) -> float:
        from scipy.stats import spearmanr

        size = joined(forests, "size")
        kept = (size >= low) & (size < high)
        return float(spearmanr(joined(forests, one)[kept], joined(forests, other)[kept]).statistic)

    return statistic


def mean_virality(low: int, high: int):
    """Statistic: mean structural virality of the trees from `low` up to `high` sharers; undefined where there are fewer
    than three."""

    def statistic(forests: Sequence[Forest]) -> float:
        size = joined(forests, "size")
        kept = (size >= low) & (size < high)
        return float(joined(forests, "virality")[kept].mean()) if kept.sum() >= 3 else float("nan")

    return statistic


def share_in_generation(generation: int):
    """Statistic: of the sharers after the author in large trees, the share who are of this generation."""

    def statistic(forests: Sequence[Forest]) -> float:
        size, depth = joined(forests, "size_of_tree"), joined(forests, "depth")
        kept = (size >= LARGE[0]) & (size < LARGE[1]) & (depth > 0)
        return float((depth[kept] == generation).mean())

    return statistic


# --- where the trees come from


def forest_of(scenario: Scenario, strategies: Sequence[str], seed: int, replicate: int) -> Forest:
    """The trees of all posts of some strategies in one town; bought impressions are no posts."""
    world = build_world(scenario, seed, replicate)
    parts, public, before = [], [], 0
    for name in strategies:
        parent, layer = _shares(scenario, name, world, seed, replicate)
        parts.append(np.where(parent < 0, -1, parent + before))
        public.append(layer == Place.MICRO_BLOG)
        before += len(parent)
    return Forest(np.concatenate(parts), np.concatenate(public))


def _shares(
    scenario: Scenario, strategy: str, world: World, seed: int, replicate: int
) -> tuple[np.ndarray, np.ndarray]:
    """Parent and layer of every share of a run, those of advertisements left out."""
    plan = scenario.strategy(strategy)
    town = given_of(scenario, plan, world)
    finished = play(town, start(scenario, plan, world, town, seed, replicate), plan.review)
    shares = finished.shares[: finished.totals[0].n_shares].view(table.SHARE)
    kept = finished.posts["kind"][shares["post"]] != PostKind.ADVERTISEMENT
    place = np.cumsum(kept) - 1
    parent = shares["parent"][kept].astype(np.int64)
    return np.where(parent < 0, -1, place[parent]), shares["layer"][kept]


def usual_posts(n_towns: int, seed: int) -> list[Forest]:
    """All posts of all strategies of fresh_food.yaml, as they are shipped."""
    scenario = load_scenario(FRESH_FOOD)
    return played(
        n_towns,
        lambda replicate: forest_of(
            scenario, [name for name in scenario.strategies if name != "nothing"], seed, replicate
        ),
    )


def million(n_towns: int, seed: int) -> list[Forest]:
    """The grid of fresh_food.yaml among a million people, with as much money a head."""
    scenario = load_scenario(FRESH_FOOD).replace(
        {
            "people.count": 1_000_000,
            "budget.total": "5M CNY",
            "budget.planned_for": "5M CNY",
            "people.roles.employee.count": 3_000,
            "people.roles.distributor.count": 600,
            "people.roles.kol.count": 500,
            "network.micro_blog.official_followers": 100_000,
        }
    )
    # one at a time: each takes 1.5 GB
    return [forest_of(scenario, ["grid"], seed, replicate) for replicate in range(n_towns)]


def busy_micro_blog(people: int = 20_000) -> Scenario:
    """Opinion leaders and some followers post well-made content on a busy micro-blog.

    In the town of 20,000 nobody has an audience of more than 5,000. In the city of 400,000, where only the 200 leaders
    post, the largest have 100,000, as the authors of the real posts do.
    """
    city = people >= 100_000
    return load_scenario(
        {
            "name": "A busy micro-blog",
            "people": {
                "count": people,
                "roles": {"kol": {"count": 200 if city else 60}, "employee": {"count": 0}, "distributor": {"count": 0}},
            },
            "horizon": 10 if city else 20,
            "budget": {"total": "200k CNY"},
            "network": {
                "moments": {"mean_friends": 0},
                "micro_blog": {
                    "mean_follows": 150 if city else 120,
                    "audience_exponent": 2.0,
                    "rival_posts_per_tie": 0.5,
                    "delivered": 1,
                },
            },
            "response": {"reaction": {"to_moments_share": 0}},
            "switches": {"word_of_mouth": False},
            "strategies": {
                "leaders": {
                    "preset": "nothing",
                    "points": {
                        "public_share": 1,
                        "spend": 0.5,
                        "activate": {"consumer": 0 if city else "2%", "kol": "100%"},
                        "recruiting": None,
                        "training_cost": 0,
                        "management_cost": 0,
                        "reward_elasticity": 0,  # they write for reasons of their own, whatever it earns
                        "content": {"cost_at_full_quality": 0, "interesting": 1, "quality": 0.9},
                    },
                }
            },
        }
    )


def leaders(n_towns: int, seed: int, people: int = 20_000) -> list[Forest]:
    """The trees of the busy micro-blog."""
    scenario = busy_micro_blog(people)
    return played(n_towns, lambda replicate: forest_of(scenario, ["leaders"], seed, replicate))


def delays(n_towns: int, seed: int) -> list[np.ndarray]:
    """Hours from a post to each of its forwards in the grid of fresh_food.yaml as it is shipped, with a tick an hour; posts
    of the first twenty days of forty, so that nearly all have time."""
    scenario = load_scenario(FRESH_FOOD).replace({"ticks_per_day": 24, "horizon": 40})

    def one(replicate: int) -> np.ndarray:
        result = run(scenario, "grid", seed, replicate, build_world(scenario, seed, replicate), record=["impressions"])
        shown, posted = result.table("impressions"), result.cascades.set_index("root_post")["tick"]
        read = shown[shown["stage"].isin(["read", "engaged"])].groupby(["viewer", "post"])["tick"].min().rename("read")
        # whoever read it before passing it on
        forwards = shown[["sharer", "post"]].drop_duplicates().join(read, on=["sharer", "post"], how="inner")
        start_of_post = forwards["post"].map(posted)
        return (forwards["read"] - start_of_post)[start_of_post < 20 * 24].to_numpy()

    return played(n_towns, one)


def real_delays() -> np.ndarray | None:
    """Hours from each real post to each of its reposts, or None where the logs are not here."""
    if not REPOSTS.exists():
        return None
    import pandas as pd

    return pd.read_csv(REPOSTS, usecols=["dt"])["dt"].dropna().to_numpy() / 3600


def real_reposts() -> list[Forest]:
    """The real trees, or none where the logs are not here. They are selected: reposted, and with under 1,000 events."""
    if not REPOSTS.exists():
        return []
    import pandas as pd

    rows = pd.read_csv(REPOSTS, usecols=["cascade", "event", "parent_event"])
    _, first, cascade = np.unique(rows["cascade"], return_index=True, return_inverse=True)
    event, answered = rows["event"].to_numpy(), rows["parent_event"].to_numpy()
    n_roots = len(first)
    place = n_roots + first[cascade] - event[first][cascade]
    parent = np.where((answered < 0) | (answered >= event), cascade, place + answered)
    return [Forest(np.concatenate([np.full(n_roots, -1), parent]).astype(np.int64))]


# --- the row


def row(n_usual: int, n_towns: int, n_cities: int = 0, n_millions: int = 0, n_hours: int = 0, seed: int = 3) -> Row:
    """The figures of row 13."""
    usual, town = usual_posts(n_usual, seed), leaders(n_towns, seed)
    city, vast, real = leaders(n_cities, seed, 400_000), million(n_millions, seed), real_reposts()
    hours, real_hours = delays(n_hours, seed), real_delays()
    figures = [*of_usual_posts(usual), *of_leaders(town)]
    if vast:
        rule = within_factor(0.00025, 3)
        statistic = share_of_trees(lambda forest: forest.size >= 100)
        figures.insert(5, figure("a hundred sharers, a million people", "0.025 %", rule, vast, statistic, floor=0))
    if city:
        figures += of_a_city(city, real)
    if hours and real_hours is not None:
        figures += of_time(hours, real_hours)
    shapes = {
        "generations": _by_generation(city or town, real),
        "virality": _by_size(town, city, real),
        "delays": _by_hour(hours, real_hours),
    }
    return Row(13, "Cascades", tuple(figures), shapes)


def of_usual_posts(usual: list[Forest]) -> list[Figure]:
    """Of the shipped fresh_food.yaml: nothing was set on these."""
    return [
        figure(
            "never passed on, usual posts",
            "70 to 95 %",
            published_range(0.70, 0.95),
            usual,
            share_of_trees(lambda forest: forest.size == 1),
        ),
        figure(
            "never passed on, public posts",
            "95 % on the micro-blog",
            within_points(0.95, 5),
            usual,
            share_of_trees(lambda forest: forest.size == 1, of=lambda forest: forest.public),
        ),
        figure(
            "later reproduction, usual posts",
            "0.3 to 0.6",
            published_range(0.3, 0.6),
            usual,
            reproduction(range(1, MOST_GENERATIONS)),
            unit="number",
        ),
        figure(
            "beyond one step, usual posts",
            "1 to 4 %",
            published_range(0.01, 0.04),
            usual,
            share_of_trees(lambda forest: forest.tree_depth >= 2),
        ),
        figure(
            "a hundred sharers, usual posts",
            "0.025 %",
            within_factor(0.00025, 3),
            usual,
            share_of_trees(lambda forest: forest.size >= 100),
            floor=0,
        ),
    ]


def of_leaders(town: list[Forest]) -> list[Figure]:
    """Of leaders' posts, as interesting as can be, in a town of 20,000."""
    return [
        figure(
            "never passed on, leaders' posts",
            "70 to 95 %",
            published_range(0.70, 0.95),
            town,
            share_of_trees(lambda forest: forest.size == 1),
        ),
        figure(
            "beyond one step, leaders' posts",
            "1 to 4 %",
            published_range(0.01, 0.04),
            town,
            share_of_trees(lambda forest: forest.tree_depth >= 2),
        ),
        figure(
            "later reproduction, leaders' posts",
            "0.3 to 0.6",
            published_range(0.3, 0.6),
            town,
            reproduction(range(1, MOST_GENERATIONS)),
            unit="number",
            standing="calibrated",
            set_on="mean_follows 120",
        ),
        figure(
            "offspring, variance over mean",
            "far above 1",
            above(2, "above 2, as of a Poisson law it is 1"),
            town,
            dispersion(1),
            unit="number",
        ),
        figure(
            "size with largest broadcast",
            "driven by it",
            above(0.7, "rank correlation above 0.7"),
            town,
            rank_correlation("size", "broadcast", 10, 10**9),
            unit="number",
        ),
    ]


def of_a_city(city: list[Forest], real: list[Forest]) -> list[Figure]:
    """Of trees of 100 to 1,000 sharers, which only large audiences bring; beside them what the same measure gives over
    the real reposts."""
    said = (
        f"hardly any ({rank_correlation('size', 'virality', *LARGE)(real):.2f} over real reposts)"
        if real
        else "hardly any"
    )
    figures = [
        figure(
            "later reproduction, city",
            "0.3 to 0.6",
            published_range(0.3, 0.6),
            city,
            reproduction(range(1, MOST_GENERATIONS)),
            unit="number",
            standing="calibrated",
            set_on="mean_follows 150",
        ),
        figure(
            "size with virality, city",
            said,
            below(0.3, "rank correlation below 0.3"),
            city,
            rank_correlation("size", "virality", *LARGE),
            unit="number",
        ),
    ]
    if real:
        virality, first = mean_virality(*LARGE)(real), share_in_generation(1)(real)
        figures += [
            figure(
                "virality of large trees, city",
                f"{virality:.2f} over real reposts",
                within_factor(virality, 1.25),
                city,
                mean_virality(*LARGE),
                unit="number",
            ),
            figure(
                "first generation of large trees",
                f"{100 * first:.0f} % over real reposts",
                within_points(first, 10),
                city,
                share_in_generation(1),
            ),
        ]
    return figures


def of_time(hours: list[np.ndarray], real_hours: np.ndarray) -> list[Figure]:
    """How soon forwards follow the post."""
    return [
        figure(
            f"forwards within {words}", f"{100 * (real_hours < limit).mean():.0f} % over real reposts",
            within_points(float((real_hours < limit).mean()), points), hours, sooner_than(limit),
        )
        for words, limit, points in (("six hours", 6, 15), ("a day", 24, 10))
    ]  # fmt: skip


def sooner_than(limit: float):
    """Statistic: the share of delays below a limit."""
    return lambda towns: float((np.concatenate(towns) < limit).mean())


def _by_hour(hours: list[np.ndarray], real_hours: np.ndarray | None) -> dict[str, list[tuple[float, ...]]]:
    """Share of forwards that have followed by so many hours."""
    limits = (1, 2, 3, 6, 12, 24, 48, 72)
    return {
        "simulated": [(limit, *interval(hours, sooner_than(limit))) for limit in limits] if hours else [],
        "real": [(limit, float((real_hours < limit).mean())) for limit in limits] if real_hours is not None else [],
    }


def _by_generation(simulated: list[Forest], real: list[Forest]) -> dict[str, list[tuple[float, ...]]]:
    """Reproduction by generation, and the share of sharers in each, of simulated (with its interval) and of real
    trees."""
    found: dict[str, list[tuple[float, ...]]] = {
        "reproduction": [],
        "real reproduction": [],
        "share": [],
        "real share": [],
    }
    for generation in range(1, 8):
        for name, statistic in (
            ("reproduction", reproduction([generation])),
            ("share", share_in_generation(generation)),
        ):
            found[name].append((generation, *interval(simulated, statistic)))
            if real:
                found[f"real {name}"].append((generation, statistic(real)))
    return found


def _by_size(town: list[Forest], city: list[Forest], real: list[Forest]) -> dict[str, list[tuple[float, ...]]]:
    """Mean structural virality of trees by their size (the geometric middle of each class)."""
    found: dict[str, list[tuple[float, ...]]] = {"town": [], "city": [], "real": []}
    for low, high in SIZES:
        for name, forests in (("town", town), ("city", city), ("real", real)):
            if not forests or not np.isfinite(mean_virality(low, high)(forests)):
                continue
            mean, *ends = interval(forests, mean_virality(low, high))
            found[name].append(((low * high) ** 0.5, mean, *(ends if np.isfinite(ends).all() else ())))
    return found
