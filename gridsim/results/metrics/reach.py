"""Reach: who is shown what, and what follows."""

from __future__ import annotations

from gridsim.results.metrics.facts import Facts, ratio
from gridsim.results.metrics.register import metric
from gridsim.terms import Counter


@metric("Reach", "people", better="higher", standing=True)
def reach(run: Facts) -> float:
    """People who were shown at least one post or advertisement."""
    return run.counted(Counter.NEW_REACH)


@metric("Reach in the target group", "people", better="higher", standing=True)
def target_reach(run: Facts) -> float:
    """People reached of the half that matches the product better."""
    return run.counted(Counter.NEW_TARGET_REACH)


@metric("Frequency", "times")
def frequency(run: Facts) -> float | None:
    """Impressions per person reached."""
    return ratio(impressions(run), reach(run))


@metric("Impressions", "count")
def impressions(run: Facts) -> float:
    """Showings of posts and advertisements."""
    return run.counted(Counter.IMPRESSIONS)


@metric("Opened", "count", better="higher")
def opened(run: Facts) -> float:
    """Showings that were opened."""
    return run.counted(Counter.OPENED)


@metric("Reads", "count", better="higher")
def reads(run: Facts) -> float:
    """Showings that were read through."""
    return run.counted(Counter.READS)


@metric("Engagements", "count", better="higher")
def engagements(run: Facts) -> float:
    """Likes and comments."""
    return run.counted(Counter.ENGAGEMENTS)


@metric("Shares", "count", better="higher")
def shares(run: Facts) -> float:
    """Posts and advertisements passed on."""
    return run.counted(Counter.SHARES)


@metric("Clicks", "count", better="higher")
def clicks(run: Facts) -> float:
    """Links followed."""
    return run.counted(Counter.CLICKS)


@metric("Paid clicks", "count")
def search_clicks(run: Facts) -> float:
    """Clicks on advertisements beside a search."""
    return run.counted(Counter.SEARCH_CLICKS)


@metric("Visits", "count", better="higher")
def visits(run: Facts) -> float:
    """Visits to a mall, by a link or with a need."""
    return run.counted(Counter.VISITS)


@metric("Awareness", "share", better="higher", standing=True)
def awareness(run: Facts) -> float:
    """Mean chance over people to think of the brand, on the last day."""
    return float(run.arrays.mean_recall[-1])


@metric("Trust", "share", better="higher", standing=True)
def trust(run: Facts) -> float:
    """Mean trust in the brand over people, at the end."""
    return run.arrays.trust_at_end


@metric("Followers", "people", better="higher", standing=True)
def followers(run: Facts) -> float:
    """Followers of the brand's accounts at the end, who follows two of them counted twice."""
    return float(run.arrays.followers[-1])


@metric("Followers won", "people", better="higher")
def followers_won(run: Facts) -> float:
    """People who came to follow an account of the brand: readers, buyers, bought ones."""
    return run.counted(Counter.FOLLOWERS_WON)


@metric("Followers lost", "people", better="lower")
def followers_lost(run: Facts) -> float:
    """Followers who left an account of the brand."""
    return run.counted(Counter.FOLLOWERS_LOST)


@metric("Breadth", "people", better="higher", same_as="reach")
def breadth(run: Facts) -> float | None:
    """People reached: the first factor of the orders."""
    return run.factors.get("breadth")


@metric("Contacts of each", "times", same_as="frequency")
def contacts_per_person(run: Facts) -> float | None:
    """Showings per person reached: the second factor."""
    return run.factors.get("contacts_per_person")


@metric("Visits per contact", "ratio", better="higher")
def visits_per_contact(run: Facts) -> float | None:
    """Visits to a mall per showing: the third factor."""
    return run.factors.get("visits_per_contact")


@metric("Orders per visit", "ratio", better="higher")
def orders_per_visit(run: Facts) -> float | None:
    """Orders per visit to a mall: the fourth factor; the four multiply to the orders."""
    return run.factors.get("orders_per_visit")
