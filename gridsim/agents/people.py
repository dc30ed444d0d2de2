"""The people, one class a role: what is theirs beyond what every person does."""

from __future__ import annotations

from functools import cached_property

from gridsim.agents.person import Person
from gridsim.agents.plain import leaders
from gridsim.agents.rows import Line
from gridsim.engine.choose import ASKED_ROLES
from gridsim.terms import Place


class Consumer(Person):
    """A buyer of fresh food or whatever the product is; some, satisfied customers first, become points."""

    role = "consumer"


class Employee(Person):
    """Works for the brand, and posts about it."""

    role = "employee"


class Distributor(Person):
    """Trades in the brand's goods; its customers know it from the shop."""

    role = "distributor"


class Partner(Person):
    """A business that the brand works with, and that posts for it in exchange for goods."""

    role = "partner"


class Investor(Person):
    """Has money in the brand, and the most reason to speak for it."""

    role = "investor"


class Kol(Person):
    """An opinion leader: many followers, to whom it posts for a fee."""

    role = "kol"
    cared: bool
    """Whether the brand keeps up a relation with this opinion leader."""

    @cached_property
    def n_followers(self) -> int:
        """Followers on the micro-blog."""
        return len(self.model.layers[Place.MICRO_BLOG].audience(self.number))

    def fee(self, line: Line) -> int:
        """The fee of a sponsored post, by the number of followers; less where the brand keeps up the relation."""
        fee = leaders.post_fee(self.n_followers, line.fee_per_follower, line.least_fee)
        return int(fee * (1.0 - self.settings.operated_fee_discount)) if self.cared else fee

    def accept_chance(self, own_followers: int) -> float:
        """Chance to write for a brand whose account has so many followers: less the further one stands above it."""
        return leaders.accept_chance(self.n_followers, own_followers, self.settings.log_kol_status_effect)

    def signing_fee(self) -> int:
        """A fee by the number of followers."""
        return int(self.settings.kol_fee_per_follower * self.n_followers)


_OWN = {one.role: one for one in (Employee, Distributor, Partner, Investor, Kol, Consumer)}
PEOPLE: dict[str, type[Person]] = {
    role: _OWN.get(role) or type(role.title(), (Person,), {"role": role}) for role in ASKED_ROLES
}
"""The class of each role, in the order of asking; a role without one has people of no special class."""
