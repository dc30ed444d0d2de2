"""Directions of the audiences of the brand's accounts: who comes to follow, who leaves, what is bought."""

from directions import ACCOUNT, KEEN, LOUD, SHARING, Row

FOLLOWING, PROMOTION = "response.following.", "strategies.official.promotion."
QUIET = {FOLLOWING + "found_a_month": 0, FOLLOWING + "follow_chance": 0, FOLLOWING + "buyer_follow_chance": 0}
BOUGHT = {
    "strategies.official.promotion": {},
    "network.micro_blog.official_followers": 0,
    ACCOUNT + "content.cost_at_full_quality": 0,
    **QUIET,
}
FEW = {"network.micro_blog.official_followers": "10%"}

ROWS = [
    Row(FOLLOWING + "found_a_month", 0, 1, "official", "followers_won", "+", {**LOUD, **FEW}),
    Row(FOLLOWING + "follow_chance", 0, 0.5, "official", "followers_won", "+", {**LOUD, **SHARING, **FEW}),
    Row(FOLLOWING + "follow_chance", 0, 0.5, "advertising", "followers_won", "+", {**KEEN, **FEW}),
    Row(FOLLOWING + "buyer_follow_chance", 0, 1, "official", "followers_won", "+", FEW),
    Row(FOLLOWING + "unfollow_chance", 0, 0.1, "official", "followers", "-", {}),
    Row(PROMOTION + "spend", 0.01, 0.1, "official", "followers_won", "+", BOUGHT),
    Row(PROMOTION + "spend", 0.01, 0.1, "official", "reach", "+", BOUGHT),
    Row(PROMOTION + "cost_per_follower", "2 CNY", "10 CNY", "official", "followers_won", "-", BOUGHT),
    Row(PROMOTION + "start", 0, 10, "official", lambda run: float(run.daily["followers_won"][:10].sum()), "-", BOUGHT),
    Row(PROMOTION + "end", 5, 20, "official", lambda run: float(run.daily["followers_won"][5:].sum()), "+", BOUGHT),
]
