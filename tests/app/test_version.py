"""One version, in the code and in the package's data."""

import tomllib

from app.version import VERSION
from tests.tree import ROOT


def test_it_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
