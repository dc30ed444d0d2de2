"""Results of a choice of people: the table of the people, and the verdict of the fresh runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim import formats
from gridsim.results.metrics import METRICS
from gridsim.results.summary import METHOD, Difference, paired, side_of_zero
from gridsim.study.activation_question import plain_label
from gridsim.study.candidates import ORDERS
from gridsim.study.claims import together
from gridsim.study.compare_findings import known_metrics
from gridsim.study.selection import Field, Selection

if TYPE_CHECKING:
    import pandas as pd

    from gridsim.study.activation_question import Activation

CHOSEN, NOBODY = "chosen", "nobody"
CHOICES = (CHOSEN, *ORDERS)
STEPS = (0.25, 0.5, 0.75, 1.0)
"""Parts of the money at which every choice is played."""

WORDS = {
    CHOSEN: "the people chosen",
    "default": "the engine's own choice",
    "random": "a random choice",
    "friends": "those with the most friends",
    "followers": "those with the most followers",
    "attention": "those with the most attention",
}
"""Choices in words."""


def people_table(people: pd.DataFrame, field: Field, selection: Selection) -> pd.DataFrame:
    """Return the candidates as a table, the chosen first in their order, then the others by the gain expected for their
    cost."""
    import pandas as pd

    expected, errors = selection.gains.expected - field.toll, selection.gains.error
    others = field.candidates[~np.isin(field.candidates, selection.chosen)]
    others = others[np.argsort(-expected[others] / np.maximum(field.cost[others], 1), kind="stable")]
    agents, n = np.concatenate([selection.chosen, others]).astype(np.int64), len(selection.chosen)
    found = people.iloc[agents].reset_index(drop=True)
    found["role"], found["circle"] = found["role"].astype(str), found["circle"].astype(str)
    found.insert(0, "chosen", np.arange(len(agents)) < n)
    found["gain"] = np.concatenate([selection.gain, expected[others]])
    found["gain_error"] = np.concatenate([selection.error, errors[others]])
    runs = [np.array(selection.measured.get(int(agent), []), float) for agent in agents]
    found["measured"] = [float(one.mean()) if len(one) else np.nan for one in runs]
    found["measured_error"] = [float(one.std(ddof=1) / np.sqrt(len(one))) if len(one) else np.nan for one in runs]
    found["replicates"] = [len(one) for one in runs]
    running = pd.DataFrame({"cumulative_cost": found["cost"].cumsum(), "cumulative_gain": found["gain"].cumsum()})
    return found.join(running.where(found["chosen"]))


def gains_of(runs: pd.DataFrame, choice: str, metric: str, step: float = 1.0) -> np.ndarray:
    """Return what a choice adds to nobody in a metric, replicate by replicate, (replicates,) float64."""
    base = runs[runs["choice"] == NOBODY].set_index("replicate")[metric]
    own = runs[(runs["choice"] == choice) & np.isclose(runs["step"], step)].set_index("replicate")[metric]
    return (own - base).sort_index().to_numpy(float)


def difference(first: np.ndarray, second: np.ndarray) -> Difference:
    """Return the paired difference of two choices' gains."""
    return paired(first[:, None], second[:, None], ["higher"])[0]


