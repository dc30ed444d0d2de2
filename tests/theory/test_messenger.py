"""Row 16, where articles of official accounts are read: two settings of one model, scenarios/messenger_2019.yaml and messenger_2014.yaml.

Bands are the published share +- 10 points; the figures are ratios over all replicates together, and `spread` is two standard errors of such a
ratio (jackknife over replicates), which has to fit into the band too. What was calibrated is named; it proves nothing by itself.
"""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from gridsim.engine.run import run
from gridsim.scenario import load_scenario
from gridsim.world import build_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def counts(scenario, replicate: int) -> dict[str, float]:
    """Readings of the account's posts by place, forwards, and what was opened in the message list, of one town."""
    world = build_world(scenario, 1, replicate)
    result = run(scenario, "official", 1, replicate, world, record=["impressions"])
    account, followers = scenario.people.count, int(world.layers["micro_blog"].out_degree[-1])
    posts = result.cascades.loc[result.cascades["author"] == account, "root_post"]
    shown = result.table("impressions")
    shown = shown[shown["post"].isin(posts)]
    reads, listed = shown[shown["stage"].isin(["read", "engaged"])], shown["place"] == "micro_blog"
    forwards = shown.loc[shown["sharer"] < account, ["post", "sharer", "place"]].drop_duplicates()["place"].value_counts()
    supply = scenario.network.micro_blog.rival_posts_per_tie + len(posts) / scenario.horizon
    return {
        "reads": len(reads),
        **{place: int((reads["place"] == place).sum()) for place in ("micro_blog", "moments", "groups")},
        "opened_in_list": int((listed & (shown["stage"] != "shown")).sum()),
        "to_followers": len(posts) * followers,
        "articles": len(reads) * supply,  # were all accounts like this one: reads a follower and post, times the posts a day in a list
        "forwards": int(forwards.sum()),
        "forwards_to_moments": int(forwards.get("moments", 0)),
    }


class Regime:
    """The ratios of one preset over some towns, each with two standard errors."""

    def __init__(self, preset: str, replicates: int):
        scenario = load_scenario(SCENARIOS / f"{preset}.yaml")
        self.found = [counts(scenario, replicate) for replicate in range(replicates)]

    def ratio(self, of: str, to: str) -> tuple[float, float]:
        """Sum of one count over the sum of another, and two standard errors (jackknife)."""
        over, under = (np.array([one[name] for one in self.found], float) for name in (of, to))
        without = (over.sum() - over) / (under.sum() - under)
        n = len(over)
        return float(over.sum() / under.sum()), 2 * sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())


def check_2019(regime: Regime, most_spread: float) -> None:
    """The figures of 2019."""
    opening, _ = regime.ratio("opened_in_list", "to_followers")
    assert opening == pytest.approx(0.0120, rel=0.1)
    passed_on, spread = regime.ratio("forwards", "reads")
    assert abs(passed_on - 0.0322) < 0.0322 * 0.15 + spread
    for place, published in (("micro_blog", 0.56), ("moments", 0.20)):
        share, spread = regime.ratio(place, "reads")
        assert abs(share - published) < 0.10, (place, share)
        assert spread < most_spread, (place, spread)


def check_2014(regime: Regime, most_spread: float) -> None:
    """The figures of 2014."""
    share, spread = regime.ratio("moments", "reads")
    assert abs(share - 0.80) < 0.10 and spread < most_spread, (share, spread)
    articles, spread = regime.ratio("articles", "to_followers")
    assert abs(articles - 5.9) < 0.1 * 5.9 + spread, (articles, spread)
    to_moments, _ = regime.ratio("forwards_to_moments", "forwards")
    assert abs(to_moments - 0.61) < 0.05


def test_most_articles_of_2019_are_found_in_the_list():
    """2019: 1.20 % of the followers open a post, sharers / readers 3.22 %, 56 % of reads from the message list, 20 % from moments.

    Calibrated: delivered (11 %) on the opening, rival_posts_per_tie of moments (1, the default) on the 20 %. Left to follow: the 56 % (and so the
    reproduction number) and the 24 % in chats and elsewhere. share_chance is the published 3.22 % and comes back. Simulated over 60 towns: 1.19 %,
    3.14 % (+- 0.17), list 62 % (+- 3), moments 22 % (+- 3), chats 16 % (+- 2): chats are few, as one size of chats has to serve both years.
    """
    check_2019(Regime("messenger_2019", 12), most_spread=0.15)


def test_most_articles_of_2014_are_found_among_friends():
    """2014: 80 % of reads from friends' moments, 61 % of forwards to moments and 39 % to chats, 5.9 articles a person and day.

    Calibrated: rival_posts_per_tie of moments (0.1) on the 80 %, that of the list (6.2) on the 5.9. Left to follow: the list's and the chats' share.
    The 61 % is to_groups_share, which comes back. Simulated over 12 towns: moments 74 % (+- 1), list 11 % (+- 1), chats 16 % (+- 1), 6.0 (+- 0.6).
    """
    check_2014(Regime("messenger_2014", 3), most_spread=0.10)


@pytest.mark.long
def test_both_regimes_in_more_towns():
    """Row 16 over more towns, so that two standard errors are within the bands."""
    check_2019(Regime("messenger_2019", 60), most_spread=0.10)
    check_2014(Regime("messenger_2014", 12), most_spread=0.04)


def test_the_presets_are_two_settings_of_one_model():
    """Three numbers of supply differ and nothing else: what competes in moments, what competes in the list, how much of the list is looked into."""
    old, new = (load_scenario(SCENARIOS / f"messenger_{year}.yaml") for year in (2014, 2019))
    alike = {"network.micro_blog.delivered": 0.11}
    for key in ("moments", "micro_blog"):
        alike[f"network.{key}.rival_posts_per_tie"] = getattr(new.network, key).rival_posts_per_tie
    assert old.replace({**alike, "name": new.name, "about": new.about}) == new


def gains(year: int, replicate: int) -> np.ndarray:
    """What the account and the grid contribute beyond nothing, in minor units."""
    scenario = load_scenario(SCENARIOS / f"messenger_{year}.yaml")
    world = build_world(scenario, 1, replicate)
    nothing, *rest = (run(scenario, name, 1, replicate, world).metrics["net_contribution"] for name in ("nothing", "official", "grid"))
    return np.array(rest) - nothing


def test_the_regime_decides_whether_the_account_needs_a_grid():
    """A sign, nothing calibrated: where friends pass articles on by themselves the account earns without a grid; where they do not, it loses.

    In 2014 the account alone has more than half of what the grid earns, in 2019 less than nothing. The grid's lead is about the same in both.
    """
    for replicate in range(2):
        (account_then, grid_then), (account_now, grid_now) = gains(2014, replicate), gains(2019, replicate)
        assert account_then > grid_then / 2 > 0
        assert account_now < 0 < grid_now
