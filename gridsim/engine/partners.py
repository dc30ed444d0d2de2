"""Partners post for the brand and are given goods for it."""

from __future__ import annotations

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.engine.books import in_season, spend
from gridsim.engine.candidates import by_rank
from gridsim.engine.posts import match_with, new_post, new_share, own_link, wear_version
from gridsim.terms import Counter, Flow, Place, PlanLine


@kernel
def partners_post(given, state):
    """Every partner posts at its own time, lowest draw first while goods, swaps and budget last."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.PARTNERS]
    if not in_season(line, clock.tick):
        return
    willing = 0
    for partner in given.partners:
        for copy in range(int(line.posts_per_tick) + 1):
            u = draws.uniforms(clock.seed, clock.replicate, Purpose.SWAP, partner, 0, line.number, clock.tick, copy)[0]
            if u < line.posts_per_tick - copy:
                wish = state.candidates[willing]
                wish.person, wish.number, wish.rank = partner, copy, u
                willing += 1
    by_rank(state.candidates[:willing], state.candidates[willing:])
    for wish in state.candidates[:willing]:
        if not swap(clock, totals, settings, line, state.flows):
            return
        partner_posts(given, state, wish.person, wish.number)


@kernel
def swap(clock, totals, settings, line, flows):
    """Hand over the goods for one post and pay its making; False where the plan or the budget holds no more."""
    price = settings.swap_cost + line.content_cost
    if line.spent + price > line.allowance or price > totals.budget_left:
        return False
    day = clock.tick // settings.ticks_per_day
    spend(totals, flows, day, Flow.SWAP, settings.swap_cost)
    spend(totals, flows, day, Flow.CONTENT, line.content_cost)
    line.spent += price
    totals.n_swaps += 1
    return True


@kernel
def partner_posts(given, state, partner, copy):
    """One post of a partner, to its followers or to its friends; a partner who is a point, too, links to its own
    mall."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.PARTNERS]
    u_layer = draws.uniforms(clock.seed, clock.replicate, Purpose.SWAP, partner, 0, line.number, clock.tick, copy)[1]
    layer = Place.MICRO_BLOG if u_layer < settings.partners_public_share else Place.MOMENTS
    match = match_with(state.people, given.product_match, partner, line.product)
    row = new_post(
        clock, totals, settings, state.posts, line, PlanLine.PARTNERS, partner, copy, 1.0, line.personal_topic, match
    )
    wear_version(
        state,
        settings,
        row,
        line.first_version,
        clock.tick // settings.ticks_per_day,
        settings.swap_cost + line.content_cost,
    )
    link = own_link(settings, state.people, state.points, partner, -1)
    new_share(clock, totals, settings, state.posts, state.shares, row, partner, layer, 0, -1, link)
    state.counters[clock.tick // settings.ticks_per_day, Counter.SWAPS] += 1
