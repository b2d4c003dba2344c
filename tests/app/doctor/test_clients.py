"""The clients themselves."""

import os
from pathlib import Path

import pytest

from app.context import Context
from tests.app.doctor.conftest import Find


def test_clients_that_are_not_installed(find: Find, context: Context, clients_on_the_path: Path) -> None:
    (clients_on_the_path / "codex").unlink()
    [finding] = find("client_missing")
    assert "@openai/codex" in finding.fix


def test_a_client_that_is_older_than_what_is_tested(find: Find, clients_on_the_path: Path) -> None:
    (clients_on_the_path / "claude").write_text("#!/bin/sh\necho '2.1.5 (Claude Code)'\n")
    [finding] = find("client_old")
    assert "2.1.5" in finding.message


def test_a_codex_daemon_of_another_time(
    find: Find, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = tmp_path / "proc"
    for pid, words in (("7", b"codex\0app-server\0--managed-daemon\0"), ("8", b"codex\0exec\0"), ("x", b"")):
        (processes / pid).mkdir(parents=True)
        (processes / pid / "cmdline").write_bytes(words)
        os.utime(processes / pid, (1_000, 1_000))
    monkeypatch.setattr("app.doctor.clients.PROCESSES", processes)
    assert find("codex_daemon") == []
    config = context.activation.file_of("codex")
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("")
    [finding] = find("codex_daemon")
    assert "pid 7" in finding.message
    os.utime(processes / "7")
    os.utime(config, (2_000, 2_000))
    assert find("codex_daemon") == []
