"""A place for tray icons: there, coming, missing, coming late."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui import tray_host
from app.ui.tray_host import TrayHost

DEADLINE_MS = 20_000


class Desktop:
    def __init__(self, there: bool) -> None:
        self.there = there

    def __call__(self) -> bool:
        return self.there


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, milliseconds in (("LOOK_MS", 5), ("GIVE_UP_MS", 20), ("LATER_MS", 5)):
        monkeypatch.setattr(tray_host, name, milliseconds)


def test_there_at_once(qtbot: QtBot) -> None:
    host = TrayHost(Desktop(True))
    with qtbot.waitSignal(host.found, timeout=DEADLINE_MS):
        host.begin()
    assert host.state == "there"


def test_coming_in_time(qtbot: QtBot) -> None:
    desktop = Desktop(False)
    host = TrayHost(desktop)
    with qtbot.assertNotEmitted(host.missing):
        host.begin()
        assert host.state == "unknown"
        desktop.there = True
        qtbot.waitUntil(lambda: host.state == "there", timeout=DEADLINE_MS)


def test_missing_is_said_once_and_a_late_one_is_welcome(qtbot: QtBot) -> None:
    desktop = Desktop(False)
    host = TrayHost(desktop)
    said: list[str] = []
    host.missing.connect(lambda: said.append("missing"))
    host.found.connect(lambda: said.append("found"))
    host.begin()
    qtbot.waitUntil(lambda: said == ["missing"], timeout=DEADLINE_MS)
    desktop.there = True
    qtbot.waitUntil(lambda: said == ["missing", "found"], timeout=DEADLINE_MS)
