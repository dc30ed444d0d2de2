"""What others are seen to like and to buy: approval spreads to friends, sales are shown in the malls."""

from __future__ import annotations

from gridsim._jit import kernel
from gridsim.rules import standing


@kernel
def note_approval(start, target, people, person):
    """With the first like or comment a person is seen, by all friends, to approve of the brand."""
    if people[person].approves:
        return
    people[person].approves = True
    for tie in range(start[person], start[person + 1]):
        people[target[tie]].friends_approve += 1


@kernel
def show_sales(settings, sold, popularity):
    """At the end of a day: the sales of each product, and its place among them, are shown from tomorrow on."""
    n, total = len(sold), 0
    for number in sold:
        total += number
    for product in range(n):
        place = 1.0
        for other in range(n):
            if sold[other] > sold[product]:
                place += 1.0
            elif other != product and sold[other] == sold[product]:
                place += 0.5
        popularity[product] = standing.popularity_multiplier(
            float(sold[product]), total / n, settings.popularity_prior_sales, settings.popularity_sales_elasticity
        ) * standing.place_multiplier(place, n, settings.popularity_rank_elasticity)
