"""The benchmark: who takes part, how turns are taken, and what the table says."""

import pytest

import gridsim as gs
from gridsim.bench import bench, cases, limit, peers, table, timing
from gridsim.errors import ScenarioError

ROW = {
    "group": "A group",
    "what": "some work",
    "seconds": 0.002,
    "single": False,
    "outcome": 100.0,
    "told": "",
    "peers": {},
}


def shown(*rows, **found):
    return table.as_markdown(
        {"machine": "a machine", "versions": {"gridsim": "1"}, "rounds": 3, "rows": list(rows)} | found
    ).splitlines()


def test_every_group_has_rows_whose_first_contender_is_gridsim():
    for group in cases.GROUPS:
        found = list(cases.rows(1_000_000, (group,)))
        assert found and all(next(iter(row.makers)) == "gridsim" for row in found), group


def test_peers_are_not_asked_for_more_than_a_small_machine_holds():
    large = [row for row in cases.rows(1_000_000, ("cascade", "networks")) if "1,000,000" in row.what]
    assert large and all(
        row.not_asked.get("networkx") == cases.TOO_LARGE and "networkx" not in row.makers for row in large
    )
    assert not any(row.not_asked for row in cases.rows(100_000, ("cascade", "networks")))


def test_the_first_turn_warms_up_and_a_slow_contender_has_one(monkeypatch):
    played = []

    def contender(name):
        return lambda: lambda: played.append(name) or timing.Turn(1, lambda: float(len(played)))

    def absent():
        raise ImportError("there is none", name="peer")

    times = timing.take_turns({"a": contender("a"), "b": contender("b"), "c": absent}, rounds=2)
    assert played == ["a", "b", "a", "b", "a", "b"]
    assert times["a"].outcomes == [3.0, 5.0] and times["c"].absent == "not installed (peer)"
    monkeypatch.setattr(timing, "SLOW_SECONDS", -1.0)
    assert len(timing.take_turns({"a": contender("a")}, rounds=2)["a"].seconds) == 1


def test_a_peer_that_fails_does_not_stop_the_others_but_gridsim_does():
    def well():
        return lambda: timing.Turn(1, 1.0)

    def broken():
        return lambda: 1 / 0

    times = timing.take_turns({"gridsim": well, "peer": broken, "other": well}, rounds=1)
    assert (
        times["peer"].absent == "failed (ZeroDivisionError)"
        and len(times["gridsim"].seconds) == len(times["other"].seconds) == 1
    )
    with pytest.raises(ZeroDivisionError):
        timing.take_turns({"gridsim": broken, "peer": well}, rounds=1)


def test_the_table_says_ratios_reach_rates_and_who_is_missing():
    peer = {"seconds": 0.2, "ratio": 100.0, "single": True, "outcome": 99.0}
    lines = shown(ROW | {"told": "reach", "peers": {"A": peer, "B": {"absent": "> 5 GB"}}})
    assert (
        lines[0] == "| A group | × A | × B | gridsim |" and lines[2] == r"| some work | 100\* (-1.0%) | > 5 GB | 2 ms |"
    )
    assert shown(ROW | {"told": "rate"})[2] == "| some work | 2 ms | 100 | 50,000 |"
    assert shown(ROW | {"limit_seconds": 0.0005})[2] == "| some work | 2 ms | 25% |"


def test_a_page_without_marks_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    table.write_into(page, "new\n")
    assert page.read_text() == f"before\n{table.BEGIN}\nnew\n{table.END}\nafter\n"
    page.write_text("nothing")
    with pytest.raises(ScenarioError, match="must be one with the lines"):
        table.write_into(page, "new\n")
    assert page.read_text() == "nothing"


def test_a_part_that_is_measured_apart_leaves_the_other_tables(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"{table.BEGIN}\n{table.END}\n")
    one, other, third = (ROW | {"group": name} for name in ("One", "Other", "Third"))
    table.write_into(page, "\n".join(shown(one, other)) + "\n")
    table.write_into(page, "\n".join(shown(one | {"seconds": 0.003}, third, machine="another machine")) + "\n")
    lines = page.read_text().splitlines()
    assert [line for line in lines if line.startswith(("| O", "| T", "| some"))] == [
        "| One | gridsim |",
        "| some work | 3 ms |",
        "| Third | gridsim |",
        "| some work | 2 ms |",
        "| Other | gridsim |",
        "| some work | 2 ms |",
    ]
    apart = "Measured apart from the rest: "
    told = [
        "Turns: 3. a machine; gridsim 1.",
        *(f"{apart}*{title}*. Turns: 3. another machine; gridsim 1." for title in ("One", "Third")),
    ]
    assert lines[-4:-1] == told
    table.write_into(page, "\n".join(shown(third, machine="a third")) + "\n")
    assert page.read_text().splitlines()[-4:-1] == [*told[:2], f"{apart}*Third*. Turns: 3. a third; gridsim 1."]


def test_unknown_groups_are_named():
    with pytest.raises(
        ScenarioError, match="must be one of cascade, calls, many, models, full, networks, seeding, start"
    ):
        bench(only=["others"])


def test_a_group_is_measured_from_end_to_end():
    found = bench(10_000, ["networks"], rounds=1)
    (row,) = found["rows"]
    assert row["outcome"] > 99_900 and row["peers"]["networkx"]["outcome"] == 99_900
    assert row["peers"]["networkx"]["ratio"] > 1


def test_peers_choose_seeds_that_reach_as_many():
    network, chance = gs.networks.barabasi_albert(400, 3, seed=1), 0.05
    ours = gs.seeding.select(network, 5, "greedy", chance=chance).agents

    def reach(seeds):
        return gs.diffusion.independent_cascade(network, chance, seeds, n_runs=4000, seed=7).mean

    for make, more in (
        (peers.cynetdiff_celf, {"n_plays": 300}),
        (peers.networkx_voterank, {}),
        (peers.networkit_group_degree, {}),
    ):
        seeds = make(network, 5, chance, **more)()
        assert len(set(seeds)) == 5 and reach(seeds) > 0.85 * reach(ours), make.__name__


def test_a_read_takes_time_and_no_cascade_does_without():
    network = gs.networks.barabasi_albert(2000, 5, seed=1)
    assert limit.seconds_a_read(network, 10_000) > 0
    assert limit.reads_of(10, 4) == 18
