"""The service as a process: started detached, its output kept, ended by its pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import discovery, service_process
from app.context import Context
from app.discovery import Running
from app.service_process import MAX_LOG_BYTES, ServiceProcess, command, environment, folder
from tests.tree import ROOT

DEADLINE_S = 60.0


def wait(condition: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def service(context: Context) -> Iterator[ServiceProcess]:
    service = ServiceProcess.from_environment()
    yield service
    if service.child is not None:
        os.kill(service.child, signal.SIGKILL)
        wait(lambda: service.child is None)


def play(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let this run instead of the service."""
    monkeypatch.setattr(service_process, "command", lambda *words: [sys.executable, "-c", code, *words])


def test_a_real_one_from_start_to_end(service: ServiceProcess, context: Context) -> None:
    context.settings.set("port", 0)
    assert service.find() is None
    assert service.child is None
    assert service.exit_status() is None
    assert not service.is_taken()
    service.start()
    pid = service.child
    assert pid is not None
    wait(lambda: discovery.find(context.paths))
    found = service.find()
    assert found is not None
    assert found.pid == pid
    assert service.is_taken()
    assert service.lives(pid)
    assert os.getsid(pid) == pid  # a session of its own: the end of our terminal is not its end
    assert "listening on" in service.log_tail()
    assert service.last_words() == ""
    assert service.log.stat().st_mode & 0o777 == 0o600
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    assert words[-2:] == [b"serve", b""]
    assert found.token.encode() not in Path(f"/proc/{pid}/environ").read_bytes()
    service.terminate(pid)
    wait(lambda: service.exit_status() is not None)
    assert service.exit_status() == 0
    assert not service.lives(pid)
    service.terminate(pid)
    service.kill(pid)


def test_one_that_cannot_start_says_why(service: ServiceProcess, context: Context) -> None:
    context.profiles.path.write_text("= nonsense")
    service.start()
    wait(lambda: service.exit_status() is not None)
    assert service.exit_status() == 1
    assert "profiles.toml" in service.last_words()
    context.profiles.path.write_text("")


def test_the_last_words_are_those_of_the_last_start(
    service: ServiceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, "print('turnout: first'); print('turnout: the reason'); print('more')")
    service.start()
    wait(lambda: service.exit_status() is not None)
    assert service.last_words() == "the reason"
    play(monkeypatch, "import os; os.abort()")
    service.start()
    wait(lambda: service.exit_status() is not None)
    assert service.exit_status() == -signal.SIGABRT
    assert service.last_words() == ""
    assert "the reason" in service.log_tail()


def test_a_hard_end(service: ServiceProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    play(
        monkeypatch,
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)  # app.cli",
    )
    service.start()
    pid = service.child
    assert pid is not None
    service.kill(pid)
    wait(lambda: service.exit_status() is not None)
    assert service.exit_status() == -signal.SIGKILL


def test_another_program_that_has_the_pid_by_now_is_left_alone(service: ServiceProcess) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        assert service.lives(stranger.pid)
        service.kill(stranger.pid)
        with pytest.raises(subprocess.TimeoutExpired):
            stranger.wait(0.2)
    finally:
        stranger.kill()
    wait(lambda: not service.lives(stranger.pid))  # a zombie is none
    stranger.wait(DEADLINE_S)
    assert not service.lives(stranger.pid)


def test_init_lives_although_we_may_not_signal_it(
    service: ServiceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert service.lives(1)
    service.terminate(1)


def test_the_log_is_bounded(service: ServiceProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    assert service.log_tail() == ""
    service.log.write_bytes(b"x" * MAX_LOG_BYTES + b"y")
    play(monkeypatch, "print(chr(10).join(map(str, range(100))))")
    service.start()
    wait(lambda: service.exit_status() is not None)
    assert service.log.stat().st_size < 1000
    assert service.log.with_suffix(".old.log").stat().st_size > MAX_LOG_BYTES
    assert service.log_tail().splitlines() == [str(number) for number in range(80, 100)]


def test_what_was_announced(service: ServiceProcess, context: Context) -> None:
    running = Running(1, 2, "token", "0")
    discovery.announce(context.paths, running)
    assert service.find() == running


def test_a_frozen_program_runs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("serve") == [sys.executable, "-m", "app.cli", "serve"]
    assert folder() == ROOT
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/turnout/turnout")
    assert command("serve") == ["/opt/turnout/turnout", "serve"]
    assert folder() == Path("/opt/turnout")


def test_relative_folders_mean_the_same_from_elsewhere() -> None:
    given = {"TURNOUT_HOME": "here", "CODEX_HOME": "/abs", "CLAUDE_CONFIG_DIR": "", "OTHER": "x"}
    assert environment(given) == {**given, "TURNOUT_HOME": str(Path.cwd() / "here")}
