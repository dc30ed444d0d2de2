"""Makes the synthetic campus: people.csv and ties.csv.gz beside this file, the same on every machine.

Six hundred students in twenty dorms and four years. A friendship is made in the own dorm, the own year, or
anywhere, so ties cluster as they do in published college networks; numbers of friends are log-normal. As in
those files 0 means that a dorm or year is not known. No real person is in it. Run: python scenarios/campus/make.py
"""

from __future__ import annotations

import gzip
import math
import random
from pathlib import Path

N_PEOPLE, N_DORMS, YEARS = 600, 20, (2022, 2023, 2024, 2025)
MEAN_FRIENDS, SPREAD = 36.0, 0.7
DORM_KNOWN, YEAR_KNOWN = 0.6, 0.9
IN_DORM, IN_YEAR = 0.6, 0.25

Person = tuple[int, int]
"""Dorm and year."""


def make_people(luck: random.Random) -> list[Person]:
    """Return the dorm and year of every student."""
    return [(1 + int(luck.random() * N_DORMS), YEARS[int(luck.random() * len(YEARS))]) for _ in range(N_PEOPLE)]


def make_ties(people: list[Person], luck: random.Random) -> list[tuple[int, int]]:
    """Return friendships as pairs of places in `people`, the smaller first."""
    mu = math.log(MEAN_FRIENDS / 2) - SPREAD**2 / 2
    dorms = {dorm: [i for i, p in enumerate(people) if p[0] == dorm] for dorm in range(1, N_DORMS + 1)}
    years = {year: [i for i, p in enumerate(people) if p[1] == year] for year in YEARS}
    everybody = list(range(N_PEOPLE))
    ties: set[tuple[int, int]] = set()
    for one, (dorm, year) in enumerate(people):
        for _ in range(round(math.exp(mu + SPREAD * luck.gauss(0, 1)))):
            where = luck.random()
            among = dorms[dorm] if where < IN_DORM else years[year] if where < IN_DORM + IN_YEAR else everybody
            other = among[int(luck.random() * len(among))]
            if other != one:
                ties.add((min(one, other), max(one, other)))
    return sorted(ties)


def texts() -> tuple[str, str]:
    """Return the text of the two files."""
    luck = random.Random(20240901)
    people = make_people(luck)
    ties = make_ties(people, luck)
    rows = [
        f"{i + 1},{dorm if luck.random() < DORM_KNOWN else 0},{year if luck.random() < YEAR_KNOWN else 0}"
        for i, (dorm, year) in enumerate(people)
    ]
    return "\n".join(["id,dorm,year", *rows]) + "\n", "\n".join(["u,v", *(f"{u + 1},{v + 1}" for u, v in ties)]) + "\n"


def main() -> None:
    """Write the two files."""
    folder = Path(__file__).resolve().parent
    people, ties = texts()
    (folder / "people.csv").write_text(people, encoding="utf-8", newline="\n")
    (folder / "ties.csv.gz").write_bytes(gzip.compress(ties.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
