"""The classical models of diffusion, on the same network and the same kind of draws as the grid model; and cascades
from logs."""

from gridsim.diffusion.bass_curve import bass_peak, bass_rate, bass_recursion, bass_share
from gridsim.diffusion.bass_model import bass
from gridsim.diffusion.branches import Branches, branching, extinction_chance, size_chance
from gridsim.diffusion.cascade_fit import CascadeFit, fit_cascades
from gridsim.diffusion.cascade_law import CascadeLaw
from gridsim.diffusion.cascade_log import read_cascades
from gridsim.diffusion.cascade_paths import read_cascade_paths
from gridsim.diffusion.epidemic import TimedCascades, sir
from gridsim.diffusion.fit import BassFit, fit_bass
from gridsim.diffusion.forest import Forest
from gridsim.diffusion.held_out import compare_forests
from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.measures import (
    Offspring,
    Sizes,
    cascade_measures,
    offspring_distribution,
    reproduction_by_generation,
    size_distribution,
    summarise_cascades,
)
from gridsim.diffusion.negative_binomial import NegativeBinomial, fit_negative_binomial
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.percolation import Percolation, bond_percolation
from gridsim.diffusion.prepared import IndependentCascade, OneCascade
from gridsim.diffusion.thresholds import complex_contagion, linear_threshold, watts_threshold
from gridsim.diffusion.waiting import waiting_laws

__all__ = [
    "BassFit",
    "Branches",
    "CascadeFit",
    "CascadeLaw",
    "Cascades",
    "Forest",
    "IndependentCascade",
    "NegativeBinomial",
    "Offspring",
    "OneCascade",
    "Percolation",
    "Sizes",
    "TimedCascades",
    "Tree",
    "bass",
    "bass_peak",
    "bass_rate",
    "bass_recursion",
    "bass_share",
    "bond_percolation",
    "branching",
    "cascade_measures",
    "compare_forests",
    "complex_contagion",
    "extinction_chance",
    "fit_bass",
    "fit_cascades",
    "fit_negative_binomial",
    "independent_cascade",
    "linear_threshold",
    "offspring_distribution",
    "read_cascade_paths",
    "read_cascades",
    "reproduction_by_generation",
    "sir",
    "size_chance",
    "size_distribution",
    "summarise_cascades",
    "waiting_laws",
    "watts_threshold",
]


def __dir__() -> list[str]:
    return [*__all__]
