"""What must hold between the keys of time: first and last days, phases, pulses, what is looked at once a day."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.scenario.activity import unused_keys
from gridsim.scenario.calendar import Phase, Pulsed
from gridsim.scenario.declare import declarations
from gridsim.scenario.findings import Finding
from gridsim.scenario.places import Key, dotted
from gridsim.scenario.run import Top
from gridsim.scenario.shared import Timed
from gridsim.scenario.strategy import Strategy


def findings(scenario: Top) -> Iterator[Finding]:
    """Yield every problem between keys of time."""
    daily: dict[Key, float] = {
        ("horizon",): scenario.horizon,
        ("operation", "return_window"): scenario.operation.return_window,
    }
    for name, strategy in scenario.strategies.items():
        at: Key = ("strategies", name)
        daily |= _looked_at_daily(strategy, at)
        timed = {(*at, block): page for block, page in strategy.blocks().items() if isinstance(page, Timed)}
        timed |= {(*at, "calendar", phase): page for phase, page in strategy.calendar.items()}
        for key, page in timed.items():
            yield from _season(page, key, scenario)
        yield from _activities(strategy, at, scenario)
        yield from _phases(strategy, at)
        yield from _pulses(strategy, at)
    for key, days in daily.items():
        if days != int(days):
            yield Finding(key, str(key[-1]), "whole days", days, "Round it: orders and points are looked at once a day")


def _looked_at_daily(strategy: Strategy, at: Key) -> dict[Key, float]:
    """Lengths of time of a strategy that end when a day ends."""
    found: dict[Key, float] = {}
    if strategy.points:
        found[(*at, "points", "leave_after")] = strategy.points.leave_after
        if strategy.points.ranks:
            found[(*at, "points", "ranks", "demote_after")] = strategy.points.ranks.demote_after
    if strategy.community:
        found[(*at, "community", "renew_every")] = strategy.community.renew_every
    return found


def _season(page: Timed, at: Key, scenario: Top) -> Iterator[Finding]:
    yield from _at_tick((*at, "start"), page.start, scenario)
    yield from _at_tick((*at, "end"), page.end or 0, scenario)
    if page.end is not None and page.end <= page.start:
        yield Finding(
            (*at, "end"),
            "the end",
            f"after the start, day {page.start}",
            page.end,
            "Give a later day, or leave it out",
            ((*at, "start"),),
        )
    elif not isinstance(page, Phase):
        yield from _before_horizon((*at, "start"), page.start, scenario)


def _at_tick(key: Key, days: float, scenario: Top) -> Iterator[Finding]:
    ticks = days * scenario.ticks_per_day
    if abs(ticks - round(ticks)) > 1e-9:
        constraint = f"whole ticks (1/{scenario.ticks_per_day} day)"
        yield Finding(key, f"the {key[-1]}", constraint, days, "Give whole days", (("ticks_per_day",),))


def _before_horizon(key: Key, start: float, scenario: Top) -> Iterator[Finding]:
    if start >= scenario.horizon:
        constraint = f"before the horizon, day {scenario.horizon}"
        advice = f"Start earlier, or take {dotted(key[2:-1])} out"
        yield Finding(key, "the start", constraint, start, advice, (("horizon",),))


def _activities(strategy: Strategy, at: Key, scenario: Top) -> Iterator[Finding]:
    for name, activity in strategy.activities.items():
        here: Key = (*at, "activities", name)
        for key in ("start", "days", "valid"):
            if key not in unused_keys(activity.kind):
                yield from _at_tick((*here, key), getattr(activity, key), scenario)
        yield from _before_horizon((*here, "start"), activity.start, scenario)


def _phases(strategy: Strategy, at: Key) -> Iterator[Finding]:
    for name, phase in strategy.calendar.items():
        for block in declarations(Phase).keys() - declarations(Timed):
            if getattr(phase, block) != 1.0 and getattr(strategy, block) is None:
                yield Finding(
                    (*at, "calendar", name, block),
                    block,
                    f"1, or the strategy must have {block}",
                    getattr(phase, block),
                    f"Take it out or add {block}",
                )


def _pulses(strategy: Strategy, at: Key) -> Iterator[Finding]:
    for block, page in strategy.blocks().items():
        pulse = page.pulse if isinstance(page, Pulsed) else None
        if pulse is not None and pulse.days > pulse.every_days:
            yield Finding(
                (*at, block, "pulse", "days"),
                "the days",
                f"at most every_days = {pulse.every_days}",
                pulse.days,
                "Lower them",
                ((*at, block, "pulse", "every_days"),),
            )