def findings(
    asked: Activation,
    everybody: pd.DataFrame,
    present: np.ndarray,
    field: Field,
    selection: Selection,
    people: pd.DataFrame,
    runs: pd.DataFrame,
    n_runs: int,
) -> dict[str, Any]:
    """Return the summary: what the chosen people add, against every other choice, and whether the claim holds."""
    scenario, metric = asked.scenario, asked.metric
    gains = {name: gains_of(runs, name, metric) for name in CHOICES}
    after = {name: gains_of(runs, name, "net_contribution") for name in CHOICES}
    zero = np.zeros(asked.fresh)
    full = runs[np.isclose(runs["step"], 1.0)].groupby("choice")
    choices = [
        {
            "choice": name,
            "words": WORDS[name],
            "people": float(full.get_group(name)["people"].mean()),
            "cost": float(full.get_group(name)["cost"].mean()),
            "gain": difference(gains[name], zero)._asdict(),
            "net_gain": difference(after[name], zero)._asdict(),
        }
        for name in CHOICES
    ]
    differences = [
        {"against": name, "metric": one, **difference(values[CHOSEN], values[name])._asdict()}
        for name in ORDERS
        for one, values in {metric: gains, "net_contribution": after}.items()
    ]
    parts = [_part(name, difference(gains[CHOSEN], gains[name])) for name in asked.beats]
    state = together(part["state"] for part in parts)
    found: dict[str, Any] = {
        "kind": "activation",
        "name": asked.name,
        "about": asked.about,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "seed": scenario.seed,
        "replicates": asked.fresh,
        "currency": scenario.currency,
        "horizon": scenario.horizon,
        "strategies": [asked.strategy],
        "strategy": asked.strategy,
        "metric": metric,
        "steps": list(STEPS),
        "budget": field.money / scenario.minor_units,
        "cost": float(people.loc[people["chosen"], "cost"].sum()),
        "chosen": [plain_label(label) for label in people.loc[people["chosen"], "label"]],
        "present": [plain_label(label) for label in everybody["label"].iloc[present]],
        "candidates": len(field.candidates),
        "measured": int(people["measured"].notna().sum()),
        "selection": asked.rounds._asdict(),
        "by_attention": selection.by_attention,
        "runs": n_runs,
        "promised": float(selection.gain.sum()),
        "rate": selection.gains.rate,
        "spread": selection.gains.spread,
        "interval": f"{METHOD}, over the fresh replicates: luck with the same people throughout",
        "choices": choices,
        "differences": differences,
        "claim": asked.claim,
        "finding": {"state": state, "parts": parts, "sentence": ""},
        "metrics": known_metrics([name for name in runs.columns if name in METRICS]),
    }
    found["finding"]["sentence"] = sentence(found)
    return found


def _part(name: str, change: Difference) -> dict[str, Any]:
    """Whether the chosen people beat a choice, decided at 90 %."""
    low, high = (float("nan") if end is None else end for end in (change.low, change.high))
    state = "holds" if low > 0 else "does not hold" if high <= 0 else "undecided"
    return {
        "expectation": f"{WORDS[CHOSEN]} bring more than {WORDS[name]}",
        "state": state,
        "found": [{"where": {}, **change._asdict()}],
    }


def sentence(found: dict[str, Any]) -> str:
    """Return the verdict in words."""
    about = found["metrics"][found["metric"]]
    chosen, unit = found["choices"][0], found["currency"] if about["unit"] == "money" else ""
    if not found["chosen"]:
        return f"Nobody is chosen: in no measured case does another point add to {about['label'].lower()}."
    n = len(found["chosen"])
    more, span = formats.turned(
        chosen["gain"], lambda value: f"{_number(value)} {unit}".strip(), "less", "more", "90 % "
    )
    said = (
        f"{n} {'person' if n == 1 else 'people'} for {_number(found['cost'])} {found['currency']}:"
        f" {about['label'].lower()} {more} than with nobody ({span}; {found['replicates']} fresh replicates)."
    )
    compared = []
    for row in found["differences"]:
        if row["metric"] == found["metric"]:
            state = (
                ""
                if side_of_zero(row)
                else " (the same in every run)"
                if row["low"] == row["high"] == 0
                else " (undecided)"
            )
            compared.append(f"{_number(row['mean'], sign=True)}{state} against {WORDS[row['against']]}")
    met = (
        " Chosen by single gains they were no better as a whole than by attention, so attention decided."
        if found["by_attention"]
        else ""
    )
    return f"{said} For the same money that is {'; '.join(compared)}.{met}"


def _number(value: float, sign: bool = False) -> str:
    return formats.signed(value) if sign else formats.number(value)
