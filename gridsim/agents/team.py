"""The brand's team: how much is made and when, in which version of its content, what is measured of it, and the review
of it."""

from __future__ import annotations

import math
from typing import Any

from gridsim.agents.rows import Line, Post, Version
from gridsim.draws import Purpose
from gridsim.engine.review import review
from gridsim.scenario.calendar import Review
from gridsim.terms import Measure


class Team:
    """Makes the brand's posts and measures them; no agent, for it does as the plan and the calendar say."""

    def __init__(self, model: Any, page: Review | None) -> None:
        self.model, self.page = model, page
        self.versions = Version.all(model.morning.versions)
        for version in self.versions:
            model.lines[version.line].versions.append(version)
        self.busy = model.given.tempo.tolist()  # by line: the running total of the calendar's phases and pulses

    # --- in which version

    def choose_version(self, line: Line, author: Any, nth: int, when: int, copy: int = 0) -> Version | None:
        """The version of its line's content that a post takes: in turn from one drawn for the author, or drawn by the
        weights.

        Only the content depends on it: the post keeps its name in the draws, so all versions share its luck.
        """
        versions = line.versions
        if len(versions) <= 1:
            return versions[0] if versions else None
        if line.in_turn:
            u = author.draw(Purpose.VARIANT, line.number)[0]
            return versions[(int(u * len(versions)) + nth) % len(versions)]
        u = author.draw(Purpose.VARIANT, line.number + copy, when, from_whom=1)[0]
        for version in versions:
            u -= version.weight
            if u < 0.0:
                return version
        return versions[-1]

    # --- how much

    def take_time(self) -> bool:
        """Whether the team can make one more post today; those that it cannot make are counted."""
        model, capacity = self.model, self.model.settings.team_capacity
        if capacity < 0.0:
            return True
        if model.totals.team_posts >= int((model.day + 1) * capacity + 1e-9) - int(model.day * capacity + 1e-9):
            model.totals.team_blocked += 1
            return False
        model.totals.team_posts += 1
        return True

    def posts_of_tick(self, line: Line) -> int:
        """How many posts of a schedule are due: evenly over the season, or as the calendar has it."""
        tick = self.model.tick
        if line.paced:
            past, now = self.busy[line.row][tick : tick + 2]
        else:
            past, now = tick - line.start_tick, tick - line.start_tick + 1
        return posts_due(now, line.posts_per_tick) - posts_due(past, line.posts_per_tick)

    def pace(self, line: Line) -> float:
        """How busy a line is in this tick; 1 is as usual."""
        past, now = self.busy[line.row][self.model.tick : self.model.tick + 2] if line.paced else (0.0, 1.0)
        return now - past

    def allowance(self, line: Line) -> int:
        """Most that a line may have spent by the end of this tick: its share of the budget, at its pace over its season.

        A review that changes the share starts anew from what was spent by then.
        """
        tick, left = self.model.tick, line.allowance - line.paced_spent
        if not line.paced:
            return line.paced_spent + left * (tick + 1 - line.paced_from) // (line.end_tick - line.paced_from)
        busy = self.busy[line.row]
        whole = busy[line.end_tick] - busy[line.paced_from]
        return (
            line.paced_spent + int(left * ((busy[tick + 1] - busy[line.paced_from]) / whole))
            if whole > 0.0
            else line.paced_spent
        )

    # --- what is measured

    def measure(self, version: Version | None, what: int, times: int = 1) -> None:
        """Count something for a version, where versions are measured."""
        if version is not None:
            self.model.morning.measured[self.model.day, version.number, what] += times

    def measure_post(self, post: Post, spent: int) -> None:
        """One more post of a version, and what was paid for it."""
        self.measure(post.version, Measure.POSTS)
        self.measure(post.version, Measure.SPEND, spent)

    def review(self) -> None:
        """At the start of each review day: move weights and money by what was measured.

        This is the engine's own review, for it looks at sums and at no person.
        """
        model, page = self.model, self.page
        if page is None or model.tick == 0 or model.tick % (page.every_days * model.settings.ticks_per_day) != 0:
            return
        records = model.morning.lines
        records["spent"] = [line.spent for line in model.lines]
        review(page, model.morning, model.tick, model.day)
        for line, record in zip(model.lines, records, strict=True):
            line.allowance, line.paced_spent, line.paced_from = (
                int(record[name]) for name in ("allowance", "paced_spent", "paced_from")
            )
        for version, weight in zip(self.versions, model.morning.versions["weight"].tolist(), strict=True):
            version.weight = weight


def posts_due(ticks: float, posts_per_tick: float) -> int:
    """How many posts are due after so many ticks: the first at once, then one every 1 / rate ticks."""
    return math.ceil(ticks * posts_per_tick - 1e-9)
