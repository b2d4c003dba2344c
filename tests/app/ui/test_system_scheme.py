"""What the desktop says of its scheme, also where only its portal knows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.system_scheme import SystemScheme


@pytest.fixture
def scheme(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> SystemScheme:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    return SystemScheme()


def test_portal_decides_where_qt_does_not_know(scheme: SystemScheme, qtbot: QtBot) -> None:
    if QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Unknown:
        pytest.skip("this platform tells Qt its scheme")
    told: list[bool] = []
    scheme.changed.connect(lambda: told.append(scheme.is_dark))
    assert not scheme.is_dark
    scheme.portalChanged("org.freedesktop.appearance", "color-scheme", QDBusVariant(1))
    scheme.portalChanged("org.freedesktop.appearance", "color-scheme", QDBusVariant(1))
    scheme.portalChanged("org.gnome.desktop.interface", "color-scheme", QDBusVariant(2))
    scheme.portalChanged("org.freedesktop.appearance", "color-scheme", QDBusVariant(QDBusVariant(2)))
    assert told == [True, False]


def test_watching_twice_listens_once(scheme: SystemScheme) -> None:
    scheme.watch()
    scheme.watch()
    told: list[None] = []
    scheme.changed.connect(lambda: told.append(None))
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert len(told) == 1


def test_dead_bus_is_no_error(scheme: SystemScheme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setattr(QDBusConnection, "sessionBus", lambda: QDBusConnection("none"))
    scheme.watch()
    assert not scheme.is_dark or QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


class Reply:
    """What the portal's answer looks like to us."""

    def __init__(self, kind: QDBusMessage.MessageType, arguments: list[object]) -> None:
        self._kind, self._arguments = kind, arguments

    def reply(self) -> "Reply":
        return self

    def type(self) -> QDBusMessage.MessageType:
        return self._kind

    def arguments(self) -> list[object]:
        return self._arguments

    def deleteLater(self) -> None:  # noqa: N802
        """Nothing to delete."""


@pytest.mark.parametrize(
    ("kind", "arguments", "portal"),
    [
        (QDBusMessage.MessageType.ReplyMessage, [QDBusVariant(QDBusVariant(1))], 1),
        (QDBusMessage.MessageType.ReplyMessage, [], 0),
        (QDBusMessage.MessageType.ErrorMessage, ["no such portal"], 0),
    ],
    ids=["dark", "empty", "none"],
)
def test_answer_of_the_portal(
    scheme: SystemScheme, kind: QDBusMessage.MessageType, arguments: list[object], portal: int
) -> None:
    scheme._read_reply(Reply(kind, arguments))  # type: ignore[arg-type]
    assert scheme._portal == portal
