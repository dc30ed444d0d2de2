"""The published figures that the model was built against, each as a band or a sign: rows 13 to 20, in few towns.

The measures are written once, in experiments/validation, where every figure says what was published, what was
calibrated and what band it is held against; docs/validation.md shows them over many towns with their intervals. Here
the mean over a few towns has to lie in the band, give or take what is said; where the model misses, the test holds the
sign that it does reach. A band comes from the source and is never what the code printed.
"""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from validation import adoption, cascades, micro_malls, money, operation, reach, recommendations, seeding
from validation.figure import Row


def hold(row: Row, *names: str, slack: float = 0.0) -> None:
    """The means of the named figures, or of all, lie in their bands."""
    for figure in [row[name] for name in names] if names else row.figures:
        assert figure.inside(slack), figure


def surely(row: Row, *names: str) -> None:
    """The whole intervals of the named figures lie in their bands."""
    for name in names:
        assert row[name].verdict == "holds", row[name]


# --- row 13: cascades


@pytest.fixture(scope="module")
def micro_blog() -> list[cascades.Forest]:
    """Sixty opinion leaders and some followers on a busy micro-blog of 20,000 people (3 replicates)."""
    return cascades.leaders(3, seed=3)


def test_leaders_posts_travel_as_published(micro_blog):
    """70 to 95 % are never passed on; later generations reproduce at 0.3 to 0.6; offspring is over-dispersed; the
    largest broadcast drives size."""
    hold(Row(13, "", tuple(figure for figure in cascades.of_leaders(micro_blog) if "beyond" not in figure.name)))


def test_more_of_leaders_posts_travel_than_of_all_posts_and_the_tail_is_heavy(micro_blog):
    """1 to 4 % of all posts go beyond one step; of these, as interesting as can be, more, and no more than are passed
    on at all. At least 0.025 % reach a hundred."""
    forest = micro_blog
    passed_on = cascades.share_of_trees(lambda one: one.size > 1)(forest)
    assert 0.01 <= cascades.share_of_trees(lambda one: one.tree_depth >= 2)(forest) <= 0.6 * passed_on
    assert cascades.share_of_trees(lambda one: one.size >= 100)(forest) >= 0.00025


def test_reproduction_is_about_flat_after_the_first_generation(micro_blog):
    """Later reproduction is small and flat, beside a first generation that is large where a tree becomes large at
    all."""
    for generation in range(1, 6):
        assert 0.2 <= cascades.reproduction([generation])(micro_blog) <= 0.85
    size, broadcast = (cascades.joined(micro_blog, name) for name in ("size", "broadcast"))
    assert broadcast[size >= 10].mean() > 5.0
    assert all(cascades.dispersion(generation)(micro_blog) > 2.0 for generation in (0, 1, 2))


def test_structural_virality_grows_far_less_than_size(micro_blog):
    """Structural virality hardly depends on size. In a town it does (docs/validation.md); held is that the largest
    broadcast grows more than it."""
    size = cascades.joined(micro_blog, "size")
    small, large = (size >= 10) & (size < 20), (size >= 60) & (size < 300)
    measures = [cascades.joined(micro_blog, name) for name in ("virality", "broadcast", "size")]
    viral, broad, larger = (measure[large].mean() / measure[small].mean() for measure in measures)
    assert viral < broad < larger
    assert log(viral) / log(larger) < 0.5


@pytest.mark.long
def test_shapes_of_real_reposts(micro_blog):
    """The real trees are selected (reposted, under 1,000 events), so shapes are compared; large trees in a city of
    leaders with large audiences."""
    real = cascades.real_reposts()
    if not real:
        pytest.skip(f"the real reposts are not here: {cascades.REPOSTS}")
    later = cascades.reproduction(range(1, cascades.MOST_GENERATIONS))
    assert 0.3 <= later(real) <= 0.6
    assert 0.6 <= later(micro_blog) / later(real) <= 1.7
    assert cascades.dispersion(1)(real) > 2.0 and cascades.dispersion(1)(micro_blog) > 2.0
    driven = cascades.rank_correlation("size", "broadcast", 10, 300)
    assert min(driven(micro_blog), driven(real)) > 0.6
    city = cascades.leaders(2, 3, people=400_000)
    virality = cascades.mean_virality(*cascades.LARGE)
    assert virality(city) == pytest.approx(virality(real), rel=0.25)
    assert abs(cascades.share_in_generation(1)(city) - cascades.share_in_generation(1)(real)) < 0.20


def test_real_trees_are_read_as_they_are():
    """The files' own figures: 2,643 trees, 974,539 events."""
    real = cascades.real_reposts()
    if not real:
        pytest.skip(f"the real reposts are not here: {cascades.REPOSTS}")
    assert len(real[0]) == 2_643 and real[0].size.sum() == 2_643 + 974_539


# --- row 14: recommendations


def test_recommendations_sell_to_few_and_do_not_percolate():
    """69 to 203 recommendations a purchase; a third of buyers recommend; the largest component under 2.5 % of people;
    linear growth."""
    hold(recommendations.row(2))


@pytest.mark.long
def test_recommendations_in_more_towns():
    """Row 14 over twenty towns."""
    surely(recommendations.row(20), "recommendations a purchase", "buyers who recommend", "largest component of buyers")


# --- row 15: seeding


