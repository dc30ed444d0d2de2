"""What must hold between the keys of a scenario: things that no single key can know.

Each check is a generator of findings; a finding names the places that it rests on, so that it is dropped
where one of them was refused already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridsim.currencies import CURRENCY
from gridsim.errors import Said
from gridsim.scenario import check_platforms as platforms
from gridsim.scenario.check_trade import trade
from gridsim.scenario.declare import Page, declarations
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES
from gridsim.scenario.findings import Context, Finding
from gridsim.scenario.grid import Activate, Points
from gridsim.scenario.places import Key, dotted
from gridsim.scenario.quantities import Cents, heads, money_text
from gridsim.scenario.strategy import Strategy
from gridsim.terms import PEOPLE, words

if TYPE_CHECKING:
    from gridsim.scenario.run import Scenario

FILES: tuple[Key, ...] = (
    ("people", "file"),
    ("network", "moments", "file"),
    ("network", "micro_blog", "file"),
    ("network", "groups", "file"),
    ("network", "place", "file"),
)
"""Keys that name a file."""


@dataclass(frozen=True)
class Unused:
    """Keys that count for nothing in some scenarios, and must not be given there."""

    keys: tuple[Key, ...]
    because: tuple[Key, ...]
    applies: Callable[[Mapping[str, Any]], bool]
    reason: str


def lookup(tree: Any, key: Key, otherwise: Any = None) -> Any:
    """Return the value at a place of nested dicts and lists, or `otherwise`."""
    for part in key:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return otherwise
    return tree


def _given(*keys: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: any(lookup(tree, key) is not None for key in keys)


def _missing(key: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: lookup(tree, key) is None


def _nothing(key: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: not lookup(tree, key)


PEOPLE_FILE, TIES_FILE, FOLLOWS_FILE, GROUPS_FILE, PLACE_FILE = FILES
ROLE_COLUMN: Key = ("people", "role")

UNUSED = (
    Unused(
        tuple(("people", k) for k in ("label", "circle", "role", "region", "missing")),
        (PEOPLE_FILE,),
        _missing(PEOPLE_FILE),
        "used together with people.file, whose columns it names",
    ),
    Unused(
        (("people", "count"),),
        (PEOPLE_FILE, TIES_FILE),
        _given(PEOPLE_FILE, TIES_FILE),
        "left out: the people come from the file",
    ),
    Unused(
        (
            *(("network", "moments", k) for k in ("mean_friends", "spread", "in_circle_share")),
            *(("people", "roles", r, "friends_factor") for r in words(PEOPLE)),
        ),
        (TIES_FILE,),
        _given(TIES_FILE),
        "left out: the ties come from network.moments.file",
    ),
    Unused(
        tuple(("network", "micro_blog", k) for k in ("mean_follows", "audience_exponent", "largest_audience")),
        (FOLLOWS_FILE,),
        _given(FOLLOWS_FILE),
        "left out: the follower ties come from network.micro_blog.file",
    ),
    Unused(
        tuple(("people", "roles", r, "count") for r in words(PEOPLE)),
        (ROLE_COLUMN,),
        _given(ROLE_COLUMN),
        "left out: the roles come from the column of people.role",
    ),
    Unused(
        tuple(("network", "groups", k) for k in ("groups_each", "mean_size", "size_spread", "in_circle_share")),
        (GROUPS_FILE,),
        _given(GROUPS_FILE),
        "left out: the memberships come from network.groups.file",
    ),
    Unused(
        tuple(("network", "place", k) for k in ("sub_distributors_each", "shops_each", "catchment_share")),
        (PLACE_FILE,),
        _given(PLACE_FILE),
        "left out: the shops and their customers come from network.place.file",
    ),
    Unused(
        (("response", "reaction", "to_groups_share"),),
        (("network", "groups"),),
        _missing(("network", "groups")),
        "used together with network.groups",
    ),
    Unused(
        (
            ("response", "reaction", "email_open_chance"),
            ("response", "reaction", "email_click_chance"),
            ("market", "buying", "email_chance_to_order"),
        ),
        (("market", "email_list"),),
        _nothing(("market", "email_list")),
        "used together with market.email_list",
    ),
    *(
        Unused(
            (("people", "roles", name, "credibility"),),
            (("network", "micro_blog", f"{name}_followers"),),
            _nothing(("network", "micro_blog", f"{name}_followers")),
            f"used together with network.micro_blog.{name}_followers",
        )
        for name in ("executive", "service")
    ),
    *(
        Unused(
            tuple((*page, key) for key in keys),
            ((*page, "file"),),
            _missing((*page, "file")),
            f"used with {'.'.join(page)}.file only",
        )
        for page, keys in (
            *((("network", name), SAID_OF_TIES) for name in ("moments", "micro_blog", "place")),
            (("network", "groups"), SAID_OF_PEOPLE),
            (("people",), SAID_OF_PEOPLE),
        )
    ),
    Unused(
        (
            *(("operation", "shops", k) for k in ("carried_share", "margin", "pickup_share", "pickup_cost")),
            *(("market", "buying", k) for k in ("shop_share", "shelf_recall")),
            *(
                ("operation", "stock", k, n)
                for k in ("distributor", "sub_distributor", "shop")
                for n in ("initial", "reorder_at", "quantity")
            ),
            *(("operation", "stock", k) for k in ("lead_days", "near_delivery_days", "serve_from")),
        ),
        (("network", "place"),),
        _missing(("network", "place")),
        "used together with network.place, the network of distributors and shops",
    ),
)
"""What is unused when: giving both is a problem; an override that makes a key of the file moot wins."""


def findings(scenario: Scenario, context: Context) -> Iterator[Finding]:
    """Yield every problem between keys."""
    from gridsim.scenario import check_content

    looks = (
        check_content.findings,
        _strategies,
        _budget,
        _roles,
        _time,
        _topics,
        _known_first,
        _currency,
        platforms.findings,
    )
    for look in looks:
        yield from look(scenario, context)
    yield from trade(scenario)
    yield from _files(scenario, context)
    yield from _unused(context.given)


def moot(tree: Mapping[str, Any]) -> set[Key]:
    """Return the places that count for nothing in a scenario with these values."""
    from gridsim.scenario import check_content

    return {key for rule in UNUSED if rule.applies(tree) for key in rule.keys} | {
        key for key, _ in check_content.unused(tree)
    }


def _unused(given: Mapping[str, Any]) -> Iterator[Finding]:
    for rule in UNUSED:
        for key in rule.keys if rule.applies(given) else ():
            value = lookup(given, key)
            if value is not None:
                yield Finding(
                    key,
                    str(key[-1]),
                    rule.reason,
                    value,
                    "Take the key out, or the one that makes it unused",
                    rule.because,
                )


def _files(scenario: Scenario, context: Context) -> Iterator[Finding]:
    if scenario.network.moments.directed:
        advice = "Give ties that lead one way to network.micro_blog.file"
        yield Finding(
            ("network", "moments", "directed"),
            "directed",
            "no or left out: friends on moments are mutual",
            "yes",
            advice,
        )
    for key in FILES if context.check_files else ():
        name = _attribute(scenario, key)
        if name is not None and not _is_file(context.base_dir / name):
            relative = "" if Path(name).is_absolute() else f"; it is read relative to {context.base_dir or '.'}"
            yield Finding(key, "the file", "there and readable", name, f"Check the path{relative}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _attribute(page: Any, key: Key) -> Any:
    for part in key:
        page = getattr(page, str(part), None)
    return page


def _strategies(scenario: Scenario, context: Context) -> Iterator[Finding]:
    if not lookup(context.given, ("strategies",)):
        yield Finding(
            ("strategies",),
            "strategies",
            "at least one strategy",
            Said("none"),
            "Add for example `strategies: {official: {}, grid: {}}`; shipped are official, advertising, kol, grid,"
            " hybrid",
        )
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        if strategy.points:
            yield from _commission(strategy.points, (*at, "points", "commission"))
            yield from _chosen(strategy.points.activate, (*at, "points", "activate"))
            yield from _needs_malls(strategy.points, (*at, "points"))
        if strategy.partners:
            yield from _needs_partners(scenario, (*at, "partners"))
        yield from _spending(strategy, at)


def _chosen(activate: Activate, at: Key) -> Iterator[Finding]:
    if activate.choose != "customers" and heads(activate.consumer, 1_000_000) == 0:
        advice = "Ask some consumers, or leave `choose` out"
        yield Finding(
            (*at, "choose"),
            "choose",
            "left out where no consumers are asked",
            activate.choose,
            advice,
            ((*at, "consumer"),),
        )


LEGAL_LEVELS = 2


def _commission(points: Points, key: Key) -> Iterator[Finding]:
    levels = points.commission
    if len(levels) > LEGAL_LEVELS:
        yield Finding(
            key,
            "the commission",
            "at most two levels",
            Said(f"{len(levels)} levels {levels}"),
            "Two levels are allowed (the seller, and who recruited the seller); three or more is pyramid selling, a"
            " crime under the regulation on it, so gridsim does not simulate it",
        )
    elif not sum(levels) <= 1:
        yield Finding(
            key,
            "the commission",
            "at most 100% of what is paid, over all levels",
            Said(f"{sum(levels):.0%}"),
            "Lower the rates",
        )


def _needs_malls(points: Points, at: Key) -> Iterator[Finding]:
    """Ranks and fake orders are about micro-malls."""
    for name in ("ranks", "brushing"):
        if getattr(points, name) is not None and not points.malls:
            yield Finding(
                (*at, name),
                name,
                "left out where points open no micro-malls (malls: false)",
                Said("given"),
                "Take it out, or set malls: true",
                ((*at, "malls"),),
            )


def _needs_partners(scenario: Scenario, at: Key) -> Iterator[Finding]:
    """Partners post only where there are any."""
    people = scenario.people
    if (
        people.file is None
        and scenario.network.moments.file is None
        and heads(people.roles.partner.count, people.count) == 0
    ):
        yield Finding(
            at,
            "partners",
            "left out where nobody is a partner",
            Said("given, with people.roles.partner.count = 0"),
            "Raise people.roles.partner.count, or take the block out",
            (("people", "roles", "partner", "count"),),
        )


def _spending(strategy: Strategy, at: Key) -> Iterator[Finding]:
    names = ("advertising", "kol", "points", "mass_media", "community", "partners", "search", "conversion", "brand")
    blocks = {name: getattr(strategy, name) for name in names}
    spends = {(*at, name, "spend"): block.spend for name, block in blocks.items() if block}
    total = sum(spends.values())
    if total > 1 + 1e-9:
        *others, last = spends
        yield Finding(
            last,
            "spend",
            "at most 100% of the budget over the blocks of a strategy",
            Said(f"{total:.4g} in all"),
            "Lower " + " or ".join(dotted(key) for key in spends),
            tuple(others),
        )


MOST_IMPRESSIONS = 1_000
"""Bought impressions a person and day above which a budget is a slip of the pen (and a run would not end)."""


def _impressions(scenario: Scenario) -> Iterator[Finding]:
    for name, strategy in scenario.strategies.items():
        for block, media in (("advertising", strategy.advertising), ("mass_media", strategy.mass_media)):
            if media is None:
                continue
            bought = (
                1000
                * media.spend
                * scenario.budget.total
                / media.cost_per_mille
                / scenario.people.count
                / scenario.horizon
            )
            if bought > MOST_IMPRESSIONS:
                yield Finding(
                    ("budget", "total"),
                    "the budget",
                    f"one that buys at most {MOST_IMPRESSIONS:,} impressions a person and day",
                    Said(f"{bought:,.0f} of them in {name}"),
                    f"Lower it, or strategies.{name}.{block}.spend",
                    (("strategies", name, block, "spend"), ("strategies", name, block, "cost_per_mille")),
                )


def _budget(scenario: Scenario, context: Context) -> Iterator[Finding]:
    yield from _impressions(scenario)
    yield from _followers(scenario)
    if scenario.budget.total > 0:
        return
    spenders = {name: costs for name, strategy in scenario.strategies.items() if (costs := must_spend(strategy))}
    if spenders:
        shown = "; ".join(f"{name} pays for {', '.join(costs)}" for name, costs in spenders.items())
        yield Finding(
            ("budget", "total"),
            "the budget",
            "> 0 when strategies cost money",
            Said(f"0 ({shown})"),
            "Give a budget, or set these costs to 0: a campaign for nothing spends nothing",
            (("strategies",),),
        )


def must_spend(strategy: Strategy) -> list[str]:
    """Return what a strategy cannot do without money: the keys whose costs are above zero.

    Examples
    --------
    >>> from gridsim.scenario.strategy import presets
    >>> must_spend(presets()["advertising"]), must_spend(presets()["nothing"])
    (['account.content', 'advertising.spend'], [])
    """
    costs = []
    from gridsim.scenario import check_content

    points, mails = strategy.points, strategy.email
    for name in ("account", "executive", "service"):
        account = getattr(strategy, name)
        if (
            account
            and account.posts_per_day > 0
            and account.content.quality > 0
            and account.content.cost_at_full_quality > 0
        ):
            costs.append(f"{name}.content")
    if mails and mails.cost_per_mille > 0:
        costs.append("email.cost_per_mille")
    if mails and mails.content.quality > 0 and mails.content.cost_at_full_quality > 0:
        costs.append("email.content")
    spending = ("advertising", "kol", "mass_media", "community", "partners", "search", "conversion", "brand")
    costs += [f"{name}.spend" for name in spending if (block := getattr(strategy, name)) and block.spend > 0]
    if points and points.supervision and points.supervision.supervisors * points.supervision.daily_cost > 0:
        costs.append("points.supervision")
    if points:
        costs += [f"points.{name}" for name in ("management_cost", "training_cost") if getattr(points, name) > 0]
        costs += ["points.commission"] if points.malls and sum(points.commission) > 0 else []
    costs += check_content.costs(strategy)
    return costs


def _followers(scenario: Scenario) -> Iterator[Finding]:
    people = scenario.people
    for name in ("official", "executive", "service"):
        followers = getattr(scenario.network.micro_blog, f"{name}_followers")
        if (
            people.file is not None
            or scenario.network.moments.file is not None
            or heads(followers, people.count) <= people.count
        ):
            continue
        key = ("network", "micro_blog", f"{name}_followers")
        yield Finding(
            key,
            "the followers",
            f"at most the {people.count:,} people",
            followers,
            "Lower them, or give a share such as 10%",
        )


def _roles(scenario: Scenario, context: Context) -> Iterator[Finding]:
    people = scenario.people
    counts = {role: getattr(people.roles, role).count for role in words(PEOPLE[1:])}
    consumers = people.roles.consumer.count
    if heads(consumers, 1_000_000):
        key = ("people", "roles", "consumer", "count")
        yield Finding(key, "the count", "0", consumers, "Leave it out: consumers are all who hold no other role")
    if people.file is not None or scenario.network.moments.file is not None:
        return  # how many people there are is known when the file is read
    keys = tuple(("people", "roles", role, "count") for role in counts)
    held = {role: heads(count, people.count) for role, count in counts.items()}
    if sum(held.values()) > people.count:
        shown = " + ".join(f"{n} {role}" for role, n in held.items() if n)
        blamed = max(held, key=lambda role: held[role])
        yield Finding(
            ("people", "roles", blamed, "count"),
            "the counts of all roles",
            f"at most people.count = {people.count:,}",
            Said(shown),
            "Lower the counts or raise people.count",
            (*keys, ("people", "count")),
        )
    else:
        yield from _activated(scenario, held)


def _activated(scenario: Scenario, held: Mapping[str, int]) -> Iterator[Finding]:
    """Points asked for by number that are not there."""
    available = {**held, "consumer": scenario.people.count - sum(held.values())}
    for name, strategy in scenario.strategies.items():
        for role, n in available.items() if strategy.points else ():
            assert strategy.points is not None
            asked = getattr(strategy.points.activate, role)
            if heads(asked, n) > n:
                key: Key = ("strategies", name, "points", "activate", role)
                yield Finding(
                    key,
                    role,
                    f"at most the {n:,} of that role",
                    asked,
                    f"Lower it, write 100%, or raise people.roles.{role}.count",
                    (("people", "roles", role, "count"), ("people", "count")),
                )


TIMED = (
    "account",
    "advertising",
    "kol",
    "partners",
    "executive",
    "service",
    "email",
    "mass_media",
    "search",
    "conversion",
    "brand",
)
"""Blocks of a strategy that have a first and a last day."""


def _time(scenario: Scenario, context: Context) -> Iterator[Finding]:
    yield from _whole_days(("horizon",), scenario.horizon)
    yield from _whole_days(("operation", "return_window"), scenario.operation.return_window)
    for name, strategy in scenario.strategies.items():
        if strategy.points:
            yield from _whole_days(("strategies", name, "points", "leave_after"), strategy.points.leave_after)
            if strategy.points.ranks:
                yield from _whole_days(
                    ("strategies", name, "points", "ranks", "demote_after"), strategy.points.ranks.demote_after
                )
        if strategy.community:
            yield from _whole_days(("strategies", name, "community", "renew_every"), strategy.community.renew_every)
        for block_name in TIMED:
            block = getattr(strategy, block_name)
            if block:
                yield from _calendar(block, ("strategies", name, block_name), scenario)


def _whole_days(key: Key, days: float) -> Iterator[Finding]:
    if days != int(days):
        yield Finding(key, str(key[-1]), "whole days", days, "Round it: orders and points are looked at once a day")


def _calendar(block: Any, at: Key, scenario: Scenario) -> Iterator[Finding]:
    for key in ("start", "end"):
        ticks = (getattr(block, key) or 0) * scenario.ticks_per_day
        if abs(ticks - round(ticks)) > 1e-9:
            yield Finding(
                (*at, key),
                f"the {key}",
                f"at a whole tick (1/{scenario.ticks_per_day} day)",
                getattr(block, key),
                "Give a whole day",
                (("ticks_per_day",),),
            )
    if block.end is not None and block.end <= block.start:
        yield Finding(
            (*at, "end"),
            "the end",
            f"after the start, day {block.start}",
            block.end,
            "Give a later day, or leave it out",
            ((*at, "start"),),
        )
    elif block.start >= scenario.horizon:
        yield Finding(
            (*at, "start"),
            "the start",
            f"before the horizon, day {scenario.horizon}",
            block.start,
            "Start earlier, or take the block out",
            (("horizon",),),
        )


def _topics(scenario: Scenario, context: Context) -> Iterator[Finding]:
    if scenario.market.product.topic >= scenario.people.interests:
        yield Finding(
            ("market", "product", "topic"),
            "the topic",
            f"below people.interests = {scenario.people.interests}",
            scenario.market.product.topic,
            "Choose one of the topics 0, 1, ..., or raise people.interests",
            (("people", "interests"),),
        )


def _known_first(scenario: Scenario, context: Context) -> Iterator[Finding]:
    market = scenario.market
    if market.initial_customers > market.initial_awareness:
        yield Finding(
            ("market", "initial_customers"),
            "initial_customers",
            f"at most market.initial_awareness = {market.initial_awareness:g}",
            market.initial_customers,
            "Customers know the brand: raise the awareness or lower the customers",
            (("market", "initial_awareness"),),
        )


def _currency(scenario: Scenario, context: Context) -> Iterator[Finding]:
    """In another currency than that of the defaults every amount that counts must be given: nobody may read 64 CNY as
    64 dollars."""
    if context.currency == CURRENCY:
        return
    idle = moot(context.full)
    for key, cents in money_in_use(scenario):
        if cents and key not in idle and isinstance(lookup(context.full, key, Cents(0)), Cents):
            yield Finding(
                key,
                str(key[-1]),
                f"in {context.currency}, the currency of the budget",
                Said(f"nothing (default {money_text(cents)})"),
                f"gridsim knows no exchange rates: give the amount in {context.currency}",
            )


def money_in_use(page: Page, at: Key = ()) -> Iterator[tuple[Key, int]]:
    """Yield the place and minor units of every amount of money on a page and the pages below it."""
    for name, one in declarations(type(page)).items():
        value = getattr(page, name)
        if isinstance(value, Page):
            yield from money_in_use(value, (*at, name))
        elif one.kind.name == "pages":
            for inner, strategy in value.items():
                yield from money_in_use(strategy, (*at, name, inner))
        elif one.kind.name == "money" and value is not None:
            yield (*at, name), value
