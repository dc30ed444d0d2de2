"""Ties and people from files: CSV, TSV or space separated text, Parquet, GraphML; gzipped or not.

Text goes through the fast reader of pyarrow. When that refuses, or a value is not what it must be, the file is walked line
by line in Python, only to say where the problem is.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gridsim.errors import ScenarioError, problem
from gridsim.world.network import Network, tidy_labels

_TIE_COLUMNS = (
    ("source", "target"), ("u", "v"), ("from", "to"), ("src", "dst"), ("ego", "alter"), ("sender", "receiver"), ("followed", "follower"),
    ("followee", "follower"), ("person", "friend"), ("user", "friend"), ("id1", "id2"), ("id_1", "id_2"), ("node1", "node2"), ("node_1", "node_2"),
    ("person1", "person2"), ("user1", "user2"), ("target", "user"),
)  # fmt: skip
"""Names of the columns of ties: source, target. (A `user` reposts, mentions or answers a `target`: the target is the source.)"""
LAYER_COLUMN = "layer"
"""Name of the column that says to which layer of a multiplex a row belongs."""
_WEIGHT_COLUMNS = ("weight", "weights", "strength", "w")
_SHOWN = 5
"""Problems of a file that are listed one by one."""


class Ties(NamedTuple):
    """A list of ties: places in `labels`, which ascend."""

    source: np.ndarray
    target: np.ndarray
    labels: np.ndarray
    weights: np.ndarray | None
    directed: bool | None  # what the file itself says (GraphML)


class Text(NamedTuple):
    """A text table, before its values are read."""

    path: Path
    content: bytes
    delimiter: str
    names: list[str]  # of the header, empty if there is none
    width: int
    first_line: int  # number of the line on which `content` begins
    shown: str


def read_network(
    path, directed: bool | None = None, *, source: str | int | None = None, target: str | int | None = None, weight: str | int | None = None,
    header: bool | None = None,
) -> Network:  # fmt: skip
    """Return the network of an edge list or a GraphML file; `labels` holds the file's own ids.

    Ids may be whole numbers or any text. Agents are numbered in ascending order of the ids; `labels` is None where the
    ids are 0 to n - 1 already. Self-loops are dropped, and of doubled ties one is kept, with the largest weight.

    Parameters
    ----------
    path : str or path
        Text (`,`, tab, `;`, `|` or spaces between the columns; lines that start with `#` or `%` at the top are passed over),
        `.parquet` or `.graphml`; any of the texts may be gzipped.
    directed : bool, optional
        False (default; for GraphML what the file says): ties are mutual, and stored in both directions. True: the first
        column influences the second.
    source, target, weight : str or int, optional
        Names of the columns, or their numbers from 0. Without them: columns called source and target, u and v, from and to
        and so on, else the first two where there are no others but a weight. A third column of numbers without a header
        is the weight.
    header : bool, optional
        Whether the first row holds names. Without it: it does if it holds names known for ties, or if its ids are no
        numbers while those of the second row are.

    Returns
    -------
    Network

    Raises
    ------
    ScenarioError
        If the file is missing, empty, damaged or no such table: each problem with file and line.

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
    """
    path = as_path(path)
    ties = read_ties(path, source=source, target=target, weight=weight, header=header)
    if directed is None:
        directed = bool(ties.directed)
    made = Network.from_edges(ties.source, ties.target, n=len(ties.labels), weights=ties.weights, directed=directed)
    return Network(made.indptr, made.targets, made.weights, tidy_labels(ties.labels))


def read_ties(path: Path, source=None, target=None, weight=None, header: bool | None = None, layer: str | None = None) -> Ties:
    """Return the ties of a file (see `read_network`), of one layer where one is named."""
    if _is_a(path, ".graphml"):
        ties = _graphml_ties(path)
    else:
        table = open_table(path, header)
        if layer is not None:
            table = _only_layer(path, table, layer)
        columns = _tie_columns(path, table, source, target, weight)
        ties = _text_ties(table, columns) if isinstance(table, Text) else _parquet_ties(path, table, columns)
    if not len(ties.source) or not (ties.source != ties.target).any():
        raise ScenarioError(problem(str(path), "the edge list", "of at least one tie between two people", "none", "Give one row a tie"))
    return ties


def as_path(path) -> Path:
    """A path of an existing file, or an error that says what is wrong."""
    try:
        path = Path(path)
        found = path.is_file()
    except (TypeError, ValueError, OSError):
        raise ScenarioError(problem("path", "the path", "the name of a file", repr(path), "Give a name or a pathlib.Path")) from None
    if not found:
        what = "a folder" if path.is_dir() else "nothing there"
        raise ScenarioError(problem(str(path), "the file", "a file that can be read", what, "Check the path; it is relative to the scenario file"))
    return path


def _is_a(path: Path, *suffixes: str) -> bool:
    """Whether the name ends so, with or without .gz."""
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(suffixes)


def open_table(path: Path, header: bool | None = None):
    """Return a `Text`, or a pyarrow table where the file is Parquet."""
    if _is_a(path, ".parquet", ".pq"):
        return _parquet_table(path)
    return _sniff(path, _contents(path), header)


def header_of(path: Path, table) -> tuple[str, list[str], int]:
    """Return (where the header stands, the names, none if there is no header, the number of columns)."""
    if isinstance(table, Text):
        return f"{path}:{table.first_line}", table.names, table.width
    return str(path), table.column_names, len(table.column_names)


# --- bytes


def _contents(path: Path) -> bytes:
    """The bytes of a file, unpacked if gzipped, checked to be text."""
    content = raw_bytes(path)
    if not content.strip():
        raise ScenarioError(problem(str(path), "the file", "a table", "an empty file", "Give one row a tie or a person"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ScenarioError(problem(f"{path}:1", "the file", "UTF-8 text", "UTF-16", "Save it as UTF-8"))
    try:
        content.decode()
        bad = content.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        line = content.count(b"\n", 0, bad) + 1
        got = f"the byte 0x{content[bad]:02x}"
        raise ScenarioError(problem(f"{path}:{line}", "the file", "UTF-8 text, .parquet or .graphml", got, "Save it as UTF-8 CSV"))
    return content.removeprefix(b"\xef\xbb\xbf")


def raw_bytes(path: Path) -> bytes:
    """The bytes of a file, unpacked if gzipped."""
    try:
        content = path.read_bytes()
    except OSError as error:
        got = error.strerror or "an error"
        raise ScenarioError(problem(str(path), "the file", "a file that can be read", got, "Check its permissions")) from None
    packed = content[:2] == b"\x1f\x8b"
    if path.suffix.lower() == ".gz" and not packed and content:
        raise ScenarioError(problem(str(path), "the file", "gzipped, as its name says", "something else", "Drop .gz from the name or pack it again"))
    if not packed:
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ScenarioError(problem(str(path), "the file", "a whole gzip file", str(error), "Copy or pack it again")) from None


# --- text


def _sniff(path: Path, content: bytes, header: bool | None) -> Text:
    """Find the delimiter, the header and the width of a text table."""
    first_line = 1
    while content:  # comments and empty lines at the top
        row, _, rest = content.partition(b"\n")
        if row.strip() and row.lstrip()[:1] not in (b"#", b"%"):
            break
        content, first_line = rest, first_line + 1
    first = row.decode() if content else ""
    if not content:
        raise ScenarioError(problem(str(path), "the file", "a table", "comments only", "Give one row a tie or a person"))
    following = next((line for line in content[len(row) : len(row) + 100_000].split(b"\n") if line.strip()), b"").decode(errors="replace")
    delimiter = next((mark for mark in "\t,;|" if mark in first), " ")
    if delimiter == " ":
        content = re.sub(rb"(?m)^ +| +(?=\r?$)", b"", re.sub(rb"[ \t]+", b" ", content))
    fields, second = _fields(first, delimiter), _fields(following, delimiter)
    named = header if header is not None else _looks_like_names(fields, second)
    return Text(path, content, delimiter, fields if named else [], len(fields), first_line, first[:60])


def _fields(line: str, delimiter: str) -> list[str]:
    """The values of one line."""
    if delimiter == " ":
        return line.split()
    try:
        return [value.strip() for value in next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])]
    except csv.Error:
        return line.split(delimiter)


def _looks_like_names(first: list[str], second: list[str]) -> bool:
    """Whether the first row is a header."""
    names = [value.lower() for value in first]
    if any(a in names and b in names for a, b in _TIE_COLUMNS):
        return True
    return not any(_is_number(value) for value in first) and any(_is_number(value) for value in second)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _tie_columns(path: Path, table, source, target, weight) -> tuple[int, int, int | None]:
    """Return the places of source, target and weight among the columns."""
    where, names, width = header_of(path, table)
    if width < 2:
        got = table.shown if isinstance(table, Text) else ", ".join(names)
        raise ScenarioError(problem(where, "a row", "two ids, and perhaps a weight, divided by commas, tabs or spaces", got, "Give one row a tie"))
    lower = [name.lower() for name in names]
    at_source = column_place(where, names, width, source, "source")
    at_target = column_place(where, names, width, target, "target")
    at_weight = column_place(where, names, width, weight, "weight")
    if at_source is None or at_target is None:
        pair = next(((lower.index(a), lower.index(b)) for a, b in _TIE_COLUMNS if a in lower and b in lower), None)
        if pair is None and width > 2 and not (width == 3 and (not names or lower[2] in _WEIGHT_COLUMNS)):
            got = ", ".join(names) or f"{width} columns without names"
            constraint = "two ids and perhaps a weight, or named source and target"
            raise ScenarioError(problem(where, "the columns", constraint, got, "Name them: source=, target="))
        pair = pair or (0, 1)
        at_source = pair[0] if at_source is None else at_source
        at_target = pair[1] if at_target is None else at_target
    if at_weight is None:
        at_weight = next((lower.index(name) for name in _WEIGHT_COLUMNS if name in lower), None) if names else (2 if width == 3 else None)
    return at_source, at_target, None if at_weight in (at_source, at_target) else at_weight


def _only_layer(path: Path, table, layer: str):
    """The table with the rows of one layer only; the other lines of a text are made empty, so that numbers of lines stay."""
    where, names, width = header_of(path, table)
    lower = [name.lower() for name in names]
    at = column_place(where, lower, width, LAYER_COLUMN, "the layer")
    assert at is not None
    if not isinstance(table, Text):
        from pyarrow import compute

        found = compute.equal(table.column(at).cast("string"), layer)
        kept, known = table.filter(found), set(table.column(at).cast("string").to_pylist())
        n_kept = len(kept)
    else:
        lines = table.content.split(b"\n")
        mark, body = table.delimiter.encode(), range(1 if table.names else 0, len(lines))
        layers = [_cell_of(lines[i], mark, at) for i in body]
        known = set(layers) - {""}
        n_kept = layers.count(layer)
        for i, name in zip(body, layers, strict=True):
            if name != layer:
                lines[i] = b""
        kept = table._replace(content=b"\n".join(lines))
    if not n_kept:
        shown = ", ".join(sorted(map(str, known))[:_SHOWN])
        raise ScenarioError(problem(where, "the layer", f"one of the file's layers ({shown})", layer, "Correct the name of the layer"))
    return kept


def _cell_of(line: bytes, delimiter: bytes, place: int) -> str:
    """One cell of a line of text, "" where the line is too short."""
    cells = line.strip(b"\r").split(delimiter)
    return cells[place].strip().strip(b'"').decode() if place < len(cells) else ""


def column_place(where: str, names: list[str], width: int, given: str | int | None, what: str = "the column") -> int | None:
    """Return the place of a column given by its name or number, None for None."""
    if given is None:
        return None
    if isinstance(given, (int, np.integer)) and 0 <= given < width:
        return int(given)
    if names and given in names:
        return names.index(given)
    known = ", ".join(names) if names else f"0 to {width - 1} (there is no header)"
    raise ScenarioError(problem(where, what, f"one of the columns {known}", given, "Correct the name of the column"))


def arrow_columns(text: Text, kinds: dict[int, str]):
    """Return the columns at these places as pyarrow arrays of these kinds; raises pyarrow's errors."""
    from pyarrow import csv as fast

    names = [str(place) for place in range(text.width)]
    types = {str(place): kind for place, kind in kinds.items()}
    table = fast.read_csv(
        io.BytesIO(text.content),
        read_options=fast.ReadOptions(column_names=names, skip_rows=1 if text.names else 0, block_size=1 << 22),
        parse_options=fast.ParseOptions(delimiter=text.delimiter),
        convert_options=fast.ConvertOptions(include_columns=list(types), column_types=types, null_values=[""], strings_can_be_null=False),
    )
    return [table.column(str(place)).combine_chunks() for place in kinds]


