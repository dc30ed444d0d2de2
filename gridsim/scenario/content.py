"""What the posts of a strategy are like, what work is in them, and the versions of them that are tried."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from gridsim.rules.commission import craft
from gridsim.scenario.declare import Page, block, parameter
from gridsim.scenario.kinds import Money, Share


class Craft(Page):
    """What a post and a spot have in common."""

    quality: Share = parameter(
        0.5, "craft of the content; its cost grows with the cube", "scenario", typical=(0.2, 0.9), tier="usual"
    )
    positioning: Share = parameter(
        0.5, "what it says the brand stands for, a place between two poles", "scenario", typical=(0, 1)
    )
    individuality: Share = parameter(0.5, "how personal it is", "scenario", typical=(0.2, 0.9), tier="usual")
    cost_at_full_quality: Money = parameter(
        "500 CNY",
        "cost of making one of full quality; cost = this x (quality^3 + what each of the 4I has beyond 0.5^3, cubed); the"
        " posts of people are personal for nothing",
        "assumed",
        typical=("0 CNY", "10000 CNY"),
        tier="usual",
    )


class Spot(Craft):
    """A spot of the mass media: there is nothing in it to pass on, to comment or to click."""


class PostContent(Craft):
    """What posts are like (4I: interesting, benefit, interaction, individuality; 0.5 is the reference)."""

    interesting: Share = parameter(0.5, "worth telling others", "scenario", typical=(0.2, 0.8), tier="usual")
    benefit: Share = parameter(
        0.5, "what the reader gets, in money or mind", "scenario", typical=(0.2, 0.8), tier="usual"
    )
    interaction: Share = parameter(0.5, "how far it asks for an answer", "scenario", typical=(0.2, 0.8), tier="usual")
    product: str | None = parameter(
        None, "the product shown, by its name in market.more_products (empty: market.product)", "scenario", tier="usual"
    )


class Content(PostContent):
    """Posts that can carry a coupon."""

    discount: Share = parameter(
        0.0,
        "coupon in the post, as a share of the list price, paid by the campaign",
        "scenario",
        lt=1,
        typical=(0, 0.3),
        tier="usual",
    )


class PersonalContent(Content):
    """The posts of people, who have interests of their own."""

    personal_topic: Share = parameter(
        0.0, "how far the author's own interests are its topic, and not the product", "assumed", typical=(0, 0.6)
    )


def craft_of(content: Craft) -> float:
    """Return the work in some content (`rules.commission.craft`): people are personal for nothing."""
    personal = 0.0 if isinstance(content, PersonalContent) else getattr(content, "individuality", 0.0)
    interesting, benefit, interaction = (
        getattr(content, name, 0.0) for name in ("interesting", "benefit", "interaction")
    )
    return float(craft(content.quality, interesting, benefit, interaction, personal))


C = TypeVar("C", bound=Content)


class Varied(Page, Generic[C]):
    """Posts that are tried in several versions."""

    variants: dict[str, C] = block(
        dict,
        "copy variants by name, each starting from `content`; every post (of advertising: every day) takes one",
    )
    variant_choice: Literal["turn", "draw"] = parameter(
        "turn",
        "how a post takes a variant where no review has weighed them: in turn, or each with the same chance",
        "scenario",
    )
