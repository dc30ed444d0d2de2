"""Answers that behave: what callers give is taken in every form in which it comes, or refused in a sentence."""

from collections import deque

import networkx
import numpy as np
import pandas as pd
import pyarrow
import pytest

import gridsim as gs
from gridsim import arguments
from gridsim.seeding.methods import BY_NAME, METHODS
from gridsim.study.activation_question import Asked, make_activation

CLUB = gs.Network.from_networkx(networkx.karate_club_graph(), weight=None)
HAMLET = {"name": "A hamlet", "people": {"count": 120}, "horizon": 3, "replicates": 1, "budget": {"total": "1k CNY"},
          "strategies": {"official": {}, "grid": {}}}  # fmt: skip

ALSO = {known: name for name, one in BY_NAME.items() for known in one.also}


# ---- agents in any list


def forms_of(agents):
    """The same agents in every form in which people hold lists of whole numbers."""
    yield from (
        [*agents],
        (*agents,),
        {*agents},
        frozenset(agents),
        np.array(agents),
        np.array(agents, np.uint8),
        np.array(agents, object),
    )
    yield from (
        np.array(agents, float),
        pd.Series(agents),
        pd.Index(agents),
        pd.array(agents, dtype="Int64"),
        pd.Categorical(agents),
    )
    yield from (
        pyarrow.array(agents),
        (agent for agent in agents),
        map(int, agents),
        deque(agents),
        dict.fromkeys(agents).keys(),
    )
    yield from (np.ma.array(agents), memoryview(np.array(agents)), [np.int8(agent) for agent in agents])


@pytest.mark.parametrize("given", list(forms_of([5, 33, 2])), ids=lambda given: type(given).__name__)
def test_agents_are_taken_from_any_list(given):
    expected = gs.diffusion.independent_cascade(CLUB, 0.1, [2, 5, 33], n_runs=20)
    assert gs.diffusion.independent_cascade(CLUB, 0.1, given, n_runs=20).sizes.tolist() == expected.sizes.tolist()


@pytest.mark.parametrize(
    "given", [[True, False], np.zeros(34, bool), [1.5], [np.nan], "12", ["1"], {1: 2}, [[1, 2]], [[1], [1, 2]], [], None, pd.DataFrame({"a": [1]}),
              [2**70], pd.array([1, None], dtype="Int64"), np.ma.array([1, 2], mask=[True, False]), [-1], [34]], ids=str,
)  # fmt: skip
def test_what_names_no_agents_is_refused_in_a_sentence(given):
    with pytest.raises(gs.ScenarioError, match="^seed_set: .* must be .*; got .*"):
        gs.diffusion.independent_cascade(CLUB, 0.1, given, n_runs=1)


MASKED = np.ma.array([0.1, 0.2, 0.3, 0.4], mask=[False, False, True, False])


@pytest.mark.parametrize(
    "call",
    [
        lambda: gs.Network.from_edges(np.ma.array([0, 1], mask=[0, 1]), [1, 2]),
        lambda: gs.Network.from_edges([0, 1, 2, 3], [1, 2, 3, 4], weights=MASKED),
        lambda: gs.diffusion.independent_cascade(gs.Network.from_edges([0, 1, 2, 3], [1, 2, 3, 4]), MASKED, [0]),
        lambda: gs.diffusion.linear_threshold(gs.Network.from_edges([0, 1, 2, 3], [1, 2, 3, 4]), MASKED, [0]),
        lambda: gs.diffusion.complex_contagion(CLUB, MASKED, [0]),
        lambda: gs.diffusion.sir(CLUB, 1.0, MASKED, [0]),
        lambda: gs.diffusion.bond_percolation(CLUB, MASKED),
        lambda: gs.diffusion.branching(np.ma.array([0.5, 0.5], mask=[0, 1])),
        lambda: gs.diffusion.fit_bass(np.ma.array([1.0, 2.0, 3.0, 4.0, 3.0, 2.0], mask=[0, 0, 1, 0, 0, 0])),
        lambda: gs.diffusion.bass_share(MASKED, 0.01, 0.3),
        lambda: gs.diffusion.fit_negative_binomial(np.ma.array([0, 0, 3, 1], mask=[0, 0, 1, 0])),
        lambda: gs.diffusion.Forest.from_parents(np.ma.array([-1, 0, 0], mask=[0, 0, 1])),
        lambda: gs.diffusion.Forest.from_parents([-1, 0, 0], times=np.ma.array([0.0, 1.0, 2.0], mask=[0, 0, 1])),
        lambda: gs.structural_virality(np.ma.array([-1, 0, 0], mask=[0, 0, 1])),
        lambda: gs.networks.configuration(np.ma.array([1, 1, 2], mask=[0, 0, 1])),
        lambda: gs.seeding.select(CLUB, method="degree", costs=np.ma.array(np.ones(34), mask=[1] + [0] * 33), budget=3),
    ],
)
def test_a_mask_is_never_lost(call):
    with pytest.raises(gs.ScenarioError, match="without gaps; got a masked value at place"):
        call()


