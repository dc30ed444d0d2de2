"""Designs and indices of SALib, which is an extra: `pip install gridsim-marketing[analysis]`."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, problem

LEVELS = 4
"""Levels of each axis on the paths of Morris: 0, 1/3, 2/3 and 1."""
RESAMPLES = 200
"""Bootstrap samples of an index."""


class Method(NamedTuple):
    """A method of SALib by name, with what it draws and computes."""

    kind: str

    def points(self, n_axes: int, n: int, seed: int) -> np.ndarray:
        """The points of the design in the unit cube."""
        asked: dict[str, Any] = {"seed": seed}
        asked |= {"num_levels": LEVELS} if self.kind == "morris" else {"calc_second_order": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a number that is no power of two
            return np.clip(self._page("sample").sample(_problem(n_axes), n, **asked), 0.0, 1.0)

    def indices(self, unit: np.ndarray, values: np.ndarray, seed: int) -> dict[str, np.ndarray]:
        """The indices of a design that was played: one array a name, a number an axis.

        Of morris `mu_star` (mean absolute effect), `mu` (with its sign), `sigma` (how far it depends on the others), of
        saltelli `first` and `total`; each with its 90 % half-width.
        """
        asked: dict[str, Any] = {"num_resamples": RESAMPLES, "conf_level": 0.9, "seed": seed}
        task = _problem(unit.shape[1])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if self.kind == "morris":
                found = self._page("analyze").analyze(task, unit, values, num_levels=LEVELS, **asked)
                names = {"mu_star": "mu_star", "mu_star_half_width": "mu_star_conf", "mu": "mu", "sigma": "sigma"}
            else:
                found = self._page("analyze").analyze(task, values, calc_second_order=False, **asked)
                names = {"first": "S1", "first_half_width": "S1_conf", "total": "ST", "total_half_width": "ST_conf"}
        return {name: np.asarray(found[key], dtype=float) for name, key in names.items()}

    def _page(self, what: str) -> Any:
        from importlib import import_module

        return import_module(f"SALib.{what}.{'morris' if self.kind == 'morris' else 'sobol'}")


def salib_problem(where: str, what: str) -> str:
    """The sentence where SALib is not installed; empty where it is."""
    if find_spec("SALib") is not None:
        return ""
    advice = "Run: pip install SALib; or use lhs, sobol or random, which need no extra"
    return problem(where, what, "used with the extra [analysis] (SALib) installed", "no such package", advice)


def need_salib(kind: str) -> Method:
    """Return a method, morris or saltelli.

    Raises
    ------
    ScenarioError
        If SALib is not installed.
    """
    missing = salib_problem("design", f"the method {kind}")
    if missing:
        raise ScenarioError(missing)
    return Method(kind)


def _problem(n_axes: int) -> dict[str, Any]:
    names = [f"x{number}" for number in range(n_axes)]
    return {"num_vars": n_axes, "names": names, "bounds": [[0.0, 1.0]] * n_axes}
