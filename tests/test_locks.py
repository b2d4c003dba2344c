"""The lock files: they hold what pyproject.toml asks for, everything by hash, and no registry's address."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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