@pytest.mark.parametrize("given", [[[1], [1, 2]], {0, -1}, {}, "a", None, [None, 0], [-1.0, 0.0], [True]], ids=str)
def test_structural_virality_of_no_tree_is_refused_in_a_sentence(given):
    with pytest.raises(gs.ScenarioError, match="^parents: parents must be a list of whole numbers, one a node; got"):
        gs.structural_virality(given)


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3)], ids=repr)
def test_whole_numbers_of_every_kind_are_counts(value):
    assert len(gs.seeding.select(CLUB, value, "degree")) == 3
    assert gs.diffusion.independent_cascade(CLUB, 0.1, [0], n_runs=value, seed=value, threads=1).n_runs == 3


@pytest.mark.parametrize("value", [True, np.True_, np.array(True), 3.0, "3", None, [3]], ids=repr)
def test_booleans_points_and_texts_are_no_counts(value):
    with pytest.raises(gs.ScenarioError, match="^n_runs: the n_runs must be a whole number"):
        gs.diffusion.independent_cascade(CLUB, 0.1, [0], n_runs=value)


@pytest.mark.parametrize(
    "call",
    [
        lambda no: gs.Network.from_edges([0], [1], directed=no),
        lambda no: gs.diffusion.sir(CLUB, 1.0, 1.0, [0], coupled=no),
        lambda no: gs.diffusion.independent_cascade(CLUB, 0.1, [0], coupled=no),
    ],
)
def test_a_text_is_no_yes(call):
    with pytest.raises(gs.ScenarioError, match="must be True or False; got 'no'"):
        call("no")


# ---- one name or several


RECORDERS = [
    lambda record: gs.diffusion.independent_cascade(CLUB, 0.1, [0], n_runs=2, record=record).trees,
    lambda record: gs.diffusion.linear_threshold(CLUB, "uniform", [0], n_runs=2, record=record).trees,
    lambda record: gs.diffusion.watts_threshold(CLUB, 0.3, [0], record=record).trees,
    lambda record: gs.diffusion.complex_contagion(CLUB, [0.1], [0], n_runs=2, record=record).trees,
    lambda record: gs.diffusion.sir(CLUB, 1.0, 1.0, [0], n_runs=2, record=record).trees,
    lambda record: gs.diffusion.branching(0.5, n_runs=2, record=record).trees,
]


@pytest.mark.parametrize("play", RECORDERS)
def test_models_record_one_name_or_several(play):
    for record in ("parents", ["parents"], ("parents",), {"parents"}, (name for name in ["parents"])):
        assert play(record) is not None
    for record in (None, (), []):
        assert play(record) is None
    for record in ("people", ["parents", "people"], True, 3, {"parents": True}):
        with pytest.raises(gs.ScenarioError, match="^record: "):
            play(record)


def test_runs_record_one_name_or_several():
    scenario = gs.load_scenario(HAMLET)
    for record in ("impressions", ["impressions"], ("impressions",), {"impressions"}, np.array(["impressions"])):
        assert len(gs.run(scenario, "official", record=record).table("impressions"))
    assert "impressions" in gs.compare(scenario, record="impressions", strategies="official").manifest["record"]
    for call in (gs.run, gs.study.run_strategy):
        with pytest.raises(
            gs.ScenarioError, match="the record must be one of impressions, shares, posts; got 'showings'"
        ):
            call(scenario, "official", record="showings")


def test_strategies_are_one_or_several():
    scenario = gs.load_scenario(HAMLET)
    assert (
        gs.compare(scenario, strategies="grid").strategies
        == gs.compare(scenario, strategies=["grid"]).strategies
        == ("grid", "nothing")
    )
    with pytest.raises(
        gs.ScenarioError, match="a strategy must be one of official, grid, nothing; got 'gird'.*did you mean grid"
    ):
        gs.compare(scenario, strategies="gird")


# ---- names that mean the same


