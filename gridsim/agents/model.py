"""The town as a Mesa model: who there is, the order of a tick, and what is written down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import mesa

from gridsim import draws
from gridsim.agents import inviting, market, planner, reading, shopping, supervisor
from gridsim.agents.activities import Activities
from gridsim.agents.agent import GridAgent
from gridsim.agents.feed import Feed, Layer, publish
from gridsim.agents.people import PEOPLE
from gridsim.agents.person import Person
from gridsim.agents.plain import exposure, memory, reaction, standing
from gridsim.agents.rows import (
    Impression,
    Line,
    Order,
    Point,
    Post,
    Product,
    Record,
    Share,
    Showing,
    Tier,
    Version,
    Visit,
    columns,
    write,
)
from gridsim.agents.senders import ExecutiveAccount, Media, OfficialAccount, ServiceAccount
from gridsim.agents.stores import Stores
from gridsim.agents.team import Team
from gridsim.agents.works import Works
from gridsim.draws import Purpose
from gridsim.engine import state as table
from gridsim.engine.hand_over import hand_over
from gridsim.engine.run import checked, first_state, given_of
from gridsim.engine.state import EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT
from gridsim.errors import ScenarioError, problem
from gridsim.results.result import Result
from gridsim.scenario import Scenario
from gridsim.terms import Place, Role, words
from gridsim.world import World, build_world

CONTENT = (
    "appeal", "interesting", "benefit", "interaction", "individuality", "personal_topic", "positioning", "discount",
)  # fmt: skip
"""What a post has of its line, or of a version of that."""


class GridModel(mesa.Model):
    """One run of one strategy, agent by agent; a step is a tick, and the events are those of `gridsim.run`.

    Parameters
    ----------
    scenario, strategy, seed, replicate, world, record
        As in `gridsim.run`.
    agent_classes : mapping of str to class, optional
        Classes that take the place of the shipped ones, by role: employee, distributor, partner, investor, kol,
        consumer (subclasses of `Person`), official, executive, service (of `OfficialAccount`, `ExecutiveAccount`,
        `ServiceAccount`), media (`Media`).

    Attributes
    ----------
    people : list of Person
        In the order of the world's table; `account`, `executive`, `service` and `media` are no people.
    tick, day : int
        What comes next.
    posts, shares, orders, points : list
        What has happened so far.

    Raises
    ------
    ScenarioError
        As `gridsim.run`, and for an agent class of an unknown role or an unfit kind.

    Examples
    --------
    >>> from gridsim.scenario import load_scenario
    >>> scenario = load_scenario({"name": "A hamlet", "people": {"count": 100}, "horizon": 3, "strategies": {"official": {}}})
    >>> model = GridModel(scenario, "official")
    >>> model.step()
    >>> model.tick, len(model.posts), len(model.agents)
    (1, 1, 104)
    >>> model.result().metrics["marketing_cost"] > 0
    True
    """

    running: bool

    def __init__(
        self,
        scenario: Scenario | str | os.PathLike[str] | Mapping[str, Any],
        strategy: str,
        seed: int | None = None,
        replicate: int = 0,
        world: World | None = None,
        record: str | Iterable[str] | None = None,
        agent_classes: Mapping[str, type[GridAgent]] | None = None,
    ) -> None:
        scenario, seed, replicate, record = checked(scenario, seed, replicate, record, world)
        super().__init__(rng=seed)
        classes = _classes(agent_classes or {})
        if world is None:
            world = build_world(scenario, seed=seed, replicate=replicate)
        plan = scenario.strategy(strategy)
        self.world = world
        self.given = given_of(scenario, plan, world, "impressions" in record)
        self.morning = first_state(scenario, plan, world, self.given, seed, replicate)
        self._hand_over = partial(hand_over, scenario, strategy, replicate, self.given, record=record)
        self.uniforms = partial(draws.uniforms, int(seed), int(replicate))  # a member of an enum takes it 0.2 ms
        self.settings, self.totals = Record(self.given.settings), Record(self.morning.totals)
        self.tick, self.day = 0, 0
        self.lines = Line.all(self.morning.lines)
        for line in self.lines:
            line.share_today, line.versions = None, []
        self.counters, self.flows = self.morning.counters, self.morning.flows
        self.posts: list[Post] = []
        self.shares: list[Share] = []
        self.orders: list[Order] = []
        self.points: list[Point] = []
        self.impressions: list[Impression] = []
        self.unpublished: list[Share] = []
        self.passed_on: list[Post] = []  # in this tick
        self.posted: set[int] = set()  # accounts of the brand that have posted today
        self.coming: dict[int, list[Showing]] = {}  # showings by tick
        self.visits: list[Visit] = []
        self.approving: list[Person] = []  # who has liked or commented in this tick
        self.open_orders: list[Order] = []
        self.products, self.tiers = Product.all(self.given.products), Tier.all(self.given.tiers)
        for product in self.products:
            product.sold, product.popularity = 0, 1.0
        self.layers = self._layers()
        self.people = self._people(classes)
        self.kols = [self.people[number] for number in self.given.kols]
        self.account: Any = classes["official"](self, self.settings.account)
        self.executive: Any = classes["executive"](self, self.settings.account + EXECUTIVE_ACCOUNT)
        self.service: Any = classes["service"](self, self.settings.account + SERVICE_ACCOUNT)
        self.media: Any = classes["media"](self, self.settings.media)
        self.team, self.activities = Team(self, plan.review), Activities(self)
        self.stores, self.works = Stores(self), Works(self)
        if plan.points is not None:
            supervisor.activate(self, plan.points.activate)
        self._open_day(growth=[1.0] * len(self.layers))

    # --- who and what there is on the first morning

    def _layers(self) -> list[Layer]:
        """Moments, micro-blog, groups and place, as far as the last that is there."""
        given = self.given
        ties = (
            (given.moments_start, given.moments_target, given.moments_weight),
            (given.blog_start, given.blog_target, given.blog_weight),
            (given.group_start, given.group_member, None),
            (given.place_start, given.place_target, None),
        )
        return [Layer(self.settings, place, *ties[place]) for place in range(len(self.morning.feed))]

    def _people(self, classes: Mapping[str, Any]) -> list[Person]:
        """All people, with their attributes from the world and their initial state."""
        given, people = self.given, []
        tables = columns(given.traits), columns(self.morning.people), given.interests.tolist()
        feeds = (Feed.all(habit) for habit in self.morning.habit)
        for number, (traits, state, interests, *mine) in enumerate(zip(*tables, *feeds, strict=True)):
            role = words(Role)[traits["role"]]
            people.append(classes[role](self, number, traits | state | {"role": role, "interests": interests}, mine))
        return people

    def taste_of(self, person: int, product: Product) -> float:
        """Somebody's odds of choosing the brand for a need of a product, as of the first morning."""
        return float(self.morning.tastes[product.number * self.settings.n_people + person])

    # --- the order of a tick

    def step(self) -> None:
        """One tick: plan, publish and expose, react, shop; at the end of a day fulfil, recruit, tire, write down."""
        if not self.running:
            raise ScenarioError(
                problem(
                    "step", "the tick", f"before the horizon, {self.settings.n_ticks}", self.tick, "Ask for the result"
                )
            )
        self.team.review()
        planner.plan(self)
        if self.tick % self.settings.ticks_per_day == 0:
            self.works.work_of_day()
        self.expose()
        self.react()
        self.shop()
        if (self.tick + 1) % self.settings.ticks_per_day == 0:
            self.end_day()
        self.tick += 1
        self.day = self.tick // self.settings.ticks_per_day
        self.running = self.tick < self.settings.n_ticks

    def expose(self) -> None:
        """All new shares meet their audiences, and the impressions bought meet theirs."""
        shares, self.unpublished = self.unpublished, []
        for share in shares:
            if share.layer == Place.MESSAGE:
                inviting.deliver(self, share)
            else:
                publish(self, share)
        self.media.show_all()

    def react(self) -> None:
        """Each viewer goes once through all that was seen in this tick."""
        self.visits, self.approving = [], []
        seen: dict[Person, list[Showing]] = {}
        for showing in self.coming.pop(self.tick, []):
            seen.setdefault(showing.viewer, []).append(showing)
        for viewer in sorted(seen, key=lambda person: person.number):
            reading.look_through(viewer, seen[viewer])
        for post in self.passed_on:  # whoever reacts in this tick does not know of it yet
            post.passed_on += 1
        self.passed_on = []
        for person in self.approving:
            person.show_approval()

    def shop(self) -> None:
        """Claims on activities are served; then visits, then needs become orders."""
        self.activities.serve_claims()
        self.visits = [visit for visit in self.visits if shopping.orders_after_click(visit)]
        now = (self.tick + 1) / self.settings.ticks_per_day
        for product in self.products:
            for person in self.people:
                shopping.feel_needs(person, product, now)
        self.visits += inviting.gifts_of_tick(self)
        self.open_orders += market.serve(self, self.visits)

    def end_day(self) -> None:
        """Delivery and experience, refunds and settlement, new points, tired points; then the day's levels are written
        down."""
        day = self.day
        open_orders = self.open_orders
        market.fulfil(self, day, in_horizon=True)
        self.stores.restock(day)
        self.activities.close_day()
        supervisor.recruit(self, day, open_orders)
        supervisor.end_day(self, day)
        self.works.find_accounts(day)
        self.works.lose_followers(day)
        self.works.serve_fans(day)
        self._show_sales()
        self._write_down(day)
        self._open_day([exposure.supply_growth(layer.growth_a_year, day + 1.0) for layer in self.layers])

    def _show_sales(self) -> None:
        """The sales of each product, and its place among them, are shown from tomorrow on."""
        settings, sold = self.settings, [product.sold for product in self.products]
        if not settings.popularity:
            return
        for product in self.products:
            before = sum(number > product.sold for number in sold)
            alike = sold.count(product.sold) - 1
            product.popularity = standing.popularity_multiplier(
                float(product.sold),
                sum(sold) / len(sold),
                settings.popularity_prior_sales,
                settings.popularity_sales_elasticity,
            ) * standing.place_multiplier(1.0 + before + 0.5 * alike, len(sold), settings.popularity_rank_elasticity)

    def _write_down(self, day: int) -> None:
        """Mean recall and trust, active points and what is left of the budget."""
        self.tick += 1  # as of tomorrow morning
        total = 0.0
        for person in self.people:
            if person.awareness > 0.0:
                total += person.recall_chance()
        trust = sum(
            int(memory.trust_now(self.settings, person, self.tick) * table.TRUST_PARTS) for person in self.people
        )
        self.tick -= 1
        self.morning.mean_recall[day] = total / len(self.people)
        self.morning.mean_trust[day] = trust / table.TRUST_PARTS / len(self.people)
        self.morning.active_points[day] = len(supervisor.active(self))
        self.morning.followers[day] = sum(person.follows.bit_count() for person in self.people)
        self.morning.sellers[day] = sum(person.is_active_seller() for person in supervisor.sellers(self))
        self.morning.budget_left[day] = self.totals.budget_left
        self.morning.line_spent[day] = [line.spent for line in self.lines]

    def _open_day(self, growth: Sequence[float]) -> None:
        """Turn the page of every feed."""
        for person in self.people:
            for feed, layer, grown in zip(person.feeds, self.layers, growth, strict=True):
                feed.open_day(layer, grown)

    # --- what agents do to the world

    def new_post(
        self,
        line: Line,
        author: GridAgent,
        copy: int = 0,
        valence: float = 1.0,
        version: Version | None = None,
    ) -> Post:
        """Write a post down, with the line's content or a version of it; `copy` tells apart several of one author and
        line in a tick."""
        content = line.content(version)
        own = content.personal_topic  # of people only; what an account posts is of the product
        stirring = reaction.warning_multiplier(valence, self.settings.log_complaint_spread)
        post = Post(
            number=len(self.posts),
            about=int(draws.digest(author.number, self.tick, line.number + copy)),
            author=author,
            tick=self.tick,
            line=line.row,
            kind=line.kind,
            valence=valence,
            topic_norm=reaction.topic_length(own, author.match_with(line.product)) if own > 0.0 else 1.0,
            stirring=stirring,
            persuades=1.0,
            believed=1.0,
            product=line.product,
            version=version,
            **{name: getattr(content, name) for name in CONTENT},
        )
        post.appeal *= stirring  # bad news is opened and passed on more readily
        self.posts.append(post)
        return post

    def new_share(
        self,
        post: Post,
        sharer: GridAgent,
        layer: int,
        parent: Share | None = None,
        link: Any = None,
        group: int | None = None,
    ) -> Share:
        """Send a post on its way; it is seen from this or the next tick on, with a luck of its own."""
        depth = 0 if parent is None else parent.depth + 1
        luck = sharer.draw(Purpose.LUCK, post.about)[0]
        share = Share(
            number=len(self.shares),
            post=post,
            sharer=sharer,
            layer=layer,
            depth=depth,
            parent=parent,
            link=link,
            group=group,
            tick=self.tick,
            luck=reaction.luck_multiplier(luck, self.settings.luck_spread),
        )
        self.shares.append(share)
        self.unpublished.append(share)
        return share

    def show(self, showing: Showing) -> None:
        """A share will be before somebody's eyes in a tick to come, or in this one."""
        if showing.tick >= self.settings.n_ticks:
            self.totals.beyond += 1
        else:
            self.coming.setdefault(showing.tick, []).append(showing)

    def record(self, showing: Showing, stage: int) -> None:
        """Write a showing down, where that is asked for."""
        if self.settings.recording:
            share = showing.share
            self.impressions.append(
                Impression(
                    tick=self.tick,
                    viewer=showing.viewer,
                    sharer=share.sharer,
                    post=share.post,
                    place=share.layer,
                    stage=stage,
                )
            )

    def count(self, what: int, times: int = 1) -> None:
        """Count what people do today."""
        self.counters[self.day, what] += times

    def count_seen(self, post: Post, what: int) -> None:
        """Count a showing, a reading or a click with the plan line of its post."""
        self.morning.seen[self.day, post.line, what] += 1

    def book(self, flow: int, amount: int, day: int | None = None) -> None:
        """Book a flow of money."""
        self.flows[self.day if day is None else day, flow] += amount

    def spend(self, flow: int, amount: int, day: int | None = None) -> bool:
        """Take an amount from the budget and book it; False, and nothing happens, where it does not suffice."""
        if amount > self.totals.budget_left:
            return False
        self.totals.budget_left -= amount
        self.book(flow, amount, day)
        return True

    # --- the end

    def result(self) -> Result:
        """Play to the horizon, close the orders that are open, and return what `gridsim.run` returns."""
        while self.running:
            self.step()
        for day in range(len(self.counters), len(self.flows)):
            market.fulfil(self, day, in_horizon=False)
        return self._hand_over(self._tables())

    def _tables(self) -> table.State:
        """Results, in the engine's tables."""
        rows: dict[str, Any] = {
            "posts": self.posts,
            "shares": self.shares,
            "orders": self.orders,
            "points": self.points,
            "recorded": self.impressions,
            "stores": self.stores.rows,
            "activities": self.activities.rows,
        }
        self.morning.clock["tick"] = self.tick
        self.totals.n_pending = sum(map(len, self.coming.values()))
        for name, happened in rows.items():
            setattr(self.totals, f"n_{name}", len(happened))
        write([self.totals], self.morning.totals)
        write(self.lines, self.morning.lines)
        write(self.people, self.morning.people)
        return self.morning._replace(
            **{
                name: write(happened, table.records(len(happened), getattr(self.morning, name).dtype))
                for name, happened in rows.items()
            }
        )


def _classes(changed: Mapping[str, type[GridAgent]]) -> dict[str, type[GridAgent]]:
    """The class of every role."""
    shipped: dict[str, type[GridAgent]] = {
        **PEOPLE, "official": OfficialAccount, "executive": ExecutiveAccount, "service": ServiceAccount, "media": Media,
    }  # fmt: skip
    for role, chosen in changed.items():
        if role not in shipped:
            raise ScenarioError(
                problem("agent_classes", "each role", f"one of {', '.join(shipped)}", role, "Correct the name")
            )
        needed = Person if role in PEOPLE else shipped[role]
        if not (isinstance(chosen, type) and issubclass(chosen, needed)):
            raise ScenarioError(
                problem(
                    f"agent_classes.{role}",
                    "the class",
                    f"a subclass of {needed.__name__}",
                    chosen,
                    "Derive it from there",
                )
            )
    return {**shipped, **changed}
