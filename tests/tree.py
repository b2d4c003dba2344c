"""The project's tree as the structure tests see it: its modules, and what each one imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("proxy", "profiles", "app")


@dataclass(frozen=True)
class Module:
    """One Python file, by its path from the repository's root."""

    path: Path

    @property
    def name(self) -> str:
        """The dotted name; a package's `__init__.py` has the package's name."""
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def syntax(self) -> ast.Module:
        return ast.parse((ROOT / self.path).read_text(encoding="utf-8"), str(self.path))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Dotted names of all that is imported anywhere in the file, for `from a import b` both a and a.b."""
        return frozenset(self._read_imports())

    def _read_imports(self) -> Iterator[str]:
        package = self.name if self.path.stem == "__init__" else self.name.rpartition(".")[0]
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                source = ".".join([*above, *filter(None, [node.module])])
                yield source
                yield from (f"{source}.{alias.name}" for alias in node.names)

    @property
    def top_level_imports(self) -> frozenset[str]:
        """The first parts of the imported names: a distribution, one of our packages, or a part of Python."""
        return frozenset(name.partition(".")[0] for name in self.imports)


def find_modules(*folders: str) -> list[Module]:
    """Every Python file under the folders, in a stable order."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return [Module(file.relative_to(ROOT)) for file in sorted(files)]


def is_within(module: Module, *places: str) -> bool:
    """Whether the module's path is one of the places (a folder or a file) or lies under one."""
    return any(module.path.is_relative_to(place) for place in places)