def test_one_over_the_in_degree_has_one_meaning_under_all_its_names():
    chance = [
        gs.diffusion.independent_cascade(CLUB, name, [0], n_runs=50).sizes.tolist()
        for name in ("weighted", "uniform", "Weighted Cascade")
    ]
    weight = [
        gs.diffusion.linear_threshold(CLUB, name, [0], n_runs=50).sizes.tolist()
        for name in ("uniform", "weighted", "wc")
    ]
    assert chance[0] == chance[1] == chance[2] and weight[0] == weight[1] == weight[2]
    chosen = [list(gs.seeding.select(CLUB, 3, "greedy", chance=name, n_runs=10)) for name in ("weighted", "uniform")]
    chosen += [
        list(gs.seeding.select(CLUB, 3, "greedy", model="lt", weight=name, n_runs=10))
        for name in ("weighted", "uniform")
    ]
    assert chosen[0] == chosen[1] and chosen[2] == chosen[3]


@pytest.mark.parametrize("name", [*ALSO, *(method.upper() for method in METHODS), "Lazy Greedy", "k-shell", "OPIM-C"])
def test_methods_are_known_by_their_other_names(name):
    expected = ALSO.get(arguments.tidy(name), arguments.tidy(name))
    assert gs.seeding.select(CLUB, 2, name, chance=0.05, n_runs=5).method == expected


def test_models_are_known_in_full():
    for short, full, ways in (
        ("ic", "independent_cascade", {"chance": 0.1}),
        ("lt", "Linear Threshold", {"weight": "uniform"}),
    ):
        assert list(gs.seeding.select(CLUB, 2, model=short, n_runs=5, **ways)) == list(
            gs.seeding.select(CLUB, 2, model=full, n_runs=5, **ways)
        )


# ---- a selection is a sequence of agents


def test_a_selection_is_a_sequence_of_agents():
    families = gs.Network.from_networkx(networkx.florentine_families_graph())
    chosen = gs.seeding.select(families, 4, "greedy", chance=0.1, n_runs=50)
    agents = chosen.agents.tolist()
    assert (
        list(chosen) == agents
        and len(chosen) == 4
        and chosen[0] == agents[0]
        and chosen[-1] == agents[-1]
        and chosen[np.int64(1)] == agents[1]
    )
    assert (
        agents[2] in chosen
        and -1 not in chosen
        and chosen.index(agents[3]) == 3
        and list(reversed(chosen)) == agents[::-1]
    )
    assert all(type(agent) is int for agent in chosen)
    assert (
        np.asarray(chosen).dtype == np.int64
        and np.asarray(chosen).tolist() == agents
        and np.array(chosen, dtype=float).tolist() == agents
    )
    assert families.out_degree[chosen].tolist() == families.out_degree[agents].tolist()
    part = chosen[:2]
    assert list(part) == agents[:2] and part.labels.tolist() == chosen.labels[:2].tolist() and part.cost == 2.0
    assert part.spread is None and part.guarantee is None and chosen.spread is not None
    assert pd.Series(list(chosen)).tolist() == pd.Series(chosen).tolist() == agents
    with pytest.raises(IndexError):
        chosen[4]


def test_a_selection_is_a_seed_set_everywhere():
    chosen = gs.seeding.select(CLUB, 3, "degree")
    agents = chosen.agents.tolist()
    for play in (
        lambda seeds: gs.diffusion.independent_cascade(CLUB, 0.1, seeds, n_runs=20),
        lambda seeds: gs.diffusion.linear_threshold(CLUB, "uniform", seeds, n_runs=20),
        lambda seeds: gs.diffusion.watts_threshold(CLUB, 0.3, seeds),
        lambda seeds: gs.diffusion.complex_contagion(CLUB, [0.1, 0.2], seeds, n_runs=20),
        lambda seeds: gs.diffusion.sir(CLUB, 0.1, 1.0, seeds, n_runs=20),
    ):
        assert play(chosen).sizes.tolist() == play(agents).sizes.tolist()
        assert play(chosen[:1]).sizes.tolist() == play(agents[:1]).sizes.tolist()


