"""Row 21, sales of durables as Bass curves: the published estimates found again, and sales simulated with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

import gridsim as gs
from validation.figure import REAL_DATA, Figure, Row, above, figure, interval, within

SERIES = REAL_DATA / "bass_adoption_series.csv"


class Published(NamedTuple):
    """Published least-squares estimates on increments; the market in thousand units."""

    series: str
    innovation_rate: float
    imitation_rate: float
    market_size: int


PUBLISHED = {
    "air conditioners": Published("room_air_conditioners", 0.0094, 0.3748, 18_713),
    "colour TV": Published("color_tv", 0.0185, 0.6159, 39_659),
}


def sales_of(product: str) -> np.ndarray:
    """Yearly sales of a product, thousand units."""
    import pandas as pd

    table = pd.read_csv(SERIES)
    return table.loc[table["series"] == PUBLISHED[product].series, "adoptions"].to_numpy()


def simulated(product: str, n_years: int, n_runs: int, seed: int) -> list[np.ndarray]:
    """Yearly sales in runs of the Bass model with the published estimates; one agent for a thousand buyers."""
    about = PUBLISHED[product]
    times = np.arange(n_years + 1.0)
    shares = gs.diffusion.bass(
        about.market_size, about.innovation_rate, about.imitation_rate, times, step=0.1, n_runs=n_runs, seed=seed
    )
    return list(np.diff(shares, axis=1) * about.market_size)


def explained(real: np.ndarray) -> Callable[[Sequence[np.ndarray]], float]:
    """Statistic: the share of the variance of the real sales that the mean simulated ones explain."""
    return lambda runs: float(1 - ((real - np.mean(runs, axis=0)) ** 2).sum() / ((real - real.mean()) ** 2).sum())


def mean_at(year: int) -> Callable[[Sequence[np.ndarray]], float]:
    """Statistic: the mean over runs of the sales of a year."""
    return lambda runs: float(np.mean([one[year] for one in runs]))


def refitted(name: str, fits: dict[int, gs.diffusion.BassFit]) -> Callable[[Sequence[int]], float]:
    """Statistic: the mean of a coefficient fitted to each run."""
    return lambda runs: float(np.mean([getattr(fits[run], name) for run in runs]))


def row(n_runs: int, seed: int = 1) -> Row:
    """The figures of row 21."""
    figures: list[Figure] = []
    shapes = {}
    for product, about in PUBLISHED.items() if SERIES.exists() else ():
        real = sales_of(product)
        found = gs.diffusion.fit_bass(real, on="increments")
        for name, symbol, digits in (("innovation_rate", "p", 4), ("imitation_rate", "q", 4), ("market_size", "m", 0)):
            published, value = getattr(about, name), getattr(found, name)
            said = f"{published:,.{digits}f}"
            figures.append(
                Figure(
                    f"{product}, {symbol} fitted",
                    said,
                    within(published, 0.02),
                    value,
                    value,
                    value,
                    1,
                    "number",
                    of="series",
                )
            )
        runs = simulated(product, len(real), n_runs, seed)
        fits = {k: gs.diffusion.fit_bass(sales, on="increments") for k, sales in enumerate(runs)}
        figures += [
            figure(
                f"{product}, q fitted to simulated sales",
                f"{about.imitation_rate:.4f}",
                within(about.imitation_rate, 0.05),
                list(fits),
                refitted("imitation_rate", fits),
                unit="number",
                standing="input",
                set_on="p, q, m",
                of="runs",
            ),
            figure(
                f"{product}, real sales explained",
                "a Bass curve",
                above(0.8, "above 80 % of their variance"),
                runs,
                explained(real),
                standing="calibrated",
                set_on="p, q, m on the same sales",
                of="runs",
            ),
        ]
        shapes[product] = {
            "real": [(year + 1, float(value)) for year, value in enumerate(real)],
            "simulated": [(year + 1, *interval(runs, mean_at(year))) for year in range(len(real))],
        }
    return Row(21, "Sales of durables", tuple(figures), shapes)
