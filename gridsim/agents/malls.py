"""A person as the keeper of a micro-mall: whose customer a buyer is, what a sale earns, what is paid out."""

from __future__ import annotations

from typing import Any

from gridsim.agents.buyer import Buyer, open_mall
from gridsim.agents.plain import commission, undoing
from gridsim.agents.rows import Order, Point, Product
from gridsim.engine.mall import BY_FIRST_CLICK, BY_FIRST_ORDER
from gridsim.terms import Flow, PointState


class MallKeeper(Buyer):
    """What a point does with its micro-mall, by the rules of the malls; and how a buyer becomes somebody's customer."""

    point: Point | None
    locked_to: Any
    """Whose customer one is, as long as the protection runs and the mall is open."""
    locked_until: int

    # --- as a customer

    def lock_holder(self) -> Any:
        """The point whose customer one is now, or None."""
        return open_mall(self.locked_to) if self.model.tick < self.locked_until else None

    def become_customer(self, keeper: Any, event: int) -> None:
        """Be somebody's customer from a first click or a first order on, where that locks, and where one is nobody's
        yet."""
        settings = self.model.settings
        if settings.lock_by != event or keeper is None or keeper is self or self.lock_holder() is not None:
            return
        self.locked_to, self.locked_until = keeper, self.model.tick + settings.lock_protection

    def look_round(self, keeper: Any) -> None:
        """Having followed a link into somebody's mall: find it again later, and perhaps be its customer."""
        super().look_round(keeper)
        self.become_customer(keeper, BY_FIRST_CLICK)

    def remember_order(self, order: Order) -> None:
        """A first order, too, may make one a customer."""
        self.become_customer(order.seller, BY_FIRST_ORDER)
        super().remember_order(order)

    def send_back(self, order: Order) -> None:
        """The lock that an order had made falls with it."""
        super().send_back(order)
        made = undoing.lock_dates_from(self.locked_until, self.model.settings.lock_protection, order.tick)
        if self.model.settings.lock_by == BY_FIRST_ORDER and self.locked_to is order.seller and made:
            self.locked_to = None

    def credited(self, seller: Any) -> Any:
        """Who earns the commission of an order: the holder of the lock, else the seller; of a purchase in the own mall
        its owner."""
        holder = self.lock_holder()
        return seller if seller is self or holder is None or holder is self else holder

    def own_mall(self) -> Any:
        """The mall in which a point that needs the product buys, where that is allowed: its own."""
        return open_mall(self) if self.model.settings.self_purchase else None

    def price_in(self, keeper: Any, product: Product, price: int) -> int:
        """What a purchase costs: in the own mall the price less the commission that comes back."""
        if keeper is not self:
            return price
        return max(1, price - self.first_commission(product, price))

    # --- as a keeper

    def first_commission(self, product: Product, paid: int) -> int:
        """The seller's part: a fixed sum, or the product's rate, or the rate of the highest tier reached by its sales
        so far."""
        assert self.point is not None
        rate = product.first_rate
        if product.tiered:
            for tier in self.model.tiers:
                if self.point.credited_sales >= tier.from_sales:
                    rate = tier.rate
        return commission.earned(paid, rate, product.first_fixed)

    def sell(self, order: Order) -> None:
        """An order in the own mall; it wakes a dormant point."""
        point = self.point
        assert point is not None
        point.orders += 1
        point.gmv += order.paid
        point.last_sale_day = order.day
        order.earlier, point.last_order = point.last_order, order
        if point.state == PointState.DORMANT:
            point.state = PointState.ACTIVE

    def accrue(self, order: Order) -> None:
        """The commission of both levels is promised, or of none where the budget cannot hold it."""
        model, point, product = self.model, self.point, self.product(order)
        assert point is not None
        if not may_earn(self, order):
            return
        recruiter = point.recruiter if may_earn(point.recruiter, order) else None
        first, second = self.first_commission(product, order.paid), 0
        if recruiter is not None:
            second = commission.earned(order.paid, product.second_rate, product.second_fixed)
            second = min(second, order.paid - first)
        point.credited_sales += order.paid
        if not model.spend(Flow.COMMISSION, first + second):
            model.totals.commission_blocked += 1
            return
        order.beneficiary_1, order.commission_1 = self, first
        self.earn(first)
        if recruiter is not None:
            order.beneficiary_2, order.commission_2 = recruiter, second
            recruiter.earn(second)
            recruiter.point.recruiting_income += second

    def earn(self, amount: int) -> None:
        """A commission is promised."""
        assert self.point is not None
        self.point.commission += amount
        self.point.reward_today += amount

    def be_rewarded_for(self, recruit: Any, order: Order, day: int) -> None:
        """A recruiter's sum for a recruit's first sale to somebody else that stands: once, when the goods cannot be
        sent back any more."""
        reward, point = self.model.settings.invitation, self.point
        assert point is not None
        if (
            reward == 0
            or recruit.point.rewarded
            or order.buyer is recruit
            or not self.model.spend(Flow.INVITATION, reward, day)
        ):
            return
        recruit.point.rewarded = True
        order.invited_by, order.invitation = self, reward
        point.invitations += reward
        point.recruiting_income += reward
        point.reward_today += reward
        point.payable += reward

    def last_kept_sale(self, day: int) -> int:
        """The day of the last sale that has not come back by the end of a day, or -1; what has come back is passed over
        for good."""
        point = self.point
        assert point is not None
        while point.last_order is not None:
            if undoing.is_kept(point.last_order.returned_day, day):
                return point.last_order.day
            point.last_order = point.last_order.earlier
        return -1


def may_earn(who: Any, order: Order) -> bool:
    """Whether somebody may be paid on an order: nobody is on the own one, unless self-purchase is on."""
    return who is not None and commission.may_earn(who.number, order.buyer.number, who.model.settings.self_purchase)


def settle(order: Order, day: int) -> None:
    """After the return window the commission of an order is its sellers', and the invitation is due."""
    if order.beneficiary_1 is not None:
        order.beneficiary_1.point.payable += order.commission_1
    if order.beneficiary_2 is not None:
        order.beneficiary_2.point.payable += order.commission_2
    if order.credited is not None and may_earn(order.credited.point.recruiter, order):
        order.credited.point.recruiter.be_rewarded_for(order.credited, order, day)


def claw_back(model: Any, order: Order, day: int) -> None:
    """A returned order takes back what it had promised, and counts no more for the tier."""
    promised = order.commission_1 + order.commission_2
    model.book(Flow.COMMISSION_BACK, promised, day)
    model.totals.budget_left += promised
    if order.credited is not None:
        order.credited.point.credited_sales -= order.paid
    if order.beneficiary_1 is not None:
        order.beneficiary_1.earn(-order.commission_1)
    if order.beneficiary_2 is not None:
        order.beneficiary_2.earn(-order.commission_2)
        order.beneficiary_2.point.recruiting_income -= order.commission_2


def pay_out(model: Any, day: int) -> None:
    """Pay every point whose settled commission has reached the withdrawal minimum."""
    for point in model.points:
        if point.payable > 0 and point.payable >= model.settings.withdrawal_minimum:
            model.book(Flow.COMMISSION_PAID, point.payable, day)
            point.paid_out += point.payable
            point.payable = 0