def test_a_selection_names_people_by_their_labels(tmp_path):
    names = [f"p{number}" for number in range(120)]
    ties = tmp_path / "ties.csv"
    ties.write_text(
        "source,target\n"
        + "".join(f"{names[i]},{names[(i * 7 + 1) % 120]}\n{names[i]},{names[(i + 1) % 120]}\n" for i in range(120))
    )
    network = gs.read_network(ties)
    chosen = gs.seeding.select(network, 3, "degree")
    named = {"points": {"activate": {"named": chosen, "consumer": 0}}}
    tree = {
        "network": {"moments": {"file": str(ties)}},
        "horizon": 3,
        "budget": {"total": "10k CNY"},
        "strategies": {"grid": named},
    }
    scenario = gs.load_scenario(tree)
    assert scenario.strategies["grid"].points.activate.named == chosen.labels.tolist()
    points = gs.run(scenario, "grid").points
    assert points["agent"].tolist()[: len(chosen)] == list(chosen)
    changed = scenario.replace({"strategies.grid.points.activate.named": chosen[:1]})
    assert changed.strategies["grid"].points.activate.named == chosen.labels[:1].tolist()
    asked = make_activation(scenario, Asked("grid", None, chosen, chosen[:0], "reach", 2, 2, 1, 2))
    assert asked.candidates == tuple(chosen.labels.tolist()) and asked.present == ()


# ---- a path where a scenario is meant


PLACES = [
    lambda one: gs.run(one, "official").metrics["orders"],
    lambda one: gs.build_world(one).n_people,
    lambda one: gs.compare(one, strategies=["official"]).scenario.name,
    lambda one: gs.study.run_strategy(one, "official").scenario.name,
    lambda one: gs.study.sweep(one, {"budget.total": ["1k CNY", "2k CNY"]}, replicates=1).summary["scenario"],
    lambda one: make_activation(one, Asked("grid", metric="reach")).scenario.name,
    lambda one: gs.study.regret(one, "official"),
    lambda one: gs.estimate(one).people,
]


@pytest.mark.parametrize("place", PLACES[:6])
def test_a_path_is_loaded_where_a_scenario_is_meant(place, tmp_path):
    path = tmp_path / "hamlet.yaml"
    path.write_text(gs.load_scenario(HAMLET).to_yaml(), encoding="utf-8")
    assert place(path) == place(str(path)) == place(HAMLET) == place(gs.load_scenario(HAMLET))


@pytest.mark.parametrize("given", [3, None, True, ["a.yaml"], CLUB, b"a.yaml"], ids=lambda given: type(given).__name__)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_scenario_is_refused_in_a_sentence(place, given):
    with pytest.raises(
        gs.ScenarioError, match="^scenario: the scenario must be a Scenario, or the path, text or dict of one; got .*"
    ):
        place(given)


@pytest.mark.parametrize("place", PLACES)
def test_a_path_to_nowhere_is_refused_in_a_sentence(place):
    with pytest.raises(gs.ScenarioError, match="nowhere.yaml: the scenario must be a file that can be read"):
        place("nowhere.yaml")


def test_results_are_no_scenario_and_say_where_theirs_is():
    comparison = gs.compare(HAMLET, strategies="official")
    with pytest.raises(gs.ScenarioError, match="got Comparison. Give its .scenario"):
        gs.run(comparison, "official")
    for given in (3, None, CLUB):
        with pytest.raises(
            gs.ScenarioError, match="^comparison: the comparison must be results of gridsim or their folder; got"
        ):
            gs.why(given)


def test_an_experiment_is_loaded_from_its_path_or_refused(tmp_path):
    (tmp_path / "hamlet.yaml").write_text(gs.load_scenario(HAMLET).to_yaml(), encoding="utf-8")
    path = tmp_path / "experiment.yaml"
    path.write_text(
        "scenario: hamlet.yaml\nfactors: {budget.total: [1k CNY, 2k CNY]}\nstrategies: [grid, official]\nmetric:"
        " net_contribution\n"
    )
    assert len(gs.play_experiment(path).table) == 2
    for given in (3, None, gs.load_scenario(HAMLET)):
        with pytest.raises(
            gs.ScenarioError, match="^experiment: the experiment must be an Experiment, or the path of its file; got"
        ):
            gs.play_experiment(given)


# ---- worlds


