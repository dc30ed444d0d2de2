"""The rules of the house that a machine can keep."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "gridsim"
ORDER = [
    "terms",
    "distribution",
    "errors",
    "arguments",
    "currencies",
    "glossary",
    "formats",
    "threads",
    "compiling",
    "_jit",
    "draws",
    "rules",
    "files",
    "scenario",
    "world",
    "networks",
    "results",
    "diffusion",
    "seeding",
    "engine",
    "agents",
    "study",
    "charts",
    "report",
    "bench",
    "terminal",
    "cli",
]
"""A room may use those before it (and itself)."""
LATE = {  # imports made inside a function, against the order, with the reason
    ("engine", "agents"): "the public run has both forms; Mesa is loaded for the agent form only",
    ("study", "charts"): "a finished study draws its own charts",
    ("study", "report"): "a finished comparison writes its own report",
}


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gridsim"):
            if node.module == "gridsim":
                yield from (f"gridsim.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("gridsim"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_dependencies_point_one_way(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in imports(path):
        used = room(module)
        if not used or used == own or (own, used) in LATE:
            continue
        if used not in ORDER:
            continue
        assert ORDER.index(used) < ORDER.index(own), f"{own} uses {module}"


def test_rules_do_not_import_each_other():
    for path in (PACKAGE / "rules").glob("*.py"):
        assert all(module == "gridsim._jit" for module in imports(path)), path.name


def test_sequential_random_numbers_are_used_only_where_worlds_and_designs_are_made():
    allowed = {"world", "design.py", "peers.py"}  # peers bring their own luck
    for path in PACKAGE.rglob("*.py"):
        if allowed & set(path.relative_to(PACKAGE).parts):
            continue
        assert "np.random" not in path.read_text() and "import random" not in path.read_text(), path


def test_matplotlib_is_imported_by_charts_only():
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] != "charts":
            assert "import matplotlib" not in path.read_text() and "from matplotlib" not in path.read_text(), path


def test_importing_gridsim_loads_nothing_heavy():
    code = (
        "import sys, gridsim; print([m for m in ('numpy', 'numba', 'pandas', 'matplotlib', 'networkx', 'mesa',"
        " 'pydantic') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_nothing_committed_names_a_machine():
    top = PACKAGE.parent
    names = ["/" + "work/", "/" + "tmp/"]
    files = subprocess.run(["git", "ls-files"], cwd=top, capture_output=True, text=True).stdout.split()
    for name in files:
        path = top / name
        if path.suffix in {".py", ".md", ".yaml", ".toml"} and path.exists():
            text = path.read_text()
            assert not any(machine in text for machine in names), name
