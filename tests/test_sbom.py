"""The bill of materials names each locked part once, with its hashes and its licence."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests import sbom
from tests.tree import ROOT

# What the lock installs elsewhere (Windows, another Python): no metadata here, so no licence is known.
_LICENCES_AT_LEAST = 0.85


def test_it_is_whole_and_says_where_everything_is_from() -> None:
    made = sbom.make()
    locked = sbom.read_lock(sbom.LOCK)
    parts = made["components"]
    assert len(parts) == len(locked) > 20
    assert [one["purl"] for one in parts] == [one.purl for one in locked]
    assert len({one["bom-ref"] for one in parts}) == len(parts)
    for part in parts:
        [reference] = part["externalReferences"]
        assert reference["hashes"], part["name"]
        assert all(re.fullmatch(r"[0-9a-f]{64}", one["content"]) for one in reference["hashes"])
    with_licence = [one for one in parts if "licenses" in one]
    assert len(with_licence) >= _LICENCES_AT_LEAST * len(parts)
    assert made["metadata"]["component"]["licenses"] == [{"expression": "MIT"}]


def test_what_needs_what_is_among_the_parts() -> None:
    made = sbom.make()
    known = {one["bom-ref"] for one in made["components"]}
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    assert set(needs) == known | {"turnout"}
    assert {one for refs in needs.values() for one in refs} <= known
    reached, waiting = set[str](), ["turnout"]
    while waiting:
        ref = waiting.pop()
        waiting += [one for one in needs[ref] if one not in reached]
        reached.update(needs[ref])
    aiohttp = next(one for one in known if one.startswith("pkg:pypi/aiohttp@"))
    assert {aiohttp} < reached


def test_the_same_lock_makes_the_same_bill_and_the_command_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    subprocess.run([sys.executable, "-m", "tests.sbom", str(file)], cwd=ROOT, check=True, timeout=60)
    assert json.loads(file.read_text()) == sbom.make()
