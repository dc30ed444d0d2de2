"""What editors and type checkers see: every public name, with a type for whatever it takes and returns."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

import gridsim as gs

PACKAGE = Path(gs.__file__).parent
ROOMS = ("charts", "diffusion", "networks", "seeding", "study", "agents")
COMPILED = {"kernel", "jit", "inlined"}
"""Decorators of what numba compiles: it finds the types by itself."""


def functions(name, value):
    """The functions behind a public name: it, or the methods of a class."""
    if inspect.isclass(value):
        for member, found in vars(value).items():
            found = getattr(found, "__func__", None) or getattr(found, "fget", None) or getattr(found, "func", found)
            if inspect.isfunction(found) and (member == "__init__" or not member.startswith("_")):
                yield f"{name}.{member}", found
    elif inspect.isfunction(value):
        yield name, value


def public():
    rooms = {"gridsim": gs} | {name: importlib.import_module(f"gridsim.{name}") for name in ROOMS}
    for room, module in rooms.items():
        for name in module.__all__:
            yield from functions(f"{room}.{name}", getattr(module, name))


@pytest.mark.parametrize(("name", "function"), [*public()], ids=lambda one: one if isinstance(one, str) else "")
def test_every_public_argument_and_answer_has_a_type(name, function):
    signature = inspect.signature(function)
    untyped = [
        one.name
        for one in signature.parameters.values()
        if one.annotation is one.empty and one.name not in ("self", "cls")
    ]
    assert not untyped
    assert name.endswith("__init__") or signature.return_annotation is not signature.empty


def untyped(tree, in_class=False):
    """Functions that are not compiled, and that lack a type: names with lines."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            decorators = {ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list}
            if decorators & COMPILED:
                continue
            given = [*node.args.posonlyargs, *node.args.args]
            given = given[1:] if in_class and "staticmethod" not in decorators else given
            given += [*node.args.kwonlyargs, *filter(None, (node.args.vararg, node.args.kwarg))]
            if any(one.annotation is None for one in given) or (node.returns is None and node.name != "__init__"):
                yield f"{node.name}:{node.lineno}"
        inside = isinstance(node, ast.ClassDef) or (in_class and not isinstance(node, ast.FunctionDef))
        yield from untyped(node, inside)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_all_but_kernels_is_typed(path):
    assert not [*untyped(ast.parse(path.read_text()))]


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()


def test_public_names_complete_and_type_checkers_know_them_all():
    assert set(gs.__all__) == set(dir(gs)) == {"__version__", *gs._WHERE}
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    (seen,) = (one.body for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING")
    named = {
        alias.name
        for line in seen
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
        if alias.name == alias.asname
    }
    assert {*named, "metrics"} == set(gs._WHERE)


PLAYING = [gs.compare, gs.why, gs.resume, gs.play_experiment, gs.study.compare, gs.study.run_strategy, gs.study.sweep,
           gs.study.choose_points, gs.study.play_activation]  # fmt: skip


@pytest.mark.parametrize("function", PLAYING, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_work_shows_all_its_arguments_and_refuses_others(function):
    shown = inspect.signature(function).parameters
    assert not any(one.kind in (one.VAR_KEYWORD, one.VAR_POSITIONAL) for one in shown.values())
    assert {"workers": 1, "threads": None, "scheduler": None, "progress": None, "finish": None}.items() <= {
        name: one.default for name, one in shown.items()
    }.items()
    assert ("overwrite" in shown) == ("out" in shown)
    hamlet = {"people": {"count": 120}, "horizon": 2, "strategies": {"official": {}, "grid": {}}}
    whole = {"scenario": hamlet, "factors": {"horizon": [2, 3]}, "strategy": "grid"}
    given = [whole.get(name) for name, one in shown.items() if one.default is one.empty]
    with pytest.raises(TypeError, match="unexpected keyword argument 'worker'"):
        function(*given, worker=2)
