"""Who can reach whom: one directed network in compressed sparse rows (CSR).

The row of an agent lists those whom it influences: `source` influences `target`. A mutual tie is stored twice,
once in each direction. Within a row the targets ascend, no tie is doubled, and nobody is tied to itself.

A network of n agents and m directed ties takes 8 (n + 1) + 4 m bytes (8 m with weights).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from gridsim._jit import jit
from gridsim.arguments import array as as_array
from gridsim.arguments import switch, whole
from gridsim.errors import ScenarioError, refusal

if TYPE_CHECKING:
    import networkx

_MOST_AGENTS = 2**31 - 1


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """A directed network of agents 0 to n - 1 in compressed sparse rows.

    Make one with `Network.from_edges`, `Network.from_networkx` or `gridsim.read_network`; the fields are then
    consistent.

    Parameters
    ----------
    indptr : numpy.ndarray of int64, shape (n + 1,)
        The ties of agent `a` are those from `indptr[a]` up to `indptr[a + 1]`.
    targets : numpy.ndarray of int32, shape (m,)
        Whom each tie leads to, ascending within a row.
    weights : numpy.ndarray of float32, shape (m,), optional
        Strength of each tie, at least 0.
    labels : numpy.ndarray, shape (n,), optional
        The user's own ids; None where they are 0 to n - 1.
    mutual : bool
        Whether every tie is known to go both ways; `in_degree` is then not counted anew (0.25 s at 160 million ties).
    read_as : str
        How the file was read, in a line ("tab, no header, 3 columns, third is a weight, undirected"); empty if there
        was none.

    Examples
    --------
    >>> network = Network.from_edges([0, 0, 2], [2, 1, 1])
    >>> network
    Network(3 agents, 3 directed ties)
    >>> network.source.tolist(), network.target.tolist()
    ([0, 0, 2], [1, 2, 1])
    >>> network.in_degree.tolist(), network.reverse().target.tolist()
    ([0, 2, 1], [0, 2, 0])
    """

    indptr: np.ndarray
    targets: np.ndarray
    weights: np.ndarray | None = None
    labels: np.ndarray | None = None
    mutual: bool = False
    read_as: str = ""

    def __repr__(self) -> str:
        return f"Network({self.n} agents, {self.n_ties} directed ties{'' if self.weights is None else ', weighted'})"

    @property
    def n(self) -> int:
        """Number of agents."""
        return len(self.indptr) - 1

    @property
    def n_ties(self) -> int:
        """Number of directed ties; a mutual tie counts twice."""
        return len(self.targets)

    @cached_property
    def source(self) -> np.ndarray:
        """Agent that each tie starts from, int32, shape (m,), in the order of `target`."""
        return np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))

    @property
    def target(self) -> np.ndarray:
        """Agent that each tie leads to, int32, shape (m,); the same array as `targets`."""
        return self.targets

    @cached_property
    def out_degree(self) -> np.ndarray:
        """Number of agents that each agent influences, int64, shape (n,)."""
        return np.diff(self.indptr)

    @cached_property
    def in_degree(self) -> np.ndarray:
        """Number of agents that influence each agent, int64, shape (n,)."""
        return self.out_degree if self.mutual else _count(self.targets, self.n)

    def reverse(self) -> Network:
        """Return the network with the direction of every tie reversed; weights and labels stay with their ties and
        agents."""
        indptr = row_starts(self.in_degree)
        targets = np.empty(self.n_ties, np.int32)
        weights = None if self.weights is None else np.empty(self.n_ties, np.float32)
        _transpose(
            self.indptr, self.targets, _strengths(self.weights), indptr[:-1].copy(), targets, _strengths(weights)
        )
        return Network(indptr, targets, weights, self.labels)

    @classmethod
    def from_edges(
        cls, source: Any, target: Any, n: int | None = None, weights: ArrayLike | None = None, directed: bool = True
    ) -> Network:
        """Return the network of a list of ties between agent indices.

        Ties of an agent to itself are dropped. Of a tie that is listed more than once (with `directed=False`, in either
        direction) one is kept, with the largest of its weights.

        Parameters
        ----------
        source, target : array_like of int, shape (m,)
            Agent indices from 0 to n - 1; `source` influences `target`.
        n : int, optional
            Number of agents, from 1 to 2^31 - 1. Without it the largest index + 1.
        weights : array_like of float, shape (m,), optional
            Strength of each tie, finite and at least 0.
        directed : bool
            False stores every tie in both directions.

        Returns
        -------
        Network

        Raises
        ------
        ScenarioError
            If the arrays are of unequal length, hold something else than whole numbers, or an index or a weight is out
            of range; or if they are empty and `n` is not given.

        Examples
        --------
        >>> Network.from_edges([0, 1, 1, 2], [1, 0, 2, 2], directed=False).targets.tolist()
        [1, 0, 2, 1]
        >>> Network.from_edges([0, -1], [1, 2])
        Traceback (most recent call last):
        gridsim.errors.ScenarioError: source: every index must be a whole number from 0 to 2147483646; got -1 at place 1. Give agent indices.
        """
        source, target, directed = _indices("source", source), _indices("target", target), switch("directed", directed)
        n = _check_edges(source, target, n)
        strengths = None if weights is None else _check_weights(weights, len(source))
        indptr, targets, strengths = _rows_of(source, target, strengths, n, directed)
        return cls(indptr, targets, strengths, mutual=not directed)

    @classmethod
    def from_networkx(cls, graph: networkx.Graph, weight: str | None = "weight") -> Network:
        """Return the network of a networkx graph; agents are numbered in the order of `graph.nodes`.

        An undirected graph has its ties stored in both directions. Self-loops are dropped, parallel ties of a
        multigraph merged.

        Parameters
        ----------
        graph : networkx.Graph, DiGraph, MultiGraph or MultiDiGraph
            Any hashable nodes; they become `labels` unless they are 0 to n - 1 in order.
        weight : str or None
            Edge attribute taken as the strength of a tie, where every edge has it. None: no weights.

        Returns
        -------
        Network

        Raises
        ------
        ScenarioError
            If this is not a networkx graph, or it has no nodes, or a weight is not a number of at least 0.

        Examples
        --------
        >>> import networkx
        >>> florentine = Network.from_networkx(networkx.florentine_families_graph())
        >>> florentine.n, florentine.n_ties, str(florentine.labels[1])
        (15, 40, 'Medici')
        """
        if not all(hasattr(graph, name) for name in ("nodes", "edges", "is_directed", "number_of_edges")):
            raise refusal("graph", "the graph", "a networkx graph", type(graph).__name__, "Use from_edges for arrays")
        names = list(graph.nodes)
        if not names:
            raise refusal("graph", "the graph", "of at least one node", "none", "Add nodes and edges")
        place = {name: agent for agent, name in enumerate(names)}
        pairs = np.array([(place[u], place[v]) for u, v in graph.edges()], dtype=np.int64).reshape(-1, 2)
        strengths = None
        if weight is not None and graph.number_of_edges():
            found = [value for _, _, value in graph.edges(data=weight)]
            strengths = None if any(value is None for value in found) else found
        made = cls.from_edges(pairs[:, 0], pairs[:, 1], n=len(names), weights=strengths, directed=graph.is_directed())
        return cls(made.indptr, made.targets, made.weights, tidy_labels(names))


def tidy_labels(names: Any) -> np.ndarray | None:
    """Return labels as an array (of int64, str or objects), or None where they are 0 to n - 1 in order."""
    if isinstance(names, np.ndarray):
        labels = names
    else:
        kinds = {type(name) for name in names}
        labels = np.array(names) if kinds in ({int}, {str}) else _objects(names)
    if labels.dtype.kind in "iu" and np.array_equal(labels, np.arange(len(labels))):
        return None
    return labels


def _objects(names: Any) -> np.ndarray:
    """An array of arbitrary labels; tuples stay whole."""
    labels = np.empty(len(names), dtype=object)
    labels[:] = names
    return labels


def _strengths(weights: Any) -> np.ndarray:
    """Weights as a kernel takes them: an empty array where there are none."""
    return np.empty(0, np.float32) if weights is None else weights


def _indices(name: str, values: Any) -> np.ndarray:
    """Check that these are whole numbers in range, and return them as an array of integers."""
    array = as_array(name, values)
    if array.ndim != 1 or (array.dtype.kind not in "iuf" and len(array)):
        kind = type(values).__name__ if array.dtype == object else f"{array.dtype} of shape {array.shape}"
        advice = "Number the agents from 0; read_network does it for labels"
        raise refusal(name, f"the {name} array", "a row of whole numbers", kind, advice)
    if not len(array):
        return np.empty(0, np.int64)
    with np.errstate(invalid="ignore"):
        bad = ~((array >= 0) & (array < _MOST_AGENTS))
        if array.dtype.kind == "f":
            bad |= array != np.floor(array)
    if bad.any():
        at = int(np.argmax(bad))
        got = f"{array[at]} at place {at}"
        raise ScenarioError(
            f"{name}: every index must be a whole number from 0 to {_MOST_AGENTS - 1}; got {got}. Give agent indices."
        )
    return np.ascontiguousarray(array, dtype=np.int32 if array.dtype == np.int32 else np.int64)


def _check_edges(source: np.ndarray, target: np.ndarray, n: int | None) -> int:
    """Check the lengths and the number of agents, and return the number of agents."""
    if len(source) != len(target):
        lengths = f"{len(source)} and {len(target)}"
        raise refusal(
            "source and target", "the arrays", "of equal length", lengths, "Give one source and one target a tie"
        )
    largest = max(int(source.max()), int(target.max())) if len(source) else -1
    if n is None:
        if largest < 0:
            raise refusal(
                "source and target",
                "the arrays",
                "of at least one tie",
                "none",
                "Give n for a network without ties",
            )
        return largest + 1
    n = whole("n", n, 1, _MOST_AGENTS, "Leave it out to take the largest index + 1", "the number of agents")
    if largest >= n:
        name = "source" if len(source) and int(source.max()) == largest else "target"
        raise refusal(name, "every index", f"below n = {n}", largest, "Give a larger n or agent indices from 0")
    return n


def _check_weights(weights: Any, length: int) -> np.ndarray:
    """Check the strengths of ties and return them as float32."""
    given = as_array("weights", weights)
    try:
        if given.dtype.kind not in "biufO" or any(
            isinstance(one, str) for one in given.flat if given.dtype.kind == "O"
        ):
            raise TypeError  # texts are not read as numbers
        strengths = np.asarray(given, dtype=np.float64)
    except (ValueError, TypeError):
        strengths = np.empty((0, 0))
    if strengths.shape != (length,):
        got = "something else" if strengths.ndim != 1 else f"{len(strengths)} of them"
        raise refusal(
            "weights", "the weights", f"{length} numbers, one a tie", got, "Give one weight a tie, or none at all"
        )
    bad = ~(np.isfinite(strengths) & (strengths >= 0) & (strengths <= np.finfo(np.float32).max))
    if bad.any():
        at = int(np.argmax(bad))
        raise refusal(
            "weights",
            "every weight",
            "a finite number >= 0",
            f"{strengths[at]} at place {at}",
            "Drop or mend that tie",
        )
    return strengths.astype(np.float32)


def _rows_of(source: Any, target: Any, weights: Any, n: int, directed: bool) -> Any:
    """Sort ties into rows by two counting sorts (by target, then by source), and merge doubles."""
    by_target, by_source = _degrees(source, target, n, directed)
    starts, column_starts = row_starts(by_source), row_starts(by_target)
    n_ties, n_weights = int(starts[-1]), 0 if weights is None else int(starts[-1])
    column, rows = np.empty(n_ties, np.int32), np.empty(n_ties, np.int32)
    column_weights, row_weights = np.empty(n_weights, np.float32), np.empty(n_weights, np.float32)
    given = _strengths(weights)
    _into_columns(source, target, given, directed, column_starts[:-1].copy(), column, column_weights)
    _transpose(column_starts, column, column_weights, starts[:-1].copy(), rows, row_weights)
    del column, column_weights
    kept = _merge_doubles(starts, rows, row_weights)
    if kept < n_ties:
        rows, row_weights = rows[:kept].copy(), row_weights[:kept].copy()
    return starts, rows, None if weights is None else row_weights


def row_starts(degree: np.ndarray) -> np.ndarray:
    """First place of each row, and the end of the last, from the rows' lengths."""
    starts = np.zeros(len(degree) + 1, np.int64)
    np.cumsum(degree, out=starts[1:])
    return starts


