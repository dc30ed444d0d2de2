"""Who the people are: how many, in which roles, how attentive, what they want to pay."""

from __future__ import annotations

from gridsim.scenario.declare import Page, block, parameter, setting
from gridsim.scenario.files import TableFile
from gridsim.scenario.kinds import Days, Factor, Heads, PostsPerDay, Share, Spread


class Believed(Page):
    """Whoever says something."""

    credibility: Factor = parameter(
        1.0,
        "how far its word is believed: multiplies the odds of every reaction to it and the weight of what it"
        " says in trust",
        "assumed",
        typical=(0.5, 3),
        tier="usual",
    )


class Role(Believed):
    """One role, as data: how many hold it, whom they reach, how they are believed."""

    count: Heads = parameter(
        0,
        "people in this role, a number or a share of all people",
        "scenario",
        typical=("0.01%", "2%"),
        tier="essential",
    )
    friends_factor: Factor = parameter(
        1.0,
        "friends on moments, as a multiple of a consumer's (generated networks only)",
        "assumed",
        ge=0,
        typical=(1, 3),
    )
    posts_per_day: PostsPerDay = parameter(
        0.05,
        "posts about the brand of an active point in this role whose reward equals its effort",
        "consumers about one brand [zhang2021], staff by rates of advocacy programmes [linkedin2017]; d",
        typical=(0.01, 0.5),
        tier="usual",
    )


def _role(count: str, friends: float, credibility: float, posts: float) -> Role:
    return Role(count=count, friends_factor=friends, credibility=credibility, posts_per_day=posts)


class OfficialRole(Believed):
    """An account of the brand: it has no friends, never tires, and posts as the strategy says."""


class Roles(Page):
    """Heads by role; whoever holds none of them is a consumer, and one more account is the official one."""

    consumer: Role = block(_role("0", 1.0, 1.0, 0.05), "consumers (count: always the rest, leave it at 0)")
    employee: Role = block(_role("0.3%", 1.2, 1.0, 0.1), "the brand's employees")
    distributor: Role = block(_role("0.06%", 1.5, 1.0, 0.15), "distributors and shops of the channel")
    partner: Role = block(_role("0", 1.2, 1.0, 0.05), "third-party partners")
    investor: Role = block(_role("0", 1.2, 1.0, 0.05), "investors")
    kol: Role = block(_role("0.05%", 1.0, 1.0, 0.1), "opinion leaders: the largest audiences of the micro-blog")
    official: OfficialRole = block(OfficialRole, "the official account; there is always one")
    executive: OfficialRole = block(OfficialRole, "the account of an executive (`executive` in a strategy)")
    service: OfficialRole = block(OfficialRole, "the account for activities and service (`service` in a strategy)")


class People(TableFile):
    """The population: generated, or read from a table."""

    count: int = parameter(
        20_000,
        "people in the market; from a file: the rows of the file",
        "scenario",
        unit="people",
        ge=2,
        le=50_000_000,
        typical=(1_000, 1_000_000),
        tier="essential",
    )
    one_stands_for: int = parameter(
        1,
        "people of the real market for whom each simulated one stands: the budget, posts of the brand, prizes, work on the"
        " malls are given for the market; money, orders, people in results are of the market. Heads by role, shops and"
        " supervisors are the simulated ones; prices, wages an hour, the fee of a leader are as they are",
        "scenario",
        unit="people",
        ge=1,
        le=1_000_000,
        typical=(1, 1_000),
        tier="usual",
    )
    label: str | None = parameter(
        None, "column with each person's own id; without it the first column", "scenario", tier="usual"
    )
    circle: list[str] | str | None = parameter(
        None,
        "column or columns that name the circle; a missing value is no circle. With several columns the first that is"
        " known counts",
        "scenario",
        tier="usual",
    )
    role: str | None = parameter(
        None,
        "column that names the role; unknown or missing is consumer. Without it roles are drawn",
        "scenario",
        tier="usual",
    )
    region: str | None = parameter(None, "column that names the region", "scenario", tier="usual")
    missing: list[str | int] | str | int = parameter(
        "", "value (or values) that mean 'not known' in the file, beside an empty cell", "scenario"
    )
    circle_size: float = parameter(
        50,
        "mean people in a circle of a generated population",
        "assumed",
        unit="people",
        ge=2,
        le=100_000,
        typical=(20, 150),
        tier="usual",
    )
    circle_size_spread: Spread = parameter(
        0.5,
        "sigma of the log of the sizes of a generated population's circles",
        "assumed",
        le=2,
        typical=(0.2, 1),
    )
    regions: int = parameter(
        4,
        "regions of a generated population; a circle lies in one",
        "assumed",
        unit="regions",
        ge=1,
        le=1_000,
        typical=(1, 30),
        tier="usual",
    )
    interests: int = parameter(
        8, "topics that a person can be interested in", "assumed", unit="topics", ge=2, le=32, typical=(5, 20)
    )
    circle_homophily: Share = parameter(
        0.5,
        "how far a person's interests, and the liking of the brand, are those of the circle",
        "assumed; with it friends of a brand's buyers buy it three times as often as others, published 3 to 5 [hill2006]",
        typical=(0.2, 0.8),
    )
    visits_per_day: float = parameter(
        7.2,
        "mean visits a day to a platform",
        "whoever comes opens the friends' feed more than 10 times a day [zhang2019]; 72 % come on a day [zhang2021]",
        unit="visits/day",
        gt=0,
        le=200,
        typical=(5.8, 9.4),
        tier="usual",
    )
    visits_spread: Spread = parameter(
        1.36,
        "spread of visits over people (sigma of the log)",
        "55 % open the app more than 10 times a day and 25 % more than 30 times [penguin_undated]",
        typical=(1.0, 1.5),
    )
    reading_depth: float = parameter(
        5.0,
        "newest posts a person looks at on a visit",
        "calibrated on 35 % of friends being shown a post, late finds included [bernstein2013]; nobody has published it itself",
        unit="posts",
        ge=1,
        le=500,
        typical=(3, 10),
    )
    sociability_spread: Spread = parameter(
        1.0,
        "spread of the readiness to share over people (sigma of the log; the mean stays 1)",
        "assumed",
        typical=(0.5, 1.5),
    )
    need_interval: Days = setting(
        30.0,
        "mean time between two needs of a person for the kind of product (one over the mean rate)",
        "scenario; in panels 7 days for fruit, 25 to 37 for drinks, 60 for tissue and toothpaste",
        le=36_500,
        typical=(7, 365),
        tier="essential",
    )
    need_shape: float = parameter(
        1.0,
        "how alike people's needs are: the shape K of the gamma of their rates (large: all need it equally often)",
        "published panel of toothpaste: .78 [goodhardt1984]",
        gt=0,
        le=10_000,
        typical=(0.5, 4),
    )
    roles: Roles = block(Roles, "heads and habits by role")
