"""Where compiled code is kept between two processes.

numba's disk cache looks at the file of a kernel, not at the files of the functions it calls, so an edit
of a rule, or of a constant, would leave a stale kernel behind. The cache folder is therefore named after a digest of all
sources that a kernel may call. There are two such groups, so that an edit of a classical model does not compile the engine anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

ENGINE = ("_jit/", "draws.py", "engine/", "results/cascades.py", "results/flows.py", "rules/", "world/")
CLASSICAL = ("_jit/", "draws.py", "rules/bandit.py", "world/", "networks/", "results/cascades.py", "diffusion/", "seeding/")

KEPT_FOLDERS = 6
"""Folders of this many editions of the sources are kept (two a version of gridsim), and all that were used within `KEPT_DAYS`."""
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
def folder(group: tuple[str, ...]) -> str:
    """The user's cache folder for the kernels of a group; a private temporary one where that cannot be written."""
    chosen = os.environ.get("GRIDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path.home() / ".cache"
    mine = base / "gridsim" / "kernels" / _source_digest(group)
    try:
        new = not mine.exists()
        mine.mkdir(parents=True, exist_ok=True)
        if os.access(mine, os.W_OK):
            os.utime(mine)  # the time of its last use
            if new:
                _remove_stale(mine.parent)
            return str(mine)
    except OSError:
        pass
    return tempfile.mkdtemp(prefix="gridsim-kernels-")


def _remove_stale(kernels: Path) -> None:
    """Remove the folders of sources that are no longer there: all but the newest few, and never one that was used lately."""
    by_age = sorted((path for path in kernels.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[KEPT_FOLDERS:]:
        if time.time() - path.stat().st_mtime > KEPT_DAYS * 86_400.0:
            shutil.rmtree(path, ignore_errors=True)


def name_folder(group: tuple[str, ...]) -> None:
    """Tell numba, before it is imported, where the kernels of a group are kept."""
    os.environ["NUMBA_CACHE_DIR"] = folder(group)
