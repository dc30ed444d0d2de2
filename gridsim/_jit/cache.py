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

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numba

_BOTH = (
    *("_jit/__init__.py", "_jit/memory.py", "_jit/parts.py", "_jit/tables.py"),
    *("draws.py", "terms.py", "trees.py", "world/"),
)
"""What makes code of a kernel, and what kernels of both groups take names from; where code is kept does not matter."""
ENGINE = (*_BOTH, "rules/", "engine/")
CLASSICAL = (*_BOTH, "rules/bandit.py", "networks/", "diffusion/", "seeding/")

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
    return any(Path(folder).is_dir() and any(Path(folder).rglob("tick.advance*.nbc")) for folder in folders(ENGINE))


def base() -> Path:
    """The folder of all kernels: below GRIDSIM_CACHE, or below the user's caches."""
    chosen = os.environ.get("GRIDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(chosen).expanduser().absolute() / "gridsim" / "kernels"
    except RuntimeError:  # somebody without a home, as in a container: nothing can be kept below this
        return Path(os.devnull) / "gridsim" / "kernels"


@contextmanager
def numba_keeps_in(group: tuple[str, ...]) -> Iterator[None]:
    """Functions that are declared in this have numba's own disk cache in the folder of a group, and not beside the
    user's functions."""
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, folders(group)[-1]
    try:
        yield
    finally:
        config.CACHE_DIR = before


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
