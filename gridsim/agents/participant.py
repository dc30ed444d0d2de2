"""A person and the brand's activities: take part, open a red packet, ask for a coupon, use the best offer that one
has."""

from __future__ import annotations

from typing import Any

from gridsim.agents.base import GridAgent
from gridsim.agents.plain import commission
from gridsim.agents.rows import Activity, Claim, Fields, Post, Share, Ticket, Visit
from gridsim.draws import Purpose
from gridsim.engine.activities import ASK_COUPON, HELD, OPEN_PACKET, TAKE_PART
from gridsim.terms import ActivityKind


class Participant(GridAgent, Fields):
    """What a person does with prize draws, votes, quizzes, coupons, red packets, group purchases and flash sales."""

    tickets: dict[int, Ticket]
    """What this person has of an activity, by the number of that."""

    def ticket(self, activity: Activity) -> Ticket:
        """What this person has of an activity."""
        return self.tickets.setdefault(activity.number, Ticket(group=None))

    def live_activity(self, post: Post) -> Activity | None:
        """The activity that a post announces, while that is on."""
        activity = self.model.activities.of_post(post)
        return activity if activity is not None and activity.is_live(self.model.tick) else None

    # --- as a reader

    def engage_boost(self, post: Post) -> float:
        """Multiplier of the odds to like, comment or take part."""
        activity = self.live_activity(post)
        return 1.0 if activity is None else activity.engage_boost

    def share_boost(self, post: Post) -> float:
        """Multiplier of the odds to pass a post on; a red packet's only while there are packets."""
        activity = self.live_activity(post)
        if activity is None or (activity.kind == ActivityKind.RED_PACKET and activity.units_left <= 0):
            return 1.0
        return activity.share_boost

    def join_in(self, share: Share, engaged: bool, impact: Any) -> None:
        """Having read: take part, which wakes, and take a part of the red packet that somebody has opened."""
        activity = self.live_activity(share.post)
        if activity is None:
            return
        if engaged:
            ticket = self.ticket(activity)
            if not ticket.engaged:
                ticket.engaged = True
                activity.participants += 1
            impact.awareness += activity.wake_awareness
            impact.trust_weight += activity.wake_trust
            impact.trust_sum += activity.wake_trust
        if share.parts > 0:
            self.claim(TAKE_PART, activity, share)

    def open_packet(self, share: Share) -> None:
        """Having passed a red packet on: open one for those who see it."""
        self.claim_of_kind(ActivityKind.RED_PACKET, OPEN_PACKET, share)

    def ask_for_coupon(self, share: Share) -> None:
        """Having followed a link: ask for the coupon that the post offers."""
        self.claim_of_kind(ActivityKind.COUPON, ASK_COUPON, share)

    def claim_of_kind(self, kind: int, what: int, share: Share) -> None:
        """Want something of a share's activity, where that is of a kind."""
        activity = self.live_activity(share.post)
        if activity is not None and activity.kind == kind:
            self.claim(what, activity, share)

    def claim(self, what: int, activity: Activity, share: Share) -> None:
        """Want something of an activity; it is served by the person's own draw."""
        rank = self.draw(Purpose.ACTIVITY_TURN, share.post.about, self.model.tick, share.sharer.number, block=what)[0]
        self.model.activities.claims.append(Claim(what=what, person=self, share=share, activity=activity, rank=rank))

    # --- as a buyer

    def waits_in_group(self, visit: Visit) -> bool:
        """Whether one came by a group purchase and waits for that group to fill already."""
        activity = self.model.activities.of_post(visit.share.post)
        return activity is not None and self.ticket(activity).group is not None

    def take_best_offer(self, visit: Visit) -> None:
        """Find the activity that takes most off the price, if that is more than the post's own coupon and the budget
        can pay it."""
        model = self.model
        most = commission.portion(model.products[visit.product].price, visit.discount)
        for activity in model.activities.rows:
            if (
                activity.product == visit.product
                and most < activity.amount <= model.totals.budget_left
                and self.has_offer(activity, visit)
            ):
                most = activity.amount
                visit.ticket, visit.amount = activity, activity.amount

    def has_offer(self, activity: Activity, visit: Visit) -> bool:
        """Whether one has the coupon, or came by the sale or the group purchase while that is on."""
        tick = self.model.tick
        if activity.kind in (ActivityKind.COUPON, ActivityKind.RED_PACKET):
            ticket = self.ticket(activity)
            return bool(ticket.state == HELD and tick < ticket.until_tick)
        came_by_it = (
            visit.share is not None
            and self.model.activities.of_post(visit.share.post) is activity
            and activity.is_live(tick)
        )
        return came_by_it and (
            activity.kind == ActivityKind.GROUP_BUY
            or (activity.kind == ActivityKind.FLASH_SALE and activity.units_left > 0)
        )

    def urgency(self, visit: Visit) -> float:
        """Multiplier of the odds to order now and not later: a flash sale's."""
        return (
            visit.ticket.urgency if visit.ticket is not None and visit.ticket.kind == ActivityKind.FLASH_SALE else 1.0
        )
