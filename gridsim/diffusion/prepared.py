"""The independent cascade, made ready once and played call by call."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import entry
from gridsim.arguments import switch
from gridsim.diffusion.independent import make_runs, make_ties, play_runs
from gridsim.diffusion.inputs import Agents, check_chance, check_network, check_runs, check_seeds
from gridsim.diffusion.tries import make_block
from gridsim.world.network import Network

_SEEDS = 1 << 32
_FIRST_GENERATIONS = 32


class OneCascade(NamedTuple):
    """One play."""

    size: int
    """Adopters at the end, with the seeds."""
    new: np.ndarray
    """int64, shape (generations + 1,): how many each generation won, the seeds first."""


class IndependentCascade:
    """An independent cascade that is checked and laid out once, for loops that play one cascade a call.

    A call of `independent_cascade` looks at the network, its chances and seeds every time, some 60 microseconds; one of
    `play` takes 3 and what the cascade itself takes. Where it is known beforehand how many cascades are wanted,
    `independent_cascade(..., n_runs=...)` is quicker still, since it plays small ones together.

    Parameters
    ----------
    network, chance, seed_set, scale, n_seeds, coupled
        As in `independent_cascade`. Later changes to arrays that were given have no effect where they were copied, and
        must not be made.

    Raises
    ------
    ScenarioError
        If an argument is out of its range or of the wrong length.

    Notes
    -----
    A model may be used by several threads, each of which has a work space of its own (some 4 bytes an agent, or less),
    and can be pickled.

    Examples
    --------
    >>> import gridsim as gs
    >>> star = gs.Network.from_edges([0] * 9, range(1, 10), directed=False)
    >>> model = gs.diffusion.IndependentCascade(star, 0.3, [0])
    >>> sizes = [model.play(seed).size for seed in range(4000)]  # exactly 1 + 9 x 0.3 = 3.7
    >>> abs(sum(sizes) / 4000 - 3.7) < 4 * (9 * 0.3 * 0.7 / 4000) ** 0.5
    True
    >>> model.play(5).new.tolist() == gs.diffusion.independent_cascade(star, 0.3, [0], n_runs=1, seed=5).new[0].tolist()
    True
    """

    def __init__(
        self,
        network: Network,
        chance: ArrayLike,
        seed_set: Agents,
        *,
        scale: float | None = None,
        n_seeds: int | None = None,
        coupled: bool = False,
    ) -> None:
        check_network(network)
        self._n = network.n
        self._seeds, self._n_seeds = check_seeds(network, seed_set, n_seeds)
        self._ties = make_ties(network, check_chance(network, chance, scale), switch("coupled", coupled))
        self._own = threading.local()

    def play(self, seed: int = 1) -> OneCascade:
        """Return one cascade: run 0 of `independent_cascade` with this seed (0 to 2^32 - 1), value for value.

        Raises
        ------
        ScenarioError
            For a seed out of range.
        """
        if type(seed) is not int or not 0 <= seed < _SEEDS:
            seed = check_runs(1, seed)[1]
        try:
            play, before, after = self._own.ready
        except AttributeError:
            play, before, after = self._make_ready(_FIRST_GENERATIONS)
        while not play(*before, seed, *after):
            play, before, after = self._make_ready(2 * after[-2].shape[1])
        won, generations = after[-2:]
        new = won[0, : generations.item(0) + 1].copy()
        return OneCascade(sum(new.tolist()), new)  # a third of the time of new.sum()

    def _make_ready(self, width: int) -> tuple[Any, tuple, tuple]:
        """The machine code and the arguments before and after the seed, with room for so many generations; of the
        thread that asks."""
        room = make_runs(self._n, 1, False), make_block()
        before, after = (
            (self._ties, self._seeds, self._n_seeds),
            (
                0,
                *room,
                np.zeros((1, width), np.int64),
                np.zeros(1, np.int64),
            ),
        )
        self._own.ready = entry(play_runs, *before, 1, *after), before, after
        return self._own.ready

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_own"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _own=threading.local())
