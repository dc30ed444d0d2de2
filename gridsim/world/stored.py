"""Worlds on disk: each array a file that is mapped into memory, so that opening one costs no reading and processes
share its pages.

A store is a folder of worlds, each under a name that says what it depends on: the people, ties and market of the
scenario (with the contents of its files), seed, replicate, and the code that builds worlds. Files are data only: numpy
arrays without pickle, and one JSON page.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from gridsim.errors import ScenarioError, refusal
from gridsim.scenario import Scenario
from gridsim.scenario.load import as_scenario
from gridsim.terms import PEOPLE
from gridsim.world.build import build_world
from gridsim.world.groups import Groups
from gridsim.world.network import Network
from gridsim.world.people import PERSON
from gridsim.world.world import World

WORLD_KEYS = ("people", "network", "market", "world")
"""Blocks of a scenario that people and ties are made of; design points that agree in them share their worlds."""

_FORMAT = 1
_PAGE = "world.json"
_PLAIN = ("labels", "home_shop", "above", "tier")
_GROUPS = ("start", "member", "person_start", "group")


def save_world(world: World, folder: str | Path) -> None:
    """Write a world into a new folder, whole or not at all.

    Parameters
    ----------
    world : World
    folder : path
        Must not exist yet, or be empty.

    Raises
    ------
    ScenarioError
        If this is no world, or the folder holds something or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from gridsim.scenario import load_scenario
    >>> world = build_world(load_scenario("people: {count: 300}\\nstrategies: {grid: {}}"), seed=1)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     save_world(world, place + "/hamlet")
    ...     again = open_world(place + "/hamlet")
    ...     (again, bool((again.table == world.table).all()))
    (World(300 people; moments 29918 ties, micro_blog 6088 ties), True)
    """
    if not isinstance(world, World):
        raise refusal("world", "the world", "a gridsim.World", type(world).__name__, "Make one with gs.build_world")
    folder = _as_folder(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refusal(str(folder), "the folder of a world", "new or empty", "one that holds something", "Name another")
    _write(world, folder)


def open_world(folder: str | Path) -> World:
    """Return a world that `save_world` wrote; its arrays are mapped, not read, and changes to them stay in this
    process.

    Parameters
    ----------
    folder : path

    Returns
    -------
    World

    Raises
    ------
    ScenarioError
        If the folder holds no world, or one that is damaged (a file is missing or cut short, an index points nowhere).
    """
    folder = _as_folder(folder)
    if not (folder / _PAGE).is_file():
        raise refusal(str(folder), "the folder", "a world that gridsim stored", f"no file {_PAGE}", "Check the path")
    try:
        page = json.loads((folder / _PAGE).read_text(encoding="utf-8"))
        if page["format"] != _FORMAT:
            advice = "Build it anew with this version of gridsim"
            raise refusal(str(folder), "the stored world", f"of format {_FORMAT}", page["format"], advice)
        try:
            world = _read(folder, page)
        except ScenarioError as error:  # its layers do not fit its people
            raise _damaged(folder, error.problems[0]) from None
        _check(world)
    except FileNotFoundError as error:
        missing = Path(error.filename or "").name
        raise _damaged(folder, f"no file {missing}") from None
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        SyntaxError,
        OverflowError,
        MemoryError,
        TokenError,
    ) as error:
        if isinstance(error, ScenarioError):
            raise
        raise _damaged(folder, str(error) or type(error).__name__) from None
    return world


def stored_world(
    scenario: Scenario, seed: int | None = None, replicate: int = 0, threads: int = 1, *, worlds: str | Path
) -> World:
    """Return the world of a scenario from a store; build it and store it there where it is not in it yet.

    Parameters
    ----------
    scenario, seed, replicate, threads
        As in `build_world`.
    worlds : path
        The store, a folder that many processes may share. A damaged world in it is built anew.

    Returns
    -------
    World
        The same as `build_world` returns.
    """
    scenario = as_scenario(scenario)
    seed = scenario.seed if seed is None else seed
    replicate = 0 if scenario.world == "fixed" else replicate
    folder = Path(worlds) / world_name(scenario, seed, replicate)
    if folder.exists():
        try:
            return open_world(folder)
        except ScenarioError:
            shutil.rmtree(folder, ignore_errors=True)
    _write(build_world(scenario, seed, replicate, threads), folder)
    return open_world(folder)


def world_name(scenario: Scenario, seed: int, replicate: int) -> str:
    """Name under which a world is stored: a digest of all that it depends on, seed and replicate."""
    told = (
        [scenario.resolved().get(key) for key in WORLD_KEYS],
        [str(one) for one in _file_digests(scenario)],
        _code_digest(),
    )
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]
    return f"world-{digest}-{seed}-{replicate}"


def _file_digests(scenario: Scenario) -> Iterator[str]:
    """Digests of the contents of the files that the world comes from."""
    network = scenario.network
    for page in (scenario.people, network.moments, network.micro_blog, network.groups, network.place):
        name = page and page.file
        if name:
            with open(Path(getattr(scenario, "base_dir", None) or ".") / name, "rb") as file:
                yield hashlib.file_digest(file, "sha256").hexdigest()


def _write(world: World, folder: Path) -> None:
    """Write a world beside its folder, then give it that name in one step."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise refusal(
            str(folder), "the folder of a world", "one that can be written", error.strerror, "Name another"
        ) from None
    try:
        for name, array in _arrays(world):
            np.save(draft / f"{name}.npy", array, allow_pickle=False)
        names = {"circle_names": world.circle_names, "region_names": world.region_names}
        mutual = [layer for layer, network in world.layers.items() if network.mutual]
        page = {"format": _FORMAT, "layers": list(world.layers), "mutual": mutual, "read_as": world.read_as, **names}
        (draft / _PAGE).write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        draft.rename(folder)
    except OSError:
        if not (folder / _PAGE).exists():  # else another process has stored the same world meanwhile
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@cache
def _code_digest() -> str:
    """Digest of the code that builds worlds: another version may build others."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256(np.__version__.encode())
    for path in (root / "draws.py", *sorted((root / "files").glob("*.py")), *sorted((root / "world").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _arrays(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """The arrays of a world by the names of their files."""
    yield "table", np.asarray(world.table)
    yield "interests", world.interests
    yield "email_list", world.email_list
    for name in _PLAIN:
        array = getattr(world, name)
        if array is not None:
            yield name, array
    for name in _GROUPS if world.groups is not None else ():
        yield f"groups.{name}", getattr(world.groups, name)
    for layer, network in world.layers.items():
        for name in ("indptr", "targets", "weights"):
            array = getattr(network, name)
            if array is not None:
                yield f"layer.{layer}.{name}", array


def _read(folder: Path, page: dict[str, Any]) -> World:
    """Map the arrays of a world."""

    def mapped(name: str, optional: bool = False) -> Any:
        path = folder / f"{name}.npy"
        if optional and not path.exists():
            return None
        if path.stat().st_size < 256:  # an empty array cannot be mapped
            return np.load(path, allow_pickle=False)
        # Copy on write and a plain array: kernels know one kind of array only, and would be compiled anew for one that
        # cannot be written.
        return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))

    layers = {}
    for layer in page["layers"]:
        if not isinstance(layer, str) or os.sep in layer:
            raise ValueError(f"a layer is named {layer!r}")
        indptr, targets, weights = (
            mapped(f"layer.{layer}.{name}", name == "weights") for name in ("indptr", "targets", "weights")
        )
        layers[layer] = Network(indptr, targets, weights, mutual=layer in page.get("mutual", []))
    groups = Groups(*[mapped(f"groups.{name}") for name in _GROUPS]) if (folder / "groups.start.npy").exists() else None
    table = mapped("table")
    if table.dtype != PERSON:
        raise ValueError("the table of people has other columns")
    labels, home_shop, above, tier = (mapped(name, optional=True) for name in _PLAIN)
    return World(
        table.view(np.recarray),
        mapped("interests"),
        layers,
        labels,
        page["circle_names"],
        page["region_names"],
        groups,
        mapped("email_list"),
        home_shop,
        above,
        tier,
        page.get("read_as", {}),
    )


def _check(world: World) -> None:
    """Check that all indices are in range: kernels do not check them."""
    n = world.n_people
    for name, network in world.layers.items():
        _check_rows(f"layer {name}", network.indptr, network.targets, network.n)
        if network.weights is not None and (
            network.weights.dtype != np.float32 or len(network.weights) != network.n_ties
        ):
            raise ValueError(f"layer {name}: not one weight a tie")
    if world.groups is not None:
        _check_rows("groups", world.groups.start, world.groups.member, n)
        _check_rows("groups", world.groups.person_start, world.groups.group, len(world.groups.start) - 1)
    if (
        world.layers["moments"].n != n
        or world.layers["micro_blog"].n <= n
        or world.interests.shape[0] != n
        or world.interests.dtype != np.float32
    ):
        raise ValueError("the arrays are not of one length")
    if n and not (world.table.role.min() >= 0 and world.table.role.max() < len(PEOPLE)):
        raise ValueError("somebody has no role")
    for name, low, high, kind, length in (
        ("email_list", 0, n, np.int32, len(world.email_list)),
        ("home_shop", -1, n, np.int32, n),
        ("above", -1, n, np.int32, n),
        ("tier", 0, 4, np.int8, n),
    ):
        array = getattr(world, name)
        if array is not None and not (
            array.dtype == kind and len(array) == length and (not length or (array.min() >= low and array.max() < high))
        ):
            raise ValueError(f"{name} points to nobody")


def _check_rows(name: str, starts: np.ndarray, targets: np.ndarray, n: int) -> None:
    """Check that rows are in order and that all targets exist."""
    right_kind = (
        starts.dtype == np.int64 and targets.dtype == np.int32 and starts.ndim == targets.ndim == 1 and len(starts) > 0
    )
    if not right_kind or starts[0] != 0 or starts[-1] != len(targets) or (np.diff(starts) < 0).any():
        raise ValueError(f"{name}: the rows are not in order")
    if len(targets) and (targets.min() < 0 or targets.max() >= n):
        raise ValueError(f"{name}: a tie leads to nobody")


def _as_folder(folder: str | os.PathLike[str]) -> Path:
    """The path of a folder, or an error that says what it is instead."""
    try:
        return Path(folder)
    except TypeError:
        raise refusal(
            "folder", "the folder", "the name of one", repr(folder), "Give a name or a pathlib.Path"
        ) from None


def _damaged(folder: Path, reason: str) -> ScenarioError:
    """The error about a folder that holds no whole world."""
    return refusal(
        str(folder), "the folder", "a world that gridsim stored", reason[:100], "Remove it; it is then built anew"
    )
