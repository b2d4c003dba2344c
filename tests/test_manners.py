"""The manners a linter does not know: a line at the top of each module, telling names, true public names."""

import ast
import importlib
import re

import pytest

from tests.tree import PACKAGES, ROOT, Module, find_modules

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
OURS = find_modules(*PACKAGES, "tests")


def public_names(module: Module) -> list[str] | None:
    """The module's `__all__` as written, or None."""
    for node in module.syntax.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "__all__" for target in node.targets):
            found: list[str] = ast.literal_eval(node.value)
            return found
    return None


WITH_PUBLIC_NAMES = [module for module in find_modules(*PACKAGES) if public_names(module) is not None]


@pytest.mark.parametrize("module", OURS, ids=lambda module: str(module.path))
def test_module_says_what_it_is_for(module: Module) -> None:
    docstring = ast.get_docstring(module.syntax)
    assert docstring, "no docstring at the top"
    assert docstring.splitlines()[0].strip(), "the first line of the docstring is empty"


@pytest.mark.parametrize("module", OURS, ids=lambda module: str(module.path))
def test_name_tells_something(module: Module) -> None:
    assert not VAGUE_NAMES & set(module.path.with_suffix("").parts)


@pytest.mark.parametrize("module", WITH_PUBLIC_NAMES, ids=lambda module: module.name)
def test_public_names_are_sorted_and_there(module: Module) -> None:
    names = public_names(module)
    assert names is not None

    def place(name: str) -> tuple[int, str]:  # the linter's order (RUF022): constants, classes, the rest
        return (0 if re.fullmatch(r"_*[A-Z0-9_]+", name) else 1 if name[:1].isupper() else 2), name

    assert names == sorted(set(names), key=place)
    imported = importlib.import_module(module.name)
    assert not [name for name in names if not hasattr(imported, name)]


def test_shell_and_python_entry_points_can_be_started() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
