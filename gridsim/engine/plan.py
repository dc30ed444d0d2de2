"""Step 1, plan: who posts what in this tick, what is bought, while the budget lasts.

The plan lines are paid in a fixed order: management, the accounts (official, executive, service), mails, points,
opinion leaders, advertisements, mass media.
"""

from __future__ import annotations

import math

import numpy as np

from gridsim import draws
from gridsim._jit import kernel, prefetch
from gridsim.draws import Purpose
from gridsim.engine.state import BUYING, EXECUTIVE_ACCOUNT, SERVICE_ACCOUNT
from gridsim.rules import commission, reaction, recruiting
from gridsim.terms import Channel, Flow, Measure, Place, PlanLine, PointState, Rank

CARE_DAYS = 30
"""A relation with an opinion leader is paid for so long."""


@kernel
def plan(given, state):
    """Post and buy for this tick."""
    clock, totals = state.clock[0], state.totals[0]
    tick = clock.tick
    state.lines[PlanLine.ADVERTISING].n_bought = 0
    state.lines[PlanLine.MASS_MEDIA].n_bought = 0
    if tick % given.settings[0].ticks_per_day == 0:
        totals.team_posts = 0
    if tick % given.settings[0].ticks_per_day == 0:
        pay_management(given, state)
    account = given.settings[0].account
    account_posts(given, state, PlanLine.ACCOUNT, account, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.EXECUTIVE, account + EXECUTIVE_ACCOUNT, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.SERVICE, account + SERVICE_ACCOUNT, Place.MICRO_BLOG)
    account_posts(given, state, PlanLine.EMAIL, account, Place.EMAIL)
    if in_season(state.lines[PlanLine.POINTS], tick):
        points_post(given, state)
    if in_season(state.lines[PlanLine.KOL], tick):
        buy_kol_posts(given, state)
    buy_impressions(given, state, PlanLine.ADVERTISING, Place.ADVERTISEMENT)
    buy_impressions(given, state, PlanLine.MASS_MEDIA, Place.MASS_MEDIA)


@kernel
def in_season(line, tick):
    """Whether a plan line is active in this tick."""
    return line.on and line.start_tick <= tick and tick < line.end_tick


@kernel
def spend(totals, flows, day, flow, amount):
    """Take an amount from the budget and book it; False, and nothing happens, where it does not suffice."""
    if amount > totals.budget_left:
        return False
    totals.budget_left -= amount
    flows[day, flow] += amount
    return True


@kernel
def by_rank(visits, scratch):
    """Sort in place by rank, lowest first (Shell's sort; `scratch` has room for one more)."""
    gap = len(visits) // 2
    while gap > 0:
        for i in range(gap, len(visits)):
            scratch[0] = visits[i]
            place = i
            while place >= gap and visits[place - gap].rank > scratch[0].rank:
                visits[place] = visits[place - gap]
                place -= gap
            visits[place] = scratch[0]
        gap //= 2


