"""The test mirror: module a/b/c.py is tested by tests/a/b/test_c.py, or by the test files in tests/a/b/c/.

And back: every test file under tests/proxy, tests/profiles and tests/app belongs to a module, or to the
package of its name. `__init__.py` and `__main__.py` need none of their own, and neither does app/ui yet.
"""

from pathlib import Path

import pytest

from tests.tree import PACKAGES, ROOT, Module, find_modules, is_within

MODULES = [
    module
    for module in find_modules(*PACKAGES)
    if not module.path.stem.startswith("__") and not is_within(module, "app/ui")
]
TESTS = [
    module.path for module in find_modules(*(f"tests/{package}" for package in PACKAGES))
    if module.path.name.startswith("test_")
]  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.path))
def test_module_has_its_test(module: Module) -> None:
    twin = Path("tests", module.path.parent, f"test_{module.path.name}")
    folder = Path("tests", module.path.with_suffix(""))
    found = (ROOT / twin).is_file() or any((ROOT / folder).glob("test_*.py"))
    assert found, f"neither {twin} nor {folder}/test_*.py is there"


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_test_has_its_module(test: Path) -> None:
    place = Path(*test.parts[1:]).parent
    twin = place / test.name.removeprefix("test_")
    subjects = [twin, twin.with_suffix("") / "__init__.py", place.with_suffix(".py")]
    assert any((ROOT / subject).is_file() for subject in subjects), f"none of {', '.join(map(str, subjects))}"
