"""What a run will take, before it is played: formulas against real arrays, pilots, the estimate, and the refusal of
what does not fit."""

from __future__ import annotations

import dataclasses
import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.engine import state as table
from gridsim.engine.run import given_of, play, start
from gridsim.engine.shards import shards_of
from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.scenario.quantities import heads
from gridsim.study import estimate as page  # the function, which bears the name of its page
from gridsim.study import fit, memory, pilot
from gridsim.study.compare import compare
from gridsim.study.costs import Costs, line_through, measure, need_of
from gridsim.study.estimate import Estimate, estimate
from gridsim.study.executor import Where
from gridsim.study.memory import Counts, Need, Sizes
from gridsim.study.sweep import sweep
from gridsim.terms import Counter
from gridsim.world import build_world

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = ["fresh_food", "beverage", "messenger_2019", "durable"]


def shipped(name: str, people: int, **more):
    return pilot.in_small(load_scenario(SCENARIOS / f"{name}.yaml").replace({"horizon": 6, **more}), people)


def nbytes(*arrays) -> int:
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


def bytes_in(world) -> int:
    """The arrays of a world, whatever they are called."""
    found = nbytes(world.table, world.interests, world.email_list, world.home_shop, world.above, world.tier)
    found += sum(nbytes(layer.indptr, layer.targets, layer.weights) for layer in world.layers.values())
    return found + (
        nbytes(*(getattr(world.groups, field.name) for field in dataclasses.fields(world.groups)))
        if world.groups
        else 0
    )


# ---- memory: the formula and the arrays


@pytest.mark.parametrize("people", [1_500, 6_000, 20_000])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_formula_of_a_world_is_what_its_arrays_take(name, people):
    scenario = shipped(name, people)
    world = build_world(scenario)
    assert memory.world_bytes(scenario, pilot.sizes_in(world)) == pytest.approx(bytes_in(world), rel=0.01)
    assert memory.world_bytes(scenario, memory.sizes_of(scenario)) == pytest.approx(bytes_in(world), rel=0.03)


@pytest.mark.parametrize("people", [4_000, 20_000])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_formula_of_a_run_is_what_its_arrays_take(name, people):
    scenario = shipped(name, people)
    world = build_world(scenario)
    of_world = {id(array) for layer in world.layers.values() for array in (layer.indptr, layer.targets)}
    of_world |= {id(array) for array in (world.table, world.interests, world.home_shop, world.above, world.tier)}
    for strategy in scenario.strategies:
        town = given_of(scenario, scenario.strategy(strategy), world)
        run = start(scenario, scenario.strategy(strategy), world, town, 1, 0)
        grown = {
            id(getattr(run, name))
            for name in ("posts", "shares", "bought", "visits", "candidates", "orders", "passed_on", "numbers")
        }
        shard = shards_of(town, run, 1)[0]
        groups = (
            () if world.groups is None else (town.group_start, town.group_member, town.member_start, town.member_group)
        )
        kept = [
            array
            for array in (*town, *run, shard.first, shard.noticed)
            if id(array) not in of_world | grown | {id(array) for array in groups}
        ]
        by_person = nbytes(*(array for array in kept if isinstance(array, np.ndarray) and array.size * 8 >= people))
        assert memory.run_bytes(scenario, strategy, pilot.sizes_in(world)) == pytest.approx(by_person, rel=0.03), (
            strategy
        )


def test_rows_of_the_engine_are_counted_with_their_size():
    scenario = shipped("fresh_food", 4_000, horizon=60)
    world = build_world(scenario)
    plan = scenario.strategy("grid")
    run = play(town := given_of(scenario, plan, world), start(scenario, plan, world, town, 1, 0), None)
    totals = run.totals[0]
    rows = (
        totals.n_posts * table.POST.itemsize
        + totals.n_shares * table.SHARE.itemsize
        + totals.n_orders * table.ORDER.itemsize
    )
    counts = Counts(
        run.counters[:, Counter.IMPRESSIONS].sum(),
        totals.n_posts,
        run.counters[:, Counter.SHARES].sum(),
        totals.n_orders,
    )
    n_ticks = int(town.settings[0].n_ticks)
    assert rows < memory.filled_bytes(counts, n_ticks) < 3 * rows
    assert memory.filled_bytes(counts, n_ticks, recording=True) > memory.filled_bytes(counts, n_ticks)