@jit
def _count(targets, n):
    """How often each index occurs (numpy's bincount would copy the array to int64)."""
    counts = np.zeros(n, np.int64)
    for target in targets:
        counts[target] += 1
    return counts


@jit
def _degrees(source, target, n, directed):
    """In- and out-degree, self-loops left out."""
    incoming, outgoing = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for e in range(len(source)):
        s, t = source[e], target[e]
        if s != t:
            incoming[t] += 1
            outgoing[s] += 1
            if not directed:
                incoming[s] += 1
                outgoing[t] += 1
    return incoming, outgoing


@jit
def _into_columns(source, target, weights, directed, place, column, column_weights):
    """Write each tie's source into the column of its target; `place` holds the next free place of each column."""
    weighted = len(weights) > 0
    for e in range(len(source)):
        s, t = source[e], target[e]
        if s == t:
            continue
        column[place[t]] = s
        if weighted:
            column_weights[place[t]] = weights[e]
        place[t] += 1
        if not directed:
            column[place[s]] = t
            if weighted:
                column_weights[place[s]] = weights[e]
            place[s] += 1


@jit
def _transpose(indptr, targets, weights, place, out, out_weights):
    """Turn rows into columns; the result's rows ascend, because the rows are visited in order."""
    weighted = len(weights) > 0
    for row in range(len(indptr) - 1):
        for e in range(indptr[row], indptr[row + 1]):
            to = targets[e]
            out[place[to]] = row
            if weighted:
                out_weights[place[to]] = weights[e]
            place[to] += 1


@jit
def _merge_doubles(indptr, targets, weights):
    """Keep one of each tie, with its largest weight, closing the gaps in place; returns how many are left."""
    weighted = len(weights) > 0
    kept = 0
    begin = indptr[0]
    for row in range(len(indptr) - 1):
        end = indptr[row + 1]
        row_start = kept
        for e in range(begin, end):
            if kept > row_start and targets[kept - 1] == targets[e]:
                if weighted:
                    weights[kept - 1] = max(weights[kept - 1], weights[e])
                continue
            targets[kept] = targets[e]
            if weighted:
                weights[kept] = weights[e]
            kept += 1
        begin = end
        indptr[row + 1] = kept
    return kept
