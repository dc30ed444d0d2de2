"""What must hold between the keys of people: their number, their roles, who becomes a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gridsim.errors import Said
from gridsim.scenario.findings import Finding
from gridsim.scenario.grid import Activate, Points
from gridsim.scenario.network import FOLLOWED
from gridsim.scenario.places import Key
from gridsim.scenario.quantities import heads
from gridsim.scenario.run import Top
from gridsim.terms import PEOPLE, words


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every problem between keys of people."""
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        if strategy.points:
            yield from _chosen(strategy.points.activate, (*at, "points", "activate"))
            yield from _needs_malls(strategy.points, (*at, "points"))
        if strategy.partners:
            yield from _needs_partners(scenario, (*at, "partners"))
    yield from _roles(scenario)
    yield from _followers(scenario)
    yield from _topics(scenario)


def _counted(scenario: Top) -> bool:
    """Whether the scenario says how many people there are, and no file."""
    return scenario.people.file is None and scenario.network.moments.file is None


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


def _needs_malls(points: Points, at: Key) -> Iterator[Finding]:
    """Ranks are about micro-malls."""
    for name in ("ranks",):
        if getattr(points, name) is not None and not points.malls:
            yield Finding(
                (*at, name),
                name,
                "left out where points open no micro-malls (malls: false)",
                Said("given"),
                "Take it out, or set malls: true",
                ((*at, "malls"),),
            )


def _needs_partners(scenario: Top, at: Key) -> Iterator[Finding]:
    """Partners post only where there are any."""
    people = scenario.people
    if _counted(scenario) and heads(people.roles.partner.count, people.count) == 0:
        yield Finding(
            at,
            "partners",
            "left out where nobody is a partner",
            Said("given, with people.roles.partner.count = 0"),
            "Raise people.roles.partner.count, or take the block out",
            (("people", "roles", "partner", "count"),),
        )


def _followers(scenario: Top) -> Iterator[Finding]:
    people = scenario.people
    for name in FOLLOWED:
        followers = getattr(scenario.network.micro_blog, f"{name}_followers")
        if not _counted(scenario) or heads(followers, people.count) <= people.count:
            continue
        key = ("network", "micro_blog", f"{name}_followers")
        yield Finding(
            key,
            "the followers",
            f"at most the {people.count:,} people",
            followers,
            "Lower them, or give a share such as 10%",
        )


def _roles(scenario: Top) -> Iterator[Finding]:
    people = scenario.people
    counts = {role: getattr(people.roles, role).count for role in words(PEOPLE[1:])}
    consumers = people.roles.consumer.count
    if heads(consumers, 1_000_000):
        key = ("people", "roles", "consumer", "count")
        yield Finding(key, "the count", "0", consumers, "Leave it out: consumers are all who hold no other role")
    if not _counted(scenario):
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


def _activated(scenario: Top, held: Mapping[str, int]) -> Iterator[Finding]:
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


def _topics(scenario: Top) -> Iterator[Finding]:
    if scenario.market.product.topic >= scenario.people.interests:
        yield Finding(
            ("market", "product", "topic"),
            "the topic",
            f"below people.interests = {scenario.people.interests}",
            scenario.market.product.topic,
            "Choose one of the topics 0, 1, ..., or raise people.interests",
            (("people", "interests"),),
        )
