"""Whether the desktop is dark: asked of Qt, and where Qt cannot tell, of the desktop portal, without waiting."""

import os

from PySide6.QtCore import SLOT, QObject, Qt, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusVariant
from PySide6.QtGui import QGuiApplication

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Settings"
_NAMESPACE, _KEY = "org.freedesktop.appearance", "color-scheme"
_DARK = 1
"""The portal's answer for "prefers dark"; 2 is light, 0 is no preference."""


class SystemScheme(QObject):
    """The desktop's colour scheme; `changed` when it may be another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._portal = 0
        self._watches = False

    @property
    def is_dark(self) -> bool:
        said = QGuiApplication.styleHints().colorScheme()
        if said != Qt.ColorScheme.Unknown:
            return said == Qt.ColorScheme.Dark
        return self._portal == _DARK

    def watch(self) -> None:
        """Begin to listen; again: nothing."""
        if self._watches:
            return
        self._watches = True
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.changed)
        # Without an address libdbus may start a bus of its own, and that takes time.
        if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            self._ask_portal()

    def _ask_portal(self) -> None:
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        slot = SLOT("portalChanged(QString,QString,QDBusVariant)")
        bus.connect(_SERVICE, _PATH, _INTERFACE, "SettingChanged", self, slot)  # type: ignore[call-overload]  # text it is
        call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "Read")
        call.setArguments([_NAMESPACE, _KEY])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
        watcher.finished.connect(self._read_reply)

    def _read_reply(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = watcher.reply()
        watcher.deleteLater()
        if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
            self._take(reply.arguments()[0])

    @Slot(str, str, QDBusVariant)
    def portalChanged(self, namespace: str, key: str, value: QDBusVariant) -> None:  # noqa: N802
        """The portal's signal: a setting of the desktop has another value."""
        if (namespace, key) == (_NAMESPACE, _KEY):
            self._take(value)

    def _take(self, value: object) -> None:
        while isinstance(value, QDBusVariant):  # Read wraps its answer twice
            value = value.variant()
        if isinstance(value, int) and value != self._portal:
            self._portal = value
            self.changed.emit()
