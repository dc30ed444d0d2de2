"""What sets customers apart: loyalty that grows with every interaction, the person through whom one came, being served
as a fan."""

from __future__ import annotations

from typing import Any

from gridsim.agents.base import GridAgent
from gridsim.agents.plain import loyalty, memory, undoing
from gridsim.agents.rows import Fields, Order
from gridsim.terms import PostKind


class Customer(GridAgent, Fields):
    """A person who knows the brand from more than its posts."""

    awareness: float
    trust: float
    fan: bool
    """Whether this person is being served as a fan."""
    engaged: int
    """Likes and comments given so far."""
    loyalty: float
    """In [0, 1]; it halves every so many days without an interaction."""
    referrer: Any
    """Through whom this person became a customer, or None."""
    spent: int
    """What has been paid for goods that were kept, minor units."""
    kept: int
    """Orders that were not sent back."""

    def keenness(self) -> float:
        """Multiplier of the odds to like, comment and pass on: a fan who is served does more of it."""
        return self.model.settings.community_engagement_effect if self.fan else 1.0

    def interact(self) -> None:
        """A like or a comment, given."""
        self.engaged += 1
        if self.model.settings.loyalty:
            self.become_loyal()

    def become_loyal(self) -> None:
        """One interaction: what is left of loyalty grows."""
        self.loyalty = loyalty.loyalty_after(self.loyalty_left(), self.model.settings.loyalty_interaction_rate)
        self.loyal_tick = self.model.tick

    def loyalty_left(self) -> float:
        """Loyalty as of now."""
        settings = self.model.settings
        return self.loyalty * memory.decay(
            (self.model.tick - self.loyal_tick) / settings.ticks_per_day, settings.loyalty_half_life
        )

    def as_customer(self, odds: float) -> float:
        """The odds of an order, for a customer more by loyalty and for a while after having come through a person."""
        settings = self.model.settings
        if not settings.customers_differ or not self.is_customer():
            return odds
        multiplier = 1.0
        if settings.loyalty:
            multiplier *= loyalty.repurchase_multiplier(self.loyalty_left(), settings.log_loyalty_repurchase_effect)
        if settings.referral and self.referrer is not None:
            days = (self.model.tick - self.first_tick) / settings.ticks_per_day
            multiplier *= loyalty.fading_effect(settings.referral_early_effect, days, settings.referral_early_half_life)
        return odds * multiplier

    def is_customer(self) -> bool:
        """Whether this person has bought in the run, and kept some of it, or before it."""
        return undoing.is_customer(self.kept, self.bought_before)

    def remember_referrer(self, order: Order) -> None:
        """With the first order, or the next one after all was sent back: through whom it came; the very first makes for
        some trust."""
        settings = self.model.settings
        self.referrer = self.brought_by(order)
        self.first_tick = self.model.tick
        if settings.referral and self.referrer is not None and self.n_orders == 0:
            self.trust = memory.moved_trust(self.trust, 1.0, settings.referral_first_trust)

    def brought_by(self, order: Order) -> Any:
        """The seller, or the person whose post or share it was; a paid post refers nobody, nor does an account, nor the
        buyer."""
        if order.seller is not None or order.share is None:
            return None if order.seller is self else order.seller
        share = order.share
        paid_post = share.parent is None and share.post.kind == PostKind.SPONSORED
        is_person = share.sharer.number < self.model.settings.n_people
        return None if paid_post or not is_person or share.sharer is self else share.sharer

    def send_back(self, order: Order) -> None:
        """Be a customer no more where nothing of all orders is kept: no example to friends, come through nobody."""
        self.spent -= order.paid
        self.kept -= 1
        if not self.is_customer():
            self.tell_friends(-1)
            self.referrer = None

    def tell_friends(self, change: int) -> None:
        """One buyer more, or one less, among the friends of each friend."""
        for friend in self.friends:
            friend.friends_bought += change

    def keep_in_mind(self) -> None:
        """At the end of a day: served fans, and those whose referrer stays, forget the brand more slowly."""
        settings, slower = self.model.settings, 1.0
        if self.fan:
            slower = settings.community_memory_effect
        if settings.referral and self.referrer is not None and self.referrer.stays():
            slower *= settings.referred_memory_effect
        if slower > 1.0:
            self.awareness *= loyalty.given_back(1.0, settings.awareness_half_life, slower)
