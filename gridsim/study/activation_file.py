"""An experiment file of the kind `activation`: whom to activate for a budget.

```yaml
kind: activation
name: Whom to activate
scenario: ../scenarios/fresh_food.yaml
overrides: {people.count: 3000}                 # optional, as in every experiment
strategy: grid                                  # whose first points are chosen
budget: 3k CNY                                  # for them; all that points.spend leaves, if left out
candidates: {employee: 100%, kol: 100%, consumer: 300}    # or labels: [17, 380]; everybody, if left out
present: []                                     # people who are points anyway
metric: contribution_margin
replicates: 10                                  # of each round of choosing
shortlist: 60                                   # people whose gains are measured
rounds: 2
fresh: 20                                       # replicates of the verdict
claim: People chosen by their gains bring more than the usual ones.
beats: [default, random, friends]               # optional: the claim in a form that can be judged
```
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gridsim.arguments import path as as_path
from gridsim.errors import ScenarioError, problem
from gridsim.study.activation_question import Activation, Asked, Words, make_activation
from gridsim.study.experiment import scenario_of, wrong_keys

KIND = "activation"
KEYS = ("kind", "name", "about", "scenario", "overrides", *Asked._fields, "seed", "claim", "beats")


def is_activation(path: str | Path) -> bool:
    """Return whether a file is an experiment of this kind."""
    from gridsim.scenario.source import read_source

    return read_source(Path(path), "experiment").tree.get("kind") == KIND


def load_activation(
    path: str | Path,
    settings: Mapping[str, Any] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    strategy: str | None = None,
) -> Activation:
    """Return the checked question of a file.

    Parameters
    ----------
    path : path
        The file; the scenario that it names is relative to it.
    settings : mapping, optional
        Scenario keys laid over the file's own overrides (`--set`).
    replicates, seed, strategy : optional
        In place of the file's; `replicates` are the fresh ones, those of the verdict.

    Raises
    ------
    ScenarioError
        With every problem of the file, with file and line.
    """
    from gridsim.scenario.source import read_source

    source = read_source(
        as_path("activation", path, "Give the path of an experiment file of the kind activation"), "experiment"
    )
    tree = source.tree
    problems = [*source.problems, *wrong_keys(source, KEYS, " of the kind activation")]
    for key in ("present", "beats"):
        if not isinstance(tree.get(key) or [], list):
            problems.append(problem(source.where((key,)), key, "a list", tree[key], "Put it in brackets"))
    if problems:
        raise ScenarioError(problems)
    scenario = scenario_of(source, settings or {})
    asked = Asked(**{key: tree[key] for key in Asked._fields if key in tree})
    asked = asked._replace(strategy=strategy or str(asked.strategy), metric=str(asked.metric))
    asked = asked if replicates is None else asked._replace(fresh=replicates)
    name, about, claim = (str(tree.get(key) or "") for key in ("name", "about", "claim"))
    words = Words(name or Path(path).stem, about, claim, tree.get("beats") or [])
    seed = tree.get("seed") if seed is None else seed
    return make_activation(scenario, asked, seed, words, lambda key: source.where((key,)))
