"""What type checkers make of public calls. mypy reads these calls, which are never made: an ignored error that is none fails
there, too."""

from typing import assert_type

import gridsim as gs
from gridsim.charts import Picture
from gridsim.diffusion import Cascades
from gridsim.seeding import Selection
from gridsim.study import Comparison


def calls() -> None:
    found = gs.compare("town.yaml", replicates=2, workers=2, out="here")
    assert_type(found, Comparison)
    assert_type(gs.charts.gmv("here"), Picture)
    assert_type(gs.charts.levels(found, metric="gmv"), Picture)
    gs.compare("town.yaml", workers="2")  # type: ignore[arg-type]  # must be refused
    gs.compare("town.yaml", worker=2)  # type: ignore[call-arg]  # must be refused
    gs.resume("here", overwrite=True)  # type: ignore[call-arg]  # must be refused

    network = gs.Network.from_edges([0], [1])
    assert_type(gs.diffusion.independent_cascade(network, 0.1, [0]), Cascades)
    assert_type(gs.seeding.select(network, 1, "greedy", chance=0.1, n_worlds=3), Selection)
    gs.seeding.select(network, 1, "greedy", chance=0.1, worlds=3)  # type: ignore[call-arg]  # must be refused
