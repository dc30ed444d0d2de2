"""The classical models of diffusion, on the same network and the same kind of draws as the grid model."""

from gridsim.diffusion.bass_model import bass, bass_peak, bass_rate, bass_recursion, bass_share
from gridsim.diffusion.branches import Branches, branching, extinction_chance, size_chance
from gridsim.diffusion.epidemic import TimedCascades, sir
from gridsim.diffusion.fit import BassFit, fit_bass
from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.percolation import Percolation, bond_percolation
from gridsim.diffusion.thresholds import complex_contagion, linear_threshold, watts_threshold

__all__ = [
    "BassFit",
    "Branches",
    "Cascades",
    "Percolation",
    "TimedCascades",
    "Tree",
    "bass",
    "bass_peak",
    "bass_rate",
    "bass_recursion",
    "bass_share",
    "bond_percolation",
    "branching",
    "complex_contagion",
    "extinction_chance",
    "fit_bass",
    "independent_cascade",
    "linear_threshold",
    "sir",
    "size_chance",
    "watts_threshold",
]
