"""Row 16, where articles of official accounts are read: two settings of one model, scenarios/messenger_2014.yaml and
messenger_2019.yaml."""

from __future__ import annotations

from gridsim.forms import run
from gridsim.scenario import Scenario, load_scenario
from gridsim.world import build_world
from validation.figure import SCENARIOS, Figure, Row, figure, played, ratio_of, within, within_points


def town(scenario: Scenario, seed: int, replicate: int) -> dict[str, float]:
    """Readings of the account's posts by place, forwards, and what was opened in the message list, of one town."""
    world = build_world(scenario, seed, replicate)
    result = run(scenario, "official", seed, replicate, world, record=["impressions"])
    account, followers = scenario.people.count, int(world.layers["micro_blog"].out_degree[-1])
    posts = result.cascades.loc[result.cascades["author"] == account, "root_post"]
    shown = result.table("impressions")
    shown = shown[shown["post"].isin(posts)]
    reads, listed = shown[shown["stage"].isin(["read", "engaged"])], shown["place"] == "micro_blog"
    forwards = (
        shown.loc[shown["sharer"] < account, ["post", "sharer", "place"]].drop_duplicates()["place"].value_counts()
    )
    supply = scenario.network.micro_blog.rival_posts_per_tie + len(posts) / scenario.horizon
    return {
        "reads": len(reads),
        **{place: int((reads["place"] == place).sum()) for place in ("micro_blog", "moments", "groups")},
        "opened_in_list": int((listed & (shown["stage"] != "shown")).sum()),
        "to_followers": len(posts) * followers,
        # were all accounts like this one: reads a follower and post, times the posts a day in a list
        "articles": len(reads) * supply,
        "forwards": int(forwards.sum()),
        "forwards_to_moments": int(forwards.get("moments", 0)),
    }


def towns_of(year: int, n_towns: int, seed: int) -> list[dict[str, float]]:
    """Some towns of one of the two years."""
    scenario = load_scenario(SCENARIOS / f"messenger_{year}.yaml")
    return played(n_towns, lambda replicate: town(scenario, seed, replicate))


def of_2019(n_towns: int, seed: int) -> list[Figure]:
    """Most articles are found in the account's own list, and few are opened."""
    towns = towns_of(2019, n_towns, seed)
    return [
        figure(
            "2019: opened by followers",
            "1.20 %",
            within(0.0120, 0.10),
            towns,
            ratio_of("opened_in_list", "to_followers"),
            standing="calibrated",
            set_on="delivered 11 %",
        ),
        figure(
            "2019: sharers over readers",
            "3.22 %",
            within(0.0322, 0.15),
            towns,
            ratio_of("forwards", "reads"),
            standing="input",
            set_on="share_chance",
        ),
        figure("2019: reads in the list", "56 %", within_points(0.56, 10), towns, ratio_of("micro_blog", "reads")),
        figure(
            "2019: reads among moments",
            "20 %",
            within_points(0.20, 10),
            towns,
            ratio_of("moments", "reads"),
            standing="calibrated",
            set_on="rival_posts_per_tie of moments 1",
        ),
        figure(
            "2019: reads in chats and elsewhere",
            "24 %, the rest",
            within_points(0.24, 10),
            towns,
            ratio_of("groups", "reads"),
        ),
    ]


def of_2014(n_towns: int, seed: int) -> list[Figure]:
    """Most articles are found among friends; the reproduction number is near 1."""
    towns = towns_of(2014, n_towns, seed)
    return [
        figure(
            "2014: reads among moments",
            "80 %",
            within_points(0.80, 10),
            towns,
            ratio_of("moments", "reads"),
            standing="calibrated",
            set_on="rival_posts_per_tie of moments 0.1",
        ),
        figure(
            "2014: forwards to moments",
            "61 %",
            within_points(0.61, 5),
            towns,
            ratio_of("forwards_to_moments", "forwards"),
            standing="input",
            set_on="to_groups_share",
        ),
        figure(
            "2014: articles a person and day",
            "5.9",
            within(5.9, 0.15),
            towns,
            ratio_of("articles", "to_followers"),
            unit="number",
            standing="calibrated",
            set_on="rival_posts_per_tie of the list 3.8",
        ),
    ]


def row(n_2019: int, n_2014: int, seed: int = 1) -> Row:
    """The figures of row 16."""
    return Row(16, "Messenger reading", (*of_2019(n_2019, seed), *of_2014(n_2014, seed)))
