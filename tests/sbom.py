"""Write what a release is made of as a CycloneDX 1.6 JSON: `python -m tests.sbom [FILE]`.

The parts, their versions and the hashes of the files that may be installed come from requirements.lock. Licences and
what needs what come from the metadata of what is installed here; a part that this platform does not install has none.
"""

import importlib.metadata
import json
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tree import ROOT

LOCK = "requirements.lock"
NAME = "turnout"
# Licences in words that are no SPDX expression, as authors write them.
_SPDX = {"Apache 2.0": "Apache-2.0", "MIT License": "MIT", "BSD License": "BSD-3-Clause"}
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+()-]+| \([^)]*\))*")


@dataclass(slots=True)
class Locked:
    """One entry of a lock: `marker` says where it is installed, empty: everywhere."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(name: str) -> list[Locked]:
    """Return the entries of a lock file in its order."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / name).read_text()).strip()
    found = []
    for entry in re.split(r"\n(?=\S)", text):
        requirement = Requirement(entry.partition("\\")[0].strip())
        [pin] = requirement.specifier
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
        marker = "" if requirement.marker is None else str(requirement.marker)
        found.append(Locked(canonicalize_name(requirement.name), pin.version, marker, hashes))
    return found


def installed() -> dict[str, importlib.metadata.Distribution]:
    """Return what is installed here by its canonical name."""
    return {canonicalize_name(one.metadata["Name"]): one for one in importlib.metadata.distributions()}


def licence_of(distribution: importlib.metadata.Distribution) -> dict[str, Any] | None:
    """Return a licence as CycloneDX has it: an SPDX expression, else the author's own words."""
    metadata = distribution.metadata
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    classifiers = [one for one in metadata.get_all("Classifier") or [] if one.startswith("License :: OSI")]
    said = said.strip() or " OR ".join(one.rpartition(" :: ")[2] for one in classifiers)
    said = _SPDX.get(said, said)
    if not said or "\n" in said:
        return None
    return {"expression": said} if _EXPRESSION.fullmatch(said) else {"license": {"name": said}}


def needed_by(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    """Yield the names of what a distribution needs here, without extras."""
    for text in distribution.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def component(locked: Locked, distribution: importlib.metadata.Distribution | None) -> dict[str, Any]:
    """Return one part."""
    same = distribution is not None and distribution.version == locked.version
    licence = licence_of(distribution) if distribution is not None and same else None
    described: dict[str, Any] = {
        "type": "library",
        "bom-ref": locked.purl,
        "name": locked.name,
        "version": locked.version,
        "purl": locked.purl,
        "externalReferences": [{
            "type": "distribution",
            "url": f"https://pypi.org/project/{locked.name}/{locked.version}/#files",
            "comment": "One of the files with these hashes is installed, by platform.",
            "hashes": [{"alg": "SHA-256", "content": one} for one in locked.hashes],
        }],
    }  # fmt: skip
    if licence is not None:
        described["licenses"] = [licence]
    if locked.marker:
        described["properties"] = [{"name": "turnout:installed-where", "value": locked.marker}]
    return described


def make() -> dict[str, Any]:
    """Return the bill of materials. The same lock makes the same one on the same platform."""
    locks, here = read_lock(LOCK), installed()
    by_name: dict[str, list[str]] = {}
    for one in locks:
        by_name.setdefault(one.name, []).append(one.purl)
    root = here[NAME]
    about = {"type": "application", "bom-ref": NAME, "name": NAME, "version": root.version}
    licence = licence_of(root)
    content = "\n".join(f"{one.purl} {' '.join(one.hashes)}" for one in locks)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": about | ({"licenses": [licence]} if licence else {})},
        "components": [component(one, here.get(one.name)) for one in locks],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted({purl for name in names for purl in by_name.get(name, [])})}
            for ref, names in (
                (NAME, list(needed_by(root))),
                *((one.purl, list(needed_by(here[one.name])) if one.name in here else []) for one in locks),
            )
        ],
    }


def main() -> None:
    """Write it to the file that is named, or to standard output."""
    text = json.dumps(make(), indent=1) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
