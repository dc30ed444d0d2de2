"""Partners post for the brand and are given goods for it."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.plan import by_rank, in_season, match_with, new_post, new_share, own_link, spend, wear_version
from gridsim.terms import Counter, Flow, Place, PlanLine


@kernel
def partners_post(town, run):
    """Every partner posts at its own time, lowest draw first while goods, swaps and budget last."""
    clock, settings, line = run.clock[0], town.settings[0], run.lines[PlanLine.PARTNERS]
    if not in_season(line, clock.tick):
        return
    willing = 0
    for partner in town.partners:
        for copy in range(int(line.posts_per_tick) + 1):
            u = draws.uniforms(clock.seed, clock.replicate, Purpose.SWAP, partner, 0, line.number, clock.tick, copy)[0]
            if u < line.posts_per_tick - copy:
                wish = run.visits[willing]
                wish.viewer, wish.share, wish.rank = partner, copy, u
                willing += 1
    by_rank(run.visits[:willing], run.visits[willing:])
    for wish in run.visits[:willing]:
        if not swap(clock, settings, line, run.flows):
            return
        partner_posts(town, run, wish.viewer, wish.share)


@kernel
def swap(clock, settings, line, flows):
    """Hand over the goods for one post and pay its making; False where the plan or the budget holds no more."""
    price = settings.swap_cost + line.content_cost
    if clock.n_swaps >= settings.most_swaps or line.spent + price > line.allowance or price > clock.budget_left:
        return False
    day = clock.tick // settings.ticks_per_day
    spend(clock, flows, day, Flow.SWAP, settings.swap_cost)
    spend(clock, flows, day, Flow.CONTENT, line.content_cost)
    line.spent += price
    clock.n_swaps += 1
    return True


@kernel
def partner_posts(town, run, partner, copy):
    """One post of a partner, to its followers or to its friends; a partner who is a point, too, links to its own
    mall."""
    clock, settings, line = run.clock[0], town.settings[0], run.lines[PlanLine.PARTNERS]
    u_layer = draws.uniforms(clock.seed, clock.replicate, Purpose.SWAP, partner, 0, line.number, clock.tick, copy)[1]
    layer = Place.MICRO_BLOG if u_layer < settings.partners_public_share else Place.MOMENTS
    match = match_with(run.state, town.product_match, partner, line.product)
    row = new_post(clock, settings, run.posts, line, PlanLine.PARTNERS, partner, copy, 1.0, line.personal_topic, match)
    wear_version(
        run,
        settings,
        row,
        line.first_version,
        clock.tick // settings.ticks_per_day,
        settings.swap_cost + line.content_cost,
    )
    new_share(clock, run.shares, row, partner, layer, 0, -1, own_link(settings, run.state, run.points, partner, -1))
    run.counters[clock.tick // settings.ticks_per_day, Counter.SWAPS] += 1