@given(people=st.integers(1_000, 10**7), ties=st.integers(0, 10**9), more=st.integers(1, 10**6))
@settings(max_examples=30, deadline=None)
def test_more_people_and_ties_never_take_less(people, ties, more):
    scenario = load_scenario(SCENARIOS / "beverage.yaml")
    less, most = Sizes(people, ties, ties // 5, 0, people), Sizes(people + more, ties + more, ties // 5, 0, people)
    for formula in (memory.world_bytes, memory.building_bytes):
        assert formula(scenario, less) < formula(scenario, most)
    assert memory.run_bytes(scenario, "grid", less) < memory.run_bytes(scenario, "grid", most)


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yaml")))
def test_the_bound_without_a_pilot_is_above_what_is_measured(name):
    scenario = load_scenario(SCENARIOS / f"{name}.yaml").replace({"horizon": 20})
    if pilot.is_generated(scenario):
        scenario = pilot.in_small(scenario, 2_000)
    names = (*scenario.strategies, "nothing")
    played = pilot.play_once(scenario, names)
    measured = memory.replicate_bytes(scenario, names, played.sizes, played.counts)
    bound = fit.at_most(scenario, names, memory.sizes_of(scenario), 7)
    assert bound.task > measured and bound.reading > memory.finishing_bytes(tuple(played.counts.values()), 7)[1]
    stored = sum(len(content) for content in played.files.values())
    assert fit.most_disk(scenario, names, memory.sizes_of(scenario), 7) > 7 * stored


def test_rows_of_files_are_told_from_their_beginnings(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet

    text = "a,b\n" + "".join(f"{100_000 + number},{900_000 - number}\n" for number in range(40_000))
    (tmp_path / "ties.csv").write_text(text)
    (tmp_path / "ties.csv.gz").write_bytes(gzip.compress(text.encode()))
    pyarrow.parquet.write_table(pa.table({"a": range(500)}), tmp_path / "ties.parquet")
    assert memory.rows_of(tmp_path / "ties.csv") == pytest.approx(40_000, rel=0.02)
    assert memory.rows_of(tmp_path / "ties.csv.gz") == pytest.approx(40_000, rel=0.25)
    assert memory.rows_of(tmp_path / "ties.parquet") == 500
    (tmp_path / "broken.parquet").write_bytes(b"no")
    (tmp_path / "broken.csv.gz").write_bytes(b"no")
    assert (
        memory.rows_of(tmp_path / "broken.parquet")
        == memory.rows_of(tmp_path / "broken.csv.gz")
        == memory.rows_of(tmp_path / "none.csv")
        == 0
    )


def test_a_control_group_limits_what_is_available(tmp_path, monkeypatch):
    files = [tmp_path / name for name in ("limit", "used", "stat")]
    for path, content in zip(files, ("5000000000\n", "3000000000\n", "anon 1\ninactive_file 500000000\n"), strict=True):
        path.write_text(content)
    monkeypatch.setattr(memory, "GROUP_FILES", (tuple(map(str, files)),))
    monkeypatch.setattr(memory, "_system_bytes", lambda: 20 * 10**9)
    monkeypatch.setattr(memory, "_held_bytes", lambda: 100)
    assert memory.available_bytes() == 2_500_000_100
    files[0].write_text("max\n")
    assert memory.available_bytes() == 20 * 10**9 + 100
    monkeypatch.setattr(memory, "_system_bytes", lambda: 10**9)
    files[0].write_text("5000000000\n")
    assert memory.available_bytes() == 10**9 + 100


# ---- pilots


def test_a_small_town_has_heads_and_money_in_proportion():
    whole = load_scenario(SCENARIOS / "fresh_food.yaml")
    small = pilot.in_small(whole, 2_000)
    assert (small.people.count, small.budget.total) == (2_000, whole.budget.total // 10)
    assert (
        small.people.roles.employee.count,
        small.people.roles.kol.count,
        small.network.micro_blog.official_followers,
    ) == (6, 1, 200)
    assert (
        small.strategies["official"].account.content.cost_at_full_quality
        == whole.strategies["official"].account.content.cost_at_full_quality // 10
    )
    assert small.strategies["grid"].points.training_cost == whole.strategies["grid"].points.training_cost
    assert heads(small.strategies["grid"].points.activate.consumer, 2_000) == 60
    assert pilot.in_small(whole, 20_000) is whole


def test_a_small_town_sees_as_much_a_head_as_the_whole():
    """Advertising to a twentieth, as every head weighs little; posts of the grid and what is seen of them, which hang on
    whose friends are many, to 3 standard errors of the means over replicates."""
    whole = load_scenario(SCENARIOS / "fresh_food.yaml").replace({"horizon": 20, "people.count": 24_000})
    assert whole.budget.planned_for

    def a_head(name, people, replicates):
        town = pilot.in_small(whole, people)
        counts = [pilot.play_once(town, (name,), replicate=one).counts[name] for one in range(replicates)]
        # the account posts once a day in a town of any size
        return np.array([[one.impressions, one.posts - 20] for one in counts]) / people

    small, large = a_head("advertising", 3_000, 1)[0], a_head("advertising", 24_000, 1)[0]
    assert small[0] == pytest.approx(large[0], rel=0.05)
    small, large = a_head("grid", 3_000, 12), a_head("grid", 24_000, 4)
    off = np.abs(small.mean(axis=0) - large.mean(axis=0))
    error = np.sqrt(small.var(axis=0, ddof=1) / len(small) + large.var(axis=0, ddof=1) / len(large))
    assert (off < 3 * error).all() and (error < 0.2 * large.mean(axis=0)).all(), (small, large)


def test_a_pilot_is_the_replicate_itself():
    scenario = shipped("fresh_food", 800)
    played = pilot.play_once(scenario, ("grid", "nothing"))
    found = compare(scenario, replicates=1, strategies=["grid"])
    assert played.counts["grid"].orders == len(found.orders[found.orders["strategy"] == "grid"])
    assert set(played.run_seconds) == {"grid", "nothing"} and played.seconds >= sum(played.run_seconds.values()) > 0


def test_costs_are_carried_on_along_a_line():
    costs = Costs(
        Sizes(8_000, 80_000, 1_000), 0.1, {"grid": 2.0, "nothing": 0.5}, 0.2, {}, 0, 0, 1.0, 1.0, 1.0, 0.0, None
    )
    assert costs.seconds == pytest.approx(2.8)
    for small, middle in ((1.0, 4.0), (1.0, 1.0), (3.0, 1.0), (0.1, 9.0)):
        once, each = line_through(2_000, small, 8_000, middle)
        assert once >= 0 and each >= 0 and once + each * 8_000 == pytest.approx(middle)


# ---- the estimate


@pytest.fixture(scope="module")
def town():
    return load_scenario(SCENARIOS / "fresh_food.yaml").replace({"horizon": 8, "replicates": 3})


def test_an_estimate_says_what_a_comparison_takes(town):
    found = estimate(town, ["grid"], threads=1)
    assert (
        isinstance(found, Estimate)
        and found.strategies == ("grid", "nothing")
        and found.replicates == 3
        and found.threads == 1
    )
    assert found.people == 20_000 and found.ties == 2_402_000 and found.horizon == 8
    assert (
        set(found.parts) == {"start", "world", "grid", "nothing", "tables", "report"} and min(found.parts.values()) > 0
    )
    assert sum(found.parts.values()) == pytest.approx(found.seconds)
    assert found.fits and found.people_that_fit > 20_000
    assert found.as_dict()["memory_bytes"] == found.memory_bytes > memory.PROCESS
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.seconds = 1.0


def test_impressions_and_disk_are_those_of_a_real_comparison(town, tmp_path):
    from gridsim.report.present import present

    found = estimate(town.replace({"people.count": 12_000}), ["hybrid"], replicates=2)
    real = compare(
        town.replace({"people.count": 12_000}),
        replicates=2,
        strategies=["hybrid"],
        out=tmp_path / "out",
        finish=present,
    )
    shown = real.runs.loc[real.runs["strategy"] == "hybrid", "impressions"].sum()
    assert found.impressions == pytest.approx(shown, rel=0.3)
    assert found.disk_bytes == pytest.approx(
        sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file()), rel=0.3
    )


def played(found: Estimate) -> float:
    """Seconds of worlds and runs: a hundred times as many people, fifty times as many replicates. (Start and report
    hang on what else goes on.)"""
    return sum(found.parts[name] for name in ("world", *found.strategies))


def test_more_people_take_more_of_everything(town):
    small, large = (
        estimate(town.replace({"people.count": people}), ["grid"], replicates=1) for people in (3_000, 300_000)
    )
    for key in ("people", "ties", "impressions", "memory_bytes", "disk_bytes"):
        assert getattr(small, key) < getattr(large, key), key
    assert played(small) < played(large)
    more = estimate(town.replace({"people.count": 3_000}), ["grid"], replicates=50, threads=1)
    for key in ("impressions", "memory_bytes", "disk_bytes"):
        assert getattr(small, key) < getattr(more, key), key
    assert played(small) < played(more)


def test_a_town_of_files_is_played_as_it_is():
    found = estimate(load_scenario(SCENARIOS / "campus.yaml").replace({"horizon": 5}), replicates=1)
    assert found.people == 600 and found.ties > 20_000 and found.impressions > 0


def test_a_town_too_small_for_its_shops_is_tried_larger():
    scenario = load_scenario(SCENARIOS / "beverage.yaml").replace(
        {"horizon": 4, "people.count": 60_000, "people.roles.distributor.count": 20}
    )
    costs = measure(scenario, ("official", "nothing"))
    assert costs.sizes.people == 60_000 and costs.seconds > 0


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("one of official", {"strategies": ["gird"]}),
        ("--replicates", {"replicates": 0}),
        ("--threads", {"threads": 0}),
        ("none", {"strategies": []}),
    ],
)
def test_a_bad_question_is_refused(town, words, how):
    with pytest.raises(ScenarioError, match=words):
        estimate(town, **how)


