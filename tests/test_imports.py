"""The import rule: proxy and profiles are leaves, translation does no I/O, only app/ui knows Qt.

proxy    -> aiohttp, aiohttp_socks, truststore, msgspec, orjson, brotli, backports.zstd (compression.zstd from
            Python 3.14 on), standard library
profiles -> tomlkit, keyring, platformdirs, standard library
app      -> proxy, profiles, anything but Qt
app/ui   -> PySide6, pyqtgraph, app, standard library
"""

import subprocess
import sys

import pytest

from tests.tree import PACKAGES, ROOT, find_modules, is_within

STANDARD_LIBRARY = sys.stdlib_module_names
# What a package may import besides the standard library and itself.
ALLOWED = {
    "proxy": {
        "aiohttp",
        "aiohttp_socks",
        "truststore",
        "msgspec",
        "orjson",
        "backports",
        "brotli",
        "compression",
    },
    "profiles": {"tomlkit", "keyring", "platformdirs"},
    "app/ui": {"PySide6", "shiboken6", "pyqtgraph", "app"},
}
# The translation: bytes and values in, bytes and values out.
SANS_IO = ("proxy/wires", "proxy/passes", "proxy/reply", "proxy/conversation.py", "proxy/sse.py")
IO_LIBRARIES = {"aiohttp", "asyncio", "http.client", "socket", "ssl", "subprocess", "urllib.request"}
# Seconds; an import takes well under one, this only ends a hang.
IMPORT_DEADLINE_S = 60

MODULES = find_modules(*PACKAGES)
BY_NAME = {module.name: module for module in MODULES}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_rule_has_something_to_check(package: str) -> None:
    assert [module for module in MODULES if is_within(module, package)]


@pytest.mark.parametrize("package", ALLOWED)
def test_package_imports_only_what_it_may(package: str) -> None:
    allowed = STANDARD_LIBRARY | ALLOWED[package] | {package.partition("/")[0]}
    strays = {m.path: m.top_level_imports - allowed for m in MODULES if is_within(m, package)}
    assert not {path: names for path, names in strays.items() if names}


def test_only_the_ui_imports_qt() -> None:
    others = [module for module in MODULES if not is_within(module, "app/ui")]
    assert not [m.path for m in others if m.top_level_imports & {"PySide6", "shiboken6", "PyQt6", "qasync"}]


def test_translation_does_no_io() -> None:
    """Neither its modules nor anything of ours that they import, however far, touches a network library."""
    reached, waiting = set(), [module for module in MODULES if is_within(module, *SANS_IO)]
    assert waiting
    while waiting:
        current = waiting.pop()
        if current.name in reached:
            continue
        reached.add(current.name)
        used = current.imports & IO_LIBRARIES | current.top_level_imports & IO_LIBRARIES
        assert not used, f"{current.path} imports {', '.join(sorted(used))}"
        waiting += [BY_NAME[name] for name in current.imports if name in BY_NAME]


def test_assets_are_data_only() -> None:
    assert not list((ROOT / "assets").rglob("*.py"))


@pytest.mark.parametrize("statement", ["import app.service", "from app.cli import main"])
def test_service_runs_without_qt(statement: str) -> None:
    block_qt_then_import = f"import sys; sys.modules['PySide6'] = None; {statement}"
    done = subprocess.run(
        [sys.executable, "-c", block_qt_then_import],
        cwd=ROOT, capture_output=True, text=True, timeout=IMPORT_DEADLINE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
