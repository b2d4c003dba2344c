"""Turnout's own files."""

from pathlib import Path

import pytest

from app.context import Context
from tests.app.doctor.conftest import Find
from tests.app.serving import ServiceInThread


@pytest.mark.parametrize("name", ["profiles", "routes", "fallback", "settings", "access"])
def test_own_files_that_cannot_be_read(find: Find, name: str, context: Context) -> None:
    path: Path = getattr(context, name).path
    path.write_text("{[")
    [finding] = find("bad_file")
    assert (finding.severity, str(path) in finding.message) == ("severe", True)


def test_a_route_to_nowhere(find: Find, context: Context) -> None:
    context.routes.set("codex", "gone")
    [finding] = find("profile_missing")
    assert (finding.severity, "gone" in finding.message) == ("severe", True)
    with ServiceInThread():
        assert find("profile_missing")
