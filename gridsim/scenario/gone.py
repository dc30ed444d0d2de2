"""Keys that older files have and that are none any more, each with what to write instead."""

from __future__ import annotations

GONE: dict[str, str] = {
    "audience_effect": "write network.micro_blog.delivery_effect, which lets fewer of a large audience see a post",
    "audience_reference": "write network.micro_blog.delivery_reference",
}
"""The last name of a key, and the advice: a clause that follows a semicolon."""
