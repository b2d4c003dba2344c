"""One app for one set of folders: the lock decides, "show" is handed over."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.ui import single_instance
from app.ui.single_instance import SingleInstance
from tests.tree import ROOT

DEADLINE_MS = 20_000
SECOND = (
    "import sys\n"
    "from pathlib import Path\n"
    "from app.ui.single_instance import SingleInstance\n"
    "one = SingleInstance(Path(sys.argv[1]))\n"
    "print('first' if one.claim() else one.ask_to_show(), flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def first(tmp_path: Path, qtbot: QtBot) -> Iterator[SingleInstance]:
    first = SingleInstance(tmp_path)
    yield first
    first.release()


def start_second(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_second_one_asks_the_first_to_show_itself(
    first: SingleInstance, tmp_path: Path, qtbot: QtBot
) -> None:
    assert first.claim()
    first.listen()
    with qtbot.waitSignal(first.show_wanted, timeout=DEADLINE_MS):
        second = start_second(tmp_path)
    assert second.communicate(timeout=60) == ("True\n", None)


def test_one_that_was_killed_leaves_nothing_in_the_way(
    first: SingleInstance, tmp_path: Path, qtbot: QtBot
) -> None:
    other = start_second(tmp_path)
    assert other.stdout is not None
    assert other.stdout.readline() == "first\n"
    assert not first.claim()
    other.kill()
    other.communicate(timeout=60)
    assert first.claim()
    first.listen()
    with qtbot.waitSignal(first.show_wanted, timeout=DEADLINE_MS):
        start_second(tmp_path).communicate(timeout=60)


def test_one_that_does_not_listen(
    first: SingleInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert first.claim()
    monkeypatch.setattr(single_instance, "HAND_OVER_S", 0.1)
    assert not SingleInstance(tmp_path).ask_to_show()


def test_two_homes_are_two_apps(first: SingleInstance, tmp_path: Path) -> None:
    assert first.claim()
    other = SingleInstance(tmp_path / "other")
    (tmp_path / "other").mkdir()
    assert other.claim()
    other.release()


def test_nonsense_shows_nothing(first: SingleInstance, qtbot: QtBot) -> None:
    assert first.claim()
    first.listen()
    shown: list[bool] = []
    first.show_wanted.connect(lambda: shown.append(True))
    talk = QLocalSocket()
    talk.connectToServer(first._name)
    with qtbot.waitSignal(talk.disconnected, timeout=DEADLINE_MS):
        talk.write(b"x" * 100_000)
    assert shown == []


def test_a_path_that_is_too_long_for_a_socket(tmp_path: Path) -> None:
    long = single_instance._socket_name(tmp_path / ("x" * 120))
    assert long.startswith("turnout-")
    assert len(long) < 40