def test_layers_of_a_world_are_known_and_of_its_people():
    from dataclasses import replace

    world = gs.build_world(HAMLET)
    n = world.n_people
    mine = gs.Network.from_edges([0, 1], [1, 2], n=n, directed=False)
    assert (
        gs.run(HAMLET, "official", world=replace(world, layers={**world.layers, "moments": mine})).metrics["orders"]
        is not None
    )
    for layers, sentence in (
        ({"friends": mine}, r"each layer must be one of moments, micro_blog, place; got 'friends'"),
        (
            {"moments": gs.Network.from_edges([0], [1], n=n + 1)},
            rf"world.layers\['moments'\]: the layer must be of {n} agents.*got {n + 1}",
        ),
        (
            {"micro_blog": mine},
            (
                rf"world.layers\['micro_blog'\]: the layer must be of {n + 1} agents, the {n} people and the official"
                r" account"
            ),
        ),
        (
            {"moments": networkx.path_graph(n)},
            r"world.layers\['moments'\]: the layer must be a gridsim.Network; got 'Graph'",
        ),
    ):
        with pytest.raises(gs.ScenarioError, match=sentence):
            replace(world, layers={**world.layers, **layers})
        crept_in = replace(world, layers=dict(world.layers))
        crept_in.layers.update(layers)
        with pytest.raises(gs.ScenarioError, match=sentence):
            gs.run(HAMLET, "official", world=crept_in)
    with pytest.raises(gs.ScenarioError, match="with moments and micro_blog; got 'no micro_blog'"):
        replace(world, layers={"moments": mine})


def test_a_world_is_one_of_the_scenario():
    world = gs.build_world(HAMLET)
    for given in (3, "world", CLUB, HAMLET):
        with pytest.raises(gs.ScenarioError, match="^world: the world must be a gridsim.World; got"):
            gs.run(HAMLET, "official", world=given)
    with pytest.raises(
        gs.ScenarioError,
        match=r"^world: the world must be of 5 interests \(people.interests\), as the scenario says; got 8",
    ):
        gs.run({**HAMLET, "people": {"count": 120, "interests": 5}}, "official", world=world)
    with pytest.raises(gs.ScenarioError, match="^world: the world must be one with chat groups"):
        gs.run({**HAMLET, "network": {"groups": {}}}, "official", world=world)


# ---- nothing is written where nobody asked


def test_nothing_is_written_into_the_working_directory_unasked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    gs.run(HAMLET, "official")
    gs.compare(HAMLET, strategies="official")
    gs.study.run_strategy(HAMLET, "official")
    gs.study.sweep(HAMLET, {"budget.total": ["1k CNY", "2k CNY"]}, replicates=1)
    gs.study.choose_points(
        {**HAMLET, "horizon": 2}, candidates=[3, 14], metric="reach", replicates=2, shortlist=2, rounds=1, fresh=2
    )
    assert list(tmp_path.iterdir()) == []


# ---- the rest of the public calls


@pytest.mark.parametrize("given", [3, None, b"x", ["a"], CLUB], ids=lambda given: type(given).__name__)
@pytest.mark.parametrize(
    "call",
    [
        gs.load_scenario, gs.load_experiment, gs.play_experiment, gs.resume, gs.open_dir, gs.open_world, gs.read_network, gs.diffusion.read_cascades,
        gs.diffusion.read_cascade_paths, gs.study.load_activation, gs.study.play_activation, lambda out: gs.compare(HAMLET, out=out or 0),
    ],
    ids=lambda call: getattr(call, "__name__", ""),
)  # fmt: skip
def test_what_is_no_path_is_refused_in_a_sentence(call, given):
    with pytest.raises(gs.ScenarioError, match="must be .*; got .*"):
        call(given)


@pytest.mark.parametrize(
    "wrong",
    [{"replicates": True}, {"seed": False}, {"overwrite": "no"}, {"workers": "2"}, {"strategies": 3}, {"record": 3}],
    ids=str,
)
def test_wrong_kinds_are_refused_before_any_work(wrong):
    with pytest.raises(gs.ScenarioError, match=f"{next(iter(wrong))}.* must be .*; got"):
        gs.compare(HAMLET, **wrong)


def test_methods_are_compared_under_their_own_names():
    table = gs.seeding.compare(CLUB, 2, methods={"celf", "out_degree"}, chance=0.1, n_runs=5)
    assert set(table.index) == {"greedy", "degree"}
    assert gs.seeding.compare(CLUB, 2, methods="celf", chance=0.1, n_runs=5).spread["greedy"] == table.spread["greedy"]
    with pytest.raises(gs.ScenarioError, match="the methods must be at least one, each named once"):
        gs.seeding.compare(CLUB, 2, methods=["celf", "greedy"], chance=0.1, n_runs=5)


def test_a_scenario_is_loaded_from_a_scenario():
    scenario = gs.load_scenario(HAMLET)
    assert gs.load_scenario(scenario) is scenario and gs.load_scenario(scenario, {"horizon": 7}).horizon == 7
