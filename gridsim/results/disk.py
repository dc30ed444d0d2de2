"""Files of a result folder: written piece by piece, each there whole or not at all.

Tables are Parquet. While work goes on, every finished piece (a replicate of a comparison, a part of a study) is a
folder of its own under `replicates/` or `parts/`, written beside and renamed into place. At the end the pieces are put
together in a fixed order, which makes the tables the same whatever the order of the work.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_GROUP_ROWS = 1 << 18


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a result folder; None if there is none, or if it is not gridsim's."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "gridsim" in manifest and "kind" in manifest else None


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file as a dict."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_text(path: Path, text: str) -> None:
    """Write a text file, there whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def json_text(value: Any) -> str:
    """JSON, small pieces on one line each; NaN is refused."""
    return "\n".join(_json_lines(value, "")) + "\n"


def _json_lines(value: Any, indent: str) -> Iterator[str]:
    """Break a value over lines until a piece holds nothing nested."""
    parts: Sequence[tuple[str, Any]]
    if isinstance(value, Mapping) and any(isinstance(inner, (Mapping, list)) for inner in value.values()):
        opening, closing = "{", "}"
        parts = [(f"{json.dumps(str(key), ensure_ascii=False)}: ", inner) for key, inner in value.items()]
    elif isinstance(value, list) and any(isinstance(inner, (Mapping, list)) for inner in value):
        opening, closing = "[", "]"
        parts = [("", inner) for inner in value]
    else:
        yield json.dumps(value, allow_nan=False, ensure_ascii=False)
        return
    yield opening
    for number, (label, inner) in enumerate(parts):
        lines = list(_json_lines(inner, indent + " "))
        lines[0] = f"{indent} {label}{lines[0]}"
        if number < len(parts) - 1:
            lines[-1] += ","
        yield from lines
    yield indent + closing


# ---- pieces ----


def write_piece(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write a finished piece as folder/name/, renamed into place when it is whole."""
    beside = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for file, content in files.items():
        (beside / file).write_bytes(content)
    try:
        os.rename(beside, folder / name)
    except OSError:
        # Another process finished the same piece, with the same content: it stays.
        if not (folder / name).is_dir():
            raise
        shutil.rmtree(beside, ignore_errors=True)


def finished_pieces(folder: Path) -> set[str]:
    """Names of the pieces that are there whole."""
    return (
        {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")}
        if folder.is_dir()
        else set()
    )


# ---- tables ----


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a DataFrame as Parquet, there whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(encode([frame])[0])
    os.replace(beside, path)


Columns = Mapping[str, Any]
"""A table as columns by name: arrays, categoricals, or a DataFrame."""


def encode(tables: Sequence[Columns]) -> tuple[bytes, list[int]]:
    """Return tables of one kind as one Parquet file, each a row group, with the rows of each.

    Columns that a table types differently because it is empty take the type of the others.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    made = [pa.table({name: _arrow(column) for name, column in columns.items()}) for columns in tables]
    schema = _common_schema([table.schema for table in made if table.num_rows] or [made[0].schema])
    sink = pa.BufferOutputStream()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for table in made:
            if table.num_rows:
                writer.write_table(table.cast(schema), row_group_size=table.num_rows)
    return sink.getvalue().to_pybytes(), [table.num_rows for table in made]


def _arrow(column: Any) -> pa.Array:
    """A column as an Arrow array; NaN becomes null, texts of any kind become plain strings (Parquet packs repeated ones
    by itself)."""
    import pyarrow as pa

    found = column if isinstance(column, (pa.Array, pa.ChunkedArray)) else pa.array(column, from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if pa.types.is_dictionary(found.type) or pa.types.is_large_string(found.type):
        return found.cast(pa.string())
    return found


def merge(pieces: Sequence[Path], rows: Sequence[Sequence[int]], target: Path) -> None:
    """Put the files of several pieces together, strategy by strategy and in a strategy piece by piece.

    Parameters
    ----------
    pieces : sequence of Path
        Files made by `encode`, in the order of their replicates.
    rows : sequence of sequence of int
        Rows of each strategy in each file, as `encode` returned them.
    target : Path
        The file to write; it appears when it is whole. No more than a row group and one piece are in memory at a time.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    files = [parquet.ParquetFile(path) for path in pieces]
    filled = [file.schema_arrow for file, count in zip(files, rows, strict=True) if sum(count)]
    schema = _common_schema(filled or [files[0].schema_arrow])
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    waiting: list[pa.Table] = []
    n_waiting = 0
    with parquet.ParquetWriter(beside, schema, compression="zstd") as writer:
        for strategy in range(len(rows[0]) if rows else 0):
            for file, count in zip(files, rows, strict=True):
                if not count[strategy]:
                    continue
                group = sum(1 for n in count[:strategy] if n)
                waiting.append(file.read_row_group(group).cast(schema))
                n_waiting += count[strategy]
                if n_waiting >= _GROUP_ROWS:
                    writer.write_table(pa.concat_tables(waiting))
                    waiting, n_waiting = [], 0
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    for file in files:
        file.close()
    os.replace(beside, target)


def _common_schema(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """One schema for all; a column that holds nothing anywhere becomes text-free float64 (all null)."""
    import pyarrow as pa

    schema = pa.unify_schemas(list(schemas), promote_options="permissive")
    return pa.schema(
        [pa.field(field.name, pa.float64() if pa.types.is_null(field.type) else field.type) for field in schema]
    )
