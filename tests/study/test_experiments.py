"""The shipped experiments: they load, cover every system, and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gridsim.report.present import present
from gridsim.study.activation_file import is_activation, load_activation
from gridsim.study.experiment import load_experiment
from gridsim.study.sweep import play_experiment

FOLDER = Path(__file__).parents[2] / "experiments"
ACTIVATIONS, FILES = (
    [path for path in sorted(FOLDER.glob("*.yaml")) if is_activation(path) == wanted] for wanted in (True, False)
)
SYSTEMS = [f"S{number}" for number in range(1, 27)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_experiment_loads_and_can_be_judged(path):
    experiment = load_experiment(path)
    assert experiment.claim and experiment.expect
    text = path.read_text(encoding="utf-8")
    assert (
        all(f"\n# {word}:" in text for word in ("Who", "What", "Why", "Run"))
        and f"gridsim study experiments/{path.name}" in text
    )


@pytest.mark.parametrize("path", ACTIVATIONS, ids=lambda path: path.stem)
def test_every_choice_of_people_loads_and_can_be_judged(path):
    asked = load_activation(path)
    assert asked.claim and asked.beats
    text = path.read_text(encoding="utf-8")
    assert (
        all(f"\n# {word}:" in text for word in ("Who", "What", "Why", "Run"))
        and f"gridsim study experiments/{path.name}" in text
    )


def test_every_system_has_an_experiment():
    named = [name for path in FILES for name in re.findall(r"S\d+", path.read_text(encoding="utf-8").split("\n", 1)[0])]
    assert sorted(set(named), key=lambda name: int(name[1:])) == SYSTEMS


@pytest.mark.parametrize("name", ["s04_mall_or_micro_malls", "s09_viral_luck", "s22_attention"])
def test_an_experiment_runs_to_its_charts(name, tmp_path):
    tiny = {"people.count": 150, "horizon": "6 days", "network.micro_blog.official_followers": 40}
    experiment = load_experiment(FOLDER / f"{name}.yaml", tiny, replicates=2)
    found = play_experiment(experiment, tmp_path / "out", finish=present, threads=1)
    assert len(found.runs) == len(experiment.points) * len({*experiment.strategies, "nothing"}) * 2
    assert found.summary["finding"]["state"] in ("holds", "does not hold", "undecided")
    drawn = {path.stem for path in (tmp_path / "out" / "charts").glob("*.png")}
    shown = found.summary["shown"]
    assert drawn == {
        "levels",
        *(f"levels_{metric}" for metric in shown[1:]),
        *(["who_wins"] if len(experiment.factors) == 2 else []),
    }
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert all(part["state"] in page for part in found.summary["finding"]["parts"])