@kernel
def pay_management(given, state):
    """Supervise as many active points as the budget allows today; the rest go unsupervised."""
    clock, totals, settings = state.clock[0], state.totals[0], given.settings[0]
    totals.supervised = 1.0
    if settings.supervisors < 0 and (totals.n_active == 0 or settings.management_cost == 0):
        return
    affordable = totals.n_active
    if settings.management_cost > 0:
        affordable = min(totals.n_active, totals.budget_left // settings.management_cost)
    spend(
        totals,
        state.flows,
        clock.tick // settings.ticks_per_day,
        Flow.MANAGEMENT,
        affordable * settings.management_cost,
    )
    state.lines[PlanLine.POINTS].spent += affordable * settings.management_cost
    if affordable < totals.n_active:
        totals.management_blocked += 1
    if settings.supervisors >= 0:
        affordable = min(affordable, looked_after(clock, totals, settings, state.lines[PlanLine.POINTS], state.flows))
    totals.supervised = affordable / max(1, totals.n_active)


@kernel
def looked_after(clock, totals, settings, line, flows):
    """Pay the supervisors, as many as the budget allows today, and return how many points they look after."""
    paid = settings.supervisors
    if settings.supervisor_cost > 0:
        paid = min(paid, totals.budget_left // settings.supervisor_cost)
    spend(totals, flows, clock.tick // settings.ticks_per_day, Flow.MANAGEMENT, paid * settings.supervisor_cost)
    line.spent += paid * settings.supervisor_cost
    if paid < settings.supervisors:
        totals.management_blocked += 1
    return recruiting.supervised_by(paid, settings.points_per_supervisor, totals.n_active)


@kernel
def new_post(clock, totals, settings, posts, line, line_row, author, copy, valence, mine, product_match):
    """Write a post down and return its row.

    `copy` tells apart several posts of one author and line in one tick; `mine` is the part that the author's own
    interests have in its topic, and `product_match` how near those are to the product.
    """
    row = totals.n_posts
    totals.n_posts += 1
    post = posts[row]
    post.about = draws.digest(author, clock.tick, line.number + copy)
    luck = draws.uniform(clock.seed, clock.replicate, Purpose.LUCK, author, 0, line.number + copy, clock.tick)
    post.luck = reaction.luck_multiplier(luck, settings.luck_spread)
    post.author = author
    post.tick = clock.tick
    post.line = line_row
    post.kind = line.kind
    post.appeal = line.appeal
    post.interesting = line.interesting
    post.benefit = line.benefit
    post.interaction = line.interaction
    post.individuality = line.individuality
    post.valence = valence
    post.believed = 1.0
    post.discount = line.discount
    post.product = line.product
    post.positioning = line.positioning
    post.version = -1
    post.personal_topic = mine
    post.topic_norm = reaction.topic_length(mine, product_match)
    post.engaging = 1.0  # publishing finds the audience, and with it this
    if valence < 0.0:  # bad news is opened and passed on more readily
        stirring = reaction.warning_multiplier(valence, settings.log_complaint_spread)
        post.appeal *= stirring
        post.luck *= stirring
    return row


@kernel
def match_with(people, product_match, person, product):
    """Cosine of a person's interests and a product's topics."""
    if product == 0:
        return people[person].match_product
    return product_match[person, product - 1]


@kernel
def take_version(clock, line, versions, author, copy, nth, when):
    """Which version of its line's content a post takes: in turn from one drawn for the author, or drawn by the weights;
    -1 where none is measured.

    Only the content depends on it: the post keeps its name in the draws, so all versions share its luck.
    """
    if line.n_versions <= 1:
        return line.first_version
    if line.in_turn:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.VARIANT, author, 0, line.number, 0)
        return np.int32(line.first_version + (int(u * line.n_versions) + nth) % line.n_versions)
    u = draws.uniform(clock.seed, clock.replicate, Purpose.VARIANT, author, 1, line.number + copy, when)
    chosen = line.first_version
    for version in range(line.first_version, line.first_version + line.n_versions):
        u -= versions[version].weight
        chosen = np.int32(version)
        if u < 0.0:
            break
    return chosen


@kernel
def cost_of_version(line, versions, version):
    """What the making of a post costs."""
    if version < 0:
        return line.content_cost
    return versions[version].content_cost


@kernel
def topic_of_version(line, versions, version):
    """How far the author's own interests are a post's topic."""
    if version < 0:
        return line.personal_topic
    return versions[version].personal_topic


@kernel
def wear_version(state, settings, row, version, day, spent):
    """Give a post the content of its version, and count it there."""
    if version < 0:
        return
    post, copy = state.posts[row], state.versions[version]
    post.version = version
    post.appeal, post.interesting, post.benefit = copy.appeal, copy.interesting, copy.benefit
    if post.valence < 0.0:
        post.appeal *= reaction.warning_multiplier(post.valence, settings.log_complaint_spread)
    post.interaction, post.individuality = copy.interaction, copy.individuality
    post.positioning, post.discount = copy.positioning, copy.discount
    state.measured[day, version, Measure.POSTS] += 1
    state.measured[day, version, Measure.SPEND] += spent


@kernel
def team_makes_one_more(clock, totals, settings):
    """Whether the team can make one more post today; the posts that it cannot make are counted."""
    if settings.team_capacity < 0.0:
        return True
    day = clock.tick // settings.ticks_per_day
    today = int((day + 1) * settings.team_capacity + 1e-9) - int(day * settings.team_capacity + 1e-9)
    if totals.team_posts >= today:
        totals.team_blocked += 1
        return False
    totals.team_posts += 1
    return True


@kernel
def new_share(totals, shares, post, sharer, layer, depth, parent, link):
    """Write a share (or the post itself, its own first share) down and return its row; it is seen from this or the next
    tick on."""
    row = totals.n_shares
    totals.n_shares += 1
    share = shares[row]
    share.post = post
    share.sharer = sharer
    share.layer = layer
    share.depth = depth
    share.parent = parent
    share.link = link
    share.group = -1
    share.parts, share.buyers = 0, 0
    return row


@kernel
def posts_due(ticks, posts_per_tick):
    """How many posts are due after so many ticks: the first at once, then one every 1 / rate ticks (the 1e-9 keeps 0.1
    x 10 at 1)."""
    return int(math.ceil(ticks * posts_per_tick - 1e-9))


@kernel
def posts_of_tick(line, tempo, tick):
    """How many posts of a schedule are due in a tick."""
    if line.paced:
        return posts_due(tempo[tick + 1], line.posts_per_tick) - posts_due(tempo[tick], line.posts_per_tick)
    since = float(tick - line.start_tick)
    return posts_due(since + 1.0, line.posts_per_tick) - posts_due(since, line.posts_per_tick)


@kernel
def account_posts(given, state, line_row, author, place):
    """An account posts to its followers (or mails to the mailing list) on its schedule, as far as the team and the
    budget can.

    The team makes the posts of the brand's accounts; mails are no posts.
    """
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[line_row]
    if not in_season(line, clock.tick):
        return
    day = clock.tick // settings.ticks_per_day
    sending = commission.impressions_cost(len(given.subscribers), line.cost_per_mille) if place == Place.EMAIL else 0
    for copy in range(posts_of_tick(line, given.tempo[line_row], clock.tick)):
        version = take_version(clock, line, state.versions, author, copy, line.turn, clock.tick)
        making = cost_of_version(line, state.versions, version)
        if making + sending > totals.budget_left or (
            place != Place.EMAIL and not team_makes_one_more(clock, totals, settings)
        ):
            continue
        spend(totals, state.flows, day, Flow.CONTENT, making)
        spend(totals, state.flows, day, Flow.MEDIA, sending)
        line.spent += making + sending
        line.turn += 1
        row = new_post(clock, totals, settings, state.posts, line, line_row, author, copy, 1.0, 0.0, 0.0)
        wear_version(state, settings, row, version, day, making + sending)
        new_share(totals, state.shares, row, author, place, 0, -1, -1)


@kernel
def points_post(given, state):
    """Every active point posts by its habit, to its friends or to its followers, now and then off the message."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    willing = who_wants_to_post(given, state)
    if willing * line.dearest > totals.budget_left:  # the lowest draws get the last of the money
        by_rank(state.visits[:willing], state.visits[willing:])
    for wish in state.visits[:willing]:
        point = state.points[state.people[wish.viewer].point]
        version = take_version(clock, line, state.versions, wish.viewer, wish.share, point.posts, clock.tick)
        if not spend(
            totals,
            state.flows,
            clock.tick // settings.ticks_per_day,
            Flow.CONTENT,
            cost_of_version(line, state.versions, version),
        ):
            return
        point_posts(given, state, point, wish.share, version)


@kernel
def who_wants_to_post(given, state):
    """Draw which points post in this tick; list them in `visits` (viewer: who, share: the how-many-th post, rank: the
    draw)."""
    clock, totals, busy = state.clock[0], state.totals[0], 1.0
    if state.lines[PlanLine.POINTS].paced:
        busy = given.tempo[PlanLine.POINTS, clock.tick + 1] - given.tempo[PlanLine.POINTS, clock.tick]
    willing = 0
    for point in state.points[: totals.n_points]:
        if point.state != PointState.ACTIVE:
            continue
        expected = given.roles[point.role].posts_per_tick * given.settings[0].posts_factor * busy
        for copy in range(int(expected) + 1):
            u = draws.uniforms(
                clock.seed,
                clock.replicate,
                Purpose.POST_TIME,
                point.agent,
                0,
                state.lines[PlanLine.POINTS].number,
                clock.tick,
                copy,
            )[0]
            if u < expected - copy:
                wish = state.visits[willing]
                wish.viewer, wish.share, wish.rank = point.agent, copy, u
                willing += 1
    return willing


@kernel
def point_posts(given, state, point, copy, version):
    """One post of a point."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.POINTS]
    drawn = draws.uniforms(
        clock.seed, clock.replicate, Purpose.POST_TIME, point.agent, 0, line.number, clock.tick, copy
    )
    astray = recruiting.off_message_chance(settings.off_message, settings.unsupervised_off_message, totals.supervised)
    if settings.skill and astray < 1.0:
        better = reaction.effect_multiplier(point.skill, reaction.REFERENCE, settings.log_off_message_effect)
        astray = reaction.chance_of(reaction.odds_of(astray) / better)
    layer = where_to_post(settings, given.member_start, given.tier, point.agent, drawn[1])
    valence = settings.off_message_valence if drawn[2] < astray else 1.0
    match = match_with(state.people, given.product_match, point.agent, line.product)
    mine = topic_of_version(line, state.versions, version)
    row = new_post(clock, totals, settings, state.posts, line, PlanLine.POINTS, point.agent, copy, valence, mine, match)
    wear_version(
        state,
        settings,
        row,
        version,
        clock.tick // settings.ticks_per_day,
        cost_of_version(line, state.versions, version),
    )
    if settings.skill:
        state.posts[row].appeal *= reaction.effect_multiplier(
            point.skill, reaction.REFERENCE, settings.log_training_effect
        )
        point.skill = recruiting.practised(point.skill, settings.practice)
    recruiter = point.recruiter if settings.ranks else -1  # a communicator leads people to the mall that it came from
    link = own_link(settings, state.people, state.points, point.agent, recruiter)
    share = new_share(totals, state.shares, row, point.agent, layer, 0, -1, link)
    if layer == Place.GROUPS:
        u = draws.uniform(clock.seed, clock.replicate, Purpose.GROUP_PICK, point.agent, copy, line.number, clock.tick)
        state.shares[share].group = a_group_of(given.member_start, given.member_group, point.agent, u)
    point.posts += 1
    point.posts_today += 1


@kernel
def where_to_post(settings, member_start, tier, agent, u):
    """The layer of a point's post: public, in a group, in the shop, else among friends (as for a point that has no
    group, or no shop)."""
    if u < settings.public_share:
        return Place.MICRO_BLOG
    if u < settings.public_share + settings.group_share:
        return Place.GROUPS if member_start[agent + 1] > member_start[agent] else Place.MOMENTS
    if u < settings.public_share + settings.group_share + settings.place_share and tier[agent] > 0:
        return Place.PLACE
    return Place.MOMENTS


@kernel
def a_group_of(member_start, member_group, person, u):
    """One of a person's groups, each as likely as the others; u is uniform in (0, 1)."""
    return member_group[member_start[person] + int(u * (member_start[person + 1] - member_start[person]))]


@kernel
def own_link(settings, people, points, agent, otherwise):
    """The mall that a person's link leads to: the own micro-mall where there is one, else what the link was before."""
    row = people[agent].point
    if row >= 0 and settings.malls and points[row].state == PointState.ACTIVE and points[row].rank == Rank.SELLER:
        return agent
    return otherwise


@kernel
def line_allowance(line, tempo, tick):
    """What a line may have spent by the end of this tick: its share of the budget, at its tempo over its season.

    A review that changes the share starts anew from what was spent by then.
    """
    left = line.allowance - line.paced_spent
    if line.paced:
        whole = tempo[line.end_tick] - tempo[line.paced_from]
        if whole <= 0.0:
            return line.paced_spent
        return line.paced_spent + int(left * ((tempo[tick + 1] - tempo[line.paced_from]) / whole))
    return line.paced_spent + left * (tick + 1 - line.paced_from) // (line.end_tick - line.paced_from)


@kernel
def buy_kol_posts(given, state):
    """Buy posts of opinion leaders, drawn in turn, as the line's allowance grows."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.KOL]
    if len(given.kols) == 0 or (
        line.paced and given.tempo[PlanLine.KOL, clock.tick + 1] <= given.tempo[PlanLine.KOL, clock.tick]
    ):
        return
    allowance = line_allowance(line, given.tempo[PlanLine.KOL], clock.tick)
    day = clock.tick // settings.ticks_per_day
    if settings.cared_kols > 0 and clock.tick % (CARE_DAYS * settings.ticks_per_day) == 0:
        care_for_kols(given, state)
    for copy in range(len(given.kols)):
        u = draws.uniform(clock.seed, clock.replicate, Purpose.KOL_PICK, line.picked, 0, line.number, 0)
        kol = given.kols[int(u * len(given.kols))]
        fee = int(line.fee_per_follower * (given.blog_start[kol + 1] - given.blog_start[kol]))
        if state.people[kol].cared:
            fee = int(fee * (1.0 - settings.care_discount))
        version = take_version(clock, line, state.versions, settings.media, 0, line.turn, line.picked)
        content_cost = cost_of_version(line, state.versions, version)
        price = fee + content_cost
        # never affordable any more: the next in turn
        if line.spent + price > line.allowance or price > totals.budget_left:
            line.picked += 1
            continue
        if line.spent + price > allowance:
            return
        spend(totals, state.flows, day, Flow.KOL_FEE, fee)
        spend(totals, state.flows, day, Flow.CONTENT, content_cost)
        line.spent += price
        line.picked += 1
        line.turn += 1
        match = match_with(state.people, given.product_match, kol, line.product)
        mine = topic_of_version(line, state.versions, version)
        row = new_post(clock, totals, settings, state.posts, line, PlanLine.KOL, kol, copy, 1.0, mine, match)
        wear_version(state, settings, row, version, day, price)
        if state.people[kol].cared:
            state.posts[row].appeal *= settings.care_credibility
            state.posts[row].believed = settings.care_credibility
        new_share(totals, state.shares, row, kol, Place.MICRO_BLOG, 0, -1, -1)


@kernel
def care_for_kols(given, state):
    """Pay for the relation with the chosen opinion leaders (those with the lowest draws), while the line's money
    lasts."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[PlanLine.KOL]
    affordable = settings.cared_kols
    if settings.care_cost > 0:
        affordable = min(affordable, max(0, min(line.allowance - line.spent, totals.budget_left)) // settings.care_cost)
    spend(totals, state.flows, clock.tick // settings.ticks_per_day, Flow.KOL_CARE, affordable * settings.care_cost)
    line.spent += affordable * settings.care_cost
    for kol in given.kols:
        mine = draws.uniform(clock.seed, clock.replicate, Purpose.CARE, kol, 0, 0, 0)
        before = 0
        for other in given.kols:
            if draws.uniform(clock.seed, clock.replicate, Purpose.CARE, other, 0, 0, 0) < mine:
                before += 1
        state.people[kol].cared = before < affordable


@kernel
def buy_impressions(given, state, line_row, place):
    """Buy this tick's impressions; the advertisement (or the spot) is produced once (each version of it) and is one
    post a day."""
    clock, totals, settings, line = state.clock[0], state.totals[0], given.settings[0], state.lines[line_row]
    if not in_season(line, clock.tick):
        return
    day = clock.tick // settings.ticks_per_day
    version = take_version(clock, line, state.versions, settings.media, 0, day, day)
    if not produce(totals, state.flows, line, state.versions, version, day):
        return
    money = min(line_allowance(line, given.tempo[line_row], clock.tick) - line.spent, totals.budget_left)
    impressions = max(0, money * 1000 // line.cost_per_mille)
    if line.cap >= 0:
        impressions = under_cap(given, state, line, impressions)
    cost = commission.impressions_cost(impressions, line.cost_per_mille)
    if impressions == 0 or not spend(totals, state.flows, day, Flow.MEDIA, cost):
        return
    line.spent += cost
    if (
        clock.tick % settings.ticks_per_day == 0
        or line.share_today < 0
        or state.posts[state.shares[line.share_today].post].version != version
    ):
        row = new_post(clock, totals, settings, state.posts, line, line_row, settings.media, 0, 1.0, 0.0, 0.0)
        wear_version(state, settings, row, version, day, 0)
        line.share_today = new_share(totals, state.shares, row, settings.media, place, 0, -1, -1)
    if version >= 0:
        state.measured[day, version, Measure.SPEND] += cost
    line.n_bought = impressions


@kernel
def produce(totals, flows, line, versions, version, day):
    """Pay for the making of an advertisement once; False where the line or the budget cannot."""
    if version < 0:
        done = line.produced
    else:
        done = versions[version].produced
    if done:
        return True
    cost = cost_of_version(line, versions, version)
    if line.spent + cost > line.allowance or not spend(totals, flows, day, Flow.CONTENT, cost):
        return False
    line.spent += cost
    if version < 0:
        line.produced = True
    else:
        versions[version].produced = True
    return True


@kernel
def under_cap(given, state, line, impressions):
    """How many of the impressions there is still room for today under the frequency cap."""
    day = state.clock[0].tick // given.settings[0].ticks_per_day
    if state.totals[0].caps_today != day:
        state.totals[0].caps_today = day
        state.ads_today[:] = 0
    people = len(given.ad_people) if len(given.ad_people) > 0 else given.settings[0].n_people
    shown = 0
    for times in state.ads_today:
        shown += times
    room = people * line.cap - shown
    if room < impressions:
        line.capped += 1
        return room
    return impressions


@kernel
def buy_people(given, state, line, people):
    """Fill in who gets the impressions that a line has bought in this tick, (n,): anybody in its regions who is under
    its frequency cap."""
    clock, settings, audience = state.clock[0], given.settings[0], given.ad_people
    everywhere = line.channel != Channel.ADVERTISING or len(audience) == 0  # the regions are those of advertising
    n_people = settings.n_people if everywhere else np.int64(len(audience))
    for begin in range(0, len(people), BUYING):
        some = people[begin : begin + BUYING]
        for k in range(len(some)):
            some[k] = (begin + k) & 0xFFFFFFFF
        draws.uniforms_of_each(
            clock.seed,
            clock.replicate,
            Purpose.AD_PERSON,
            some,
            0,
            line.number,
            clock.tick,
            0,
            state.numbers,
            len(some),
        )
        for k in range(len(some)):
            place = place_in(n_people, state.numbers[0, k], state.numbers[1, k])
            some[k] = place if everywhere else np.int64(audience[place])
            prefetch(state.people, some[k], 0)
        for k in range(len(some)):
            if state.numbers[2, k] < line.targeting or line.cap >= 0:
                some[k] = bought_person(given, state, line, begin + k, n_people, everywhere)


@kernel
def place_in(n, u0, u1):
    """A place among n, from two numbers, so that nobody of many is left out."""
    place = np.int64((u0 + (u1 - 0.5) / 4294967296.0) * n)
    return min(max(place, np.int64(0)), np.int64(n - 1))


@kernel
def bought_person(given, state, line, number, n_people, everywhere):
    """The person who gets the `number`-th impression of a line in this tick.

    With the chance `targeting` one of the better matching half, as far as 16 tries find one.
    """
    clock, settings, audience = state.clock[0], given.settings[0], given.ad_people
    person, place, chosen = np.int64(0), np.int64(0), False
    for attempt in range(16):
        u0, u1, u2, _ = draws.uniforms(
            clock.seed, clock.replicate, Purpose.AD_PERSON, number & 0xFFFFFFFF, 0, line.number, clock.tick, attempt
        )
        place = place_in(n_people, u0, u1)
        person = place if everywhere else np.int64(audience[place])
        if attempt == 0:
            chosen = u2 < line.targeting
        if chosen and match_with(state.people, given.product_match, person, line.product) < settings.median_match:
            continue
        if line.cap < 0 or state.ads_today[person] < line.cap:
            break
    if line.cap >= 0:
        while state.ads_today[person] >= line.cap:  # there is room, `under_cap` has seen to it: the next in line
            place = (place + 1) % n_people
            person = place if everywhere else np.int64(audience[place])
        state.ads_today[person] += 1
    return person
