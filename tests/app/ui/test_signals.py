"""Signals of the operating system, heard by an app that idles."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.ui.signals import Signals
from tests.tree import ROOT

DEADLINE_MS = 20_000


@pytest.fixture
def signals(qtbot: QtBot) -> Iterator[Signals]:
    signals = Signals()
    yield signals
    signals.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told(number: signal.Signals, signals: Signals, qtbot: QtBot) -> None:
    with qtbot.waitSignal(signals.told, timeout=DEADLINE_MS) as heard:
        os.kill(os.getpid(), number)
    assert heard.args == [number]


def test_everything_is_as_before_at_the_end(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGTERM)
    Signals().close()
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1


def test_nohup_is_obeyed(qtbot: QtBot) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        signals = Signals()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        signals.close()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_app_in_which_no_python_runs_hears_it_too() -> None:
    """Python's own handlers run only between two of its instructions; an idle event loop has none."""
    code = (
        "from PySide6.QtCore import QCoreApplication\n"
        "from app.ui.signals import Signals\n"
        "app = QCoreApplication([])\n"
        "signals = Signals()\n"
        "signals.told.connect(lambda number: app.exit(number))\n"
        "print('ready', flush=True)\n"
        "code = app.exec()\n"
        "signals.close()\n"
        "raise SystemExit(code)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=60)
    assert child.returncode == signal.SIGTERM
