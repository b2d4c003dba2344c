"""The test mirror: module a/b/c.py is tested by tests/a/b/test_c.py, or by the test files in tests/a/b/c/.

And back: every test file under tests/proxy, tests/profiles and tests/app belongs to a module, or to the
package of its name. `__init__.py` and `__main__.py` need none of their own.
"""

from pathlib import Path

from tests.tree import PACKAGES, ROOT, find_modules

MODULES = [module for module in find_modules(*PACKAGES) if not module.path.stem.startswith("__")]
TESTS = [
    module.path for module in find_modules(*(f"tests/{package}" for package in PACKAGES))
    if module.path.name.startswith("test_")
]  # fmt: skip


def is_tested(module: Path) -> bool:
    twin = Path("tests", module.parent, f"test_{module.name}")
    folder = Path("tests", module.with_suffix(""))
    return (ROOT / twin).is_file() or any((ROOT / folder).glob("test_*.py"))


def has_subject(test: Path) -> bool:
    place = Path(*test.parts[1:]).parent
    twin = place / test.name.removeprefix("test_")
    subjects = [twin, twin.with_suffix("") / "__init__.py", place.with_suffix(".py")]
    return any((ROOT / subject).is_file() for subject in subjects)


def test_each_module_has_its_test() -> None:
    assert MODULES and not [module.path for module in MODULES if not is_tested(module.path)]


def test_each_test_has_its_module() -> None:
    assert TESTS and not [test for test in TESTS if not has_subject(test)]


def test_a_stray_is_seen() -> None:
    assert not is_tested(Path("proxy/nowhere.py"))
    assert not has_subject(Path("tests/proxy/test_nowhere.py"))
