"""A keyring that waits for a dialog nobody sees: the window goes on, and says so within seconds."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.service_process import ServiceProcess
from app.ui.link import Link, Problem
from app.ui.main_window import MainWindow
from tests.desktop.lag import Lag
from tests.tree import ROOT

pytestmark = [pytest.mark.timeout(300)]

KEY = "sk-canary-1f7a20c94e6b8d35"
MESSAGE_SECONDS = 6.0
MOST_WORK_MS = 50.0
"""Of the event loop's thread in one go: three frames."""
MOST_AWAY_MS = 2_000.0
"""By the clock, on a machine that does much else; whoever waited for the keyring would be away for five seconds."""
DEADLINE_MS = 60_000


@pytest.fixture
def link(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Link]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fakes.keyring_backends.HangingKeyring")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    service = ServiceProcess.from_environment()
    service.start()
    link = Link(service.find)
    with qtbot.waitSignal(link.up, timeout=DEADLINE_MS):
        link.start()
    yield link
    link.stop()
    child = service.child
    assert child is not None
    service.terminate(child)
    qtbot.waitUntil(lambda: service.child is None, timeout=DEADLINE_MS)


def texts(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_the_window_goes_on_and_says_what_is_wrong(qtbot: QtBot, link: Link) -> None:
    from app.ui.profiles.page import ProfilesPage
    from app.ui.requests.page import RequestsPage

    window = MainWindow(
        link, {"requests": lambda: RequestsPage(link), "profiles": lambda: ProfilesPage(link)}
    )
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go("profiles")
    QApplication.processEvents()
    problems: list[tuple[float, Problem]] = []
    began = time.monotonic()
    lag = Lag()
    draft = {"preset": "deepseek", "id": "deepseek", "key": KEY}

    def refused(problem: Problem) -> None:
        problems.append((time.monotonic() - began, problem))

    link.call("POST", "profiles", draft, then=lambda _: None, fail=refused)
    qtbot.waitUntil(lambda: bool(problems), timeout=DEADLINE_MS)
    [(took, problem)] = problems
    assert problem.code == "keyring_timeout"
    assert "may be locked, or waiting for a dialog" in problem.message
    assert problem.fix
    assert KEY not in str(problem)
    assert took < MESSAGE_SECONDS
    # And without being asked: the badge at the window's foot.
    qtbot.waitUntil(lambda: "Keyring locked" in texts(window), timeout=DEADLINE_MS)
    assert lag.worst_work < MOST_WORK_MS
    assert lag.worst_wall < MOST_AWAY_MS
    assert len(lag.gaps) > MESSAGE_SECONDS * 10
