"""Step 1, plan: who posts what in this tick, what is bought, while the budget lasts."""

from __future__ import annotations

from typing import Any

from gridsim.agents import selling, supervisor
from gridsim.agents.people import Kol
from gridsim.agents.rows import Line, Version
from gridsim.draws import Purpose
from gridsim.engine.state import FIRST_ACTIVITY
from gridsim.rules.leaders import DAYS_OF_CARE
from gridsim.terms import Counter, Flow, Place, PlanLine


def plan(model: Any) -> None:
    """Post and buy for this tick, line by line, in a fixed order: management, accounts, mails, points, leaders, bought
    media, partners, activities."""
    if model.tick % model.settings.ticks_per_day == 0:
        model.totals.team_posts = 0
        supervisor.pay_management(model)
    for row, follow in (
        (PlanLine.ACCOUNT, model.account.post_on_schedule),
        (PlanLine.EXECUTIVE, model.executive.post_on_schedule),
        (PlanLine.SERVICE, model.service.post_on_schedule),
        (PlanLine.EMAIL, model.account.mail_on_schedule),
        (PlanLine.POINTS, lambda line: supervisor.let_points_post(model, line)),
        (PlanLine.KOL, lambda line: buy_sponsored_posts(model, line)),
        (PlanLine.ADVERTISING, model.media.sell_impressions),
        (PlanLine.MASS_MEDIA, model.media.sell_impressions),
        (PlanLine.PARTNERS, lambda line: swap_goods_for_posts(model, line)),
        *((row, model.account.post_on_schedule) for row in range(FIRST_ACTIVITY, len(model.lines))),
    ):
        line = model.lines[row]
        if line.on and line.start_tick <= model.tick < line.end_tick:
            follow(line)


# --- opinion leaders


def buy_sponsored_posts(model: Any, line: Line) -> None:
    """Buy posts of opinion leaders, drawn in turn, as the line's allowance grows; passes over who can never be paid any
    more."""
    if model.team.pace(line) <= 0.0:
        return
    if model.kols and model.settings.cared_kols > 0 and model.tick % (DAYS_OF_CARE * model.settings.ticks_per_day) == 0:
        care_for_kols(model, line)
    own_followers = sum(person.is_follower(0) for person in model.people)
    for copy in range(len(model.kols)):
        u, u_accept, _, _ = model.uniforms(int(Purpose.KOL_PICK), line.picked, 0, line.number, 0, 0)
        kol = model.kols[int(u * len(model.kols))]
        if u_accept >= kol.accept_chance(own_followers):
            line.picked += 1
            continue
        fee = kol.fee(line)
        version = model.team.choose_version(line, model.media, line.turn, line.picked)
        making = line.content(version).content_cost
        price = fee + making
        if line.spent + price > line.allowance or price > model.totals.budget_left:
            line.picked += 1
            continue
        if line.spent + price > model.team.allowance(line):
            return
        model.spend(Flow.KOL_FEE, fee)
        model.spend(Flow.CONTENT, making)
        line.spent += price
        line.picked += 1
        line.turn += 1
        sponsored_post(kol, line, copy, version, price)


def sponsored_post(kol: Kol, line: Line, copy: int, version: Version | None, price: int) -> None:
    """A paid post to the followers, better and more believed of one who is cared for; its link leads to the official
    mall."""
    model = kol.model
    post = model.new_post(line, kol, copy, version=version)
    model.team.measure_post(post, price)
    if kol.cared:
        post.appeal *= kol.settings.operated_credibility_effect
        post.believed = kol.settings.operated_credibility_effect
    model.new_share(post, kol, Place.MICRO_BLOG)


def care_for_kols(model: Any, line: Line) -> None:
    """Pay for the relation with the chosen opinion leaders, those with the lowest draws, while the line's money
    lasts."""
    affordable, cost = model.settings.cared_kols, model.settings.operated_cost
    if cost > 0:
        affordable = min(affordable, max(0, min(line.allowance - line.spent, model.totals.budget_left)) // cost)
    model.spend(Flow.KOL_CARE, affordable * cost)
    line.spent += affordable * cost
    for turn, kol in enumerate(sorted(model.kols, key=lambda kol: kol.draw(Purpose.CARE)[0])):
        kol.cared = turn < affordable


# --- partners


def swap_goods_for_posts(model: Any, line: Line) -> None:
    """Every partner posts at its own time, lowest draw first while goods, swaps and budget last."""
    wishes = [
        (u, partner, copy)
        for partner in (model.people[number] for number in model.given.partners)
        for u, copy in selling.wishes(partner, Purpose.SWAP, line, line.posts_per_tick)
    ]
    for _, partner, copy in sorted(wishes, key=lambda wish: wish[0]):
        if not pay_swap(model, line):
            return
        selling.swapped_post(partner, line, copy)
        model.count(Counter.SWAPS)


def pay_swap(model: Any, line: Line) -> bool:
    """Hand over the goods for one post and pay its making; False where the plan or the budget holds no more."""
    totals, settings = model.totals, model.settings
    price = settings.swap_cost + line.content_cost
    if line.spent + price > line.allowance or price > totals.budget_left:
        return False
    model.spend(Flow.SWAP, settings.swap_cost)
    model.spend(Flow.CONTENT, line.content_cost)
    line.spent += price
    totals.n_swaps += 1
    return True
