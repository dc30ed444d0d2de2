"""Keys that older files have and that are none any more, each with what to write instead."""

from __future__ import annotations

GONE: dict[str, str] = {
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
