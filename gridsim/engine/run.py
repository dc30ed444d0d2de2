"""One run: allocate, activate the first points, advance, close, hand over to the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.arguments import several, whole
from gridsim.draws import Purpose
from gridsim.engine import state as table
from gridsim.engine import tick as order_of_tick
from gridsim.engine import trade, usual
from gridsim.engine.choose import asked_first, first_to_ask
from gridsim.engine.effects import apply_effects, reenter
from gridsim.engine.hand_over import hand_over
from gridsim.engine.layers import feed_of, followers_of
from gridsim.engine.lines import lines_of, roles_of
from gridsim.engine.offers import activities_of
from gridsim.engine.pace import tempo_of
from gridsim.engine.points import activate
from gridsim.engine.review import play_with_reviews
from gridsim.engine.settings import settings_of
from gridsim.engine.shards import Shard, shards_of, with_room
from gridsim.engine.state import Given, Records, State, Stop, grown, records
from gridsim.engine.versions import named_versions, versions_of
from gridsim.errors import ScenarioError, problem
from gridsim.results.result import Result
from gridsim.results.tables import RECORDABLE
from gridsim.rules import buying
from gridsim.rules.memory import KNOWN, UNKNOWN
from gridsim.rules.odds import REFERENCE
from gridsim.scenario import Scenario
from gridsim.scenario.calendar import Review
from gridsim.scenario.grid import Points
from gridsim.scenario.inviting import Gifts
from gridsim.scenario.load import as_scenario
from gridsim.scenario.quantities import heads
from gridsim.scenario.strategy import Strategy
from gridsim.terms import LAYERS, BudgetUse, Counter, Flow, LineCount, Measure, PlanLine, Role
from gridsim.threads import available_threads, in_threads
from gridsim.world import World, build_world
from gridsim.world.world import check_world


def compiled_run(
    scenario: Scenario,
    strategy: str,
    seed: int,
    replicate: int,
    world: World | None,
    record: tuple[str, ...],
    threads: int | None = None,
) -> Result:
    """The results of one run of a strategy by the compiled engine; its arguments are checked."""
    threads = threads or available_threads()
    if world is None:
        world = build_world(scenario, seed=seed, replicate=replicate, threads=threads)
    plan = scenario.strategy(strategy)
    given = given_of(scenario, plan, world, "impressions" in record)
    state = play(given, start(scenario, plan, world, given, seed, replicate), plan.review, threads)
    return hand_over(scenario, strategy, replicate, given, state, record)


NO_DAY = -2
"""Of a feed into which no post of the brand has come yet."""
FIRST_ROOM = 2048
"""Rows that the tables of a run begin with; they grow."""


class Asked(NamedTuple):
    """What a run was asked for, found in order."""

    scenario: Scenario
    seed: int
    replicate: int
    record: tuple[str, ...]


def checked(
    scenario: Any, seed: int | None, replicate: int, record: str | Iterable[str] | None, world: World | None
) -> Asked:
    """The scenario (loaded where a path was given), its seed, the replicate and what is to be recorded; and see that
    the world is one of its."""
    scenario = as_scenario(scenario)
    seed = whole("seed", scenario.seed if seed is None else seed, 0, 2**32 - 1, "Give another number")
    replicate = whole("replicate", replicate, 0, 2**24 - 1, "Give another number")
    record = several("record", record, RECORDABLE)
    if world is not None:
        check_world(world)
        _check_world_of(scenario, world)
    return Asked(scenario, seed, replicate, record)


def _check_world_of(scenario: Scenario, world: World) -> None:
    """See that a world has what the scenario is about."""
    topics, network = world.interests.shape[1], scenario.network
    wrong = [
        (
            f"of {scenario.people.interests} interests (people.interests)",
            f"{topics}",
            topics != scenario.people.interests,
        ),
        ("one with shops (network.place)", "one without", network.place is not None and "place" not in world.layers),
        ("one with chat groups (network.groups)", "one without", network.groups is not None and world.groups is None),
    ]
    for constraint, got, is_wrong in wrong:
        if is_wrong:
            raise ScenarioError(
                f"world: the world must be {constraint}, as the scenario says; got {got}. Make it with"
                " gs.build_world(scenario)."
            )


def given_of(scenario: Scenario, strategy: Strategy, world: World, recording: bool = False) -> Given:
    """Gather what never changes in the run."""
    moments, blog, place, members = (
        world.layers["moments"],
        world.layers["micro_blog"],
        world.layers.get("place"),
        world.groups,
    )
    nothing, nobody, n = np.zeros(0, np.int64), np.zeros(0, np.int32), world.n_people
    given = Given(
        traits=world.table,
        interests=world.interests,
        moments_start=moments.indptr,
        moments_target=moments.targets,
        moments_weight=_mean_one(moments.weights),
        blog_start=blog.indptr,
        blog_target=blog.targets,
        blog_weight=_mean_one(blog.weights),
        group_start=members.start if members else nothing,
        group_member=members.member if members else nobody,
        member_start=members.person_start if members else nothing,
        member_group=members.group if members else nobody,
        place_start=place.indptr if place else nothing,
        place_target=place.targets if place else nobody,
        home_shop=np.full(n, -1, np.int32) if world.home_shop is None else world.home_shop,
        above=np.full(n, -1, np.int32) if world.above is None else world.above,
        tier=np.zeros(n, np.int8) if world.tier is None else world.tier,
        subscribers=world.email_list,
        ad_people=_people_of_regions(strategy, world),
        kols=np.flatnonzero(world.table.role == Role.KOL).astype(np.int32),
        partners=np.flatnonzero(world.table.role == Role.PARTNER).astype(np.int32),
        settings=settings_of(scenario, strategy, world, recording),
        roles=roles_of(scenario, strategy),
        products=trade.product_table(scenario, strategy),
        product_match=trade.product_matches(scenario, world),
        tiers=trade.tiers_of(strategy),
        store_of=np.full(n, -1, np.int32),
        carries=np.zeros(n * (1 + len(scenario.market.more_products)), np.uint8),
        tempo=tempo_of(scenario, strategy, lines_of(scenario, strategy)),
    )
    return trade.with_places(given, scenario)


def _people_of_regions(strategy: Strategy, world: World) -> np.ndarray:
    """Whom advertising can reach where it is limited to regions; empty: everybody."""
    regions = strategy.advertising.regions if strategy.advertising else []
    people = np.flatnonzero(np.isin(world.table.region, regions)).astype(np.int32)
    if regions and not len(people):
        where, constraint = "strategies.*.advertising.regions", "numbers of regions with people in them"
        raise ScenarioError(
            problem(where, "the regions", constraint, regions, "Give other numbers, or leave the key out")
        )
    return people


def _mean_one(weights: np.ndarray | None) -> np.ndarray:
    """Tie weights scaled to a mean of 1, or an empty array where there are none."""
    if weights is None or len(weights) == 0:
        return np.empty(0, np.float32)
    return (weights / np.mean(weights, dtype=np.float64)).astype(np.float32)


def start(scenario: Scenario, strategy: Strategy, world: World, given: Given, seed: int, replicate: int) -> State:
    """Initial state: who knows the brand, who trusts it, when needs come, who is a point."""
    state = first_state(scenario, strategy, world, given, seed, replicate)
    draw_first_needs(given, state)
    if strategy.points is not None:
        _activate(strategy.points, world, given, state)
    return state


def first_state(scenario: Scenario, strategy: Strategy, world: World, given: Given, seed: int, replicate: int) -> State:
    """Everything that is known before the first draw: tables, plan lines, budget, states of people and feeds."""
    state = _allocate(scenario, strategy, world, given)
    clock, totals = state.clock[0], state.totals[0]
    clock.seed, clock.replicate = seed, replicate
    totals.budget_left = totals.budget_total = scenario.town_budget
    totals.supervised, totals.caps_today = 1.0, -1
    totals.rival_growth[:] = 1.0
    state.versions[:] = versions_of(scenario, strategy, state.lines)
    state.activities[:] = activities_of(scenario, strategy, state.lines)
    state.uses[:] = trade.uses_of(scenario, strategy)
    totals.conversion = 1.0
    _first_state(scenario, world, given, state)
    state.people.awareness = usual.first_attention(given.settings[0], scenario, world, seed, replicate)
    state.liking[:] = state.tastes[:] = trade.first_tastes(scenario, world, seed, replicate)
    return state._replace(
        stores=_stores(scenario, given, seed, replicate), gifted=_gifted(strategy.gifts, world, seed, replicate)
    )


def _gifted(gifts: Gifts | None, world: World, seed: int, replicate: int) -> np.ndarray:
    """Who is given goods, by the draws by which people are asked to be points."""
    if gifts is None:
        return np.zeros(0, np.int64)
    ranks = np.empty(world.n_people)
    activation_draws(seed, replicate, ranks)
    consumers = np.flatnonzero(world.table.role == Role.CONSUMER)
    return first_to_ask(gifts.choose, world, consumers, ranks)[: heads(gifts.people, len(consumers))]


def _stores(scenario: Scenario, given: Given, seed: int, replicate: int) -> Records:
    """Which shops carry what, and the stores at the start."""
    n_products, shops = 1 + len(scenario.market.more_products), scenario.operation.shops
    if given.tier.any():
        trade.draw_carrying(
            seed, replicate, len(given.tier), n_products, given.tier, shops.carried_share, given.carries
        )
    return trade.stores_of(given, scenario)


def _allocate(scenario: Scenario, strategy: Strategy, world: World, given: Given) -> State:
    """Tables with room for a small run; they grow as they fill."""
    settings = given.settings[0]
    n, days = world.n_people, int(np.ceil(settings.n_ticks / settings.ticks_per_day))
    most_days = max(settings.delivery_days, settings.stock_near_delivery_days)
    late = settings.most_days_late if settings.late_chance > 0.0 else 0
    # of the last order
    closing = settings.shipping_days + settings.stock_supplier_days + most_days + late + settings.return_window
    layers = 1 + max(code for code, there in enumerate(settings.layer_there) if there)
    capped = strategy.advertising is not None and strategy.advertising.frequency_cap is not None
    most_points = 0 if strategy.points is None else n
    lines = lines_of(scenario, strategy)
    channels = 1 + int(lines.touch_row.max())
    return State(
        clock=records(1, table.CLOCK),
        totals=records(1, table.TOTALS),
        people=records(n, table.STATE),
        next_need=np.empty(n * settings.n_products),
        need_number=np.zeros(n * settings.n_products, np.int32),
        liking=np.empty(n * settings.n_products),
        tastes=np.empty(n * settings.n_products),
        skipped=np.zeros(n * settings.n_products, np.int16),
        needy=np.empty(n * settings.n_products, np.int64),
        feed=records(layers * n, table.FEED).reshape(layers, n),
        habit=records(layers * n, table.HABIT).reshape(layers, n),
        touches=records(n * channels, table.TOUCH).reshape(n, channels),
        first_touch=np.zeros(n, np.int8),
        follows=np.zeros(n, np.uint8),
        ads_today=np.zeros(n if capped else 0, np.int16),
        lines=lines,
        versions=records(len(named_versions(strategy)), table.VERSION),
        activities=records(len(strategy.activities), table.ACTIVITY_ROW),
        tickets=records(len(strategy.activities) * n, table.TICKET).reshape(len(strategy.activities), n),
        claims=records(FIRST_ROOM if strategy.activities else 1, table.CLAIM),
        groups=records(FIRST_ROOM if strategy.activities else 1, table.GROUP),
        members=records(FIRST_ROOM if strategy.activities else 1, table.MEMBER),
        measured=np.zeros((days, len(named_versions(strategy)), len(Measure)), np.int64),
        posts=records(FIRST_ROOM, table.POST),
        shares=records(FIRST_ROOM, table.SHARE),
        recall=np.zeros(n),
        numbers=np.zeros((4, table.BUYING)),
        bought=np.zeros(FIRST_ROOM, np.int64),
        recorded=records(FIRST_ROOM if settings.recording else 0, table.IMPRESSION),
        visits=records(FIRST_ROOM, table.VISIT),
        candidates=records(FIRST_ROOM, table.CANDIDATE),
        orders=records(FIRST_ROOM, table.ORDER),
        sold=np.zeros(settings.n_products, np.int64),
        popularity=np.ones(settings.n_products),
        gifted=np.zeros(0, np.int64),
        points=records(most_points, table.POINT),
        passed_on=np.full(1 << 14, -1, np.int64),
        counters=np.zeros((days, len(Counter)), np.int64),
        seen=np.zeros((days, len(PlanLine) + len(strategy.activities), len(LineCount)), np.int64),
        flows=np.zeros((days + closing, len(Flow)), np.int64),
        mean_recall=np.zeros(days),
        mean_trust=np.zeros(days),
        active_points=np.zeros(days, np.int64),
        sellers=np.zeros(days, np.int64),
        followers=np.zeros(days, np.int64),
        budget_left=np.zeros(days, np.int64),
        line_spent=np.zeros((days, len(PlanLine) + len(strategy.activities)), np.int64),
        uses=records(len(BudgetUse), table.USE),
        stores=records(0, table.STORE),
    )


def _first_state(scenario: Scenario, world: World, given: Given, state: State) -> None:
    """Familiarity, trust and matches at the start; feeds of the layers that are there."""
    market = scenario.market
    traits, people = world.table, state.people
    people.familiarity = np.where(traits.aware, KNOWN, UNKNOWN)
    people.trust = np.where(traits.aware, REFERENCE, market.initial_trust)
    people.bought_before = traits.customer
    people.positioning = -1.0
    people.match_product = world.interests.astype(np.float64) @ trade.topics_of(scenario, scenario.market.product)
    people.met = -1
    people.point, people.last_mall, people.order_tick, people.click_order_day, people.locked_to = -1, -1, -1, -1, -1
    people.referrer = -1
    people.friends_bought = usual.friends_bought(world)
    for layer in LAYERS:
        if getattr(scenario.network, layer.word) is not None:
            habit = state.habit[layer]
            _, habit["rivals"], habit["visits_per_day"], habit["reading_depth"] = feed_of(scenario, world, layer.word)
    for account, followers in enumerate(followers_of(world)):
        state.follows[followers] |= 1 << account
    state.feed["day"] = NO_DAY


@kernel
def draw_first_needs(given, state):
    """Each person's first need; needs come at random times, so it does not matter when the last one was."""
    clock, n_people = state.clock[0], given.settings[0].n_people
    for slot in range(len(state.next_need)):
        person, product = slot % n_people, slot // n_people
        u = draws.uniform(clock.seed, clock.replicate, Purpose.NEED_TIME, person, product, 0, 0)
        mean_days = given.traits[person].need_interval_days * given.products[product].need_factor
        state.next_need[slot] = buying.need_interval(u, mean_days)


