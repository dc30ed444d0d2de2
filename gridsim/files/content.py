"""The content of a file: unpacked, recognised by its first bytes, decoded; held in memory up to a bound."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, NamedTuple

from gridsim.errors import refusal

MOST_BYTES = 1 << 32
"""The most that a file may hold, unpacked: some 300 million ties."""
_PACKED = (
    (b"\x1f\x8b", "gzip", ".gz"),
    (b"BZh", "bzip2", ".bz2"),
    (b"\xfd7zXZ\x00", "xz", ".xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard", ".zst"),
)
_SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zip")
_FOREIGN = (  # first bytes, what that is, what to do
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV (UTF-8)"),
    (b"\x89HDF", "HDF5 or MATLAB", "Write the ties as CSV or Parquet"),
    (
        b"MATLAB 5.0",
        "MATLAB",
        "Write the ties as CSV (scipy.io.loadmat reads it), or as MatrixMarket (scipy.io.mmwrite)",
    ),
    (b"SQLite format 3", "an SQLite database", "Write the table of ties as CSV"),
    (b"\x93NUMPY", "a numpy array", "Make the network with Network.from_edges"),
    (b"\x80\x04\x95", "a Python pickle", "Make the network with Network.from_networkx or Network.from_edges"),
    (b"\x80\x05\x95", "a Python pickle", "Make the network with Network.from_networkx or Network.from_edges"),
    (b"RDX", "R data", "Write the ties with write.csv"),
    (b"$FL2", "SPSS data", "Write the table as CSV"),
    (b"<stata_dta>", "Stata data", "Write the table as CSV"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it, or pack it with gzip"),
    (b"Rar!", "a RAR archive", "Unpack it, or pack it with gzip"),
    (b"ORC", "ORC", "Write the table as Parquet"),
    (b"Obj\x01", "Avro", "Write the table as Parquet"),
    (b"%PDF", "a PDF", "Write the table as CSV"),
)
_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class Content(NamedTuple):
    """Bytes of a file, unpacked and not yet parsed."""

    path: Path
    bytes: bytes
    told: tuple[str, ...] = ()  # what a reader says it did: "gzip", "UTF-16"


def as_path(path: Any) -> Path:
    """A path of an existing file, or an error that says what is wrong."""
    try:
        path = Path(path)
        found = path.is_file()
    except (TypeError, ValueError, OSError):
        raise refusal("path", "the path", "the name of a file", repr(path), "Give a name or a pathlib.Path") from None
    if not found:
        what = "a folder" if path.is_dir() else "nothing there"
        raise refusal(
            str(path),
            "the file",
            "a file that can be read",
            what,
            "Check the path; it is relative to the scenario file",
        )
    return path


def suffix_of(path: Path) -> str:
    """The ending of the name in lower case, without that of a packer: ".csv" of "Ties.CSV.gz"."""
    name = path.name.lower()
    for packer in _SUFFIXES:
        name = name.removesuffix(packer)
    return Path(name).suffix


def unpacked(path: Path, most_bytes: int = MOST_BYTES) -> Content:
    """Return the bytes of a file, unpacked where it is packed, of at most `most_bytes`.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is damaged, is larger, or of a kind that gridsim does not read: named with the way
        out.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except OSError as error:
        got = error.strerror or "an error"
        raise refusal(str(path), "the file", "a file that can be read", got, "Check its permissions") from None
    _check_size(path, content, most_bytes)
    packer = next(
        (name for magic, name, _ in _PACKED if content.startswith(magic)),
        "zip" if content.startswith(b"PK\x03\x04") else "",
    )
    ending = next((suffix for suffix in _SUFFIXES if path.name.lower().endswith(suffix)), "")
    if ending and not packer and content:
        name = {suffix: name for _, name, suffix in _PACKED}.get(ending, "zip")
        constraint = "gzipped, as its name says" if name == "gzip" else f"packed with {name}, as its name says"
        raise refusal(
            str(path), "the file", constraint, "something else", f"Drop {ending} from the name or pack it again"
        )
    if packer:
        content = _unpack(path, content, packer, most_bytes)
        _check_size(path, content, most_bytes)
    _refuse_foreign(path, content)
    return Content(path, content, (packer,) if packer else ())


def _check_size(path: Path, content: bytes, most_bytes: int) -> None:
    if len(content) > most_bytes:
        got = f"more than {most_bytes:,} bytes"
        advice = "Give it in parts, or drop columns"
        raise refusal(str(path), "the file", f"of at most {most_bytes:,} bytes when unpacked", got, advice)


