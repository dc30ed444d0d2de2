"""The text that `gridsim new` writes: a short commented scenario to start from."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.errors import ScenarioError, problem
from gridsim.scenario.declare import Page, declarations, nearest
from gridsim.scenario.strategy import presets
from gridsim.scenario.whole import written, yaml_value

HEAD = """\
# A gridsim scenario: who the people are, what is sold, and the strategies to compare.
# Check it:  gridsim check THIS_FILE          Run it:  gridsim compare THIS_FILE
# Keys that are not here have their defaults; `gridsim schema` lists every key with its range and meaning.
# Say behind each figure where it comes from: what nobody has measured is assumed, and decides the verdict all the same.

name: My scenario
about: One or two sentences for the report.
horizon: 90 days                 # length of the campaign
seed: 1                          # names the luck: the same seed gives the same tables
replicates: 20                   # repetitions with other people and other luck; more make the intervals narrower

budget:
  total: 100k CNY                # the same for every strategy; every cost of marketing draws on it

people:
  count: 20000                   # people in the market; or file: people.csv with columns label, circle, role
  need_interval: 30 days         # mean time between two needs of a person for this kind of product
  roles:                         # heads, as a number or a share of all people
    employee: {count: 0.3%}
    distributor: {count: 0.06%}
    kol: {count: 0.05%}

network:
  moments: {mean_friends: 100}   # friends who see each other's posts; or {file: ties.csv.gz}
  micro_blog: {official_followers: 5%}    # followers of your account

market:
  initial_awareness: 10%         # people who know the brand already
  initial_customers: 2%          # people who have bought before
  product:
    price: 128 CNY
    unit_cost: 64 CNY
    quality: 0.75                # 0 to 1; more marketing for a bad product spreads the bad word faster
  buying:
    reservation_price: 128 CNY   # price at which the people are the reference: the usual one for such a product

# The strategies to compare, on the same people with the same luck; `nothing` (no campaign) always runs beside them.
# Shipped are official, advertising, kol, grid, hybrid; another name says which it starts from: `mine: {preset: grid}`.
strategies:
"""

SHORT = """\
  official: {}                   # one account posts to its followers
  grid:                          # points post to their own friends and sell from micro-malls
    points:
      commission: [10%, 2%]      # seller, and who recruited the seller; the law allows two levels
      management_cost: 2 CNY     # supervision of one point for a day
  # advertising: {advertising: {spend: 70%}}
  # kol: {kol: {spend: 70%}}
  # hybrid: {}
"""


def template(preset: str | None = None) -> str:
    """Return the text of a new scenario file.

    Parameters
    ----------
    preset : str, optional
        Without it, a short scenario that compares `official` and `grid`. The name of a strategy (official, advertising,
        kol, grid, hybrid): the same with every key of that strategy written out with its default, range and meaning.
        "fresh_food": the shipped scenario, every line with its source.

    Returns
    -------
    str
        YAML that `load_scenario` reads.

    Raises
    ------
    ScenarioError
        If there is no such preset.

    Examples
    --------
    >>> "commission: [10%, 2%]" in template()
    True
    """
    if preset is None:
        return HEAD + SHORT
    if preset == "fresh_food":
        from gridsim.scenario import demo_path

        return demo_path().read_text(encoding="utf-8")
    known = [name for name in presets() if name != "nothing"]
    if preset not in known:
        names = [*known, "fresh_food"]
        raise ScenarioError(problem("--preset", "the preset", "one of " + ", ".join(names), preset, "Choose one of these" + nearest(preset, names)))
    beside = "" if preset == "official" else "  official: {}\n"
    return HEAD + beside + f"  {preset}:\n" + "\n".join(_lines(presets()[preset], "    ")) + "\n"


def _lines(page: Page, indent: str) -> Iterator[str]:
    """Every key of a page with its value, range and meaning."""
    for key, one in declarations(type(page)).items():
        value = getattr(page, key)
        if key == "variant_choice" and not getattr(page, "variants", {}):
            continue  # it counts for nothing until there are variants
        if isinstance(value, Page):
            yield f"{indent}{key}:".ljust(39) + f" # {one.declared.meaning}"
            yield from _lines(value, indent + "  ")
        elif value is not None or one.kind.name != "page" and key != "preset":
            usual = "; usually {} to {}".format(*one.declared.typical) if one.declared.typical else ""
            yield f"{indent}{key}: {yaml_value(written(value, one))}".ljust(39) + f" # {one.declared.meaning}{usual}"
