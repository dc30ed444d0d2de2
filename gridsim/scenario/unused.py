"""Keys that count for nothing in some scenarios: a generator's numbers beside a file, an account's beside no account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gridsim.scenario.activity import PRIZES, unused_keys
from gridsim.scenario.content import Varied
from gridsim.scenario.declare import declarations
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES, TiesFile
from gridsim.scenario.findings import Finding
from gridsim.scenario.network import FOLLOWED
from gridsim.scenario.places import Key, dotted, lookup
from gridsim.scenario.run import FILES
from gridsim.scenario.stock import STORES, Store
from gridsim.scenario.strategy import blocks_with
from gridsim.terms import PEOPLE, words


@dataclass(frozen=True)
class Unused:
    """Keys that count for nothing in some scenarios, and must not be given there."""

    keys: tuple[Key, ...]
    because: tuple[Key, ...]
    applies: Callable[[Mapping[str, Any]], bool]
    reason: str


def _given(*keys: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: any(lookup(tree, key) is not None for key in keys)


def _missing(key: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: lookup(tree, key) is None


def _nothing(key: Key) -> Callable[[Mapping[str, Any]], bool]:
    return lambda tree: not lookup(tree, key)


PEOPLE_FILE, TIES_FILE, FOLLOWS_FILE, GROUPS_FILE, PLACE_FILE = FILES
ROLE_COLUMN: Key = ("people", "role")


UNUSED = (
    Unused(
        tuple(("people", k) for k in ("label", "circle", "role", "region", "missing")),
        (PEOPLE_FILE,),
        _missing(PEOPLE_FILE),
        "used together with people.file, whose columns it names",
    ),
    Unused(
        (("people", "count"),),
        (PEOPLE_FILE, TIES_FILE),
        _given(PEOPLE_FILE, TIES_FILE),
        "left out: the people come from the file",
    ),
    Unused(
        (
            *(("network", "moments", k) for k in ("mean_friends", "spread", "in_circle_share")),
            *(("people", "roles", r, "friends_factor") for r in words(PEOPLE)),
        ),
        (TIES_FILE,),
        _given(TIES_FILE),
        "left out: the ties come from network.moments.file",
    ),
    Unused(
        tuple(("network", "micro_blog", k) for k in ("mean_follows", "audience_exponent", "largest_audience")),
        (FOLLOWS_FILE,),
        _given(FOLLOWS_FILE),
        "left out: the follower ties come from network.micro_blog.file",
    ),
    Unused(
        tuple(("people", "roles", r, "count") for r in words(PEOPLE)),
        (ROLE_COLUMN,),
        _given(ROLE_COLUMN),
        "left out: the roles come from the column of people.role",
    ),
    Unused(
        tuple(("network", "groups", k) for k in ("groups_each", "mean_size", "size_spread", "in_circle_share")),
        (GROUPS_FILE,),
        _given(GROUPS_FILE),
        "left out: the memberships come from network.groups.file",
    ),
    Unused(
        tuple(("network", "place", k) for k in ("sub_distributors_each", "shops_each", "catchment_share")),
        (PLACE_FILE,),
        _given(PLACE_FILE),
        "left out: the shops and their customers come from network.place.file",
    ),
    Unused(
        (("response", "reaction", "to_groups_share"),),
        (("network", "groups"),),
        _missing(("network", "groups")),
        "used together with network.groups",
    ),
    Unused(
        (
            ("response", "reaction", "email_open_chance"),
            ("response", "reaction", "email_click_chance"),
            ("market", "buying", "email_chance_to_order"),
        ),
        (("market", "email_list"),),
        _nothing(("market", "email_list")),
        "used together with market.email_list",
    ),
    *(
        Unused(
            (("people", "roles", name, "credibility"),),
            (("network", "micro_blog", f"{name}_followers"),),
            _nothing(("network", "micro_blog", f"{name}_followers")),
            f"used together with network.micro_blog.{name}_followers",
        )
        for name in FOLLOWED[1:]
    ),
    *(
        Unused(
            tuple((*page, key) for key in (SAID_OF_TIES if issubclass(kind, TiesFile) else SAID_OF_PEOPLE)),
            ((*page, "file"),),
            _missing((*page, "file")),
            f"used with {dotted(page)}.file only",
        )
        for page, kind in ((key[:-1], kind) for key, kind in FILES.items())
    ),
    Unused(
        (
            *(("operation", "shops", k) for k in ("carried_share", "margin", "pickup_share", "pickup_cost")),
            *(("market", "buying", k) for k in ("shop_share", "shelf_recall")),
            *(("operation", "stock", k, n) for k in STORES[1:] for n in declarations(Store)),
            *(("operation", "stock", k) for k in ("lead_days", "near_delivery_days", "serve_from")),
        ),
        (("network", "place"),),
        _missing(("network", "place")),
        "used together with network.place, the network of distributors and shops",
    ),
)
"""What is unused when: giving both is a problem; an override that makes a key of the file moot wins."""


def moot(tree: Mapping[str, Any]) -> set[Key]:
    """Return the places that count for nothing in a scenario with these values."""
    return {key for rule in UNUSED if rule.applies(tree) for key in rule.keys} | {key for key, _ in _of_plans(tree)}


def findings(given: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield every key that was given where it counts for nothing."""
    advice = "Take the key out, or the one that makes it unused"
    unused = [(key, rule.reason, advice, rule.because) for rule in UNUSED if rule.applies(given) for key in rule.keys]
    unused += [(key, must, "Take the key out", ()) for key, must in _of_plans(given)]
    for key, must, what_to_do, because in unused:
        value = lookup(given, key)
        if value is not None:
            yield Finding(key, str(key[-1]), must, value, what_to_do, because)


def _blocks(tree: Any) -> Mapping[str, Any]:
    """A block of keys, or nothing where there is none."""
    return tree if isinstance(tree, Mapping) else {}


def _of_plans(tree: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Yield the places below strategies that count for nothing, each with what the key must be."""
    for name, strategy in _blocks(tree.get("strategies")).items():
        at: Key = ("strategies", str(name))
        strategy = _blocks(strategy)
        for inner, activity in _blocks(strategy.get("activities")).items():
            yield from _unused_of_activity(_blocks(activity), (*at, "activities", str(inner)))
        review = _blocks(strategy.get("review"))
        if review:
            yield from _unused_of_review(review, (*at, "review"))
        moves = review.get("over", "variants") != "media" and review.get("rule", "thompson") in ("thompson", "epsilon")
        for block in blocks_with(Varied):
            own = _blocks(strategy.get(block))
            if len(_blocks(own.get("variants"))) < 2:
                yield (*at, block, "variant_choice"), "used together with at least two variants"
            elif review and moves:
                yield (*at, block, "variant_choice"), "left out: the review weighs the variants from the first day"


def _unused_of_activity(activity: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, str]]:
    kind = str(activity.get("kind", "vote"))
    for key in unused_keys(kind):
        yield (*at, key), f"left out: a {kind} does not read it"
    if not activity.get("prizes"):
        for key in PRIZES[1:]:
            if key not in unused_keys(kind):
                yield (*at, key), "used together with prizes > 0"


def _unused_of_review(review: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, str]]:
    rule = review.get("rule", "thompson")
    if rule != "epsilon":
        yield (*at, "epsilon"), "used together with rule: epsilon"
    if rule in ("none", "equal"):
        yield (*at, "least_share"), f"left out: the rule {rule} weighs nothing"
