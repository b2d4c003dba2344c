"""What the tests of the tray app get: Qt without a screen, and a service that is played."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import i18n
from tests.fakes.link import FakeLink


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """Texts are those of English, plurals and all, whatever the machine speaks; who changes it changes it back."""
    i18n.install("en")


@pytest.fixture(autouse=True)
def own_locale() -> Iterator[None]:
    """Numbers and dates are English again after a test that chose others."""
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def link(qtbot: QtBot) -> Iterator[FakeLink]:
    """A link whose answers the test chooses."""
    played = FakeLink()
    yield played
    played.deleteLater()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What windows remember lies in a folder of the test's own."""
    monkeypatch.setenv("TURNOUT_HOME", str(tmp_path / "home"))
