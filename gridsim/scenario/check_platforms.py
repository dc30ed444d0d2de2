"""What must hold between the platforms of the network and the blocks of the strategies that use them."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.errors import Said
from gridsim.scenario.findings import Finding
from gridsim.scenario.grid import Points
from gridsim.scenario.network import FOLLOWED
from gridsim.scenario.places import Key
from gridsim.scenario.quantities import heads
from gridsim.scenario.run import Top


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every use of a platform that the scenario does not have."""
    blog, n = scenario.network.micro_blog, scenario.people.count
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        for block in FOLLOWED[1:]:
            key: Key = ("network", "micro_blog", f"{block}_followers")
            if getattr(strategy, block) is not None and not heads(
                getattr(blog, f"{block}_followers"), max(n, 1_000_000)
            ):
                yield Finding(
                    (*at, block),
                    "the account",
                    "one with followers",
                    Said("none"),
                    f"Give network.micro_blog.{block}_followers, or take it out",
                    (key,),
                )
        if strategy.email is not None and scenario.market.email_list == 0:
            advice, lists = (
                "Give market.email_list, the share of people on it, or take the mails out",
                ("market", "email_list"),
            )
            must = "to a mailing list with people on it"
            yield Finding((*at, "email"), "the mails", must, Said("none"), advice, (lists,))
        if strategy.points is not None:
            yield from _where_points_post(scenario, strategy.points, (*at, "points"))
        if strategy.advertising is not None and scenario.people.file is None:
            yield from _regions(scenario, strategy.advertising.regions, (*at, "advertising", "regions"))
    yield from _shops(scenario)


def _where_points_post(scenario: Top, points: Points, at: Key) -> Iterator[Finding]:
    """Posts to groups need groups, posts in shops need shops, and no post goes to two places."""
    for share, layer in (("group_share", "groups"), ("place_share", "place")):
        if getattr(points, share) > 0 and getattr(scenario.network, layer) is None:
            advice = f"Give network.{layer} (it may be {{}}), or leave the share out"
            yield Finding(
                (*at, share), share, f"0 without network.{layer}", getattr(points, share), advice, (("network", layer),)
            )
    total = points.public_share + points.group_share + points.place_share
    if total > 1 + 1e-9:
        places = tuple((*at, share) for share in ("public_share", "group_share"))
        constraint = "at most 100% together with public_share and group_share"
        yield Finding(
            (*at, "place_share"),
            "place_share",
            constraint,
            Said(f"{total:.4g} in all"),
            "Lower one of the three",
            places,
        )


def _regions(scenario: Top, regions: list[int], at: Key) -> Iterator[Finding]:
    """Regions of generated people are numbered from 0."""
    most = scenario.people.regions - 1
    strange = [region for region in regions if region > most]
    if strange and scenario.network.moments.file is None:
        advice = "Give other numbers, or raise people.regions"
        yield Finding(
            at, "the regions", f"from 0 to people.regions - 1 = {most}", strange, advice, (("people", "regions"),)
        )


def _shops(scenario: Top) -> Iterator[Finding]:
    """A generated trade needs people: a distributor and a shop at least."""
    people, place = scenario.people, scenario.network.place
    if place is None or place.file is not None or people.file is not None or scenario.network.moments.file is not None:
        return
    held = heads(people.roles.distributor.count, people.count)
    if held < 2:
        constraint = "at least 2 with network.place: a distributor and a shop"
        yield Finding(
            ("people", "roles", "distributor", "count"),
            "the count",
            constraint,
            Said(f"{held} people"),
            "Raise it, or leave network.place out",
        )