# ---- what does not fit


@pytest.fixture
def large(town):
    return town.replace({"people.count": 150_000, "replicates": 2})


def have(monkeypatch, available=1 << 50, free=1 << 50):
    monkeypatch.setattr(memory, "available_bytes", lambda: int(available))
    monkeypatch.setattr(memory, "free_disk", lambda folder: int(free))


def test_what_obviously_fits_is_not_measured(large, monkeypatch):
    monkeypatch.setattr("gridsim.study.fit._measured", lambda *all: pytest.fail("a pilot was played"))
    assert fit.fitting(large, ["grid"], 2)(2, False) == 2


def test_a_run_that_does_not_fit_is_refused_before_it_starts_with_the_people_that_fit(large, monkeypatch, tmp_path):
    have(monkeypatch, memory.PROCESS + 130 * memory.MIB)
    monkeypatch.setattr(fit, "TOLERANCE", 1.0)  # else what the process itself needs hides a town of this size
    for call in (
        lambda: compare(large, strategies=["grid"], out=tmp_path / "out"),
        lambda: sweep(
            large, {"budget.total": ["50k CNY", "100k CNY"]}, strategies=["official", "grid"], out=tmp_path / "out"
        ),
    ):
        with pytest.raises(ScenarioError) as error:
            call()
        assert not (tmp_path / "out").exists()
        said = re.fullmatch(
            r"people.count: the people of a run must be so many that 461 MB of memory suffice; got 150,000 people, who"
            r" need (\d+) MB\. "
            r"([\d,]+) people fit, .* GRIDSIM_ANY_SIZE=1 in the environment\.",
            str(error.value),
        )
        assert said and int(said[1]) > 461
        people = int(said[2].replace(",", ""))
        assert 30_000 < people < 150_000
        fewer = pilot.in_small(large, people)
        assert fit.fitting(fewer, ["grid"])(1, False) == 1
    monkeypatch.setenv(fit.ANY_SIZE, "1")
    assert fit.fitting(large, ["grid"], 2)(2, False) == 1


