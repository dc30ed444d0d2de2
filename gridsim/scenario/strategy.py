"""What the marketer controls. A strategy is data: which of its blocks it has, and how each is set.

A strategy named after a preset starts from that preset; any other says `preset: NAME`.
The names of the blocks (account, advertising, kol, points, ...) are the plan lines that the draws know,
so two strategies that share a block share its luck, whatever the strategies are called.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any

from gridsim.scenario.accounts import Account, Email, Executive, Service
from gridsim.scenario.activity import Activity
from gridsim.scenario.calendar import Phase, Review, Team
from gridsim.scenario.community import Community, Partners
from gridsim.scenario.content import Varied
from gridsim.scenario.declare import Page, block, declarations, parameter
from gridsim.scenario.grid import Points
from gridsim.scenario.inviting import Gifts, Invitations
from gridsim.scenario.kinds import Marker
from gridsim.scenario.media import Advertising, Kol, MassMedia
from gridsim.scenario.uses import Brand, Conversion, Promotion, Search
from gridsim.terms import NOTHING

BESIDE: dict[str, dict[str, Any]] = {
    "official": {},
    "advertising": {"advertising": Advertising()},
    "kol": {"kol": Kol()},
    "grid": {"points": Points()},
    "hybrid": {"advertising": Advertising(spend=0.25), "points": Points(spend=0.55)},
}
"""The shipped strategies, each by its blocks beside the official account, which all have alike."""

PresetName = Annotated[str, Marker("choice", choices=(*BESIDE, NOTHING))]
"""A shipped strategy, or none."""


class Strategy(Page):
    """One way to use the budget."""

    preset: PresetName | None = parameter(
        None, "what it starts from; without it, the preset of the strategy's own name", "scenario", tier="usual"
    )
    account: Account | None = block(None, "the official account posts (empty: it is silent)")
    advertising: Advertising | None = block(None, "bought impressions (empty: none)", switch="advertising")
    kol: Kol | None = block(None, "paid posts of big accounts (empty: none)", switch="kol")
    points: Points | None = block(None, "the grid of points (empty: none)")
    community: Community | None = block(None, "active fans are found and served (empty: nobody is)", held=True)
    partners: Partners | None = block(None, "partners post in exchange for goods (empty: none)")
    executive: Executive | None = block(None, "the account of an executive posts (empty: it is silent)")
    service: Service | None = block(None, "the account for activities and service posts (empty: it is silent)")
    invitations: Invitations | None = block(
        None, "buyers or visitors are asked to send a message to a friend (empty: nobody is)", held=True
    )
    gifts: Gifts | None = block(None, "goods given away to start with (empty: none)")
    email: Email | None = block(None, "mails to the mailing list (empty: none)")
    mass_media: MassMedia | None = block(None, "mass media (empty: none)")
    search: Search | None = block(None, "paid search (empty: none)")
    conversion: Conversion | None = block(None, "work on the malls, so that more visits become orders (empty: none)")
    brand: Brand | None = block(None, "work on reputation, so that the brand is trusted (empty: none)")
    promotion: Promotion | None = block(None, "followers of the official account are bought (empty: none)")
    activities: dict[str, Activity] = block(
        dict, "activities by name, each a plan line of its own, announced by the official account"
    )
    calendar: dict[str, Phase] = block(dict, "phases by name, each making the lines busier or quieter while it lasts")
    team: Team | None = block(None, "who makes the posts of the brand's own accounts (empty: as many as it takes)")
    review: Review | None = block(None, "measure and correct while it runs (empty: never)")

    def blocks(self) -> dict[str, Any]:
        """Return the blocks that it has, by name; what has several of a kind (activities, the calendar) aside."""
        return {key: page for key in declarations(Strategy) if isinstance(page := getattr(self, key), Page)}


@functools.cache
def blocks_with(part: type[Page]) -> tuple[str, ...]:
    """Return the names of the blocks of which a page is part.

    Examples
    --------
    >>> from gridsim.scenario.content import Varied
    >>> blocks_with(Varied)
    ('account', 'advertising', 'kol', 'points')
    """
    kinds = {name: one.kind for name, one in declarations(Strategy).items()}
    return tuple(name for name, kind in kinds.items() if kind.name == "page" and issubclass(kind.page, part))


MEDIA = tuple(name for name in blocks_with(Varied) if name != "account")
"""Blocks whose money a review can move."""


@functools.cache
def presets() -> dict[str, Strategy]:
    """The shipped strategies by name, and `nothing`."""
    return {NOTHING: Strategy()} | {name: Strategy(account=Account(), **own) for name, own in BESIDE.items()}
