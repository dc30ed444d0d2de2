"""A person: what it is, and what it decides, from a showing to an order and from a buyer to a point.

A decision is a method: a chance, by a rule of `gridsim.rules`, or a choice; a subclass may decide otherwise. A tick of a
person: look through what was shown (`reading.look_through`), decide at the malls behind the links
(`shopping.orders_after_click`), feel a need when it comes (`shopping.feel_need`), and, as a point, post
(`selling.post`). A day's end: find out how good the goods are (`shopping.experience`), become a point
(`joining.invited`, `joining.apply`), weigh up reward and effort (`selling.weigh_up`), wake, rise or fall
(`joining.wakes`, `joining.wishes_for_mall`).
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from gridsim.agents.agent import GridAgent
from gridsim.agents.feed import Feed
from gridsim.agents.plain import (
    buying,
    commission,
    experience,
    following,
    inviting,
    loyalty,
    memory,
    odds,
    reaction,
    recruiting,
    standing,
    undoing,
)
from gridsim.agents.rows import Activity, Line, Order, Post, Product, Share, Showing, Ticket, Visit
from gridsim.draws import Purpose
from gridsim.terms import ActivityKind, Counter, Entrance, Place, PlanLine, PointState, PostKind, Rank, Role

AMONG_FRIENDS = (Place.MOMENTS, Place.MESSAGE)


class Person(GridAgent):
    """Anybody: reader, buyer and seller at once.

    Its attributes are the columns of the world's table of people (`liking`, `sociability`,
    `need_interval_days`, ...) and of the engine's table of states (`awareness`, `trust`, `fatigue`, `n_orders`, ...),
    people and rows themselves in place of their numbers.
    """

    role: str
    awareness: float
    """Stock of attention given to the brand; it halves every so many days."""
    trust: float
    """As of `trust_tick`; it goes back to where it rests."""
    familiarity: int
    """Never heard of the brand, heard of it in the run, or knows it."""
    fatigue: float
    touched_tick: int
    """When awareness and fatigue were last brought up to date."""
    positioning: float
    """What the brand stands for, as remembered; -1 is nothing yet."""
    approves: bool
    """Whether one has liked or commented; friends see it."""
    fan: bool
    """Whether this person is being served as a fan."""
    spent: int
    """Sum paid for goods that were kept, minor units."""
    kept: int
    """Orders that were not sent back."""
    referrer: Any
    """Through whom this person became a customer, or None."""
    met: Any
    """The point that was met first, or None."""
    last_mall: Any
    """Owner of the micro-mall visited last, or None."""
    locked_to: Any
    """Point whose customer one is, as long as the protection runs and the mall is open."""
    point: Any
    """The record as a point (`Point`); None before one becomes one."""

    def __init__(self, model: Any, number: int, fields: dict[str, Any], feeds: list[Feed]) -> None:
        super().__init__(model, number)
        self.__dict__.update(fields, met=None, last_mall=None, locked_to=None, referrer=None, point=None)
        self.feeds = feeds
        self.role_code = Role[self.role.upper()]
        habits = model.given.roles[self.role_code]
        self.credibility = float(habits["credibility"])
        self.posts_per_tick = float(habits["posts_per_tick"])
        self.minute, self.wage = float(habits["minute"]), float(habits["wage"])  # what one is worth, and paid
        self.noticed: dict[int, int] = {}  # posts noticed, by the tie through which they came
        self.passed_on: set[Post] = set()
        self.tickets: dict[int, Ticket] = {}  # what one has of activities, by their numbers
        self.touches: dict[int, tuple[int, int]] = {}  # by channel: how often, and the tick of the last
        self.first_touch: int | None = None  # a channel
        self.follows = int(model.morning.follows[number])  # accounts of the brand: account k is the bit 2^k
        self.needs = [Need(self, product) for product in model.products]

    # --- whom and what one knows

    @cached_property
    def friends(self) -> list[Person]:
        """One's friends on moments."""
        layer = self.model.layers[Place.MOMENTS]
        return [self.model.people[layer.target[tie]] for tie in layer.audience(self.number)]

    def is_follower(self, account: int) -> bool:
        """Whether one follows an account of the brand (0 is the official one)."""
        return bool(self.follows >> account & 1)

    def follow(self, accounts: int) -> None:
        """Come to follow some accounts of the brand (a set of bits)."""
        self.model.count(Counter.FOLLOWERS_WON, (accounts & ~self.follows).bit_count())
        self.follows |= accounts

    def knows(self, other: Any) -> bool:
        """Whether somebody is one of one's friends."""
        return other in self.friends

    @cached_property
    def groups(self) -> list[int]:
        """The numbers of the chat groups that one is a member of."""
        given = self.model.given
        if len(given.member_start) == 0:
            return []
        start, stop = given.member_start[self.number : self.number + 2]
        return given.member_group[start:stop].tolist()

    def ticket(self, activity: Activity) -> Ticket:
        """What one has of an activity: a coupon, a group that one waits for, having taken part."""
        return self.tickets.setdefault(activity.number, Ticket(group=None))

    def match_with(self, product: int) -> float:
        """Cosine of one's interests and a product's topics."""
        return self.match_product if product == 0 else float(self.model.given.product_match[self.number, product - 1])

    def match(self, post: Post) -> float:
        """Cosine of one's interests and the topics of a post, which is of the product and of its author's interests."""
        product_part = self.match_with(post.product)
        if post.personal_topic <= 0.0:
            return product_part
        author_part = 0.0
        for mine, theirs in zip(self.interests, post.author.interests, strict=True):
            author_part += mine * theirs
        return reaction.topic_match(product_part, author_part, post.personal_topic, post.topic_norm)

    # --- reading: open, read on, like or comment, pass on, follow the link

    def openness(self, fatigue: float) -> float:
        """Odds to open anything of the brand: trust, fatigue as of now."""
        return reaction.openness(self.settings, self, fatigue)

    def open_chance(self, showing: Showing, openness: float) -> float:
        """Chance to open: the openness, the tie, whose word it is, the craft, how far its topic is one's own."""
        share, post = showing.share, showing.share.post
        odds = reaction.open_odds(
            self.settings,
            openness,
            self.tie_multiplier(showing),
            share.sharer.believed(share),
            post,
            self.model.lines[post.line],
            share.parent is not None and share.layer != Place.MESSAGE,
        )
        if share.layer == Place.MESSAGE:
            odds *= self.settings.open_effect
        if self.friends_approve > 0:
            odds *= standing.approval_multiplier(
                self.settings.log_approval_effect, self.model.products[post.product].status
            )
        return reaction.open_chance(self.settings, odds, self.match(post))

    def tie_multiplier(self, showing: Showing) -> float:
        """A close tie (within the circle) counts more; times the tie's weight where there are weights."""
        share = showing.share
        if share.layer >= Place.PLACE and share.layer != Place.MESSAGE:
            return 1.0
        layer = self.model.layers[Place.MOMENTS if share.layer == Place.MESSAGE else share.layer]
        multiplier = 1.0
        if share.layer in (Place.MOMENTS, Place.GROUPS, Place.MESSAGE):
            multiplier = self.closeness(share.sharer)
        if layer.weight and share.sharer.number < self.settings.account:
            multiplier *= layer.weight[showing.edge - layer.first_edge]
        return multiplier

    def closeness(self, other: Any) -> float:
        """Multiplier of a tie: more within the circle."""
        settings, close = self.settings, self.circle >= 0 and self.circle == other.circle
        return reaction.tie_multiplier(close, settings.close_tie_effect, settings.close_tie_share)

    def believed(self, share: Share) -> float:
        """Credibility as a sender."""
        return self.credibility

    def read_chance(self, post: Post) -> float:
        """Chance to read on what has been opened; a quiz more."""
        activity = self.model.activities.live(post)
        return self.settings.read_chance if activity is None else activity.read_chance

    def engage_chance(self, post: Post) -> float:
        """Chance that a reader likes or comments; with an activity more."""
        activity = self.model.activities.live(post)
        return reaction.engage_chance(self.settings, self, post, 1.0 if activity is None else activity.engage_boost)

    def share_chance(self, share: Share) -> float:
        """Chance that a reader passes the post on; among friends a personal one more."""
        activity = self.model.activities.live(share.post)
        boost = 1.0 if activity is None or activity.out_of_packets() else activity.share_boost
        return reaction.share_chance(
            self.settings, self, self, share.post, share.luck, boost, share.layer in AMONG_FRIENDS
        )

    def click_chance(self, share: Share, noticed: int) -> float:
        """Chance that a reader follows the link to the mall: less the more of this sharer has been noticed before; in a mail
        it is another."""
        return reaction.click_chance(self.settings, self, share.post, share.layer == Place.EMAIL, noticed)

    def follow_chance(self, share: Share) -> float:
        """Chance that a reader comes to follow the account that a post leads to."""
        post, forwarded = share.post, share.parent is not None
        to_followers = post.kind in (PostKind.BRAND, PostKind.ACTIVITY)
        if not following.leads_to_account(post.valence, to_followers, forwarded):
            return 0.0
        return following.follow_chance(self.settings, self, self.model.lines[post.line], forwarded)

    def buyer_follow_chance(self) -> float:
        """Chance to come to follow the official account with an order."""
        return self.settings.buyer_follow_chance

    def trust_weight(self, share: Share, engaged: bool) -> float:
        """How far a post that is read moves trust."""
        post = share.post
        return memory.trust_weight(
            self.settings, self, post, self.model.lines[post.line], share.sharer.believed(share), engaged
        )

    def where_to_pass_on(self, showing: Showing, u_layer: float) -> tuple[int, int | None] | None:
        """Layer on which a post is passed on: from friends, a group or a shop to friends, from a public layer to either;
        now and then to a group. A message to oneself goes on to one friend, if there is another (else None)."""
        settings, share = self.settings, showing.share
        if share.layer == Place.MESSAGE:
            tie = self.choose_friend(share.post.product, share.post.about, share.sharer)
            return None if tie is None else (Place.MESSAGE, tie)
        if settings.to_groups_share > 0.0 and self.groups:
            u, u_which, _, _ = self.draw(Purpose.TO_GROUP, share.post.about, self.model.tick, showing.source)
            if u < settings.to_groups_share:
                return Place.GROUPS, self.groups[int(u_which * len(self.groups))]
        private = share.layer in (Place.MOMENTS, Place.GROUPS, Place.PLACE)
        return (Place.MOMENTS if private or u_layer < settings.to_moments_share else Place.MICRO_BLOG), None

    # --- remembering

    def faded(self, stock: float, half_life: float) -> float:
        """Stock as of now, decayed since its last update."""
        return stock * memory.decay((self.model.tick - self.touched_tick) / self.settings.ticks_per_day, half_life)

    def recall_chance(self) -> float:
        """How present the brand is in mind now."""
        return memory.recall_now(self.settings, self, self.model.tick)

    def settle_trust(self) -> None:
        """Bring trust up to date, before it is read or moved."""
        memory.settle_trust(self.settings, self, self.model.tick)

    def friend_multiplier(self) -> float:
        """What knowing somebody who uses the thing multiplies the odds to order by."""
        return loyalty.friend_multiplier(self.settings, self.referrer is not None and self.referrer.stays())

    def stays(self) -> bool:
        """As somebody's referrer: still there, unless one has left as a point."""
        return self.point is None or self.point.state != PointState.LEFT

    # --- buying: after a click, with a need, beside a search

    def is_customer(self) -> bool:
        """Whether one has bought in the run, and kept some of it, or before it."""
        return undoing.is_customer(self.kept, self.bought_before)

    def price(self, visit: Visit) -> int:
        """Price of an order: less the best offer; in the own mall also less the commission that comes back."""
        product = self.model.products[visit.product]
        price = product.price - max(commission.portion(product.price, visit.discount), visit.amount)
        return max(1, price - self.first_commission(product, price)) if visit.link is self else price

    def persuasion(self, visit: Visit) -> float:
        """Multiplier of the odds to order, whatever the way: trust, price, knowing the seller."""
        product = self.model.products[visit.product]
        knows_seller = self.knows(visit.shop or visit.link)
        persuasion = buying.persuasion(self.settings, self, product, float(self.price(visit)), knows_seller)
        return persuasion * (product.popularity * self.selling_effort(visit.link))

    def selling_effort(self, seller: Any) -> float:
        """How hard the point behind a mall sells to one: 1 for the official mall, and for a purchase in the own one."""
        if seller is None or seller is self:
            return 1.0
        return recruiting.selling_multiplier(self.settings, seller.point)

    def click_order_chance(self, visit: Visit) -> float:
        """Chance to order after a click: more the nearer the next need, the better the price, the greater the post's
        benefit."""
        settings, need, product = self.settings, self.needs[visit.product], self.model.products[visit.product]
        days = need.day - self.model.tick / settings.ticks_per_day + need.skipped * need.mean_days
        on_sale = visit.ticket is not None and visit.ticket.kind == ActivityKind.FLASH_SALE
        self.settle_trust()
        return buying.click_order_chance(
            settings,
            self,
            visit.share.post,
            visit.entrance == Entrance.EMAIL,
            self.persuasion(visit)
            * self.friend_multiplier()
            * reaction.wear_multiplier(visit.noticed, settings.wear_effect),
            buying.need_multiplier(days, settings.need_interval * product.need_factor, settings.log_need_effect),
            visit.ticket.urgency if on_sale else 1.0,
            self.model.totals.conversion * inviting.asked_multiplier(settings),
        )

    def choice_chance(self, visit: Visit) -> float:
        """Chance that a need is met with the brand and not with a rival's: the own liking, attention, trust, price."""
        settings, product = self.settings, self.model.products[visit.product]
        asked = self.model.totals.conversion * inviting.asked_multiplier(settings)
        attention = memory.attention_now(settings, self, self.model.tick)
        persuasion = self.persuasion(visit) * (self.owners_multiplier(product) * self.friend_multiplier())
        liking = self.needs[visit.product].liking
        conversion = asked if visit.shop is None else 1.0
        return buying.choice_chance(settings, self, liking, product, attention, persuasion, conversion)

    def owners_multiplier(self, product: Product) -> float:
        """Multiplier of friends who are seen to have bought: more where one has few."""
        usual = self.settings.n_moments_ties / self.settings.n_people
        return standing.owners_multiplier(
            float(self.friends_bought), float(len(self.friends)), usual, product.log_seen_effect
        )

    def paid_click_order_chance(self, visit: Visit) -> float:
        """Chance to order after a click on the advertisement beside a search."""
        self.settle_trust()
        return buying.paid_click_order_chance(self.settings, self.persuasion(visit), self.model.totals.conversion)

    def own_mall(self) -> Any:
        """The mall in which a point that needs the product buys, where that is allowed: its own."""
        return open_mall(self) if self.settings.self_purchase else None

    def lock_holder(self) -> Any:
        """The point whose customer one is now, or None."""
        return open_mall(self.locked_to) if self.model.tick < self.locked_until else None

    # --- with the goods

    def satisfaction(self, order: Order) -> float:
        """How good the goods are found, from 0 to 1: against what was claimed of them, more or less by chance."""
        settings, product = self.settings, self.model.products[order.product]
        z = experience.noise(*self.draw(Purpose.EXPERIENCE, when=order.tick))
        return experience.satisfaction(
            product.quality, settings.service_quality, product.claims, settings.experience_spread, z
        )

    def return_chance(self, order: Order) -> float:
        """Chance to send the goods back."""
        impulse = order.activity.impulse if order.activity is not None else 1.0
        return experience.return_chance(self.settings, order.satisfied, impulse)

    def praise_chance(self, order: Order) -> float:
        """Chance to recommend the goods."""
        return experience.praise_chance(self.settings, order.satisfied)

    def complaint_chance(self, order: Order) -> float:
        """Chance to warn of the goods."""
        return experience.complaint_chance(self.settings, order.satisfied)

    # --- telling a friend

    def show_approval(self) -> None:
        """With the first like or comment all friends see that one approves of the brand."""
        if not self.approves:
            self.approves = True
            for friend in self.friends:
                friend.friends_approve += 1

    def invite_chance(self, has_own_coupon: bool) -> float:
        """Chance to send a message to a friend when asked."""
        return inviting.send_chance(self.settings, has_own_coupon)

    def friend_weight(self, friend: Person, tie: int, product: int) -> float:
        """How readily a friend is chosen for a message: the closer, and the better the product matches, the more."""
        layer, weight = self.model.layers[Place.MOMENTS], self.closeness(friend)
        if layer.weight:
            weight *= layer.weight[tie]
        return inviting.friend_weight(self.settings, weight, friend.match_with(product))

    def choose_friend(self, product: int, about: int, not_to: Any) -> int | None:
        """The tie to the friend to whom a message goes, each as likely as it weighs; None where there is nobody."""
        chosen, soonest, layer = None, math.inf, self.model.layers[Place.MOMENTS]
        for tie in layer.audience(self.number):
            friend = self.model.people[layer.target[tie]]
            if friend is not not_to:
                u = self.draw(Purpose.CHOOSE_FRIEND, about, self.model.tick, friend.number)[0]
                wait = -math.log(u) / self.friend_weight(friend, tie, product)
                if wait < soonest:
                    chosen, soonest = tie, wait
        return chosen

    # --- becoming a point

    def is_member(self) -> bool:
        """Whether what was paid and not got back makes a member."""
        return undoing.is_member(self.spent, self.settings.recruiting_join_at_spending)

    def willingness(self, fee: float) -> float:
        """How willing one is to be a point: by what one hopes to earn over the effort and a fee."""
        return recruiting.willingness(self.settings, self, self.model.lines[PlanLine.POINTS].minutes, fee)

    def join_chance(self, odds: float) -> float:
        """Chance to join, at some base odds."""
        return recruiting.join_chance(self.willingness(float(self.settings.recruiting_joining_fee)), odds)

    def accepts(self) -> bool:
        """Whether one who is asked on the first day becomes a point: consumers weigh it."""
        u = self.draw(Purpose.ACCEPT)[0]
        return self.role != "consumer" or u < recruiting.acceptance(self.willingness(0.0))

    def application_odds(self) -> float:
        """Odds a day to apply with the brand in mind: more where the product is needed often."""
        return recruiting.application_odds(self.settings, self)

    def promote_chance(self) -> float:
        """Chance a day to open a mall: more where more may be earned, and where the goods are found good."""
        return recruiting.promote_chance(self.settings, self.point, self.willingness(0.0))

    def signing_fee(self) -> int:
        """Pay for becoming a point on the first day."""
        return 0

    # --- being a point

    def is_active(self) -> bool:
        """Whether one is an active point."""
        return self.point is not None and self.point.state == PointState.ACTIVE

    def keeps_mall(self) -> bool:
        """Whether one's micro-mall can be reached: not of who has left as a point, nor of a mere communicator."""
        return self.point is not None and self.point.state != PointState.LEFT and self.point.rank == Rank.SELLER

    def is_active_seller(self) -> bool:
        """Whether one is an active point with a micro-mall."""
        return self.is_active() and self.keeps_mall()

    def own_link(self, otherwise: Any) -> Any:
        """Where one's links lead: to the own micro-mall while active, else where the link led before."""
        return self if self.settings.points_malls and self.is_active_seller() else otherwise

    def first_commission(self, product: Product, paid: int) -> int:
        """The seller's part: a fixed sum, or the product's rate, or the rate of the highest tier reached by the sales
        so far."""
        rate = product.first_rate
        if product.tiered:
            for tier in self.model.tiers:
                if self.point.credited_sales >= tier.from_sales:
                    rate = tier.rate
        return commission.earned(paid, rate, product.first_fixed)

    def posts_expected(self, line: Line) -> float:
        """Posts in this tick by habit, more the better they pay and the goods are found."""
        by_habit = self.posts_per_tick * self.settings.points_posts_factor * self.model.team.pace(line)
        return by_habit * recruiting.posting_rate(self.settings, self.point)

    def where_to_post(self, u: float) -> int:
        """Public, in a group, in the shop, else among friends (as for a point that has no group, or no shop)."""
        settings = self.settings
        if u < settings.points_public_share:
            return Place.MICRO_BLOG
        if u < settings.points_public_share + settings.points_group_share:
            return Place.GROUPS if self.groups else Place.MOMENTS
        in_shop = u < settings.points_public_share + settings.points_group_share + settings.points_place_share
        return Place.PLACE if in_shop and self.model.given.tier[self.number] > 0 else Place.MOMENTS

    def off_message_chance(self) -> float:
        """Chance that a post is off the message: more where nobody supervises."""
        return recruiting.off_message_chance(self.settings, self.point, self.model.totals.supervised)

    def dormancy_chance(self) -> float:
        """Chance of this day to go dormant: less with reward over effort, more where nobody supervises."""
        return recruiting.dormancy_chance(self.settings, self.point, self.model.totals.supervised)


