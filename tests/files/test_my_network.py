"""The page on the user's own network runs and prints what stands below."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario import load_scenario
from gridsim.world import build_world

PAGE = Path(__file__).parents[2] / "docs" / "my_network.md"


def printed(folder, monkeypatch) -> tuple[str, str]:
    example = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    monkeypatch.chdir(folder)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(example[1], "docs/my_network.md", "exec"), {"__name__": "example"})
    return out.getvalue(), example[2]


def test_the_example_prints_what_stands_below_it(tmp_path, monkeypatch):
    found, shown = printed(tmp_path, monkeypatch)
    assert found == shown


def files(folder):
    (folder / "people.csv").write_text("id;dorm\n007;3\n7;3\nann;4\n")
    (folder / "friends.txt").write_text("007 7 100\n7 ann 7\n")
    (folder / "follows.graphml").write_text(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="n" for="node" attr.name="name"'
        ' attr.type="string"/><graph edgedefault="undirected"><node id="a"><data key="n">007</data></node><node'
        ' id="b"><data key="n">7</data></node><edge source="a" target="b"/></graph></graphml>'
    )


def test_the_scenario_of_the_page_is_read(tmp_path):
    files(tmp_path)
    text = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[1] + "strategies: {official: {}}\n"
    (tmp_path / "a.yaml").write_text(text)
    world = build_world(load_scenario(tmp_path / "a.yaml"))
    assert (
        world.labels.tolist() == ["007", "7", "ann"]
        and world.layers["moments"].n_ties == 4
        and world.layers["moments"].weights is None
    )
    own = world.layers["micro_blog"].source < world.n_people
    assert world.layers["micro_blog"].target[own].tolist() == [1]
    assert set(world.read_as) == {"people.file", "network.moments.file", "network.micro_blog.file"}
    assert world.read_as["people.file"] == "semicolon, header, 2 columns, ids from id, 3 people"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("network.moments.directed", True, "mutual"), ("network.moments.header", "perhaps", "yes or no"),
        ("network.moments.weight", True, "the name of a column"),
        ("network.moments.label", "name", "does nothing"), ("network.moments.delimiter", ";;", "one character"), ("people.delimiter", "|", "id"),
        ("network.place.delimiter", ",", "network.place.file only"), ("people.encoding", "klingon", "Python knows"),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_are_refused(tmp_path, key, value, words):
    files(tmp_path)
    tree = {
        "people": {"file": "people.csv"},
        "network": {"moments": {"file": "friends.txt", "header": "no", "weight": "no"}},
        "strategies": {"official": {}},
    }
    (tmp_path / "a.yaml").write_text(json.dumps(tree))
    if key.startswith("network.place"):
        tree["network"]["place"] = {}
        (tmp_path / "a.yaml").write_text(json.dumps(tree))
    with pytest.raises(ScenarioError) as caught:
        build_world(load_scenario(tmp_path / "a.yaml", {key: value}))
    assert words in str(caught.value), str(caught.value)