def test_hubs_and_bridges_spread_further_but_persuade_no_better():
    """Hubs about as good as bridges, about 52 % over random, 4 to 8 times low-degree; hubs take part more, they do not
    persuade more."""
    row = seeding.row(3)
    hold(row, "hubs over random", "bridges over hubs", "hubs over low-degree", "hubs take part more")
    hold(row, "hubs persuade no more", slack=0.1)


@pytest.mark.long
def test_seeding_in_more_towns():
    """Row 15 over sixteen towns."""
    row = seeding.row(16)
    surely(row, *(figure.name for figure in row.figures))


# --- row 17: reach and engagement fall with size


def test_reach_halves_in_half_a_year_as_supply_grows():
    """Organic reach 12.05 %, half a year later 6.15 %, as rival posts multiply; the days between fall in between."""
    days = reach.half_year(3, seed=1)
    first, middle, last = (reach.over_days(*span)(days) for span in (reach.FIRST_DAYS, (80, 100), reach.LAST_DAYS))
    assert first == pytest.approx(0.1205, rel=0.15)
    assert last == pytest.approx(0.0615, rel=0.15)
    assert last < middle < first


def test_engagement_falls_by_tiers_of_audience():
    """4.8, 2.4, 1.8, 1.5, 1.2 %; the order is robust, the level varies twofold. Likes and comments a follower and post, z = 4
    around the line through them.

    The line's slope is an input: what is tested is that the engine applies it, post by post. The level is only as good
    as the share of posts that are read, and may be off by a tenth.
    """
    rates = []
    for tier, (_, published) in reach.TIERS.items():
        [town] = reach.engagement(tier, 1, seed=1)
        rate, line = town["engagements"] / town["followers"], reach.line(tier)
        assert abs(rate - line) < 0.1 * line + 4 * sqrt(line * (1 - line) / town["followers"])
        assert published / 2 < line < 2 * published
        rates.append(rate)
    assert rates == sorted(rates, reverse=True)


# --- row 19: a micro-mall platform


def test_a_year_of_a_micro_mall_platform():
    """151 an order, 6.47 orders a buyer, 3.1 buyers a member, 82 % of members bought or sold within the year: within 15
    %."""
    hold(micro_malls.row(3))


@pytest.mark.long
def test_more_years_of_a_micro_mall_platform():
    """Row 19 over the scenario's twelve replicates; and the growth slows down from year to year, as published (its
    size is missed: docs/validation.md)."""
    row = micro_malls.row(12, n_young=6)
    surely(row, "an order, CNY", "orders a buyer and year", "buyers a member", "members who bought or sold")
    first, second = (
        row[f"GMV of the {later} year over the {earlier}"]
        for later, earlier in (("second", "first"), ("third", "second"))
    )
    assert first.mean > second.mean > 1


# --- row 20: money


def named(figures, *names):
    """Figures as a row."""
    return Row(20, "", tuple(figure for figure in figures if not names or figure.name in names))


def test_elasticities_of_advertising_and_of_what_people_say():
    """Elasticity of sales to advertising 0.12 short run, 0.24 long run, to the volume of talk 0.236: within a factor of
    two.

    Points' posts miss their 0.53, as most sales come without them, and talk about a small brand its 0.236; held is
    their sign.
    """
    row = named(money.of_elasticities(4, seed=2))
    hold(row, "advertising, short run", "advertising, long run", "what buyers tell, beverage")
    assert row["word of mouth, points' posts"].low > 0
    assert 0 < row["what buyers tell, fresh food"].mean < row["what buyers tell, beverage"].mean


@pytest.mark.long
def test_elasticities_in_more_towns():
    """Row 20 over twelve towns."""
    row = named(money.of_elasticities(12, seed=2))
    surely(row, "advertising, short run", "advertising, long run", "what buyers tell, beverage")


@pytest.mark.parametrize("entrance", money.ENTRANCES)
def test_visits_convert_at_the_published_rate(entrance):
    """0.74 % of social visits become orders, 2.23 % by search, 3.84 % by e-mail: everybody is the reference, so the
    base rate comes back; z = 4."""
    town, published = money.visits_by(entrance, 1, 0), money.CONVERSION[entrance]
    assert town["visits"] > 15_000
    assert abs(town["orders"] / town["visits"] - published) < 4 * sqrt(published * (1 - published) / town["visits"])


def test_mails_are_opened_and_clicked_at_the_published_rates():
    """21 % of mails are opened, 2.6 % clicked."""
    hold(named(money.of_mails(1, seed=1)))


# --- row 21: sales of durables


def test_published_bass_estimates_are_found_again():
    """Least squares on increments: room air conditioners and colour TV, within 2 %; real sales follow the simulated
    ones."""
    row = adoption.row(3)
    if not row.figures:
        pytest.skip(f"the real series are not here: {adoption.SERIES}")
    hold(row)


# --- operation before marketing


def test_more_marketing_of_a_bad_product_makes_things_worse():
    """With the bad product a larger budget gives a worse incremental contribution, and wins fewer orders than with a
    good one: whole intervals, over six towns."""
    surely(
        operation.row(6),
        "bad product, gain of more marketing, CNY",
        "good less bad product, orders won by more marketing",
    )


def test_intervals_of_a_mean_are_the_usual_ones():
    """The jackknife with Student's quantile, of a mean, is the textbook interval."""
    from scipy import stats
    from validation.figure import interval

    towns = np.random.default_rng(1).normal(3, 2, 12).tolist()
    low, high = stats.t.interval(0.95, 11, loc=np.mean(towns), scale=stats.sem(towns))
    assert interval(towns, np.mean) == pytest.approx((np.mean(towns), low, high))