class Need:
    """Somebody's needs of a product: one after the other, at the person's own times, the same under every strategy."""

    def __init__(self, person: Person, product: Product) -> None:
        self.person, self.product = person, product
        self.number = 0
        self.mean_days = person.need_interval_days * product.need_factor
        self.liking = person.model.taste_of(person.number, product)
        """Odds of choosing the brand at the next need in the usual world."""
        self.skipped = 0
        """Coming needs that orders by click have used up."""
        self.day = buying.need_interval(self.draw(Purpose.NEED_TIME)[0], self.mean_days)
        """When the next one comes."""

    def wait(self) -> None:
        """Set the next need, and perhaps another liking: that of somebody drawn at random."""
        self.number += 1
        u_time, u_renewed, u_whose, _ = self.draw(Purpose.NEED_TIME)
        days, model = buying.need_interval(u_time, self.mean_days), self.person.model
        self.day += days
        if buying.taste_is_renewed(model.settings, u_renewed, days):
            self.liking = model.taste_of(int(u_whose * model.settings.n_people), self.product)

    def comes_anyway(self, u: float) -> bool:
        """Whether the brand would be chosen in the usual world."""
        return bool(self.person.aware and u < odds.chance_of(self.liking))

    def draw(self, purpose: int) -> tuple[float, float, float, float]:
        """Four uniform numbers for what is done about this need."""
        return self.person.draw(purpose, self.number, from_whom=self.product.number)


def open_mall(keeper: Any) -> Any:
    """The micro-mall that a link reaches; None, the official mall, where it has closed."""
    return keeper if keeper is not None and keeper.keeps_mall() else None
