"""What the bundle says of the machine, and of Turnout as it runs."""

from pathlib import Path

import pytest

from app.context import Context
from app.diagnostics import machine
from app.version import VERSION


def test_versions(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "codex"
    program.write_text("#!/bin/sh\necho codex-cli 0.169.0\n")
    program.chmod(0o755)
    monkeypatch.setattr("app.clients_found.SYSTEM_FOLDERS", ())
    monkeypatch.setattr("app.clients_found.PACKAGES_FOLDER", str(tmp_path / "none"))
    monkeypatch.setattr(machine, "PACKAGES", ("aiohttp", "no-such-package"))
    told = machine.versions(Context.from_environment({**context.env, "PATH": str(tmp_path)}))
    assert (told["turnout"], told["packaged"]) == (VERSION, False)
    assert told["clients"] == {"codex": {"version": "0.169.0", "program": str(program)}, "claude-code": None}
    assert told["packages"]["aiohttp"].count(".") == 2
    assert told["packages"]["no-such-package"] is None


def test_status_without_the_provider_s_words(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        "running": True,
        "last_error": {"id": "x", "at": "now", "code": "auth", "message": "you asked: boo"},
    }
    monkeypatch.setattr(machine, "describe_service", lambda _: said)
    told = machine.status(context)
    assert told["last_error"] == {"id": "x", "at": "now", "code": "auth", "message": None}
    assert (told["running"], told["keyring"][:5]) == (True, "none:")
    monkeypatch.undo()
    assert machine.status(context)["running"] is False


def test_findings(context: Context) -> None:
    assert "not_running" in {one["id"] for one in machine.findings(context)}
