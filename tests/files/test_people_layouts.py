"""One table of people in many layouts, with ties that speak of the same ids: the same population, or a refusal."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np
import pandas
import pytest

from gridsim.errors import ScenarioError
from gridsim.files.roles import Reading
from gridsim.files.ties import read_ties
from gridsim.world.population import PeopleColumns, agents_of, read_people

sys.path.insert(0, str(Path(__file__).parent))
import layouts

KINDS = [kind for kind in layouts.KINDS if kind != "tags"]
HEADERS = (("id", "dorm", "year"), ("Name", "Haus", "Jahr"), ("编号", "宿舍", "年级"), ("handle", "team", "since"))


def texts(kind: str):
    """(what, bytes, label column, circle column) of one table."""
    rng, names = np.random.default_rng(3), layouts.people(kind)
    for number in range(24):
        label, circle, year = HEADERS[number % 4]
        delimiter = ",;\t|"[number // 4 % 4]
        quoting = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)[number % 2]
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=("\n", "\r\n", "\r")[number % 3])
        writer.writerows(
            [(label, circle, year), *((name, f"dorm {at % 7}", 2000 + at % 4) for at, name in enumerate(names))]
        )
        encoding = ("utf-8", "utf-8-sig", "utf-16")[int(rng.integers(3))]
        text = ("# who they are\n" if number % 5 == 0 else "") + out.getvalue()
        yield f"{delimiter!r}, {label}, {quoting}, {encoding}", text.encode(encoding), label, circle


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_people_or_a_refusal(tmp_path, kind):
    names, read = layouts.people(kind), 0
    (tmp_path / "ties.csv").write_bytes(
        layouts.table(kind, ",", ("source", "target"), None, "needed", "\n", "", "utf-8", "").content
    )
    ties = read_ties(tmp_path / "ties.csv", Reading(header=True))
    for what, content, label, circle in texts(kind):
        path = tmp_path / "people.csv"
        path.write_bytes(content)
        for columns in (PeopleColumns(label, (circle,), None, None, ("",)), PeopleColumns(None, (), None, None, ("",))):
            try:
                people = read_people(path, columns)
            except ScenarioError as error:
                assert str(path) in str(error), what
                continue
            read += 1
            found = list(range(people.n)) if people.labels is None else people.labels.tolist()
            assert [str(name) for name in found] == names, f"{what}: {people.read_as}"
            if columns.circle:
                assert [people.circle_names[code] for code in people.circle] == [
                    f"dorm {at % 7}" for at in range(len(names))
                ], what
            agents = agents_of(tmp_path / "ties.csv", ties, people, path)
            assert [names[agent] for agent in agents] == [str(name) for name in ties.labels.tolist()], what
    assert read >= 40, f"{read} of 48 were read"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["parquet", "feather"])
def test_people_in_columns(tmp_path, kind, suffix):
    names = layouts.people(kind)
    frame = pandas.DataFrame({"id": names, "dorm": [f"dorm {at % 7}" for at in range(len(names))]})
    path = tmp_path / f"people.{suffix}"
    getattr(frame, f"to_{suffix}")(path)
    people = read_people(path, PeopleColumns("id", ("dorm",), None, None, ("",)))
    found = list(range(people.n)) if people.labels is None else people.labels.tolist()
    assert [str(name) for name in found] == names
