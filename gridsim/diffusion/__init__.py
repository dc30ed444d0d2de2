"""The classical models of diffusion, on the same network and the same kind of draws as the grid model."""

from gridsim.diffusion.epidemic import TimedCascades, sir
from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.percolation import Percolation, bond_percolation
from gridsim.diffusion.thresholds import complex_contagion, linear_threshold, watts_threshold

__all__ = [
    "Cascades", "Percolation", "TimedCascades", "Tree", "bond_percolation", "complex_contagion", "independent_cascade", "linear_threshold", "sir",
    "watts_threshold",
]  # fmt: skip
