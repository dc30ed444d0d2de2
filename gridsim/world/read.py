"""Networks from files: the ties that `gridsim.files` reads, as a `Network`."""

from __future__ import annotations

import os
import re

import numpy as np

from gridsim.files.roles import Reading
from gridsim.files.ties import Ties, read_ties
from gridsim.world.network import Network, tidy_labels


def read_network(
    path: str | os.PathLike[str],
    directed: bool | None = None,
    *,
    source: str | int | None = None,
    target: str | int | None = None,
    weight: str | int | bool | None = None,
    header: bool | None = None,
    delimiter: str | None = None,
    label: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> Network:
    """Return the network of a file of ties; `labels` holds the file's own ids, `read_as` says in a line what was
    decided.

    Whatever an argument does not say is decided by rows from the start, the middle and the end of the file, and by what
    the file says about itself. Where that is in doubt, the file is refused and the error names the argument that
    decides; an argument that would do nothing is an error. Ids are whole numbers where every cell prints back as it
    stands (`7`), else text (`007`, `1e3`, `+5`). Agents are numbered in ascending order of the ids; `labels` is None
    where the ids are 0 to n - 1 already. Ties of a person to itself are passed over; of doubled ties one is kept, with
    the largest weight.

    Parameters
    ----------
    path : str or path
        A table of text (comma, tab, semicolon, bar or blanks between the cells; quotes as in RFC 4180; lines that begin
        with `#`, `%` or `//` are comments), Parquet or Feather; GraphML, GEXF, GML, Pajek or MatrixMarket. Text and
        graphs may be packed (.gz, .bz2, .xz, .zst, or .zip with one file). A format is known by the content, whatever
        the name.
    directed : bool, optional
        False: ties are mutual, and stored in both directions. True: the source influences the target. Without it: what
        the file says (a column Type, GraphML, the comments of SNAP and KONECT), else False.
    source, target : str or int, optional
        Names of the columns, or their numbers from 0. Without them: columns called source and target, u and v, from and
        to and so on, else the first two where there are no others but a weight.
    weight : str, int or False, optional
        Name or number of the column (in graphs: name of the attribute) of weights; False: no weights. Without it: a
        column called weight, or a third column of numbers without a header, unless these are times.
    header : bool, optional
        Whether the first row holds names.
    delimiter : str, optional
        What stands between two cells: one character, or "tab", "comma", "semicolon", "bar", "blanks" (tabs, blanks and
        runs of both).
    label : str, optional
        In graphs: the attribute of the nodes that holds their ids.
    layer : str, optional
        Rows to take, by the column `layer`.
    encoding : str, optional
        Encoding of text that is not UTF-8, such as "cp1252" or "gbk". UTF-16 with a byte order mark is known.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If the file is missing, empty, damaged or not beyond doubt: each problem with file and line, and the argument
        that decides.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ties.csv"
    ...     _ = path.write_text("source,target\\nann,bob\\nbob,cem\\ncem,cem\\n")
    ...     network = read_network(path)
    >>> network, network.labels.tolist()
    (Network(3 agents, 4 directed ties), ['ann', 'bob', 'cem'])
    >>> network.read_as
    'comma, header, 2 columns, ties from source to target, undirected, 1 self-tie passed over'
    """
    reading = Reading(source, target, weight, header, delimiter, directed, label, layer, encoding)
    ties = read_ties(path, reading)
    return network_of(ties, bool(ties.directed), tidy_labels(ties.labels))


def network_of(
    ties: Ties, directed: bool, labels: np.ndarray | None, n: int | None = None, agents: np.ndarray | None = None
) -> Network:
    """Return the network of ties between `n` agents, where `agents[i]` is who stands behind `ties.labels[i]`, with what
    was passed over."""
    source, target = (ties.source, ties.target) if agents is None else (agents[ties.source], agents[ties.target])
    made = Network.from_edges(
        source, target, n=len(ties.labels) if n is None else n, weights=ties.weights, directed=directed
    )
    loops = int(np.count_nonzero(source == target))
    doubled = len(source) - loops - (made.n_ties if directed else made.n_ties // 2)
    word = "directed" if directed else "undirected"
    direction = [] if any(re.search(rf"\b{word}\b", one) for one in ties.told) else [word]
    told = ", ".join([*ties.told, *direction, *_passed_over(loops, doubled, made.weights is not None)])
    return Network(made.indptr, made.targets, made.weights, labels, made.mutual, told)


def _passed_over(loops: int, doubled: int, weighted: bool) -> list[str]:
    """Notes on ties that are in the file but not in the network."""
    parts = [f"{n:,} {what}{'s' * (n > 1)}" for n, what in ((loops, "self-tie"), (doubled, "doubled tie")) if n]
    if not parts:
        return []
    return [" and ".join(parts) + " passed over" + (" (the largest weight is kept)" if doubled and weighted else "")]
