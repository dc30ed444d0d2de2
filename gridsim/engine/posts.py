"""Posts and shares as rows: made, given a version (copy variant), linked to a mall."""

from __future__ import annotations

import numpy as np

from gridsim import draws
from gridsim._jit import kernel
from gridsim.draws import Purpose
from gridsim.rules import reaction
from gridsim.terms import Measure, PointState, Rank


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
    post.believed, post.persuades = 1.0, 1.0
    post.discount = line.discount
    post.product = line.product
    post.positioning = line.positioning
    post.version = -1
    post.personal_topic = mine
    post.topic_norm = reaction.topic_length(mine, product_match)
    post.passed_on = 0
    # bad news is opened and passed on more readily
    post.stirring = reaction.warning_multiplier(valence, settings.log_complaint_spread)
    post.appeal *= post.stirring
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
    """Cost of making a post."""
    if version < 0:
        return line.content_cost
    return versions[version].content_cost


@kernel
def minutes_of_version(line, versions, version):
    """How long a point takes for a post."""
    if version < 0:
        return line.minutes
    return versions[version].minutes


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
        post.appeal *= post.stirring
    post.interaction, post.individuality = copy.interaction, copy.individuality
    post.positioning, post.discount = copy.positioning, copy.discount
    state.measured[day, version, Measure.POSTS] += 1
    state.measured[day, version, Measure.SPEND] += spent


@kernel
def take_team_time(clock, totals, settings):
    """Take the team's time for one more post; False, and the post is counted, where today has none left."""
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
def new_share(clock, totals, settings, posts, shares, post, sharer, layer, depth, parent, link):
    """Write a share (or the post itself, its own first share) down and return its row; it is seen from this or the next
    tick on, with a luck of its own."""
    row = totals.n_shares
    totals.n_shares += 1
    share = shares[row]
    share.post = post
    share.sharer = sharer
    share.layer = layer
    share.depth = depth
    share.parent = parent
    share.link = link
    share.group, share.tick = -1, clock.tick
    share.parts, share.buyers = 0, 0
    luck = draws.uniform(clock.seed, clock.replicate, Purpose.LUCK, sharer, 0, posts[post].about, 0)
    share.luck = reaction.luck_multiplier(luck, settings.luck_spread)
    return row


@kernel
def a_group_of(member_start, member_group, person, u):
    """One of a person's groups, each as likely as the others; u is uniform in (0, 1)."""
    return member_group[member_start[person] + int(u * (member_start[person + 1] - member_start[person]))]


@kernel
def own_link(settings, people, points, agent, otherwise):
    """The mall that a person's link leads to: the own micro-mall where there is one, else what the link was before."""
    row = people[agent].point
    if (
        row >= 0
        and settings.points_malls
        and points[row].state == PointState.ACTIVE
        and points[row].rank == Rank.SELLER
    ):
        return agent
    return otherwise
