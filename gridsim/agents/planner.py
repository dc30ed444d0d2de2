"""Step 1, plan: who posts what in this tick, what is bought, while the budget lasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gridsim.agents.partners import Swaps
from gridsim.agents.rows import Line
from gridsim.draws import Purpose
from gridsim.engine.media import CARE_DAYS
from gridsim.engine.state import FIRST_ACTIVITY
from gridsim.terms import Flow, PlanLine


class Planner:
    """Carries out the strategy's plan, line by line, in a fixed order: management, accounts, mails, points, leaders,
    bought media, partners, activities."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.swaps = Swaps(model)

    def plan(self) -> None:
        """Post and buy for this tick."""
        model = self.model
        if model.tick % model.settings.ticks_per_day == 0:
            model.totals.team_posts = 0
            model.supervisor.pay_management()
        for row, follow in (
            (PlanLine.ACCOUNT, model.account.post_on_schedule),
            (PlanLine.EXECUTIVE, model.executive.post_on_schedule),
            (PlanLine.SERVICE, model.service.post_on_schedule),
            (PlanLine.EMAIL, model.account.mail_on_schedule),
            (PlanLine.POINTS, model.supervisor.let_points_post),
            (PlanLine.KOL, self.buy_sponsored_posts),
            (PlanLine.ADVERTISING, model.media.sell_impressions),
            (PlanLine.MASS_MEDIA, model.media.sell_impressions),
            (PlanLine.PARTNERS, self.swaps.carry_out),
        ):
            self.carry_out(model.lines[row], follow)
        for line in model.lines[FIRST_ACTIVITY:]:
            self.carry_out(line, model.account.post_on_schedule)

    def carry_out(self, line: Line, follow: Callable[[Line], None]) -> None:
        """Follow a line's plan, in its season."""
        if line.on and line.start_tick <= self.model.tick < line.end_tick:
            follow(line)

    def buy_sponsored_posts(self, line: Line) -> None:
        """Buy posts of opinion leaders, drawn in turn, as the line's allowance grows; passes over who can never be paid
        any more."""
        model = self.model
        if model.team.pace(line) <= 0.0:
            return
        if (
            model.kols
            and model.settings.cared_kols > 0
            and model.tick % (CARE_DAYS * model.settings.ticks_per_day) == 0
        ):
            self.care_for_kols(line)
        for copy in range(len(model.kols)):
            u = model.uniforms(Purpose.KOL_PICK, line.picked, 0, line.number, 0, 0)[0]
            kol = model.kols[int(u * len(model.kols))]
            fee = kol.fee(line)
            version = model.team.choose_version(line, model.media, line.turn, line.picked)
            price = fee + line.cost_of(version)
            if line.spent + price > line.allowance or price > model.totals.budget_left:
                line.picked += 1
                continue
            if line.spent + price > model.team.allowance(line):
                return
            model.spend(Flow.KOL_FEE, fee)
            model.spend(Flow.CONTENT, line.cost_of(version))
            line.spent += price
            line.picked += 1
            line.turn += 1
            kol.sponsored_post(line, copy, version, price)

    def care_for_kols(self, line: Line) -> None:
        """Pay for the relation with the chosen opinion leaders, those with the lowest draws, while the line's money
        lasts."""
        model, settings = self.model, self.model.settings
        affordable = settings.cared_kols
        if settings.operated_cost > 0:
            affordable = min(
                affordable, max(0, min(line.allowance - line.spent, model.totals.budget_left)) // settings.operated_cost
            )
        model.spend(Flow.KOL_CARE, affordable * settings.operated_cost)
        line.spent += affordable * settings.operated_cost
        for turn, kol in enumerate(sorted(model.kols, key=lambda kol: kol.draw(Purpose.CARE)[0])):
            kol.cared = turn < affordable
