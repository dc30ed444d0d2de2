"""One run: allocate, activate the first points, advance, close, hand over to the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.arguments import several, whole
from gridsim.draws import Purpose
from gridsim.engine import settings as settings_page
from gridsim.engine import state as table
from gridsim.engine import tick as order_of_tick
from gridsim.engine import trade
from gridsim.engine.answer import answer, reenter
from gridsim.engine.choose import asked_first
from gridsim.engine.hand_over import hand_over
from gridsim.engine.offers import activities_of
from gridsim.engine.pace import tempo_of
from gridsim.engine.points import activate
from gridsim.engine.review import play_with_reviews
from gridsim.engine.state import Records, Run, Town, grown, records
from gridsim.engine.versions import named_versions, versions_of
from gridsim.engine.wards import Ward, wards_of, with_room
from gridsim.errors import ScenarioError, problem
from gridsim.results.result import Result
from gridsim.rules import buying
from gridsim.scenario import Scenario
from gridsim.scenario.calendar import Review
from gridsim.scenario.grid import Points
from gridsim.scenario.load import as_scenario
from gridsim.scenario.strategy import Strategy
from gridsim.terms import LAYERS, BudgetUse, Counter, Flow, LineCount, Measure, PlanLine, Role
from gridsim.threads import available_threads, in_threads
from gridsim.world import World, build_world
from gridsim.world.build import check_world


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
    town = town_of(scenario, plan, world, "impressions" in record)
    run = play(town, start(scenario, plan, world, town, seed, replicate), plan.review, threads)
    return hand_over(scenario, strategy, replicate, town, run)


NO_DAY = -2
"""Of a feed into which no post of the brand has come yet."""
FIRST_ROOM = 2048
"""Rows that the tables of a run begin with; they grow."""
RECORDABLE = ("impressions",)


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


def town_of(scenario: Scenario, strategy: Strategy, world: World, recording: bool = False) -> Town:
    """Gather what never changes in the run."""
    moments, blog, place, members = (
        world.layers["moments"],
        world.layers["micro_blog"],
        world.layers.get("place"),
        world.groups,
    )
    nothing, nobody, n = np.zeros(0, np.int64), np.zeros(0, np.int32), world.n_people
    town = Town(
        people=world.table,
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
        settings=settings_page.one_record(settings_page.settings_of(scenario, strategy, world, recording)),
        roles=settings_page.roles_of(scenario),
        products=trade.product_table(scenario, strategy),
        product_match=trade.product_matches(scenario, world),
        tiers=trade.tiers_of(strategy),
        store_of=np.full(n, -1, np.int32),
        carries=np.zeros(n * (1 + len(scenario.market.more_products)), np.uint8),
        tempo=tempo_of(scenario, strategy, settings_page.lines_of(scenario, strategy)),
    )
    return trade.with_places(town, scenario)


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


def start(scenario: Scenario, strategy: Strategy, world: World, town: Town, seed: int, replicate: int) -> Run:
    """The state on the first morning: who knows the brand, who trusts it, when needs come, who is a point."""
    run = first_state(scenario, strategy, world, town, seed, replicate)
    draw_first_needs(town, run)
    if strategy.points is not None:
        _activate(strategy.points, world, town, run)
    return run


def first_state(scenario: Scenario, strategy: Strategy, world: World, town: Town, seed: int, replicate: int) -> Run:
    """Everything that is known before the first draw: tables, plan lines, budget, states of people and feeds."""
    run = _allocate(scenario, strategy, world, town)
    clock = run.clock[0]
    clock.seed, clock.replicate = seed, replicate
    clock.budget_left = clock.budget_total = scenario.budget.total
    clock.supervised, clock.brushed, clock.caps_today = 1.0, 1.0, -1
    clock.rival_growth[:] = 1.0
    run.versions[:] = versions_of(scenario, strategy, run.lines)
    run.activities[:] = activities_of(scenario, strategy, run.lines)
    run.uses[:] = trade.uses_of(scenario, strategy)
    clock.conversion = 1.0
    _first_state(scenario, world, town, run)
    run = run._replace(stores=_stores(scenario, town, seed, replicate))
    return run


def _stores(scenario: Scenario, town: Town, seed: int, replicate: int) -> Records:
    """Which shops carry what, and the stores at the start."""
    n_products, shops = 1 + len(scenario.market.more_products), scenario.operation.shops
    if town.tier.any():
        trade.draw_carrying(seed, replicate, len(town.tier), n_products, town.tier, shops.carried_share, town.carries)
    return trade.stores_of(town, scenario)


def _allocate(scenario: Scenario, strategy: Strategy, world: World, town: Town) -> Run:
    """Tables with room for a small run; they grow as they fill."""
    settings = town.settings[0]
    n, days = world.n_people, int(np.ceil(settings.n_ticks / settings.ticks_per_day))
    most_days = max(settings.delivery_days, settings.near_delivery_days)
    late = settings.latest if settings.late_chance > 0.0 else 0
    # of the last order
    closing = settings.shipping_days + settings.supplier_days + most_days + late + settings.return_window
    layers = 1 + max(code for code, there in enumerate(settings.layer_there) if there)
    capped = strategy.advertising is not None and strategy.advertising.frequency_cap is not None
    most_points = 0 if strategy.points is None else n
    lines = settings_page.lines_of(scenario, strategy)
    channels = 1 + int(lines.touch_row.max())
    return Run(
        clock=records(1, table.CLOCK),
        state=records(n, table.STATE),
        next_need=np.empty(n * settings.n_products),
        need_number=np.zeros(n * settings.n_products, np.int32),
        needy=np.empty(n * settings.n_products, np.int64),
        feed=records(layers * n, table.FEED).reshape(layers, n),
        habit=records(layers * n, table.HABIT).reshape(layers, n),
        touches=records(n * channels, table.TOUCH).reshape(n, channels),
        first_touch=np.zeros(n, np.int8),
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
        orders=records(FIRST_ROOM, table.ORDER),
        points=records(most_points, table.POINT),
        passed_on=np.full(1 << 14, -1, np.int64),
        counters=np.zeros((days, len(Counter)), np.int64),
        seen=np.zeros((days, len(PlanLine) + len(strategy.activities), len(LineCount)), np.int64),
        flows=np.zeros((days + closing, len(Flow)), np.int64),
        mean_recall=np.zeros(days),
        mean_trust=np.zeros(days),
        active_points=np.zeros(days, np.int64),
        sellers=np.zeros(days, np.int64),
        budget_left=np.zeros(days, np.int64),
        line_spent=np.zeros((days, len(PlanLine) + len(strategy.activities)), np.int64),
        uses=records(len(BudgetUse), table.USE),
        stores=records(0, table.STORE),
    )


def _first_state(scenario: Scenario, world: World, town: Town, run: Run) -> None:
    """Awareness, trust and matches at the start; feeds of the layers that are there."""
    market, memory = scenario.market, scenario.response.memory
    people, state = world.table, run.state
    state.awareness = np.where(people.aware, memory.initial_stock, 0.0) + np.where(
        people.customer, memory.weight_purchase, 0.0
    )
    state.trust = np.where(people.customer, market.customer_trust, market.initial_trust)
    state.bought_before = people.customer
    state.positioning = -1.0
    state.match_product = world.interests.astype(np.float64) @ settings_page.product_topics(scenario)
    state.point, state.last_mall, state.order_tick, state.click_order_day, state.locked_to = -1, -1, -1, -1, -1
    state.referrer = -1
    customers = np.flatnonzero(people.customer)
    moments = world.layers["moments"]
    if len(customers):
        friends = np.concatenate([moments.targets[moments.indptr[c] : moments.indptr[c + 1]] for c in customers])
        state.friends_bought = np.bincount(friends, minlength=world.n_people)
    for layer in LAYERS:
        if getattr(scenario.network, layer.word) is not None:
            habit = run.habit[layer]
            _, habit["rivals"], habit["visits_per_day"], habit["reading_depth"] = settings_page.feed_of(
                scenario, world, layer.word
            )
    run.feed["day"] = NO_DAY


@kernel
def draw_first_needs(town, run):
    """Each person's first need falls anywhere in an interval under way.

    Long intervals are more often under way than short ones: a gamma of shape 4, so weighted, is one of shape 5 and the
    same scale.
    """
    clock, n_people = run.clock[0], town.settings[0].n_people
    for slot in range(len(run.next_need)):
        person, product = slot % n_people, slot // n_people
        u0, u1, u2, u3 = draws.uniforms(clock.seed, clock.replicate, Purpose.NEED_TIME, person, product, 0, 0, 0)
        mean_days = town.people[person].need_interval_days * town.products[product].need_factor
        u_more, u_part, _, _ = draws.uniforms(clock.seed, clock.replicate, Purpose.NEED_TIME, person, product, 0, 0, 1)
        under_way = buying.need_interval(u0, u1, u2, u3, mean_days) + buying.need_interval(
            u_more, 1.0, 1.0, 1.0, mean_days
        )
        run.next_need[slot] = under_way * u_part


@kernel
def activation_draws(seed, replicate, ranks):
    """Fill in one number a person: who is asked first to be a point."""
    for person in range(len(ranks)):
        ranks[person] = draws.uniform(seed, replicate, Purpose.ACTIVATE, person, 0, 0, 0)


def _activate(points: Points, world: World, town: Town, run: Run) -> None:
    """Ask the first points, train them while the budget lasts."""
    clock = run.clock[0]
    ranks = np.empty(world.n_people)
    activation_draws(clock.seed, clock.replicate, ranks)
    activate(town, run, asked_first(points.activate, world, ranks))


def play(town: Town, run: Run, review: Review | None = None, threads: int = 1) -> Run:
    """Advance to the horizon and close the orders that are still open."""
    return play_wards(town, run, wards_of(town, run, threads), review)


def play_wards(town: Town, run: Run, wards: list[Ward], review: Review | None = None) -> Run:
    """As `play`, in these wards."""
    settings = town.settings[0]
    run = _with_more(run, table.MORE_POSTS, town, wards[0])
    run = play_with_reviews(
        review,
        run,
        lambda run, last_tick: advance(town, run, wards, last_tick),
        int(settings.n_ticks),
        int(settings.ticks_per_day),
    )
    order_of_tick.close(town, run, len(run.counters), len(run.flows))
    return run


def advance(town: Town, run: Run, wards: list[Ward], last_tick: int) -> Run:
    """Go on to a tick; wards are let meet in between, and tables that are full are made larger."""
    while (full := order_of_tick.advance(town, run, last_tick)) != table.DONE:
        if full == table.WARDS_MEET:
            run = _wards_meet(town, run, wards)
        elif full == table.WARDS_RECALL:
            _wards_recall(town, run, wards)
        else:
            run = _with_more(run, full, town, wards[0])
    return run


def _wards_meet(town: Town, run: Run, wards: list[Ward]) -> Run:
    """Every ward meets, in a thread of its own; then their answers are carried out in the order of the people."""

    def meet(number: int) -> None:
        while not order_of_tick.meet(town, run, wards[number]):
            wards[number] = with_room(wards[number])

    _each(wards, meet)
    for ward in wards:
        while (full := answer(town, run, ward)) != table.DONE:
            run = _with_more(run, full, town, ward)
    return run


def _wards_recall(town: Town, run: Run, wards: list[Ward]) -> None:
    """Everybody's chance to think of the brand at the end of the day, and how far they trust it."""
    _each(wards, lambda number: order_of_tick.recall(town, run, wards[number]))
    settings, trust = town.settings[0], sum(int(ward.round[0].trust) for ward in wards)
    run.mean_trust[run.clock[0].tick // settings.ticks_per_day] = trust / table.TRUST_PARTS / settings.n_people


def _each(wards: list[Ward], work: Callable[[int], None]) -> None:
    """Do some work for the number of every ward, each in a thread of its own."""

    def share(first: int, last: int) -> None:
        for number in range(first, last):
            work(number)

    in_threads(len(wards), len(wards), share)


def _with_more(run: Run, full: int, town: Town, ward: Ward) -> Run:
    """The run with the full table made larger."""
    clock, settings, now = run.clock[0], town.settings[0], ward.round[0]
    if full == table.MORE_POSTS:
        orders_open = int(clock.n_orders - clock.first_open_order)
        needed = (
            int(settings.most_posts_of_a_line + (clock.n_points + 1) * settings.most_posts_of_a_point)
            + orders_open
            + 64
        )
        posts, shares = grown(run.posts, clock.n_posts, clock.n_posts + needed), run.shares
        if len(shares) < clock.n_shares + needed:
            shares = grown(shares, clock.n_shares, clock.n_shares + needed)
        return run._replace(posts=posts, shares=shares)
    if full == table.MORE_BOUGHT:
        return run._replace(bought=np.zeros(int(1.5 * run.lines.n_bought.sum()), np.int64))
    if full == table.MORE_SHARES:
        shares, passed_on = run.shares, run.passed_on
        if clock.n_shares + now.needed > len(shares):
            shares = grown(shares, clock.n_shares, clock.n_shares + now.needed)
        if 2 * (clock.n_passed_on + now.needed) > len(passed_on):
            passed_on = np.full(1 << int(np.ceil(np.log2(4 * (clock.n_passed_on + now.needed)))), -1, np.int64)
            reenter(run.passed_on, passed_on)
        return run._replace(shares=shares, passed_on=passed_on)
    if full == table.MORE_CLAIMS:
        return run._replace(claims=grown(run.claims, clock.n_claims, int(clock.n_claims + 3 * now.needed) + 2))
    if full == table.MORE_GROUPS:
        needed = int(clock.n_members + clock.n_visits) + 2
        return run._replace(
            groups=grown(run.groups, clock.n_groups, needed), members=grown(run.members, clock.n_members, needed)
        )
    if full == table.MORE_RECORDED:
        return run._replace(recorded=grown(run.recorded, clock.n_recorded, clock.n_recorded + now.n_due))
    if full == table.MORE_VISITS:
        candidates = order_of_tick.most_candidates(settings, int(clock.n_orders - clock.first_open_order))
        planned = int(settings.most_posts_of_a_line + clock.n_points * settings.most_posts_of_a_point)
        return run._replace(
            visits=grown(run.visits, clock.n_visits, candidates + planned + int(clock.n_visits + now.n_answers) + 1)
        )
    needed = int(clock.n_visits + clock.n_needy + clock.n_members) + 2
    return run._replace(
        visits=grown(run.visits, clock.n_visits, needed),
        orders=grown(run.orders, clock.n_orders, clock.n_orders + needed),
    )
