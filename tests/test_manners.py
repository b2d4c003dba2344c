"""The manners a linter does not know: a line at the top of each module, telling names, true public names."""

import ast
import importlib
import re

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


def place(name: str) -> tuple[int, str]:
    """Where a name stands among the public ones, in the linter's order (RUF022): constants, classes, the rest."""
    return (0 if re.fullmatch(r"_*[A-Z0-9_]+", name) else 1 if name[:1].isupper() else 2), name


def test_each_module_says_what_it_is_for() -> None:
    silent = [
        module.path for module in OURS if not (ast.get_docstring(module.syntax) or "").split("\n")[0].strip()
    ]
    assert OURS and not silent


def test_each_name_tells_something() -> None:
    assert not [module.path for module in OURS if VAGUE_NAMES & set(module.path.with_suffix("").parts)]


def test_public_names_are_sorted_and_there() -> None:
    with_public_names = {
        m.name: names for m in find_modules(*PACKAGES) if (names := public_names(m)) is not None
    }
    assert with_public_names
    for module, names in with_public_names.items():
        assert names == sorted(set(names), key=place), module
        imported = importlib.import_module(module)
        assert not [f"{module}.{name}" for name in names if not hasattr(imported, name)]


def test_shell_and_python_entry_points_can_be_started() -> None:
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