@kernel
def activation_draws(seed, replicate, ranks):
    """Fill in one number a person: who is asked first to be a point."""
    for person in range(len(ranks)):
        ranks[person] = draws.uniform(seed, replicate, Purpose.ACTIVATE, person, 0, 0, 0)


def _activate(points: Points, world: World, given: Given, state: State) -> None:
    """Ask the first points, train them while the budget lasts."""
    clock = state.clock[0]
    ranks = np.empty(world.n_people)
    activation_draws(clock.seed, clock.replicate, ranks)
    activate(given, state, asked_first(points.activate, world, ranks))


def play(given: Given, state: State, review: Review | None = None, threads: int = 1) -> State:
    """Advance to the horizon and close the orders that are still open."""
    return play_shards(given, state, shards_of(given, state, threads), review)


def play_shards(given: Given, state: State, shards: list[Shard], review: Review | None = None) -> State:
    """As `play`, in these shards."""
    settings = given.settings[0]
    state = _with_more(state, Stop.MORE_POSTS, given, shards[0])
    state = play_with_reviews(
        review,
        state,
        lambda state, last_tick: advance(given, state, shards, last_tick),
        int(settings.n_ticks),
        int(settings.ticks_per_day),
    )
    order_of_tick.close(given, state, len(state.counters), len(state.flows))
    return state


