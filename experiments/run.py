"""Run the experiments of this folder, all or those named, into results/experiments/NAME, and say of each whether its
claim holds.

    python experiments/run.py [NAME ...] [--out FOLDER] [--replicates N] [--table FILE]

NAME is the file's name or its beginning (s07). `--table` writes the results of all files as a table in Markdown.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from gridsim import GridsimError, load_experiment, play_experiment
from gridsim.cli.shown import of_part
from gridsim.report.present import present
from gridsim.results.store import open_dir
from gridsim.study import load_activation, play_activation
from gridsim.study.activation_file import is_activation

HERE = Path(__file__).parent
HEAD = """# What the experiments found

The table is made by `python experiments/run.py s --table docs/experiments.md` from the results of `make experiments`; one row a file. S1 to S26
are the systems that the model is made of. A claim is what one may expect of a system, and stands also where it does not hold: then that is what
was found. Figures are means with their 90 % intervals over 4 to 16 replicates of small towns; of what grows or falls, the paired difference of the
last and the first level of the factor. A claim is undecided where an interval holds the border. A larger map, over budget and ties in the town
of 20,000, is `experiments/budget.yaml`.

| S | experiment | claim | result | found |
|---|---|---|---|---|
"""
NOTES = "\n## "
"""What stands in the file from the first further heading on is kept."""


def main() -> int:
    """Run what was asked for; 1 if a file could not be run. A claim that does not hold is a finding, not a failure."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("names", nargs="*", help="files to run (s07, budget); all without")
    asked.add_argument("--out", type=Path, default=Path("results/experiments"), help="where a folder for each is made")
    asked.add_argument("--replicates", type=int, default=None, help="in place of the files' own")
    asked.add_argument("--table", type=Path, default=None, help="write what is in --out as a table, and run nothing")
    given = asked.parse_args()
    files = [
        path for path in sorted(HERE.glob("*.yaml")) if not given.names or path.stem.startswith(tuple(given.names))
    ]
    if given.table is not None:
        there = given.table.read_text(encoding="utf-8") if given.table.is_file() else ""
        notes = there[there.index(NOTES) :] if NOTES in there else ""
        given.table.write_text(
            HEAD + "".join(_row(path, given.out / path.stem) for path in files) + notes, encoding="utf-8"
        )
        return 0
    return max([_run(path, given.out / path.stem, given.replicates) for path in files], default=1)


def _run(path: Path, out: Path, replicates: int | None) -> int:
    """Run one experiment and say in one line what became of its claim."""
    started = time.monotonic()
    try:
        load, play = (load_activation, play_activation) if is_activation(path) else (load_experiment, play_experiment)
        stored = play(load(path, replicates=replicates), out, overwrite=True, finish=present)
    except GridsimError as error:
        _say(f"{path.stem:28} not run: {error}")
        return 1
    _say(
        f"{path.stem:28} {stored.summary['finding']['state']:14} {time.monotonic() - started:5.1f} s "
        f" {stored.summary['claim']}"
    )
    return 0


def _row(path: Path, folder: Path) -> str:
    """The row of the table for one experiment."""
    systems = re.match(r"# (S\d+(?:, S\d+)*)", path.read_text(encoding="utf-8"))
    name = f"[{path.stem}](../experiments/{path.name})"
    try:
        summary = open_dir(folder).summary
    except GridsimError:
        return f"| {systems[1] if systems else ''} | {name} | | not run | |\n"
    found = "<br>".join(
        f"{part['expectation']}: **{part['state']}**, {of_part(part)}" for part in summary["finding"]["parts"]
    )
    cells = [
        systems[1] if systems else "",
        name,
        summary["claim"],
        summary["finding"]["state"],
        found.replace("|", "\\|"),
    ]
    return "| " + " | ".join(cells) + " |\n"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