def _text_ties(text: Text, columns: tuple[int, int, int | None]) -> Ties:
    """Read the ties of a text table."""
    import pyarrow

    kinds: dict[int, str] = {} if columns[2] is None else {columns[2]: "float64"}
    for kind in ("int64", "string"):
        try:
            arrays = arrow_columns(text, {**kinds, columns[0]: kind, columns[1]: kind})
        except pyarrow.ArrowException as error:
            reason = str(error).split("\n")[0][:100]
            continue
        weights = arrays[0].to_numpy(zero_copy_only=False) if kinds else None
        ids = arrays[-2:]
        if kind == "string":
            ids = [stripped(array) for array in ids]
        sound = all(array.null_count == 0 for array in arrays) and (kind == "int64" or not any(has_empty(array) for array in ids))
        if sound and (weights is None or (np.isfinite(weights) & (weights >= 0)).all()):
            return Ties(*_encode(*ids), weights, None)
        reason = "an empty cell"
        if kind == "int64":
            continue
    problems = row_problems(text, lambda row: _tie_problem(row, columns))
    raise ScenarioError(problems or problem(str(text.path), "the file", "a table of ties", reason, "Mend it"))


def stripped(array):
    """Text without the blanks around it."""
    from pyarrow import compute

    return compute.utf8_trim_whitespace(array)


