"""The lock files: they hold what pyproject.toml asks for, everything by hash, and no registry's address."""

import json
import re
import sysconfig
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import sbom
from tests.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
BUILD = PROJECT["optional-dependencies"]["build"]
DEVELOPER = PROJECT["optional-dependencies"]["dev"]
LOCKS = {
    "requirements.lock": [*PROJECT["dependencies"], *BUILD],
    "requirements-dev.lock": [*PROJECT["dependencies"], *BUILD, *DEVELOPER],
}


def read_lock(name: str) -> dict[str, tuple[str, int]]:
    """Name of each pinned distribution -> its version and how many hashes it has."""
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", (ROOT / name).read_text()).strip())
    pinned: dict[str, tuple[str, int]] = {}
    for entry in entries:
        requirement = Requirement(entry.partition("\\")[0].strip())
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        pinned[canonicalize_name(requirement.name)] = (pin.version, entry.count("--hash=sha256:"))
    return pinned


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_pinned_by_hash(name: str) -> None:
    assert not [package for package, (_, hashes) in read_lock(name).items() if not hashes]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_satisfies_the_project(name: str) -> None:
    pinned = read_lock(name)
    for text in LOCKS[name]:
        asked = Requirement(text)
        version, _ = pinned[canonicalize_name(asked.name)]
        assert asked.specifier.contains(version), f"{text}, but {version} is locked: poe lock"


def test_both_locks_agree() -> None:
    developer = read_lock("requirements-dev.lock")
    assert not [name for name, pin in read_lock("requirements.lock").items() if developer.get(name) != pin]


@pytest.mark.parametrize("name", [*LOCKS, "tests/clients/npm/package-lock.json"])
def test_no_registry_is_named(name: str) -> None:
    assert not re.search(r"https?://|\bindex-url\b|\bfind-links\b", (ROOT / name).read_text())


def test_clients_are_pinned_by_hash() -> None:
    asked = json.loads((ROOT / "tests/clients/npm/package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / "tests/clients/npm/package-lock.json").read_text())["packages"]
    assert asked == {name: packages[f"node_modules/{name}"]["version"] for name in asked}
    assert not [path for path, entry in packages.items() if path and "integrity" not in entry]


# --------------------------------------------------------------------------- what is installed
LEAST_AIOHTTP = "3.14.4"
"""Before it, concatenated zstd and gzip members cost quadratic time (CVE-2026-128131)."""
UNLOCKED = {
    "turnout": "the project itself, as an editable install",
    "pip": "comes with the environment",
    "setuptools": "comes with the environment of some Pythons",
}
START_FILES = {
    "__editable__.turnout-": "the project's own folder, a path without code",
    "a1_coverage.pth": "of coverage, which is locked: measures processes that a test starts, by a variable alone",
    "distutils-precedence.pth": "of setuptools: puts its own distutils first",
}
"""Files that Python runs at each start: a stolen release of another project once came as one."""


def test_requirement_025_aiohttp_is_not_one_with_known_holes() -> None:
    for name in LOCKS:
        assert Version(read_lock(name)["aiohttp"][0]) >= Version(LEAST_AIOHTTP)
    [asked] = [one for one in map(Requirement, PROJECT["dependencies"]) if one.name == "aiohttp"]
    assert not asked.specifier.contains("3.14.3"), "an installation without the lock could get it"


@pytest.mark.parametrize("name", LOCKS)
def test_requirement_025_no_litellm(name: str) -> None:
    assert "litellm" not in read_lock(name)


def test_requirement_025_what_is_installed_is_what_is_locked() -> None:
    locked = {(one.name, one.version) for one in sbom.read_lock("requirements-dev.lock")}
    found = {(name, one.version) for name, one in sbom.installed().items() if name not in UNLOCKED}
    assert found - locked == set()


def test_requirement_025_nothing_runs_at_the_start_of_python_but_what_is_known() -> None:
    folder = Path(sysconfig.get_path("purelib"))
    found = {file.name: file.read_text() for file in folder.glob("*.pth")}
    assert not [name for name in found if not name.startswith(tuple(START_FILES))]
    own = [text for name, text in found.items() if name.startswith("__editable__")]
    assert all(Path(line).is_dir() for text in own for line in text.split("\n") if line)
    assert not list(folder.glob("sitecustomize.py")) + list(folder.glob("usercustomize.py"))
