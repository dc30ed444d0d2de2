"""The classical models of diffusion, on the same network and the same kind of draws as the grid model; and cascades from logs."""

from gridsim.diffusion.cascade_fit import CascadeFit, fit_cascades
from gridsim.diffusion.cascade_law import CascadeLaw
from gridsim.diffusion.cascade_log import read_cascades
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
from gridsim.diffusion.waiting import waiting_laws

__all__ = [
    "CascadeFit",
    "CascadeLaw",
    "Cascades",
    "Forest",
    "NegativeBinomial",
    "Offspring",
    "Percolation",
    "Sizes",
    "Tree",
    "bond_percolation",
    "cascade_measures",
    "compare_forests",
    "fit_cascades",
    "fit_negative_binomial",
    "independent_cascade",
    "offspring_distribution",
    "read_cascades",
    "reproduction_by_generation",
    "size_distribution",
    "summarise_cascades",
    "waiting_laws",
]
