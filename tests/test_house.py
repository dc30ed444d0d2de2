"""The rules of the house that a machine can keep."""

import ast
import subprocess
import sys
from pathlib import Path

import networkx
import pytest

PACKAGE = Path(__file__).parents[1] / "gridsim"
ORDER = [
    "version",
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
    "trees",
    "rules",
    "files",
    "scenario",
    "world",
    "networks",
    "diffusion",
    "seeding",
    "results",
    "engine",
    "agents",
    "forms",
    "study",
    "charts",
    "report",
    "bench",
    "terminal",
    "cli",
]
"""A room may use those before it (and itself)."""
FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports(path: Path):
    """The modules of gridsim that a file imports: at the top, inside functions, for types only."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "gridsim":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in FILES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "gridsim")


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("module", FILES)
def test_dependencies_point_one_way(module):
    own = room(module)
    if not own:
        return
    assert own in ORDER, f"{own} is no room of the house: give it its place in ORDER"
    for imported in imports(FILES[module]):
        used = room(imported)
        assert used in ORDER, f"{module} uses {imported}, which is in no room"
        assert used == own or ORDER.index(used) < ORDER.index(own), f"{module} uses {imported}"


def test_no_files_import_each_other():
    graph = networkx.DiGraph((module, used) for module, path in FILES.items() for used in imports(path))
    circles = [sorted(some) for some in networkx.strongly_connected_components(graph) if len(some) > 1]
    assert circles == []


def test_rules_import_the_compiler_and_one_way_each_other():
    allowed = "gridsim._jit", "gridsim.rules."  # that no two import each other is tested above
    for path in (PACKAGE / "rules").glob("*.py"):
        assert all(module.startswith(allowed) for module in imports(path)), path.name


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
