"""The brand's community: who engages most is found and served. At the end of a day."""

from __future__ import annotations

from typing import Any

from gridsim.draws import Purpose
from gridsim.terms import Counter, Flow


class Community:
    """Serves fans; no agent, for it follows a list."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def end_day(self, day: int) -> None:
        """Fans are served, customers remember; every so many days the fans are chosen anew."""
        settings = self.model.settings
        if settings.remembered:
            for person in self.model.people:
                self.model.count(Counter.FANS, int(person.fan))
                person.keep_in_mind()
        if settings.community and day % settings.community_renew_every == 0:
            self.renew(day)

    def renew(self, day: int) -> None:
        """Choose the fans of the coming days: most likes and comments so far first, equals by their draw, while places
        and money last."""
        model, totals, settings = self.model, self.model.totals, self.model.settings
        days = min(settings.community_renew_every, settings.n_ticks // settings.ticks_per_day - day - 1)
        price = (settings.community_cost_per_fan * days + 29) // 30  # the cost is by the month
        for person in model.people:
            person.fan = False
        keen = [person for person in model.people if person.engaged > 0 and days > 0]
        keen.sort(key=lambda person: person.draw(Purpose.FAN, when=day)[0] - person.engaged)
        for person in keen[: settings.community_fans]:
            if totals.community_spent + price > settings.community_spend or not model.spend(Flow.COMMUNITY, price):
                return
            totals.community_spent += price
            person.fan = True
            if settings.loyalty:
                person.become_loyal()