def test_an_estimate_may_be_too_high_by_three_tenths(large, monkeypatch):
    monkeypatch.setattr("gridsim.study.fit._measured", lambda *all: (Need(150_000, 50 << 20, 950 << 20), 0))
    have(monkeypatch, (1000 << 20) / 1.25)
    assert fit.fitting(large, ["grid"])(2, False) == 1
    have(monkeypatch, (1000 << 20) / 1.35)
    with pytest.raises(ScenarioError, match=r"people\.count"):
        fit.fitting(large, ["grid"])(1, False)


def test_fewer_threads_are_taken_and_said_where_memory_suffices_for_fewer(large, monkeypatch):
    need = need_of(large, measure(large, ("grid", "nothing")), 0)
    have(monkeypatch, need.process + 2.5 * need.task)
    place = Where(threads=4).place(10, fit.fitting(large, ["grid"]))
    assert place.threads == 2 and place.note == "2 threads: the memory suffices for no more"
    told = []
    have(monkeypatch, need.process + 1.5 * need.task)
    found = compare(large.replace({"horizon": 2}), strategies=["official"], threads=2, progress=told.append)
    assert found.manifest["place"]["threads"] == 1
    assert any("the memory suffices for no more" in step.note for step in told)
    have(monkeypatch, 3.5 * need.process + 2.5 * need.task)  # a process has its code for itself
    assert Where(workers=3).place(10, fit.fitting(large, ["grid"])).workers == 2


def test_results_that_the_disk_has_no_room_for_are_refused(large, monkeypatch, tmp_path):
    have(monkeypatch, free=1e6)
    with pytest.raises(
        ScenarioError,
        match=r"out: the results must be at most the 1.0 MB that are free there; got .* MB\. .* replicates",
    ):
        compare(large, strategies=["grid"], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_tables_of_too_many_replicates_are_refused(monkeypatch, large):
    need = Need(60_000, 300 << 20, 40 << 20, 80 << 20, 4 << 30)
    monkeypatch.setattr("gridsim.study.fit._measured", lambda *all: (need, 0))
    have(monkeypatch, 1 << 30)
    with pytest.raises(
        ScenarioError,
        match=r"replicates: .* got 1,000 of 60,000 people, which need 4\.\d GB\. The tables of 1\d\d replicates",
    ):
        fit.fitting(large, ["grid"], 1_000)(1, False)


def test_the_page_and_the_function_bear_one_name():
    import gridsim as gs

    assert gs.estimate is estimate is page and gs.Estimate is Estimate
