"""Every key that a scenario has beside a file is read there: a value that the file contradicts is refused, in every
block with a file."""

import pytest

from gridsim import ScenarioError, build_world, load_scenario
from gridsim.scenario.files import SAID_OF_PEOPLE, SAID_OF_TIES

WRONG = {
    "delimiter": "|",
    "header": False,
    "encoding": "klingon",
    "source": "nobody",
    "target": "nobody",
    "weight": "nobody",
    "directed": None,  # see below
    "label": "nobody",
    "layer": "nowhere",
}
PLACES = ("moments", "micro_blog", "place")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.csv").write_text(
        "label,role\n" + "".join(f"{i},{'distributor' if i > 7 else 'consumer'}\n" for i in range(10))
    )
    (tmp_path / "ties.csv").write_text("source,target\n" + "".join(f"{i},{(i + 1) % 10}\n" for i in range(10)))
    (tmp_path / "groups.csv").write_text("label,group\n" + "".join(f"{i},{i % 2}\n" for i in range(10)))
    return tmp_path


def scenario(folder, **keys):
    """A scenario with a file in one block, and keys beside it."""
    blocks = {"people": {"file": str(folder / "people.csv"), "label": "label"}, "network": {}}
    for block, beside in keys.items():
        name = {"people": "people.csv", "groups": "groups.csv"}.get(block, "ties.csv")
        file = {"file": str(folder / name), **beside}
        if block == "people":
            blocks["people"] |= file
        else:
            blocks["network"][block] = file
    return load_scenario(
        {"name": "keys", "horizon": 3, "budget": {"total": 1000}, "strategies": {"grid": {}}, **blocks}
    )


@pytest.mark.parametrize("block", [*PLACES, "people", "groups"])
def test_the_file_alone_is_read(folder, block):
    build_world(scenario(folder, **{block: {}}), seed=1)


@pytest.mark.parametrize("key", [key for key in SAID_OF_TIES if WRONG[key] is not None])
@pytest.mark.parametrize("block", PLACES)
def test_a_key_beside_ties_is_read(folder, block, key):
    with pytest.raises(ScenarioError):
        build_world(scenario(folder, **{block: {key: WRONG[key]}}), seed=1)


@pytest.mark.parametrize("key", SAID_OF_PEOPLE)
@pytest.mark.parametrize("block", ["people", "groups"])
def test_a_key_beside_people_is_read(folder, block, key):
    with pytest.raises(ScenarioError):
        build_world(scenario(folder, **{block: {key: WRONG[key]}}), seed=1)


@pytest.mark.parametrize("block", ["micro_blog", "place"])
def test_directed_is_read(folder, block):
    one, both = (
        build_world(scenario(folder, **{block: {"directed": way}}), seed=1).layers[block] for way in (True, False)
    )
    ties = [
        {(a, b) for a, b in zip(layer.source.tolist(), layer.target.tolist(), strict=True) if max(a, b) < 10}
        for layer in (one, both)
    ]
    assert ties[0] < ties[1]


def test_moments_are_mutual(folder):
    with pytest.raises(ScenarioError, match="directed"):
        build_world(scenario(folder, moments={"directed": True}), seed=1)
