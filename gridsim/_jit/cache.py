"""Where compiled code is kept between two processes.

numba's own disk cache looks at the file of a kernel, not at the files of the functions it calls, so an edit
of a rule, or of a constant, would leave a stale kernel behind; and it names folders after the place of the package, and
wants to write where it only has to read. Here the cache folder is named after a digest of all sources that a kernel may
call, and of nothing else: the same sources find the same code wherever they are installed. There are two such groups,
so that an edit of a classical model does not compile the engine anew.

A folder that cannot be written is read all the same, such as one that came with an image; what is not in it goes into a
temporary one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import shutil
import stat
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from numba.core import caching

from gridsim.compiling import compiling

_COMPILER = ("_jit/__init__.py", "_jit/memory.py", "_jit/parts.py", "_jit/tables.py")
"""What makes code of a kernel; where it is kept does not."""
ENGINE = (
    *_COMPILER,
    "draws.py",
    "engine/",
    "results/cascades.py",
    "rules/",
    "scenario/people.py",
    "world/",
)
CLASSICAL = (
    *_COMPILER,
    "draws.py",
    "rules/bandit.py",
    "world/",
    "networks/",
    "results/cascades.py",
    "diffusion/",
    "seeding/",
)

KEPT_FOLDERS = 6
"""Folders of this many editions of the sources are kept (two a version of gridsim), and all that were used within
`KEPT_DAYS`."""
KEPT_DAYS = 14.0


def _source_digest(group: tuple[str, ...]) -> str:
    """Digest of the sources of a group that hold kernels, rules or their constants, in the order of their names."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name.startswith(group):
            digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def folders(group: tuple[str, ...]) -> tuple[str, ...]:
    """Where the kernels of a group are looked for; those that are not found are written to the last.

    That is the folder of the user, and where it cannot be written a temporary one as well.
    """
    mine = base() / _source_digest(group)
    try:
        new = not mine.exists()
        mine.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=mine).close()
        os.utime(mine)  # the time of its last use
        if new:
            _remove_stale(mine.parent)
        return (str(mine),)
    except OSError:
        return str(mine), _temporary(mine.name)


def kept_in(group: tuple[str, ...]) -> Path:
    """The folder into which the kernels of this and the other group go, in folders of their own."""
    return Path(folders(group)[-1]).parent


def cannot_be_written(group: tuple[str, ...]) -> str:
    """The folder that was asked for, where the kernels go to a temporary one instead; else empty."""
    return "" if len(folders(group)) == 1 else str(base())


def holds_the_engine() -> bool:
    """Whether the engine is compiled: the order of a tick calls all other kernels, so where it is on the disk they all
    are."""
    return any(Path(folder).is_dir() and any(Path(folder).glob("tick.advance*.nbc")) for folder in folders(ENGINE))


def base() -> Path:
    """The folder of all kernels: below GRIDSIM_CACHE, or below the user's caches."""
    chosen = os.environ.get("GRIDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(chosen).expanduser().absolute() / "gridsim" / "kernels"
    except RuntimeError:  # somebody without a home, as in a container: nothing can be kept below this
        return Path(os.devnull) / "gridsim" / "kernels"


def _temporary(name: str) -> str:
    """A temporary folder that this user's next process finds again; another where that name is somebody else's."""
    mine = Path(tempfile.gettempdir()) / f"gridsim-kernels-{os.getuid() if hasattr(os, 'getuid') else 0}"
    try:
        mine.mkdir(mode=0o700, exist_ok=True)
        about = mine.lstat()
        if (
            stat.S_ISDIR(about.st_mode)
            and (not hasattr(os, "getuid") or about.st_uid == os.getuid())
            and not about.st_mode & 0o022
        ):
            (mine / name).mkdir(exist_ok=True)
            return str(mine / name)
    except OSError:
        pass
    return tempfile.mkdtemp(prefix="gridsim-kernels-")


def _remove_stale(kernels: Path) -> None:
    """Remove the folders of sources that are no longer there: all but the newest few, and never one that was used
    lately."""
    by_age = sorted(
        (path for path in kernels.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for path in by_age[KEPT_FOLDERS:]:
        if time.time() - path.stat().st_mtime > KEPT_DAYS * 86_400.0:
            shutil.rmtree(path, ignore_errors=True)


class _Place(caching._CacheLocator):
    """Where numba finds the code of a function: in a folder that is named after the sources."""

    folder: str

    def __init__(self, function: Any, file: str) -> None:
        self._py_file = file
        self._name = f"{function.__module__}-{function.__code__.co_firstlineno}"

    def get_cache_path(self) -> str:
        """The folder."""
        return self.folder

    def ensure_cache_path(self) -> None:
        """The folder is there, and the last can be written."""

    def get_source_stamp(self) -> str:
        """Nothing more for the sources of the folder's name; of another file, such as a benchmark's, what is in it."""
        file = Path(self._py_file)
        ours = Path(__file__).parents[1]
        named = file.is_relative_to(ours) and file.relative_to(ours).as_posix().startswith(ENGINE + CLASSICAL)
        return "" if named else hashlib.sha256(file.read_bytes()).hexdigest()

    def get_disambiguator(self) -> str:
        """Functions of the same name stand in different files."""
        return self._name

    @classmethod
    def from_function(cls, function: Any, file: str) -> _Place:
        """Every function has a place."""
        return cls(function, file)


@cache
def _cache_in(folder: str) -> type[caching.FunctionCache]:
    """numba's cache of functions, in this folder."""
    place = type("Place", (_Place,), {"folder": folder})
    files = type("Files", (caching.CompileResultCacheImpl,), {"_locator_classes": [place]})
    return type("Kept", (caching.FunctionCache,), {"_impl_class": files})


def _read(place: caching.FunctionCache, signature: Any, target: Any) -> Any:
    """The code that a folder has for a function, or None; files that break off, as on a full disk, are emptied."""
    try:
        return place.load_overload(signature, target)
    except (EOFError, pickle.UnpicklingError):
        place.flush()
        return None


class Kept:
    """The compiled code of one function on the disk; stands in a dispatcher for numba's own cache."""

    def __init__(self, function: Any, group: tuple[str, ...]) -> None:
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._places = [_cache_in(folder)(function) for folder in folders(group)]
        self.cache_path = self._places[-1].cache_path

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The code for these types of arguments; None where it has to be compiled."""
        for place in self._places:
            with contextlib.suppress(OSError):
                code = _read(place, signature, target)
                if code is not None:
                    return code
        compiling.begin(self._name, str(Path(self.cache_path).parent))
        return None

    def save_overload(self, signature: Any, code: Any) -> None:
        """Write what was compiled. A full disk is no reason to stop."""
        with contextlib.suppress(OSError):
            self._places[-1].save_overload(signature, code)
        compiling.end()

    def flush(self) -> None:
        """Forget the code."""
        self._places[-1].flush()
