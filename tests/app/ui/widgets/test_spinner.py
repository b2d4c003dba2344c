"""It turns while it is seen, and stands still where no movement is wanted."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.spinner import Busy


@pytest.mark.parametrize(("motion", "turns"), [(120, True), (0, False)])
def test_turning(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, motion: int, turns: bool) -> None:
    monkeypatch.setattr(theme, "motion_ms", lambda: motion)
    busy = Busy("Loading")
    qtbot.addWidget(busy)
    busy.start()
    assert busy._timer.isActive() == turns
    before = busy._angle
    busy._turn()
    assert busy._angle != before
    assert not busy.grab().isNull()
    busy.stop()
    assert not busy._timer.isActive()
    assert busy.accessibleName() == "Loading"
