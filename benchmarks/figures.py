"""Print the figures that docs/history.md quotes, from a result folder: python benchmarks/figures.py results/demo

Shares of posts never passed on and beyond one step, how rare a hundred sharers are, sharers over readers, and the
marketing cost of a new buyer over doing nothing (where the folder holds `nothing`).
"""

import sys
from pathlib import Path

import pandas as pd

folder = Path(sys.argv[1])
posts = pd.read_parquet(folder / "cascades.parquet", columns=["size", "depth"])
hundred = int((posts["size"] >= 100).sum())
print(
    f"posts {len(posts):,}; never passed on {(posts['size'] == 1).mean():.2%}; beyond one step"
    f" {(posts['depth'] >= 2).mean():.2%}"
)
print(f"a hundred sharers: {hundred} posts" + (f", one in {len(posts) / hundred:,.0f}" if hundred else ""))

runs = (
    pd.read_parquet(folder / "runs.parquet")
    .groupby("strategy", observed=True)[["shares", "reads", "marketing_cost", "new_buyers"]]
    .mean()
)
table = pd.DataFrame({"sharers/readers": runs["shares"] / runs["reads"]})
if "nothing" in runs.index:
    table["cost of a new buyer"] = runs["marketing_cost"] / (runs["new_buyers"] - runs.loc["nothing", "new_buyers"])
print(table.round(4).to_string())
