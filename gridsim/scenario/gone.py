"""Keys that older files have and that are none any more, each with what to write instead."""

from __future__ import annotations

_SHARE = "the brand's share of all needs is market.share"

GONE: dict[str, str] = {
    "initial_customers": f"customers follow from needs and liking; {_SHARE}",
    "customer_trust": "trust rests at 0.5 for everybody who knows the brand; take the key out",
    "need_chance_to_order": f"a need is met by the person's own liking; {_SHARE}",
    "reservation_price": "write usual_price of the product, the price at which the brand has its share",
    "price_spread": "a price counts against the usual one, the same for all; take the key out",
    "need_spread": "write need_shape, the shape of the gamma of people's rates (1; 0.5 is more uneven, 4 less)",
    "loyalty": "liking, trust and experience make customers buy again; take the block out",
    "early_effect": "what sets referred customers apart is trust and slower forgetting; take the key out",
    "early_half_life": "what sets referred customers apart is trust and slower forgetting; take the key out",
    "awareness_half_life": "write mind_half_life (14 days: of the stock, whose effect lasts longer)",
    "awareness_scale": "write mind_effect, and mind_half, the posts read that give half of it",
    "initial_stock": "who knows the brand needs no stock; write usual_stock for one that has advertised all along",
    "weight_purchase": "buying leaves trust and familiarity, no attention; take the key out",
    "usual_dissatisfaction": "return_chance holds where an order is as claimed (satisfaction 0.5); take the key out",
    "reinforcement": "several people count as friends who are seen to like: see approval_effect",
    "reinforcement_effect": "several people count as friends who are seen to like: write approval_effect",
    "reinforcement_sources": "the first friend who is seen to like counts: see approval_half",
    "audience_effect": "write network.micro_blog.delivery_effect, which lets fewer of a large audience see a post",
    "audience_reference": "write network.micro_blog.delivery_reference",
    "motivation": "the reason to post is what is earned over what the time is worth: see points.work",
    "effort": "time has a price: write the minutes of points.work and its hour",
    "sellers_effect": "sellers among one's friends count no more for joining: see recruiter_effect",
    "sellers_half": "sellers among one's friends count no more for joining: see recruiter_effect",
    "earnings_effect": "who expects nothing does not join: see reference_earning",
}
"""The last name of a key, and the advice: a clause that follows a semicolon."""
