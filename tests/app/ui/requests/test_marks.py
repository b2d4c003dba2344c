"""Pins and notes."""

import pytest
from PySide6.QtCore import QSettings

from app.ui.requests import marks as marks_module
from app.ui.requests.marks import Marks


def test_they_are_kept(settings: QSettings) -> None:
    marks = Marks(settings)
    assert marks.get("a") == (False, "")
    marks.set("a", pinned=True, note="")
    marks.set("b", pinned=False, note=" ask, “why”? ")
    assert Marks(settings).get("a") == (True, "")
    assert Marks(settings).get("b") == (False, "ask, “why”?")
    marks.set("a", pinned=False, note=" ")
    assert Marks(settings).get("a") == (False, "")


def test_they_are_bounded(settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_module, "MOST_MARKED", 2)
    marks = Marks(settings)
    for name in "abc":
        marks.set(name, pinned=True, note="")
    assert [marks.get(name)[0] for name in "abc"] == [False, True, True]
    settings.setValue("requests/marks", "[1]")
    assert Marks(settings).get("c") == (False, "")
