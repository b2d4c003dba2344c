"""`turnout status`, with a service and without."""

import os
import socket
from pathlib import Path

import pytest

from app import discovery
from app.context import Context
from app.discovery import Running
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread
from tests.fakes.keyring_backends import MemoryKeyring

FIELDS = {"running", "base_url", "port", "pid", "version", "routes", "keyring", "problem", "targets"}


def test_nothing_runs(turnout: Turnout) -> None:
    said = turnout("status", "--json").json
    assert set(said) == FIELDS
    assert said["running"] is False
    assert (said["base_url"], said["port"], said["pid"], said["problem"]) == (None, None, None, None)
    assert said["version"]
    route = {"profile": None, "model": None, "mode": "proxy", "connected": False}
    assert said["routes"] == {"codex": route, "claude-code": route, "other": route}
    assert said["keyring"].startswith("none: ")
    assert "Start it: turnout serve" in turnout("status").out


def test_something_runs(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    with ServiceInThread() as service:
        turnout("use", "demo", "--client", "codex")
        said = turnout("status", "--json").json
        assert set(said) >= FIELDS
        assert (said["running"], said["port"], said["pid"]) == (True, service.port, os.getpid())
        assert said["base_url"] == service.base
        assert said["routes"]["codex"] == {
            "profile": "demo",
            "model": "demo",
            "mode": "proxy",
            "connected": True,
            "overridden": False,
            "fallback": None,
        }
        assert said["routes"]["claude-code"]["connected"] is False
        assert said["keyring"].startswith("ok: ")
        config = str(Path(os.environ["CODEX_HOME"]) / "config.toml")
        assert {"client": "codex", "place": "", "path": config, "state": "connected"} in said["targets"]
        text = turnout("status").out
        assert next(line for line in text.splitlines() if line.startswith(config)).endswith("connected")
        assert f"listens on {service.base} (pid {os.getpid()})" in text
        assert "yes" in next(line for line in text.splitlines() if line.startswith("codex"))


def test_a_file_that_cannot_be_read_is_named_and_hides_nothing(turnout: Turnout, context: Context) -> None:
    context.routes.path.write_text("[codex\n")
    said = turnout("status", "--json").json
    assert set(said) == FIELDS
    assert "line 1" in said["problem"]
    ran = turnout("status")
    assert (ran.status, "CLIENT" in ran.out, "line 1" in ran.err) == (0, True, True)


def test_a_service_that_hangs(turnout: Turnout, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "ANSWER_SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        discovery.announce(context.paths, Running(silent.getsockname()[1], os.getpid(), "token", "0.1.0"))
        said = turnout("status", "--json").json
        assert (said["running"], "does not answer" in said["problem"]) == (False, True)
        findings = turnout("doctor", "--json").json["findings"]
        assert [one["severity"] for one in findings if one["id"] == "not_answering"] == ["severe"]
        for words in (("profile", "add", "x", "--preset", "demo"), ("log",), ("use", "x")):
            ran = turnout(*words, "--json")
            assert (ran.status, ran.error["code"]) == (1, "service_unreachable"), words


def test_clients_folders_are_honoured(
    turnout: Turnout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "a folder"))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(tmp_path / "另一个"))
    turnout("use", "demo")
    assert (tmp_path / "a folder" / "config.toml").exists()
    assert (tmp_path / "另一个" / "settings.json").exists()
    assert turnout("status", "--json").json["routes"]["codex"]["connected"] is True
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "elsewhere"))
    assert turnout("status", "--json").json["routes"]["codex"]["connected"] is False