def advance(given: Given, state: State, shards: list[Shard], last_tick: int) -> State:
    """Go on to a tick; shards react in between, and tables that are full are made larger."""
    while (full := order_of_tick.advance(given, state, last_tick)) != Stop.DONE:
        if full == Stop.SHARDS_REACT:
            state = _shards_react(given, state, shards)
        elif full == Stop.SHARDS_RECALL:
            _shards_recall(given, state, shards)
        else:
            state = _with_more(state, full, given, shards[0])
    return state


def _shards_react(given: Given, state: State, shards: list[Shard]) -> State:
    """Every shard reacts, in a thread of its own; then the effects are applied in the order of the people."""

    def meet(number: int) -> None:
        while not order_of_tick.react_in_shard(given, state, shards[number]):
            shards[number] = with_room(shards[number])

    _each(shards, meet)
    for shard in shards:
        while (full := apply_effects(given, state, shard)) != Stop.DONE:
            state = _with_more(state, full, given, shard)
    return state


def _shards_recall(given: Given, state: State, shards: list[Shard]) -> None:
    """Everybody's chance to think of the brand at the end of the day, and how far they trust it."""
    _each(shards, lambda number: order_of_tick.recall_in_shard(given, state, shards[number]))
    settings, trust = given.settings[0], sum(int(shard.progress[0].trust) for shard in shards)
    state.mean_trust[state.clock[0].tick // settings.ticks_per_day] = trust / table.TRUST_PARTS / settings.n_people


def _each(shards: list[Shard], work: Callable[[int], None]) -> None:
    """Do some work for the number of every shard, each in a thread of its own."""

    def share(first: int, last: int) -> None:
        for number in range(first, last):
            work(number)

    in_threads(len(shards), len(shards), share)


def _with_more(state: State, full: int, given: Given, shard: Shard) -> State:
    """The run with the full table made larger."""
    totals, settings, progress = state.totals[0], given.settings[0], shard.progress[0]
    if full == Stop.MORE_POSTS:
        orders_open = int(totals.n_orders - totals.first_open_order)
        needed = (
            int(settings.most_posts_of_a_line + (totals.n_points + 1) * settings.most_posts_of_a_point)
            + orders_open
            + order_of_tick.most_visits(state)
            + 64
        )
        posts, shares = grown(state.posts, totals.n_posts, totals.n_posts + needed), state.shares
        if len(shares) < totals.n_shares + needed:
            shares = grown(shares, totals.n_shares, totals.n_shares + needed)
        return state._replace(posts=posts, shares=shares)
    if full == Stop.MORE_BOUGHT:
        return state._replace(bought=np.zeros(int(1.5 * state.lines.n_bought.sum()), np.int64))
    if full == Stop.MORE_SHARES:
        shares, passed_on = state.shares, state.passed_on
        if totals.n_shares + progress.needed > len(shares):
            shares = grown(shares, totals.n_shares, totals.n_shares + progress.needed)
        if 2 * (totals.n_passed_on + progress.needed) > len(passed_on):
            passed_on = np.full(1 << int(np.ceil(np.log2(4 * (totals.n_passed_on + progress.needed)))), -1, np.int64)
            reenter(state.passed_on, passed_on)
        return state._replace(shares=shares, passed_on=passed_on)
    if full == Stop.MORE_CLAIMS:
        return state._replace(
            claims=grown(state.claims, totals.n_claims, int(totals.n_claims + 3 * progress.needed) + 2)
        )
    if full == Stop.MORE_GROUPS:
        needed = int(totals.n_members + totals.n_visits) + 2
        return state._replace(
            groups=grown(state.groups, totals.n_groups, needed), members=grown(state.members, totals.n_members, needed)
        )
    if full == Stop.MORE_RECORDED:
        return state._replace(recorded=grown(state.recorded, totals.n_recorded, totals.n_recorded + progress.n_due))
    if full == Stop.MORE_VISITS:
        needed = int(totals.n_visits + progress.n_reactions) + 1
        return state._replace(visits=grown(state.visits, totals.n_visits, needed))
    if full == Stop.MORE_CANDIDATES:
        wishes = order_of_tick.most_candidates(settings, int(totals.n_orders - totals.first_open_order))
        planned = int(settings.most_posts_of_a_line + totals.n_points * settings.most_posts_of_a_point)
        return state._replace(candidates=grown(state.candidates, 0, wishes + planned + 1))
    needed = int(order_of_tick.most_visits(state)) + 2
    return state._replace(
        visits=grown(state.visits, totals.n_visits, needed),
        orders=grown(state.orders, totals.n_orders, totals.n_orders + needed),
    )
