"""How the code of a function is kept on the disk: numba's cache, in folders that are named after the sources.

A folder that cannot be written is read all the same, and files that break off are passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from numba.core import caching

from gridsim._jit.cache import CLASSICAL, ENGINE, folders


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
        """Functions of the same name are kept in different files."""
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
        self._places = [_cache_in(folder)(function) for folder in folders(group)]
        self.cache_path = self._places[-1].cache_path

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The code for these types of arguments; None where it has to be compiled."""
        for place in self._places:
            with contextlib.suppress(OSError):
                code = _read(place, signature, target)
                if code is not None:
                    return code
        return None

    def save_overload(self, signature: Any, code: Any) -> None:
        """Write what was compiled. A full disk is no reason to stop."""
        with contextlib.suppress(OSError):
            self._places[-1].save_overload(signature, code)

    def flush(self) -> None:
        """Forget the code."""
        self._places[-1].flush()