def _unpack(path: Path, content: bytes, packer: str, most_bytes: int) -> bytes:
    """Unpack, one byte more than allowed at most."""
    try:
        if packer == "zip":
            return _unzip(path, content, most_bytes)
        if packer == "gzip":
            return _gunzip(content, most_bytes)
        if packer == "Zstandard":
            import pyarrow

            with pyarrow.CompressedInputStream(pyarrow.BufferReader(content), "zstd") as frames:
                return frames.read(most_bytes + 1)
        with (bz2 if packer == "bzip2" else lzma).open(io.BytesIO(content)) as stream:
            return stream.read(most_bytes + 1)
    except (
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
    ) as error:
        reason = str(error).split("\n")[0][:100] or type(error).__name__
        raise refusal(str(path), "the file", f"a whole {packer} file", reason, "Copy or pack it again") from None


def _gunzip(content: bytes, most_bytes: int) -> bytes:
    """Unpack gzip, member by member (twice as fast as `gzip.open`)."""
    parts, left = [], most_bytes + 1
    while content and left > 0:
        member = zlib.decompressobj(31)
        parts.append(member.decompress(content, left))
        left -= len(parts[-1])
        if not member.eof and left > 0:
            raise EOFError("the end is missing")
        content = member.unused_data.lstrip(b"\0")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _unzip(path: Path, content: bytes, most_bytes: int) -> bytes:
    """The only file of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            info.filename
            for info in archive.infolist()
            if not info.is_dir() and not info.filename.startswith("__MACOSX/")
        ]
        if "[Content_Types].xml" in names or "mimetype" in names:
            advice = "Save the sheet as CSV (UTF-8), or read it with pandas.read_excel and use Network.from_edges"
            raise refusal(
                str(path),
                "the file",
                "text, Parquet or a graph",
                "a workbook (xlsx, ods) or another office file",
                advice,
            )
        if len(names) != 1:
            got = f"{len(names)} files" + (": " + ", ".join(names[:5]) if names else "")
            raise refusal(str(path), "a zip archive", "of one file", got, "Unpack it and name the file of ties")
        with archive.open(names[0]) as stream:
            return stream.read(most_bytes + 1)


def _refuse_foreign(path: Path, content: bytes) -> None:
    """Refuse files of other programs by their name."""
    found = next(((what, advice) for magic, what, advice in _FOREIGN if content.startswith(magic)), None)
    if content[257:262] == b"ustar":
        found = ("a tar archive", "Unpack it and name the file of ties (for KONECT the one called out.*)")
    if found:
        what, advice = found
        raise refusal(str(path), "the file", "text, Parquet or a graph", what, advice)


def text_of(content: Content, encoding: str | None = None) -> Content:
    """Return the content as UTF-8 with line feeds between the lines, whatever its encoding and its ends of lines are.

    Raises
    ------
    ScenarioError
        If the file is empty or no text of that encoding: with the line, and the argument that decides.
    """
    path, raw = content.path, content.bytes
    told = list(content.told)
    wide = next((name for mark, name in _WIDE if raw.startswith(mark)), None)
    if encoding is not None or wide is not None:
        raw = _decoded(path, raw, encoding or wide or "")
        told.append((encoding or wide or "").upper())
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise refusal(str(path), "the file", "a table", "an empty file", "Give one row a tie or a person")
    try:
        if not raw.isascii():
            raw.decode()
        bad = raw.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        line = len(re.findall(rb"\r\n|\r|\n", raw[:bad])) + 1
        advice = "Save it as UTF-8 CSV, or name its encoding: encoding=, such as cp1252, gbk or utf-16"
        raise refusal(
            f"{path}:{line}", "the file", "UTF-8 text, .parquet or .graphml", f"the byte 0x{raw[bad]:02x}", advice
        )
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Content(path, raw, tuple(told))


def _decoded(path: Path, raw: bytes, encoding: str) -> bytes:
    """Text of another encoding as UTF-8."""
    try:
        text = str(raw, encoding)
    except LookupError:
        advice = "Give a name such as utf-8, utf-16, cp1252 or gbk"
        raise refusal("encoding", "the encoding", "one that Python knows", encoding, advice) from None
    except (UnicodeError, ValueError, TypeError) as error:
        reason = getattr(error, "reason", str(error))
        advice = "Save it as UTF-8, or name its encoding: encoding="
        raise refusal(str(path), "the file", f"text in {encoding}", str(reason)[:80], advice) from None
    return text.removeprefix("\ufeff").encode("utf-8", "replace")
