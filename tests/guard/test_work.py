"""Cost follows what happens: counted, so that a busy machine cannot blur it.

Counts of fixed runs are held to those written in work.json. A change that is meant to cost more, or less, rewrites them
with `python tests/guard/guard_counts.py` and says why.
"""

import json
from pathlib import Path

import pytest
from guard_counts import HAMLET, WRITTEN, arrays_of, begin, bytes_of_town, in_plain_python, town_counts

import gridsim as gs

LEAST_CHANGE = 0.005
"""Another platform's logarithm may differ in its last bit, which moves a count by one or two."""
ROOT = Path(__file__).parents[2]


def written(what: str) -> dict:
    return json.loads(WRITTEN.read_text())[what]


def compare(what: str, found: dict) -> None:
    """Fail where a count differs from the written one, and say by how much."""
    before, changes = _flat(written(what)), []
    now = _flat(found)
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name, 0), now.get(name, 0)
        if abs(new - old) > max(2, LEAST_CHANGE * old):
            changes.append(f"{name}: {new:,} instead of {old:,}" + (f" ({new / old - 1:+.1%})" if old else ""))
    assert not changes, (
        f"{what} costs something else: {'; '.join(changes)}. If that is meant: python tests/guard/guard_counts.py"
    )


def _flat(counts: dict) -> dict:
    """The counts without the level of `draws`."""
    draws = counts["draws"] if isinstance(counts.get("draws"), dict) else {}
    return {f"draws of {name}": n for name, n in draws.items()} | {
        name: n for name, n in counts.items() if not isinstance(n, dict)
    }


@pytest.fixture(scope="module")
def hamlet():
    return in_plain_python("hamlet")


@pytest.fixture(scope="module", params=[0.01, 0.2])
def cascades(request):
    return request.param, in_plain_python("cascade", chance=request.param)


@pytest.mark.parametrize("strategy", ["grid", "nothing"])
def test_a_run_costs_what_is_written(strategy):
    compare(f"a town, {strategy}", town_counts(strategy))


def test_a_run_draws_what_is_written(hamlet):
    compare("a hamlet, plain", hamlet)


def test_cascades_draw_what_is_written(cascades):
    chance, found = cascades
    compare(f"cascades, p = {chance}", found)


def test_a_comparison_that_finds_more_says_by_how_much():
    more = written("a town, grid") | {"considered": 2 * written("a town, grid")["considered"]}
    with pytest.raises(AssertionError, match=r"considered: [\d,]+ instead of [\d,]+ \(\+100\.0%\)"):
        compare("a town, grid", more)


def test_a_tie_is_looked_at_once_with_one_draw(hamlet):
    assert hamlet["draws"]["EXPOSE"] == hamlet["considered"] < hamlet["ties"] * hamlet["ticks"] / 50


def test_draws_are_those_of_what_happens(hamlet):
    """A draw a tie considered, one and a few more a showing, some a person at the start; none a tie and tick."""
    draws, people = hamlet["draws"], HAMLET["people"]["count"]
    assert draws["REACT"] <= 1.2 * hamlet["impressions"]
    assert draws["JUMP"] <= hamlet["considered"]
    assert (
        hamlet["all draws"]
        <= hamlet["considered"] + 3 * hamlet["impressions"] + 6 * people + 2 * people * hamlet["ticks"] / 4
    )


def test_what_is_not_shown_is_not_drawn(hamlet):
    """Where friends and strangers post four times as much, less of the brand is seen, and less is drawn."""
    louder = in_plain_python(
        "hamlet", network__moments__rival_posts_per_tie=12.0, network__micro_blog__rival_posts_per_tie=32.0
    )
    shown = louder["impressions"] / hamlet["impressions"]
    assert shown < 0.7
    assert louder["draws"]["REACT"] < 1.1 * shown * hamlet["draws"]["REACT"]
    assert louder["draws"]["JUMP"] <= hamlet["draws"]["JUMP"]
    of_showings = ("EXPOSE", "JUMP", "DELAY", "REACT")  # the others are of people: needs, posts, who leaves
    assert sum(louder["draws"][what] for what in of_showings) < 0.8 * sum(hamlet["draws"][what] for what in of_showings)


def test_ties_along_which_nobody_posts_cost_nothing():
    quiet = {"strategy": "nothing", "market__initial_awareness": 0.0}
    few = in_plain_python("hamlet", **quiet)
    many = in_plain_python("hamlet", network__moments__mean_friends=60, network__micro_blog__mean_follows=45, **quiet)
    assert many["ties"] > 2 * few["ties"]
    assert many["draws"] == few["draws"] and many["considered"] == few["considered"] == 0


def test_jumps_pass_over_those_who_are_not_shown():
    """The account's posts on the micro-blog: ties considered follow what is shown, and are fewer than there are
    followers of every post. The bound is that of the emptiest feed and most frequent visitor: visits are very unequal."""
    found = town_counts("official", network__groups=None)
    assert found["considered"] < 5 * found["impressions"]
    assert found["considered"] < 0.5 * found["posts"] * 800


def test_a_longer_horizon_takes_no_memory_before_it_comes():
    """Only the daily series and the plan's pace grow with the horizon: the same bytes a day in a small and in a large
    town."""

    def held(people: int, days: int) -> int:
        scenario = gs.load_scenario(HAMLET).replace({"people.count": people, "horizon": days})
        return sum(array.nbytes for array in arrays_of(begin(scenario, gs.build_world(scenario, seed=1))))

    a_day = {people: (held(people, 60) - held(people, 20)) / 40 for people in (300, 600)}
    assert a_day[300] == a_day[600] < 2048


def test_tables_grow_for_what_happens():
    """Twice the days of a town in which little happens: tables for half as much again at most, and no table is copied
    for every tick."""
    short, long = town_counts("nothing"), town_counts("nothing", horizon=40)
    assert long["orders"] > short["orders"]
    assert long["bytes of grown tables"] <= 1.5 * short["bytes of grown tables"] and long["tables grown"] <= 4


def test_a_cascade_draws_for_successes_and_not_for_ties(cascades):
    """One call gives four jumps: a row takes one, and one more for every four tries that succeed."""
    chance, found = cascades
    assert found["rows"] <= found["draws"] <= found["rows"] + found["successes"] / 4
    assert found["draws"] < found["ties of the rows"] / (40 if chance == 0.01 else 10)


def test_memory_is_what_is_written():
    found, stated = bytes_of_town(), written("memory")
    more = {name: (bytes_, stated[name]) for name, bytes_ in found.items() if bytes_ > 1.001 * stated[name]}
    assert not more, (
        f"more memory than stated: {more} (found, stated). If that is meant: python tests/guard/guard_counts.py and"
        " docs/speed.md"
    )


def test_the_page_states_the_memory_that_is_kept():
    page, stated = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8"), written("memory")
    for what in ("world", "run"):
        assert f"| {what} | {stated[f'{what}, bytes a person']:g} | {stated[f'{what}, bytes a tie']:g} |" in page
