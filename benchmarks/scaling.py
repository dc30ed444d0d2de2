"""Time and memory against people, ties, impressions, replicates and threads: make scaling, or python
benchmarks/scaling.py [--largest PEOPLE]

Every point is measured in a process of its own, on benchmarks/city.yaml scaled to so many people (strategy grid,
everything on, 30 days).
Writes docs/speed.json and the charts docs/images/speed_*.png, and puts its tables between their marks in docs/speed.md.
"""

from __future__ import annotations

import argparse
import inspect
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COUNTS = ROOT / "tests" / "guard" / "work.json"
BEGIN, END = "<!-- scaling: written by benchmarks/scaling.py -->", "<!-- end of scaling -->"
DAYS = 30
REPEATS, ENOUGH_SECONDS = 3, 20.0
"""A point is measured three times, or until it has taken this long; the median counts."""


def scenario_of(people: int, changes: dict[str, Any]) -> Any:
    """The city with everything on, for so many people: budget, roles and followers grow with them."""
    import gridsim as gs

    city = gs.load_scenario(ROOT / "benchmarks" / "city.yaml")
    part = people / city.people.count
    scaled = {
        f"people.roles.{role}.count": max(3, round(part * page.count))
        for role, page in city.people.roles
        if getattr(page, "count", 0)
    }
    followers = {"network.micro_blog.official_followers": people // 10}
    return city.replace(
        scaled | followers | {"people.count": people, "horizon": DAYS, "budget.total": f"{20 * people} CNY"} | changes
    )


def one_run(people: int, threads: int = 1, **changes: Any) -> dict[str, float]:
    """Seconds and memory of a world and a run on it, with the compiled code already in memory."""
    import gridsim as gs

    if "threads" not in inspect.signature(gs.run).parameters:
        raise SystemExit("this gridsim has no threads within a run")
    gs.run(scenario_of(1000, changes), "grid", seed=1)
    scenario, idle = scenario_of(people, changes), peak_gigabytes()
    begun = time.perf_counter()
    world = gs.build_world(scenario, seed=1, threads=threads)
    built = time.perf_counter()
    result = gs.run(scenario, "grid", seed=1, world=world, threads=threads)
    done = time.perf_counter()
    found = {
        "world seconds": built - begun,
        "run seconds": done - built,
        "gigabytes": peak_gigabytes() - idle,
        "idle gigabytes": idle,
    }
    found |= {"ties": sum(layer.n_ties for layer in world.layers.values()), "people": people, "threads": threads}
    return found | {name: result.counters[name] for name in ("impressions", "considered")}


def replicates(people: int, n: int, threads: int) -> dict[str, float]:
    """Seconds of a comparison of the grid with doing nothing: worlds, runs and tables."""
    from gridsim.study.compare import compare

    compare(scenario_of(1000, {}), replicates=1, strategies=["grid"], threads=1)
    begun = time.perf_counter()
    compare(scenario_of(people, {}), replicates=n, strategies=["grid"], threads=threads)
    return {
        "seconds": time.perf_counter() - begun,
        "replicates": n,
        "threads": threads,
        "people": people,
        "gigabytes": peak_gigabytes(),
    }


def peak_gigabytes() -> float:
    """The most memory that this process has held."""
    scale = 1e9 if sys.platform == "darwin" else 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


MEASURES: dict[str, Callable[..., dict[str, float]]] = {"run": one_run, "replicates": replicates}


def measured(measure: str, **asked: Any) -> dict[str, float]:
    """The medians of a few processes that measure the same point."""
    turns, begun = [], time.perf_counter()
    while len(turns) < REPEATS and (not turns or time.perf_counter() - begun < ENOUGH_SECONDS):
        command = [sys.executable, str(Path(__file__)), "--point", measure, json.dumps(asked)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(done.returncode)
        turns.append(json.loads(done.stdout))
    sys.stderr.write(
        f"{measure} {asked}:"
        f" {statistics.median(sum(v for k, v in turn.items() if 'seconds' in k) for turn in turns):.2f} s\n"
    )
    return {name: statistics.median(turn[name] for turn in turns) for name in turns[0]} | {"turns": len(turns)}


def measure_all(largest: int) -> dict[str, Any]:
    """Every point of every axis."""
    from gridsim.bench.table import machine, versions

    middle, small = largest // 10, largest // 20
    measured("run", people=2000)  # compiles
    axes = {
        "people": [measured("run", people=int(largest * part)) for part in (0.01, 0.03, 0.1, 0.3, 1.0)],
        "ties": [
            measured("run", people=middle, **{"network.moments.mean_friends": friends})
            for friends in (40, 80, 155, 310)
        ],
        "impressions": [
            measured("run", people=middle, **{"strategies.grid.points.posts_factor": factor})
            for factor in (0.25, 0.5, 1, 2, 4)
        ],
        "replicates": [
            measured("replicates", people=small, n=n, threads=threads) for threads in (1, 2) for n in (1, 4, 16)
        ],
        "threads": [
            measured("run", people=people, threads=threads) for people in (middle, largest) for threads in (1, 2)
        ],
    }
    return {"machine": machine(), "version": versions()["gridsim"], "largest": largest, "days": DAYS, "axes": axes}


def slope(x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The power law nearest to the points: its exponent, and its values."""
    power, factor = np.polyfit(np.log(x), np.log(y), 1)
    return float(power), np.exp(factor) * x**power


def parts_of_a_run(points: list[dict[str, float]]) -> dict[str, float]:
    """Nanoseconds a person and day, a tie considered and a showing, not below 0, that together come nearest to the runs
    (relative errors)."""
    from scipy.optimize import nnls

    seconds = np.array([point["run seconds"] for point in points])
    causes = np.array([[point["people"] * DAYS, point["considered"], point["impressions"]] for point in points])
    found, _ = nnls(causes / seconds[:, None], np.ones(len(seconds)))
    errors = causes @ found / seconds - 1.0
    return dict(zip(("person and day", "tie considered", "showing"), (1e9 * found).round(1).tolist())) | {
        "worst error": float(np.abs(errors).max())
    }


def draw(found: dict[str, Any]) -> dict[str, float]:
    """Write the charts; returns the exponents."""
    from gridsim import formats
    from gridsim.charts import curves

    powers: dict[str, float] = {}

    def chart(axis: str, x_name: str, y_names: dict[str, str], title: str, x_label: str, unit: str, name: str) -> None:
        x = np.array([point[x_name] for point in found["axes"][axis]])
        values = {shown: np.array([point[y] for point in found["axes"][axis]]) for shown, y in y_names.items()}
        laws = {}
        for shown, y in values.items():
            powers[f"{shown} against {axis}"], laws[shown] = slope(x, y)
        told = " and ".join(f"{powers[f'{shown} against {axis}']:.2f} ({shown})" for shown in values)
        where = f"{unit}; {found['machine']}"
        picture = curves(
            x, values, laws, title=f"{title} to the power {told}", x_label=x_label, y_label=where, log="xy", name=name
        )
        if x.max() / x.min() < 100:  # one power of ten, or none, lies between
            picture.figure.axes[-1].set_xticks(x, [formats.number(float(f"{one:.2g}")) for one in x])
        picture.save(DOCS / "images", ("png",))

    seconds, run = {"world": "world seconds", "run": "run seconds"}, {"run": "run seconds"}
    chart("people", "people", seconds, "Time grows with people", "people", "seconds, one thread", "speed_people")
    chart(
        "people",
        "people",
        {"memory": "gigabytes"},
        "Memory grows with people",
        "people",
        "peak memory above an idle gridsim, GB",
        "speed_memory",
    )
    chart(
        "ties",
        "ties",
        seconds,
        "Time grows with ties",
        "directed ties of the same people",
        "seconds, one thread",
        "speed_ties",
    )
    chart(
        "impressions",
        "impressions",
        run,
        "Time grows with impressions",
        "impressions",
        "seconds, one thread",
        "speed_impressions",
    )
    rows = found["axes"]["replicates"]
    counts = sorted({row["replicates"] for row in rows})
    by_threads = {
        f"{t} thread{'s' if t > 1 else ''}": [row["seconds"] for row in rows if row["threads"] == t] for t in (1, 2)
    }
    laws = {shown: slope(np.array(counts), np.array(values))[1] for shown, values in by_threads.items()}
    gain = by_threads["1 thread"][-1] / by_threads["2 threads"][-1]
    title = f"Two threads play {counts[-1]:.0f} replicates {gain:.2f} times as fast as one"
    where = f"seconds of a comparison of {int(rows[0]['people']):,} people; {found['machine']}"
    picture = curves(
        counts, by_threads, laws, title=title, x_label="replicates", y_label=where, log="xy", name="speed_replicates"
    )
    picture.save(DOCS / "images", ("png",))
    return powers


def page_of(found: dict[str, Any]) -> str:
    """The tables of the page."""
    axes, memory = found["axes"], json.loads(COUNTS.read_text())["memory"]
    head = ("people", "directed ties", "impressions", "world", "run", "impressions/s", "peak memory")
    lines = [
        f"{found['machine']}; gridsim {found['version']}. A city with everything on (`benchmarks/city.yaml`), strategy"
        " grid,"
    ]
    lines += [f"{found['days']} days, one thread; first by people, then by friends, then by posts.", ""]
    lines += _table(head, [_cells(point) for axis in ("people", "ties", "impressions") for point in axes[axis]])
    parts = found["parts"]
    told = ", ".join(f"{parts[name]:g} ns a {name}" for name in ("person and day", "tie considered", "showing"))
    lines += [
        "",
        f"All these runs together: {told} (no run is further than {parts['worst error']:.0%} from that sum).",
        "",
    ]
    lines += _table(("threads", "people", "world", "run", "times as fast"), _thread_rows(axes["threads"]))
    powers = "; ".join(f"{name}: {power:.2f}" for name, power in found["powers"].items())
    lines += ["", f"Exponents of the lines in the charts (1 is in proportion): {powers}.", ""]
    sizes = [
        (what, *(f"{memory[f'{what}, bytes a {unit}']:g}" for unit in ("person", "tie"))) for what in ("world", "run")
    ]
    return "\n".join([*lines, *_table(("bytes", "a person", "a directed tie"), sizes)]) + "\n"


def _cells(point: dict[str, float]) -> tuple[str, ...]:
    counts = (f"{point[name]:,.0f}" for name in ("people", "ties", "impressions"))
    rate = point["impressions"] / point["run seconds"]
    return (
        *counts,
        f"{point['world seconds']:.2f} s",
        f"{point['run seconds']:.2f} s",
        f"{rate / 1e6:.2f} M",
        f"{point['gigabytes']:.2f} GB",
    )


def _thread_rows(points: list[dict[str, float]]) -> list[tuple[str, ...]]:
    alone = {point["people"]: point["run seconds"] for point in points if point["threads"] == 1}
    rows = []
    for point in points:
        times = [f"{point[name]:.2f} s" for name in ("world seconds", "run seconds")]
        rows.append(
            (
                f"{point['threads']:.0f}",
                f"{point['people']:,.0f}",
                *times,
                f"{alone[point['people']] / point['run seconds']:.2f}",
            )
        )
    return rows


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ("---:",) * len(head), *rows)]


def write_down(found: dict[str, Any]) -> None:
    """The findings as JSON, charts, and tables between the marks of the page."""
    found["parts"] = parts_of_a_run(
        [point for axis in ("people", "ties", "impressions") for point in found["axes"][axis]]
    )
    found["powers"] = draw(found)
    (DOCS / "speed.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    before, rest = (DOCS / "speed.md").read_text(encoding="utf-8").split(BEGIN)
    (DOCS / "speed.md").write_text(f"{before}{BEGIN}\n{page_of(found)}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--largest", type=int, default=1_000_000, metavar="PEOPLE", help="people of the largest town, at least 100,000"
    )
    parser.add_argument("--page", action="store_true", help="charts and tables again, from docs/speed.json")
    parser.add_argument(
        "--point",
        nargs=2,
        metavar=("MEASURE", "JSON"),
        help="measure one point and print it (each runs in a process of its own)",
    )
    chosen = parser.parse_args()
    if chosen.point:
        asked = json.loads(chosen.point[1])
        sys.stdout.write(json.dumps(MEASURES[chosen.point[0]](**asked)))
    else:
        write_down(json.loads((DOCS / "speed.json").read_text()) if chosen.page else measure_all(chosen.largest))
