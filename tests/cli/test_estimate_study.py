"""`gridsim estimate` of an experiment file."""

from __future__ import annotations

import json

STUDY = (
    "scenario: town.yaml\nfactors:\n  budget.total: [1000 CNY, 2k CNY]\nstrategies: [grid, official]\nreplicates: 2\n"
)


def test_an_experiment_is_sized_as_a_whole(tmp_path, town, gridsim):
    (tmp_path / "town.yaml").write_text(town.replace("horizon: 10", "horizon: 3"), encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "whom.yaml").write_text("kind: activation\nscenario: town.yaml\n", encoding="utf-8")
    found = gridsim(tmp_path, "estimate", "study.yaml", "--json", "--replicates", "3")
    told = json.loads(found.stdout)
    assert (told["points"], told["replicates"], told["fits"]) == (2, 3, True) and told["seconds"] > 0
    assert not (tmp_path / "results").exists()
    for given, words in ((".", "a folder"), ("whom.yaml", "kind: activation"), ("none.yaml", "can be read")):
        refused = gridsim(tmp_path, "estimate", given)
        assert refused.returncode == 2 and words in refused.stderr and len(refused.stderr.splitlines()) == 1
