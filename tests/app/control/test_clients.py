"""The clients over HTTP: found or not, connected or not, and what stands against them."""

from pathlib import Path

import pytest

from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread

FIELDS = {"client", "name", "found", "version", "program", "config", "targets", "note", "connected",
          "mode", "warnings"}  # fmt: skip


@pytest.fixture
def codex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Codex on the PATH of this test, and no other client."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "codex"
    program.write_text("#!/bin/sh\necho codex-cli 0.169.0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return program


def test_both_are_described(codex: Path, ask: Ask, tmp_path: Path) -> None:
    clients = {one["client"]: one for one in ask("GET", "clients")["clients"]}
    assert list(clients) == ["codex", "claude-code"]
    assert all(set(one) == FIELDS for one in clients.values())
    assert clients["codex"] == {
        "client": "codex",
        "name": "Codex",
        "found": True,
        "version": "0.169.0",
        "program": str(codex),
        "config": str(tmp_path / "home" / ".codex" / "config.toml"),
        "targets": [
            {
                "client": "codex",
                "place": "",
                "path": str(tmp_path / "home" / ".codex" / "config.toml"),
                "state": "not_connected",
            }
        ],
        "note": "The Codex extension of an editor reads the same file.",
        "connected": False,
        "mode": "proxy",
        "warnings": [],
    }


def test_after_a_switch(codex: Path, ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "demo"}, 201)
    ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    assert ask("GET", "clients")["clients"][0]["connected"] is True


def test_a_file_that_cannot_be_used_is_a_warning(codex: Path, ask: Ask, tmp_path: Path) -> None:
    ask("POST", "profiles", {"preset": "demo"}, 201)
    ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.write_text("model = [\n")
    shown = ask("GET", "clients")["clients"][0]
    assert shown["connected"] is False
    [warning] = shown["warnings"]
    assert "config.toml" in warning["message"]
    assert warning["fix"]


def test_a_variable_that_defeats_the_settings(
    codex: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "sk-canary-0123456789")
    with ServiceInThread() as service:
        shown = service.control("GET", "clients")[1]["clients"][1]
    assert any("ANTHROPIC_AUTH_TOKEN" in one["message"] for one in shown["warnings"])
    assert "canary" not in str(shown)
