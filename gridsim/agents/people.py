"""The people, one class a role: what is theirs beyond what every person does.

A tick of any person: look through what was shown (`Reader.look_through`), decide at the malls behind the links
(`Buyer.decide_at_mall`), feel a need when it comes (`Buyer.feel_need`), and, as a point, post (`Seller.wishes_to_post`,
`Seller.post`). A day's end: find out how good the goods are (`Buyer.experience`), become a point (`Joiner.invited`,
`Joiner.apply`), weigh up reward and effort (`Seller.weigh_up`), wake, rise or fall (`Joiner.wakes`,
`Joiner.wishes_for_mall`).
"""

from __future__ import annotations

from typing import Any

from gridsim.agents.buyer import Need
from gridsim.agents.customer import Customer
from gridsim.agents.feed import Feed
from gridsim.agents.joining import Joiner
from gridsim.agents.participant import Participant
from gridsim.agents.rows import Line, Ticket, Version
from gridsim.draws import Purpose
from gridsim.terms import Place, Role


class Person(Joiner, Customer, Participant):
    """Anybody: consumer, communicator and seller at once.

    Its attributes are the columns of the world's table of people (`reservation_price`, `sociability`,
    `need_interval_days`, ...) and of the engine's table of states (`awareness`, `trust`, `fatigue`, `n_orders`, ...).
    """

    role: str

    def __init__(
        self, model: Any, number: int, fields: dict[str, Any], interests: list[float], feeds: list[Feed]
    ) -> None:
        super().__init__(model, number)
        self.__dict__.update(fields)
        self.role_code = Role[self.role.upper()]
        self.interests, self.feeds = interests, feeds
        self.heard: set[int] = set()  # the ties that have brought news of the brand
        self.passed_on: set[Any] = set()  # posts
        self.tickets: dict[int, Ticket] = {}  # by the number of the activity
        self.point = None
        habits = model.given.roles[self.role_code]
        self.credibility = float(habits["credibility"])
        self.posts_per_tick = float(habits["posts_per_tick"])
        self.motivation = float(habits["motivation"])
        self.touches: dict[int, tuple[int, int]] = {}  # by channel: how often, and the tick of the last
        self.first_touch: int | None = None  # a channel
        self.needs = [Need(self, product) for product in model.products]

    def signing_fee(self) -> int:
        """What this person is paid for becoming a point on the first day."""
        return 0

    def friend_numbers(self) -> list[int]:
        """The numbers of one's friends on moments."""
        layer = self.model.layers[Place.MOMENTS]
        ties = layer.audience(self.number)
        return layer.target[ties.start : ties.stop]

    def match_with(self, product: int) -> float:
        """Cosine of one's interests and a product's topics."""
        return self.match_product if product == 0 else float(self.model.given.product_match[self.number, product - 1])

    def group_numbers(self) -> list[int]:
        """The numbers of the chat groups that one is a member of."""
        return self.model.groups_of(self.number)

    @property
    def friends(self) -> list[Person]:
        """One's friends on moments."""
        return [self.model.people[number] for number in self.friend_numbers()]

    def knows(self, other: Any) -> bool:
        """Whether somebody is one of one's friends."""
        return other is not None and other.number in self.friend_numbers()


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

    def wishes_to_swap(self, line: Line) -> list[tuple[float, int]]:
        """The posts of this tick for which goods are asked: each with its draw and its number."""
        wishes = [(self.drawn_for_swap(line, copy)[0], copy) for copy in range(int(line.posts_per_tick) + 1)]
        return [(u, copy) for u, copy in wishes if u < line.posts_per_tick - copy]

    def drawn_for_swap(self, line: Line, copy: int) -> tuple[float, float, float, float]:
        """Whether and where a post is made."""
        return self.draw(Purpose.SWAP, line.number, self.model.tick, block=copy)

    def swapped_post(self, line: Line, copy: int) -> None:
        """One post, to its followers or its friends; a partner who is a point, too, links to its own mall."""
        model = self.model
        layer = (
            Place.MICRO_BLOG
            if self.drawn_for_swap(line, copy)[1] < model.settings.partners_public_share
            else Place.MOMENTS
        )
        version = line.versions[0] if line.versions else None
        post = model.new_post(line, self, copy, 1.0, line.personal_topic, self.match_with(line.product), version)
        model.team.measure_post(post, model.settings.swap_cost + line.content_cost)
        model.new_share(post, self, layer, link=self.own_link(None))


class Investor(Person):
    """Has money in the brand, and the most reason to speak for it."""

    role = "investor"


class Kol(Person):
    """An opinion leader: many followers, to whom it posts for a fee."""

    role = "kol"
    cared: bool
    """Whether the brand keeps up a relation with this opinion leader."""

    def fee(self, line: Line) -> int:
        """The fee of a sponsored post, by the number of followers; less where the brand keeps up the relation."""
        fee = int(line.fee_per_follower * len(self.model.layers[Place.MICRO_BLOG].audience(self.number)))
        return int(fee * (1.0 - self.model.settings.operated_fee_discount)) if self.cared else fee

    def signing_fee(self) -> int:
        """A fee by the number of followers."""
        return int(
            self.model.settings.kol_fee_per_follower * len(self.model.layers[Place.MICRO_BLOG].audience(self.number))
        )

    def sponsored_post(self, line: Line, copy: int, version: Version | None, price: int) -> None:
        """A paid post to the followers, better and more believed of one who is cared for; its link leads to the
        official mall."""
        post = self.model.new_post(
            line, self, copy, 1.0, line.personal_topic_of(version), self.match_with(line.product), version
        )
        self.model.team.measure_post(post, price)
        if self.cared:
            post.appeal *= self.model.settings.operated_credibility_effect
            post.believed = self.model.settings.operated_credibility_effect
        self.model.new_share(post, self, Place.MICRO_BLOG)


PEOPLE: dict[str, type[Person]] = {
    role.role: role for role in (Employee, Distributor, Partner, Investor, Kol, Consumer)
}
"""The class of each role."""
