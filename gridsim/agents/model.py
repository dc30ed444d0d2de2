"""The town as a Mesa model: who there is, the order of a tick, and what is written down."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import mesa

from gridsim import draws
from gridsim.agents.accounts import ExecutiveAccount, OfficialAccount, ServiceAccount
from gridsim.agents.activities import Activities
from gridsim.agents.base import GridAgent
from gridsim.agents.community import Community
from gridsim.agents.feed import ChatGroups, Feed, Layer
from gridsim.agents.market import Market
from gridsim.agents.media import Media
from gridsim.agents.people import PEOPLE, Person
from gridsim.agents.plain import exposure, reaction
from gridsim.agents.planner import Planner
from gridsim.agents.rows import (
    Impression,
    Line,
    Order,
    Point,
    Post,
    Product,
    Settings,
    Share,
    Showing,
    Tier,
    Version,
    Visit,
    columns,
    number_of,
    written,
)
from gridsim.agents.stores import Stores
from gridsim.agents.supervisor import Supervisor
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
from gridsim.terms import Role, words
from gridsim.world import World, build_world


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
        self._hand_over = partial(hand_over, scenario, strategy, replicate, self.given)
        self.uniforms = lambda purpose, *address: draws.uniforms(int(seed), int(replicate), int(purpose), *address)
        # a member of an enum costs a call of numba 0.2 ms
        self.settings, self.totals = Settings(self.given.settings), Settings(self.morning.totals)
        self.tick, self.day = 0, 0
        self.lines = [
            Line(row=row, versions=[], **fields) for row, fields in enumerate(columns(self.morning.lines, table.LINE))
        ]
        for line in self.lines:
            line.share_today = None
        self.counters, self.flows = self.morning.counters, self.morning.flows
        self.posts: list[Post] = []
        self.shares: list[Share] = []
        self.orders: list[Order] = []
        self.points: list[Point] = []
        self.impressions: list[Impression] = []
        self.unpublished: list[Share] = []
        self.coming: dict[int, list[Showing]] = {}  # showings by tick
        self.visits: list[Visit] = []
        self.open_orders: list[Order] = []
        self.products = [
            Product(number=number, **fields)
            for number, fields in enumerate(columns(self.given.products, table.PRODUCT))
        ]
        self.tiers = [Tier(**fields) for fields in columns(self.given.tiers, table.TIER)]
        self.layers = self._layers()
        self.people = self._people(classes)
        self.kols = [self.people[number] for number in self.given.kols]
        self.account: Any = classes["official"](self, self.settings.account)
        self.executive: Any = classes["executive"](self, self.settings.account + EXECUTIVE_ACCOUNT)
        self.service: Any = classes["service"](self, self.settings.account + SERVICE_ACCOUNT)
        self.media: Any = classes["media"](self, self.settings.media)
        self.team, self.activities = Team(self, plan.review), Activities(self)
        self.planner, self.supervisor, self.market = Planner(self), Supervisor(self), Market(self)
        self.stores, self.works, self.community = Stores(self), Works(self), Community(self)
        if plan.points is not None:
            self.supervisor.activate(plan.points.activate)
        self._open_day(growth=[1.0] * len(self.layers))

    # --- who and what there is on the first morning

    def _layers(self) -> list[Layer]:
        """Moments, micro-blog, groups and place, as far as the last that is there."""
        given = self.given
        kinds = (
            (Layer, given.moments_start, given.moments_target, given.moments_weight),
            (Layer, given.blog_start, given.blog_target, given.blog_weight),
            (ChatGroups, given.group_start, given.group_member, None),
            (Layer, given.place_start, given.place_target, None),
        )
        return [
            kind(start, target, weight, self.settings.first_edge[place], self.settings, place)
            for place, (kind, start, target, weight) in enumerate(kinds[: len(self.morning.feed)])
        ]

    def groups_of(self, person: int) -> list[int]:
        """The numbers of the chat groups of a person."""
        if len(self.given.member_start) == 0:
            return []
        start, stop = self.given.member_start[person : person + 2]
        return self.given.member_group[start:stop].tolist()

    def _people(self, classes: Mapping[str, Any]) -> list[Person]:
        """Everybody, with what the world gave them and the state of the first morning."""
        given, morning = self.given, self.morning
        traits = columns(given.traits, given.traits.dtype)
        states = columns(morning.people, table.STATE)
        feeds = [columns(habit, table.HABIT) for habit in morning.habit]
        people = []
        for number, (fields, state, interests) in enumerate(zip(traits, states, given.interests.tolist(), strict=True)):
            role = words(Role)[fields.pop("role")]
            fields |= state | {"role": role, "last_mall": None, "locked_to": None, "referrer": None}
            mine = [
                Feed(*(feed[number][name] for name in ("rivals", "visits_per_day", "reading_depth"))) for feed in feeds
            ]
            people.append(classes[role](self, number, fields, interests, mine))
        return people

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
        self.planner.plan()
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
            share.sharer.publish(share)
        self.media.show_all()

    def react(self) -> None:
        """Each viewer goes once through all that was seen in this tick."""
        self.visits = []
        seen: dict[Person, list[Showing]] = {}
        for showing in self.coming.pop(self.tick, []):
            seen.setdefault(showing.viewer, []).append(showing)
        for viewer in sorted(seen, key=lambda person: person.number):
            viewer.look_through(seen[viewer])

    def shop(self) -> None:
        """What is wanted of activities is handed out; then visits, then needs become orders."""
        self.activities.serve_claims()
        self.visits = [visit for visit in self.visits if visit.viewer.decide_at_mall(visit)]
        now = (self.tick + 1) / self.settings.ticks_per_day
        for product in self.products:
            for person in self.people:
                person.feel_needs(product, now)
        self.open_orders += self.market.serve(self.visits)

    def end_day(self) -> None:
        """Delivery and experience, refunds and settlement, new points, tired points; then the day's levels are written
        down."""
        day = self.day
        open_orders = self.open_orders
        self.market.fulfil(day, in_horizon=True)
        self.stores.restock(day)
        self.activities.close_day()
        self.supervisor.recruit(day, open_orders)
        self.supervisor.end_day(day)
        self.community.end_day(day)
        self._write_down(day)
        self._open_day([exposure.supply_growth(layer.growth_a_year, day + 1.0) for layer in self.layers])

    def _write_down(self, day: int) -> None:
        """Mean recall and trust, active points and what is left of the budget."""
        self.tick += 1  # as of tomorrow morning
        total = 0.0
        for person in self.people:
            if person.awareness > 0.0:
                total += person.recall_chance()
        self.tick -= 1
        self.morning.mean_recall[day] = total / len(self.people)
        trust = sum(int(person.trust * table.TRUST_PARTS) for person in self.people)
        self.morning.mean_trust[day] = trust / table.TRUST_PARTS / len(self.people)
        self.morning.active_points[day] = len(self.supervisor.active())
        self.morning.sellers[day] = sum(person.is_active_seller() for person in self.supervisor.sellers())
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
        personal_topic: float = 0.0,
        author_match: float = 0.0,
        version: Version | None = None,
    ) -> Post:
        """Write a post down, with the line's content or a version of it; `copy` tells apart several of one author and
        line in a tick."""
        content = version or line
        luck = self.uniforms(Purpose.LUCK, author.number, 0, line.number + copy, self.tick, 0)[0]
        post = Post(
            number=len(self.posts),
            about=int(draws.digest(author.number, self.tick, line.number + copy)),
            author=author,
            tick=self.tick,
            line=line.row,
            kind=line.kind,
            appeal=content.appeal,
            interesting=content.interesting,
            benefit=content.benefit,
            interaction=content.interaction,
            individuality=content.individuality,
            valence=valence,
            discount=content.discount,
            personal_topic=personal_topic,
            topic_norm=reaction.topic_length(personal_topic, author_match),
            luck=reaction.luck_multiplier(luck, self.settings.luck_spread),
            engaging=1.0,
            believed=1.0,
            product=line.product,
            positioning=content.positioning,
            version=version,
        )
        if valence < 0.0:  # bad news is opened and passed on more readily
            stirring = reaction.warning_multiplier(valence, self.settings.log_complaint_spread)
            post.appeal *= stirring
            post.luck *= stirring
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
        """Send a post on its way; it is seen from this or the next tick on."""
        depth = 0 if parent is None else parent.depth + 1
        share = Share(
            number=len(self.shares),
            post=post,
            sharer=sharer,
            layer=layer,
            depth=depth,
            parent=parent,
            link=link,
            group=group,
        )
        self.shares.append(share)
        self.unpublished.append(share)
        return share

    def find_audience(self, share: Share, audience: int) -> None:
        """A share meets so many; of the post itself a large audience likes and comments less."""
        if share.parent is None:
            settings = self.settings
            share.post.engaging = reaction.audience_multiplier(
                audience, settings.audience_reference, settings.log_audience_effect
            )

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

    def visit(self, **fields: Any) -> None:
        """Note a visit to a mall."""
        self.visits.append(Visit(**fields))

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
            self.market.fulfil(day, in_horizon=False)
        return self._hand_over(self._tables())

    def _tables(self) -> table.State:
        """What happened, in the engine's tables."""
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
        for name in table.TOTALS.names or ():
            self.morning.totals[name] = getattr(self.totals, name)
        for line, record in zip(self.lines, self.morning.lines, strict=True):
            for name in table.LINE.names or ():
                record[name] = number_of(getattr(line, name))
        for name in table.STATE.names or ():
            self.morning.people[name] = [number_of(getattr(person, name)) for person in self.people]
        return self.morning._replace(
            **{name: written(happened, getattr(self.morning, name).dtype) for name, happened in rows.items()}
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
