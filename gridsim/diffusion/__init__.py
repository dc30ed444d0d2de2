"""The classical models of diffusion, on the same network and the same kind of draws as the grid model."""

from gridsim.diffusion.independent import independent_cascade
from gridsim.diffusion.outcome import Cascades, Tree

__all__ = ["Cascades", "Tree", "independent_cascade"]
