"""Who notices a loop that hangs: counting beats, what is written, who takes the place and how often."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app import watchdog
from app.trouble import log_file
from app.watchdog import HUNG_STATUS, RESTART_WINDOW_SECONDS, RESTARTS, Watchdog, become
from profiles.paths import Paths
from proxy.limits.clock import steady_ns

WORDS = ("serve", "--port", "8377")
DEADLINE_S = 30.0


class Fates:
    """What would have become of the process."""

    def __init__(self, folder: Path, sound: bool = True) -> None:
        self.paths = Paths(*(folder / name for name in ("config", "data", "state", "logs")))
        self.became: list[tuple[Sequence[str], Mapping[str, str]]] = []
        self.ended: list[int] = []
        self.dog = Watchdog(self.paths, WORDS, lambda: sound, self._become, self.ended.append)

    def _become(self, words: Sequence[str], env: Mapping[str, str]) -> None:
        self.became.append((words, env))

    @property
    def kept(self) -> str:
        return log_file(self.paths).read_text()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "BEAT_SECONDS", 0.02)


def hang(until: Sequence[object]) -> None:
    """Block the loop until something has happened."""
    deadline = time.monotonic() + DEADLINE_S
    while not until and time.monotonic() < deadline:
        time.sleep(0.01)


async def test_a_loop_that_beats_is_left_alone(tmp_path: Path) -> None:
    fates = Fates(tmp_path)
    fates.dog.start()
    await asyncio.sleep(0.5)
    fates.dog.stop()
    assert not fates.ended
    assert not log_file(fates.paths).exists()
    fates.dog.stop()


async def test_requirement_065_one_that_hangs_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    long_ago = steady_ns() // 10**9 - RESTART_WINDOW_SECONDS - 5
    monkeypatch.setenv("TURNOUT_HUNG_AT", f"{long_ago} nonsense")
    monkeypatch.setenv("CODEX_HOME", "relative")
    monkeypatch.setattr("sys.stderr", os.fdopen(os.dup(2), "w"))
    fates = Fates(tmp_path)
    fates.dog.start()
    await asyncio.sleep(0.05)
    hang(fates.ended)
    fates.dog.stop()
    assert fates.ended == [HUNG_STATUS]  # where nothing could take its place
    words, env = fates.became[0]
    assert words == WORDS
    assert len(env["TURNOUT_HUNG_AT"].split()) == 1
    assert Path(env["CODEX_HOME"]).is_absolute()
    assert "did not answer any more; it starts anew" in fates.kept
    assert "in hang" in fates.kept
    assert log_file(fates.paths).stat().st_mode & 0o777 == 0o600
    assert "turnout: Turnout did not answer" in capfd.readouterr().err


async def test_requirement_065_one_whose_listener_is_gone_too(tmp_path: Path) -> None:
    fates = Fates(tmp_path, sound=False)
    fates.dog.start()
    fates.dog.stop()
    assert fates.ended == [HUNG_STATUS]
    assert "no longer listened" in fates.kept


async def test_a_fourth_time_the_clients_are_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = steady_ns() // 10**9
    monkeypatch.setenv("TURNOUT_HUNG_AT", " ".join(str(now - one) for one in range(RESTARTS)))
    fates = Fates(tmp_path, sound=False)
    fates.dog.start()
    fates.dog.stop()
    assert fates.became[0][0] == ("restore", "--until-start")
    assert "get their own settings back" in fates.kept


async def test_what_cannot_be_written_keeps_nobody_from_it(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder")
    fates = Fates(tmp_path, sound=False)
    fates.dog.start()
    fates.dog.stop()
    assert fates.ended == [HUNG_STATUS]


def test_becoming(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, list[str], dict[str, str]]] = []

    def execve(program: str, words: list[str], env: dict[str, str]) -> None:
        asked.append((program, words, env))
        raise OSError

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setattr(os, "chdir", lambda _: None)
    become(WORDS, {"A": "1"})
    assert asked[0][1][-3:] == list(WORDS)
    assert asked[0][2] == {"A": "1"}
    monkeypatch.setattr(watchdog, "WINDOWS", True)
    become(WORDS, {})
    assert len(asked) == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no such timer")
async def test_its_last_resort_ends_with_it(tmp_path: Path) -> None:
    fates = Fates(tmp_path)
    fates.dog.start()
    for _ in range(1000):
        if signal.getitimer(signal.ITIMER_PROF)[0]:
            break
        await asyncio.sleep(0.01)
    assert 0 < signal.getitimer(signal.ITIMER_PROF)[0] < 2 * watchdog.LOCKED_SECONDS
    fates.dog.stop()
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
