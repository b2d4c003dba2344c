"""Which language is spoken; a missing file is no error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import i18n


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    i18n.install("en")
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("choice", "preferred", "wanted"),
    [
        ("en", ["zh-CN"], "en"),
        ("zh_CN", ["en"], "zh_CN"),
        ("system", ["zh-Hans-CN", "en"], "zh_CN"),
        ("system", ["zh_TW"], "zh_CN"),
        ("system", ["de-DE", "en-GB", "zh-CN"], "en"),
        ("system", ["de-DE", "fr-FR"], "en"),
        ("system", [], "en"),
    ],
)
def test_language_is_picked(choice: i18n.Choice, preferred: list[str], wanted: str) -> None:
    assert i18n.pick(choice, preferred) == wanted


def test_widgets_are_told_and_qt_speaks_too(qtbot: QtBot) -> None:
    told: list[QEvent.Type] = []

    class Listener(QWidget):
        def changeEvent(self, event: QEvent) -> None:  # noqa: N802
            told.append(event.type())

    widget = Listener()
    qtbot.addWidget(widget)
    assert i18n.install("zh_CN") == "zh_CN"
    qtbot.waitUntil(lambda: QEvent.Type.LanguageChange in told)
    assert QLocale().language() == QLocale.Language.Chinese
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    i18n.install("en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_missing_files_are_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(i18n, "ASSETS", tmp_path)
        assert i18n.install("en") == "en"
