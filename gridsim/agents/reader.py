"""Step 4: what a person makes of what has been shown. Open, read, engage, click, pass on; remember."""

from __future__ import annotations

import math
from typing import Any

from gridsim.agents.feed import FeedReader
from gridsim.agents.plain import memory, reaction
from gridsim.agents.rows import Post, Share, Showing
from gridsim.draws import Purpose
from gridsim.terms import Counter, LineCount, Measure, Place, PostKind, Stage


class Impact:
    """What the showings of a tick add up to for their viewer."""

    def __init__(self) -> None:
        self.awareness, self.trust_weight, self.trust_sum = 0.0, 0.0, 0.0
        self.new_sources = 0
        self.clicks: list[tuple[float, Showing]] = []  # with the draw; the lowest is followed
        self.forwards: list[tuple[float, float, Showing]] = []  # with the draws of whether and of where
        # what the posts that were read say that the brand stands for, and of how many
        self.positioning, self.positioned = 0.0, 0


class Reader(FeedReader):
    """A person as a reader. Reactions read the state at the start of the tick; the changes are applied at the end."""

    awareness: float
    """Stock of impressions that come to mind; it halves every so many days."""
    fatigue: float
    trust: float
    sources: int
    """From how many people there has been news of the brand."""
    reached: bool
    """Whether anything of the brand has been shown yet."""
    touches: dict[int, tuple[int, int]]
    """By channel: how often one was touched, and the tick of the last."""
    first_touch: int | None
    """The channel of the first, or None."""
    positioning: float
    """What the brand stands for, as remembered; -1 is nothing yet."""
    touched_tick: int
    """When awareness and fatigue were last brought up to date."""

    def look_through(self, showings: list[Showing]) -> None:
        """Go once through all that is seen in this tick."""
        model, settings, impact = self.model, self.model.settings, Impact()
        fatigue = self.faded(self.fatigue, settings.fatigue_half_life)
        openness = settings.open_odds * self.openness(fatigue)
        for showing in showings:
            stage = self.see(showing, openness, impact)
            model.record(showing, stage)
        model.count(Counter.IMPRESSIONS, len(showings))
        if not self.reached:
            self.reached = True
            model.count(Counter.NEW_REACH)
            if self.match_product >= settings.median_match:
                model.count(Counter.NEW_TARGET_REACH)
        self.pass_on(impact.forwards)
        if impact.clicks:
            self.follow_link(min(impact.clicks, key=lambda click: click[0])[1].share)
        self.remember(impact, fatigue + len(showings))

    def faded(self, stock: float, half_life: float) -> float:
        """What is left of a stock since it was last brought up to date."""
        return stock * memory.decay(
            (self.model.tick - self.touched_tick) / self.model.settings.ticks_per_day, half_life
        )

    def remember(self, impact: Impact, fatigue: float) -> None:
        """What the showings leave: awareness, fatigue, acquaintance with the brand through more people, and another
        trust."""
        self.awareness = self.faded(self.awareness, self.model.settings.awareness_half_life) + impact.awareness
        self.fatigue = fatigue
        self.touched_tick = self.model.tick
        self.sources += impact.new_sources
        if impact.trust_weight > 0.0:
            self.trust = memory.moved_trust(self.trust, impact.trust_sum / impact.trust_weight, impact.trust_weight)
        if impact.positioned > 0:
            said, rate = impact.positioning / impact.positioned, self.model.settings.positioning_rate
            self.positioning = memory.remembered_positioning(self.positioning, said, impact.positioned, rate)

    # --- one showing

    def see(self, showing: Showing, openness: float, impact: Impact) -> int:
        """One showing; returns how far it went: SHOWN, OPENED, READ or ENGAGED."""
        model, settings = self.model, self.model.settings
        share, post = showing.share, showing.share.post
        self.hear_from(showing, impact)
        self.count_touch(post)
        model.team.measure(post.version, Measure.IMPRESSIONS)
        impact.awareness += settings.weight_shown
        source = source_of(showing)
        u_open, u_read, u_engage, u_share = self.draw(Purpose.REACT, post.about, model.tick, source)
        if u_open >= self.open_chance(showing, openness):
            return Stage.SHOWN
        model.count(Counter.OPENED)
        impact.awareness += settings.weight_opened
        if u_read >= self.read_chance(post):
            return Stage.OPENED
        u_click, u_layer, _, _ = self.draw(Purpose.REACT, post.about, model.tick, source, block=1)
        mute = share.layer == Place.MASS_MEDIA  # a spot cannot be answered, passed on or followed
        engaged = not mute and u_engage < self.engage_chance(post)
        self.read(share, engaged, impact)
        if mute:
            return Stage.READ
        self.join_in(share, engaged, impact)
        if settings.forwarding and u_share < self.share_chance(share):
            impact.forwards.append((u_share, u_layer, showing))
        if post.valence > 0.0 and u_click < self.click_chance(share):
            impact.clicks.append((u_click, showing))
        return Stage.ENGAGED if engaged else Stage.READ

    def hear_from(self, showing: Showing, impact: Impact) -> None:
        """The first news by a tie counts as one more source."""
        if showing.edge >= 0 and showing.edge not in self.heard:
            self.heard.add(showing.edge)
            impact.new_sources += 1

    def count_touch(self, post: Post) -> None:
        """Count a showing by its channel, for the order's history: that of the post, whoever passed it on."""
        self.model.count_seen(post, LineCount.IMPRESSIONS)
        channel = self.model.lines[post.line].channel
        times, _ = self.touches.get(channel, (0, 0))
        self.touches[channel] = (times + 1, self.model.tick)
        if self.first_touch is None:
            self.first_touch = channel

    def read(self, share: Share, engaged: bool, impact: Impact) -> None:
        """What a reading leaves: awareness, and a pull on trust; an answer is a recognition for the point that it goes
        to."""
        model, settings, post = self.model, self.model.settings, share.post
        model.count(Counter.READS)
        model.count_seen(post, LineCount.READS)
        if post.kind in (PostKind.PERSONAL, PostKind.REVIEW):  # people talk; a brand advertises
            model.count(Counter.TALK_READS)
            model.count(Counter.TALK_VALENCE_HUNDREDTHS, math.floor(100.0 * post.valence + 0.5))
        if engaged:
            model.count(Counter.ENGAGEMENTS)
            self.interact()
            share.sharer.be_recognised()
        model.team.measure(post.version, Measure.READS)
        impact.awareness += settings.weight_read
        weight = self.trust_weight(share, engaged)
        if post.positioning >= 0.0:
            weight *= memory.consistency_multiplier(
                post.positioning, self.positioning, settings.log_inconsistency_effect
            )
            impact.positioning += post.positioning
            impact.positioned += 1
        impact.trust_weight += weight
        impact.trust_sum += weight * memory.valence_to_trust(post.valence)

    # --- chances

    def openness(self, fatigue: float) -> float:
        """Multiplier of the odds to open anything of the brand: trust, fatigue, how many people have spoken of it
        before."""
        settings = self.model.settings
        return (
            self.trusting()
            * reaction.fatigue_multiplier(fatigue, settings.fatigue_effect)
            * reaction.reinforcement_multiplier(
                settings.reinforcement, self.sources, settings.reinforcement_effect, settings.reinforcement_sources
            )
        )

    def trusting(self) -> float:
        """Multiplier of trust in the brand, in all reactions."""
        return reaction.effect_multiplier(self.trust, reaction.REFERENCE, self.model.settings.log_reaction_trust_effect)

    def open_chance(self, showing: Showing, openness: float) -> float:
        """Chance to open: the reader's openness, the tie, whose word it is, the craft, and how far its topic is the
        reader's own."""
        settings, share, post = self.model.settings, showing.share, showing.share.post
        odds = (
            openness
            * self.tie_multiplier(showing)
            * share.sharer.believed(share)
            * post.appeal
            * self.word_multiplier(share)
        )
        return reaction.chance_of(
            odds * reaction.effect_multiplier(self.match(post), settings.match_reference, settings.log_match_effect)
        )

    def tie_multiplier(self, showing: Showing) -> float:
        """A close tie (within the circle) counts more; times the tie's weight where there are weights."""
        model, settings, share = self.model, self.model.settings, showing.share
        if share.layer >= Place.PLACE:
            return 1.0
        layer = model.layers[share.layer]
        multiplier = 1.0
        if share.layer in (Place.MOMENTS, Place.GROUPS):
            close = self.circle >= 0 and self.circle == share.sharer.circle
            multiplier = reaction.tie_multiplier(close, settings.close_tie_effect, settings.close_tie_share)
        if layer.weight:
            multiplier *= layer.weight[showing.edge - layer.first_edge]
        return multiplier

    def word_multiplier(self, share: Share) -> float:
        """What is posted counts by its plan line (a commercial word less, a mail or a spot in its own way), what a
        person passed on more."""
        return (
            self.model.settings.forward_effect
            if share.parent is not None
            else self.model.lines[share.post.line].open_multiplier
        )

    def match(self, post: Post) -> float:
        """Cosine of one's interests and the topics of a post, which is of the product and of its author's interests."""
        product_part = self.match_with(post.product)
        if post.personal_topic <= 0.0:
            return product_part
        author_part = 0.0
        for mine, theirs in zip(self.interests, post.author.interests, strict=True):
            author_part += mine * theirs
        return reaction.topic_match(product_part, author_part, post.personal_topic, post.topic_norm)

    def read_chance(self, post: Post) -> float:
        """Chance to read on what has been opened; a quiz more."""
        activity = self.live_activity(post)
        return self.model.settings.read_chance if activity is None else activity.read_chance

    def engage_chance(self, post: Post) -> float:
        """Chance that a reader likes or comments; one of a large audience less, with an activity more."""
        settings = self.model.settings
        asked = reaction.effect_multiplier(post.interaction, reaction.REFERENCE, settings.log_interaction_effect)
        return reaction.chance_of(
            settings.interact_odds * (self.keenness() * self.engage_boost(post)) * post.engaging * asked
        )

    def share_chance(self, share: Share) -> float:
        """Chance that a reader passes the post on; among friends a personal one more."""
        settings, post = self.model.settings, share.post
        odds = settings.share_odds * self.share_boost(post) * (self.sociability * self.keenness()) * post.luck
        odds *= reaction.effect_multiplier(post.interesting, reaction.REFERENCE, settings.log_interesting_effect)
        odds *= self.trusting()
        if share.layer == Place.MOMENTS:
            odds *= reaction.effect_multiplier(
                post.individuality, reaction.REFERENCE, settings.log_individuality_effect
            )
        return reaction.chance_of(odds)

    def click_chance(self, share: Share) -> float:
        """Chance that a reader follows the link to the mall; in a mail it is another."""
        settings = self.model.settings
        odds = (settings.email_click_odds if share.layer == Place.EMAIL else settings.click_odds) * self.trusting()
        return reaction.chance_of(
            odds
            * reaction.effect_multiplier(share.post.benefit, reaction.REFERENCE, settings.log_reaction_benefit_effect)
        )

    def trust_weight(self, share: Share, engaged: bool) -> float:
        """How far a post that is read moves trust."""
        settings, post = self.model.settings, share.post
        weight = (
            settings.trust_rate
            * share.sharer.believed(share)
            * post.believed
            * self.model.lines[post.line].trust_multiplier
        )
        weight *= reaction.effect_multiplier(post.individuality, reaction.REFERENCE, settings.log_individuality_effect)
        if post.valence < 0.0:
            weight *= settings.complaint_weight
        return weight * settings.interaction_trust if engaged else weight

    # --- what follows

    def pass_on(self, forwards: list[tuple[float, float, Showing]]) -> None:
        """Share each post once ever, from the showing with the lowest draw; where it goes on is drawn, too."""
        best: dict[Post, tuple[float, float, Showing]] = {}
        for forward in forwards:
            post = forward[2].share.post
            if post not in best or forward[0] < best[post][0]:
                best[post] = forward
        for forward in forwards:
            _, u_layer, showing = forward
            share = showing.share
            if best[share.post] is not forward or share.post.author is self or share.post in self.passed_on:
                continue
            self.passed_on.add(share.post)
            layer, group = self.where_to_pass_on(showing, u_layer)
            mine = self.model.new_share(
                share.post, self, layer, parent=share, link=self.own_link(share.link), group=group
            )
            self.open_packet(mine)
            self.model.count(Counter.SHARES)

    def where_to_pass_on(self, showing: Showing, u_layer: float) -> tuple[int, int | None]:
        """What was seen among friends, in a group or in a shop goes on to friends, what was public to either; now and
        then to a group."""
        settings, share, groups = self.model.settings, showing.share, self.group_numbers()
        if settings.to_groups_share > 0.0 and groups:
            u, u_which, _, _ = self.draw(Purpose.TO_GROUP, share.post.about, self.model.tick, source_of(showing))
            if u < settings.to_groups_share:
                return Place.GROUPS, groups[int(u_which * len(groups))]
        private = share.layer in (Place.MOMENTS, Place.GROUPS, Place.PLACE)
        return (Place.MOMENTS if private or u_layer < settings.to_moments_share else Place.MICRO_BLOG), None

    def follow_link(self, share: Share) -> None:
        """Go to the mall behind a link."""
        self.model.count(Counter.CLICKS)
        self.model.count_seen(share.post, LineCount.CLICKS)
        self.model.team.measure(share.post.version, Measure.CLICKS)
        self.model.visit(
            viewer=self,
            share=share,
            link=share.link,
            entrance=share.layer,
            discount=share.post.discount,
            product=share.post.product,
        )
        self.ask_for_coupon(share)

    def match_with(self, product: int) -> float:
        """Cosine of one's interests and a product's topics."""
        raise NotImplementedError

    def group_numbers(self) -> list[int]:
        """The numbers of the chat groups that one is a member of."""
        raise NotImplementedError

    def own_link(self, otherwise: Any) -> Any:
        """The mall that this person's link leads to: an own one where there is one, else what the link was before."""
        raise NotImplementedError


def source_of(showing: Showing) -> int:
    """From whom a showing comes, for the draws: its sharer; where it came by no tie, its number among those of the
    tick."""
    return showing.share.sharer.number if showing.edge >= 0 else -1 - showing.edge