def has_empty(array) -> bool:
    """Whether a cell is empty."""
    from pyarrow import compute

    return bool(compute.any(compute.equal(array, "")).as_py())


def _tie_problem(row: list[str], columns: tuple[int, int, int | None]) -> tuple[str, str, str] | None:
    """What is wrong with one row of an edge list: what, constraint, got."""
    if not row[columns[0]] or not row[columns[1]]:
        return "an id", "a number or a text", "an empty cell"
    if columns[2] is not None:
        value = row[columns[2]]
        if not _is_number(value) or not 0 <= float(value) < float("inf"):
            return "the weight", "a number >= 0", value or "an empty cell"
    return None


def rows_of(text: Text) -> Iterator[tuple[int, list[str]]]:
    """The line number and the values of each row, the slow way."""
    for number, line in enumerate(text.content.split(b"\n"), text.first_line):
        if (text.names and number == text.first_line) or not line.strip():
            continue
        yield number, _fields(line.decode(errors="replace"), text.delimiter)


def row_problems(text: Text, check: Callable[[list[str]], tuple[str, str, str] | None]) -> list[str]:
    """The first problems of a text table's rows, each a sentence with its line."""
    problems: list[str] = []
    more = 0
    for number, row in rows_of(text):
        found: tuple[str, str, str] | None
        if len(row) != text.width:
            found = ("a row", f"of {text.width} columns like the first", f"{len(row)}")
        else:
            found = check(row)
        if found is None:
            continue
        if len(problems) < _SHOWN:
            problems.append(problem(f"{text.path}:{number}", *found, "Mend or drop that row"))
        else:
            more += 1
    if more:
        problems.append(f"{text.path}: {more} more rows have such problems.")
    return problems


