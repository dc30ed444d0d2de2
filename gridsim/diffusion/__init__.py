"""The classical models of diffusion, on the same network and the same kind of draws as the grid model."""

from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.outcome import Cascades, Tree
from gridsim.diffusion.percolation import Percolation, bond_percolation

__all__ = ["Cascades", "Percolation", "Tree", "bond_percolation", "independent_cascade"]
