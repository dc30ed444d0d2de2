"""The only place that sets numba's options.

numba's disk cache looks at the file of a kernel, not at the files of the functions it calls, so an edit
of a rule, or of a constant, would leave a stale kernel behind. The cache folder is therefore named after a digest of all
sources that a kernel may call. There are two such groups, so that an edit of a classical model does not compile the engine anew.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

_ENGINE = ("_jit.py", "draws.py", "engine/", "results/cascades.py", "rules/", "world/")
_CLASSICAL = ("_jit.py", "draws.py", "rules/bandit.py", "world/", "networks/", "results/cascades.py", "diffusion/", "seeding/")
_CLASSICAL_ROOMS = ("gridsim.networks", "gridsim.diffusion", "gridsim.seeding")


def _source_digest(group: tuple[str, ...]) -> str:
    """Digest of the sources of a group that hold kernels, rules or their constants, in the order of their names."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name.startswith(group):
            digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _cache_folder(group: tuple[str, ...]) -> str:
    """The user's cache folder for compiled kernels; a private temporary one where that cannot be written."""
    chosen = os.environ.get("GRIDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(chosen) if chosen else Path.home() / ".cache"
    folder = base / "gridsim" / "kernels" / _source_digest(group)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    except OSError:
        pass
    return tempfile.mkdtemp(prefix="gridsim-kernels-")


os.environ["NUMBA_CACHE_DIR"] = _cache_folder(_ENGINE)

import numba  # noqa: E402  the cache folder must be named before numba reads its settings

Function = TypeVar("Function", bound=Callable[..., Any])

_numba: Any = numba  # its types do not know config
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": False, "error_model": "numpy"}


def _one_form(dispatcher: Any) -> Any:
    """Let compiled callers share one form of a function: whole numbers come as int64, constants as numbers and not as types of their own.

    numba would compile `spend` anew for every constant that some caller passes (19 times), `uniforms` 28 times: a third of all forms.
    """
    resolve = getattr(dispatcher, "get_call_template", None)
    if resolve is None:  # the compiler is off
        return dispatcher

    def get_call_template(args: tuple, kws: dict) -> Any:
        return resolve(tuple(map(_widened, args)), {name: _widened(one) for name, one in kws.items()})

    dispatcher.get_call_template = get_call_template
    return dispatcher


def _widened(kind: Any) -> Any:
    """The type under which a function takes an argument of this type."""
    kind = numba.types.unliteral(kind)
    return numba.types.int64 if kind in numba.types.signed_domain else kind


def _compiled(function: Callable[..., Any], **options: Any) -> Any:
    """Compile a function, with its disk cache in the folder of its group."""
    group = _CLASSICAL if function.__module__.startswith(_CLASSICAL_ROOMS) else _ENGINE
    _numba.config.CACHE_DIR = _cache_folder(group)
    return _one_form(_numba.njit(**_OPTIONS, **options)(function))


def jit(function: Function) -> Function:
    """Compile a kernel: cached on disk, without the interpreter lock, strict arithmetic.

    Division by zero gives inf or nan as in numpy (no hidden branch); sums keep the order in which they are written.
    """
    return _compiled(function)


def kernel(function: Function) -> Function:
    """Compile a rule or a kernel that allocates nothing: as `jit`, without counting references.

    A third of the compile time of the engine went into counting references to arrays that nobody can free while a run goes on.
    """
    return _compiled(function, _nrt=False)


def inlined(function: Function) -> Function:
    """A kernel that is written into its caller: for the few that are called for every showing with the whole run as argument.

    A call passes some 280 words, the arrays of the run; that costs more than what the function does (react: 270 ns a showing before,
    120 ns since).
    """
    return _compiled(function, _nrt=False, forceinline=True)
