"""Laws: shards, merged, leave the bytes of work that was never cut; what does not make up one work is refused."""

from __future__ import annotations

import json

import pytest

from gridsim.errors import ScenarioError
from gridsim.results import disk, store
from gridsim.study.compare import compare
from gridsim.study.experiment import make_experiment
from gridsim.study.merging import merge
from gridsim.study.play import Job, Replicate
from gridsim.study.resume import resume
from gridsim.study.shards import Shard, as_shard
from gridsim.study.sweep import play_experiment

FACTORS = {"budget.total": ["500 CNY", "1000 CNY"], "people.count": [300, 320]}


def bytes_of(folder) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix == ".parquet"
    } | {"summary": (folder / "summary.json").read_bytes()}


def test_every_task_is_in_one_shard():
    tasks = list(range(17))
    for of in (1, 2, 5, 17, 20):
        taken = [Shard(number, of).take(tasks) for number in range(1, of + 1)]
        assert sorted(task for some in taken for task in some) == tasks
        assert max(map(len, taken)) - min(map(len, taken)) <= 1


@pytest.mark.parametrize("value", ["0/3", "4/3", "1", "1/0", "a/b", "-1/2", "1/1000000", 2, "1.5/2"])
def test_what_is_no_shard_is_refused(value):
    with pytest.raises(ScenarioError, match="--shard: the shard must be i/N with i from 1 to N"):
        as_shard(value)


@pytest.fixture
def study(scenario, made_up, tmp_path):
    """Play an experiment, whole or one shard of it, into a folder."""
    experiment = make_experiment(scenario, FACTORS, ["grid", "official"], "net_contribution", 3, None)

    def play(name, shard=None):
        play_experiment(experiment, tmp_path / name, shard=shard, engine=made_up.engine)
        return tmp_path / name

    return play


def test_shards_of_a_study_give_its_bytes(study, made_up, tmp_path):
    whole = study("whole")
    played = len(made_up.PLAYED)
    made_up.PLAYED.clear()
    shards = [study(f"shard{number}", f"{number}/3") for number in (2, 3, 1)]
    assert len(made_up.PLAYED) == played
    made_up.PLAYED.clear()
    merged = merge(shards, tmp_path / "merged", engine=made_up.engine)
    assert not made_up.PLAYED and merged.manifest["state"] == "finished" and "shard" not in merged.manifest
    assert bytes_of(tmp_path / "merged") == bytes_of(whole)
    assert all(disk.read_manifest(one)["state"] == "shard" for one in shards), "they stay"


def test_shards_of_a_comparison_give_its_bytes(scenario, tmp_path):
    small = scenario.replace({"people.count": 120, "horizon": 3})
    compare(small, out=tmp_path / "whole")
    shards = [tmp_path / f"shard{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(shards, 1):
        compare(small, out=folder, shard=f"{number}/3")
    merge(shards, tmp_path / "merged")
    assert bytes_of(tmp_path / "merged") == bytes_of(tmp_path / "whole")


def test_a_shard_without_work_is_one_all_the_same(study, tmp_path, made_up):
    shards = [study(f"shard{number}", f"{number}/40") for number in range(1, 41)]
    merge(shards, tmp_path / "merged", engine=made_up.engine)
    assert bytes_of(tmp_path / "merged") == bytes_of(study("whole"))


def test_a_shard_that_was_stopped_goes_on_as_a_shard(study, made_up, tmp_path):
    made_up.STOP_AFTER.append(2)
    with pytest.raises(KeyboardInterrupt, match="gridsim resume"):
        study("shard1", "1/2")
    made_up.STOP_AFTER.clear()
    second = study("shard2", "2/2")
    with pytest.raises(ScenarioError, match="must be finished; got 'running'. Finish it with: gridsim resume"):
        merge([tmp_path / "shard1", second], tmp_path / "merged", engine=made_up.engine)
    assert not (tmp_path / "merged").exists(), "nothing is written before all is checked"
    resume(tmp_path / "shard1", engine=made_up.engine)
    made_up.PLAYED.clear()
    merge([tmp_path / "shard1", second], tmp_path / "merged", engine=made_up.engine)
    assert not made_up.PLAYED
    assert bytes_of(tmp_path / "merged") == bytes_of(study("whole"))


def test_a_run_that_failed_in_a_shard_is_played_again(study, made_up, tmp_path):
    made_up.BROKEN.add(("grid", 1))
    shards = [study(f"shard{number}", f"{number}/2") for number in (1, 2)]
    made_up.BROKEN.clear()
    merge(shards, tmp_path / "merged", engine=made_up.engine)
    assert bytes_of(tmp_path / "merged") == bytes_of(study("whole"))


def test_a_shard_is_no_result(study):
    folder = study("shard1", "1/2")
    with pytest.raises(ScenarioError, match="must be whole; got 'shard 1/2'. Put the folders of all shards together"):
        store.open_dir(folder)


def test_what_does_not_make_up_one_work_is_refused(study, scenario, made_up, tmp_path):
    one, two, whole = study("one", "1/2"), study("two", "2/2"), study("whole")
    third, none = study("third", "3/3"), tmp_path / "nothing here"
    other = make_experiment(scenario, FACTORS, ["grid"], "net_contribution", 3, None)
    play_experiment(other, tmp_path / "other", shard="2/2", engine=made_up.engine)
    again = study("again", "1/2")
    for folders, words in (
        ([], "the folders must be those of all shards; got 'none'"),
        ([one], "must be those of all 2 shards; got 'without 2/2'"),
        ([one, one, two], "every shard must be named once; got '1/2'"),
        ([one, again, two], "every shard must be named once; got '1/2'"),
        ([one, two, whole], "must be one of a shard; got 'a whole study, finished'"),
        ([one, none], "must be one of a shard; got 'no results of gridsim'"),
        ([one, third], "must be one of 2, as"),
        ([one, tmp_path / "other"], "must be of the same work as .*; got 'another strategies'"),
    ):
        with pytest.raises(ScenarioError, match=words):
            merge(folders, tmp_path / "merged", engine=made_up.engine)
        assert not (tmp_path / "merged").exists()


def test_a_shard_needs_a_folder_of_its_own(scenario):
    with pytest.raises(ScenarioError, match="shard: a shard must be played into a folder of its own"):
        compare(scenario, shard="1/2")


def test_the_manifest_of_a_shard_says_which_it_is(study):
    told = json.loads((study("two", "2/2") / "manifest.json").read_text())
    assert told["state"] == "shard" and told["shard"] == [2, 2]


def test_replicates_are_the_pieces_of_a_comparison(scenario):
    job = Job("compare", scenario, ("grid", "nothing"), tuple(range(4)))
    assert [one.number for one in Shard(2, 3).take([Replicate(job, number) for number in job.numbers])] == [1]
