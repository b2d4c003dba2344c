"""A machine on which nothing stands in the way: both clients, a free port; and how to look for a finding."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.context import Context
from app.doctor import Finding, find_problems

Find = Callable[[str], list[Finding]]


@pytest.fixture(autouse=True)
def clients_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both clients, new enough."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("codex", "claude"):
        (folder / name).write_text("#!/bin/sh\necho 9.0.0\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture(autouse=True)
def free_port(context: Context) -> int:
    """The port that Turnout is set to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        context.settings.set("port", probe.getsockname()[1])
    return context.settings.load().port


@pytest.fixture
def find() -> Find:
    """`find(id)`: the findings of this id, by this moment's environment."""

    def look(name: str) -> list[Finding]:
        found = find_problems(Context.from_environment())
        assert all(one.message and one.cause and one.fix for one in found)
        order = [one.severity for one in found]
        assert order == sorted(order)  # severe, warning
        return [one for one in found if one.id == name]

    return look
