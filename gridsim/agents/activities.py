"""The desk that runs the activities: serves what people want of them, forms groups, lets coupons lapse, draws
prizes."""

from __future__ import annotations

from typing import Any

from gridsim.agents.rows import Activity, Claim, Group, Order, Post, Visit
from gridsim.draws import Purpose
from gridsim.engine.activities import FAILED, FILLED, HELD, LAPSED, OPEN, OPEN_PACKET, REDEEMED, TAKE_PART
from gridsim.engine.state import FIRST_ACTIVITY
from gridsim.terms import ActivityKind, Flow


class Activities:
    """All activities of the strategy; no agent, for it keeps to their rules."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.rows = Activity.all(model.morning.activities)
        self.claims: list[Claim] = []
        self.groups: list[Group] = []

    def of_post(self, post: Post) -> Activity | None:
        """The activity that a post announces."""
        return self.rows[post.line - FIRST_ACTIVITY] if post.line >= FIRST_ACTIVITY else None

    def live(self, post: Post) -> Activity | None:
        """The activity that a post announces, while that is on."""
        activity = self.of_post(post)
        return activity if activity is not None and activity.is_live(self.model.tick) else None

    # --- in a tick

    def serve_claims(self) -> None:
        """After all have reacted: hand out coupons, packets and their parts, the lowest draw first."""
        claims, self.claims = self.claims, []
        for claim in sorted(claims, key=lambda claim: claim.rank):
            self.serve(claim)

    def serve(self, claim: Claim) -> None:
        """Give what is wanted, while there is some."""
        activity, ticket = claim.activity, claim.person.ticket(claim.activity)
        if claim.what == OPEN_PACKET:
            if activity.units_left > 0:
                activity.units_left -= 1
                activity.packets += 1
                claim.share.parts = activity.parts
        elif ticket.state == 0 and claim.what == TAKE_PART:
            if claim.share.parts > 0:
                claim.share.parts -= 1
                activity.hand_coupon(ticket, self.model.tick)
        elif ticket.state == 0 and activity.units_left > 0:
            activity.units_left -= 1
            activity.hand_coupon(ticket, self.model.tick)

    def is_gone(self, visit: Visit) -> bool:
        """Whether somebody with a lower draw has taken the last piece on sale, or the visitor has used the coupon in
        this tick."""
        activity = visit.ticket
        if activity is None or activity.kind == ActivityKind.GROUP_BUY:
            return False
        if activity.kind == ActivityKind.FLASH_SALE:
            return bool(activity.units_left <= 0)
        return bool(visit.viewer.ticket(activity).state != HELD)

    def use_offer(self, visit: Visit) -> None:
        """An order was placed, perhaps with an offer."""
        activity = visit.ticket
        if activity is None:
            return
        activity.orders += 1
        if activity.kind == ActivityKind.FLASH_SALE:
            activity.units_left -= 1
        elif activity.kind != ActivityKind.GROUP_BUY:
            activity.redeemed += 1
            visit.viewer.ticket(activity).state = REDEEMED

    def coupon_back(self, order: Order, day: int) -> None:
        """An order with an offer was sent back: a coupon that is still valid can be used again; a group stays filled, a
        piece on sale stays sold."""
        activity = order.activity
        activity.returned += 1
        if activity.kind not in (ActivityKind.COUPON, ActivityKind.RED_PACKET):
            return
        activity.redeemed -= 1
        ticket = order.buyer.ticket(activity)
        ticket.state = HELD if (day + 1) * self.model.settings.ticks_per_day < ticket.until_tick else LAPSED
        activity.lapsed += ticket.state == LAPSED

    def join_group(self, visit: Visit) -> list[Visit]:
        """A buyer joins the group of who shared the post, or of those who came by the same share, or opens one.

        Returns the visits to be ordered now: those of a group that is full, else none.
        """
        activity = visit.ticket
        group = self.group_of_sharer(visit) or visit.share.buyers or None
        if group is None or group.state != OPEN:
            group = Group(
                number=len(self.groups) + 1, activity=activity, opened_tick=self.model.tick, state=OPEN, waiting=[]
            )
            self.groups.append(group)
            visit.share.buyers = group
            activity.groups += 1
        joined = {
            "viewer": visit.viewer,
            "share": visit.share,
            "link": visit.link,
            "entrance": visit.entrance,
            "rank": visit.rank,
        }
        group.waiting.append(Visit(ticket=activity, amount=activity.amount, product=activity.product, **joined))
        visit.viewer.ticket(activity).group = group
        activity.joined += 1
        if len(group.waiting) < activity.heads:
            return []
        group.state = FILLED
        activity.filled += 1
        self.let_go(group)
        return group.waiting

    def group_of_sharer(self, visit: Visit) -> Group | None:
        """The group in which the person waits who shared the post."""
        sharer = visit.share.sharer
        return sharer.ticket(visit.ticket).group if sharer.number < self.model.settings.n_people else None

    def let_go(self, group: Group) -> None:
        """The members of a group wait no more: it is full, or it has dissolved, and nobody owes anything."""
        for visit in group.waiting:
            visit.viewer.ticket(group.activity).group = None

    # --- at the end of a day

    def close_day(self) -> None:
        """Groups that did not fill in time dissolve, coupons lapse, prizes are drawn."""
        tomorrow = self.model.tick + 1
        for group in self.groups:
            if group.state == OPEN and group.opened_tick + group.activity.valid_ticks <= tomorrow:
                group.state = FAILED
                group.activity.failed += 1
                self.let_go(group)
        for activity in self.rows:
            if activity.kind in (ActivityKind.COUPON, ActivityKind.RED_PACKET):
                self.let_coupons_lapse(activity, tomorrow)
            if activity.prizes > 0 and activity.end_tick <= tomorrow:
                self.draw_prizes(activity)
                activity.prizes = 0

    def let_coupons_lapse(self, activity: Activity, tomorrow: int) -> None:
        """Coupons not used in time expire."""
        for person in self.model.people:
            ticket = person.ticket(activity)
            if ticket.state == HELD and ticket.until_tick <= tomorrow:
                ticket.state = LAPSED
                activity.lapsed += 1

    def draw_prizes(self, activity: Activity) -> None:
        """Pay the prizes to those who took part with the lowest draws, as far as the budget can."""
        line = self.model.lines[activity.line]
        took_part = [person for person in self.model.people if person.ticket(activity).engaged]
        took_part.sort(key=lambda person: person.draw(Purpose.PRIZE, line.number)[0])
        for _ in took_part[: activity.prizes]:
            if self.model.spend(Flow.PRIZE, activity.prize):
                activity.prizes_paid += 1
                line.spent += activity.prize
            else:
                activity.prizes_unpaid += 1