# --- ids


def _encode(source, target) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (places of the sources, places of the targets, ascending labels) of two pyarrow arrays of one kind."""
    import pyarrow

    if pyarrow.types.is_integer(source.type):
        return _encode_numbers(source.to_numpy(zero_copy_only=False), target.to_numpy(zero_copy_only=False))
    both = pyarrow.chunked_array([source, target]).combine_chunks().dictionary_encode()
    labels = text_array(both.dictionary.to_pylist())
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    codes = place[both.indices.to_numpy(zero_copy_only=False)]
    return codes[: len(source)], codes[len(source) :], labels[order]


def text_array(values: list[str]) -> np.ndarray:
    """Texts as numpy's own kind, or as objects where a very long one would blow all of them up."""
    return np.array(values, dtype=object if max(map(len, values), default=0) > 64 else str)


def _encode_numbers(source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same for whole numbers: by a table of presence where the numbers are dense, else by sorting."""
    if not len(source):
        return source, target, source
    lowest = min(source.min(), target.min())
    largest = max(source.max(), target.max())
    if lowest >= 0 and largest <= 8 * len(source) + 1_000:
        present = np.zeros(int(largest) + 1, bool)
        present[source] = True
        present[target] = True
        labels = np.flatnonzero(present)
        if len(labels) == len(present):
            return source, target, labels
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return place[source], place[target], labels
    labels, codes = np.unique(np.concatenate([source, target]), return_inverse=True)
    return codes[: len(source)], codes[len(source) :], labels


# --- Parquet and GraphML


def _parquet_table(path: Path):
    """Read a Parquet table."""
    import pyarrow
    from pyarrow import parquet

    content = raw_bytes(path)
    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = str(error).split("\n")[0][:100] or type(error).__name__
        raise ScenarioError(problem(str(path), "the file", "a Parquet table", reason, "Write it again, or give CSV")) from None
    if not table.num_rows:
        raise ScenarioError(problem(str(path), "the file", "a table", "no rows", "Give one row a tie or a person"))
    return table


def parquet_column(path: Path, table, place: int):
    """Return a column as int64 or string; whole floats (numbers with gaps) become numbers, gaps in text empty cells."""
    import pyarrow
    from pyarrow import compute

    column = table.column(place)
    try:
        column = column.combine_chunks() if column.num_chunks else pyarrow.array([], column.type)
        if pyarrow.types.is_integer(column.type):
            return column.cast("int64")
        if pyarrow.types.is_floating(column.type):
            return column.cast("int64")
        return stripped(compute.fill_null(column.cast("string"), ""))
    except (pyarrow.ArrowException, ValueError):
        name = table.column_names[place]
        raise ScenarioError(problem(str(path), f"column {name}", "whole numbers or text", str(column.type), "Convert the column")) from None


def _parquet_ties(path: Path, table, columns: tuple[int, int, int | None]) -> Ties:
    """Read the ties of a Parquet table."""
    import pyarrow

    ids = [parquet_column(path, table, place) for place in columns[:2]]
    if ids[0].type != ids[1].type:
        ids = [array.cast("string") for array in ids]
    for array in ids:
        if array.null_count or (pyarrow.types.is_string(array.type) and has_empty(array)):
            raise ScenarioError(problem(str(path), "an id", "a number or a text", "an empty cell", "Mend or drop that row"))
    weights = None
    if columns[2] is not None:
        try:
            weights = np.asarray(table.column(columns[2]).cast("float64").to_numpy(), dtype=np.float64)
        except (pyarrow.ArrowException, ValueError):
            weights = np.array([np.nan])
        if len(weights) != table.num_rows or not (np.isfinite(weights) & (weights >= 0)).all():
            row = int(np.argmin(np.isfinite(weights) & (weights >= 0)))
            raise ScenarioError(problem(str(path), "every weight", "a number >= 0", f"another value in row {row}", "Mend or drop that row"))
    return Ties(*_encode(*ids), weights, None)


def _graphml_ties(path: Path) -> Ties:
    """Read the ties of a GraphML file."""
    import networkx

    content = raw_bytes(path)
    try:
        graph = networkx.read_graphml(io.BytesIO(content))
        network = Network.from_networkx(graph)
    except ScenarioError as error:
        raise ScenarioError([f"{path}: {line}" for line in error.problems]) from None
    except Exception as error:  # networkx lets through whatever its XML parser and its own lookups raise
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:100]
        raise ScenarioError(problem(str(path), "the file", "GraphML", reason, "Write it again with networkx.write_graphml")) from None
    names = [str(name) for name in graph.nodes]
    labels = np.array([int(name) for name in names]) if all(re.fullmatch(r"\d{1,18}", name) for name in names) else text_array(names)
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Ties(place[network.source], place[network.target], labels[order], network.weights, graph.is_directed())
