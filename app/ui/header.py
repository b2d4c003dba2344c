"""The window's head: is it running, and which profile serves each client."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.ui.names import CLIENTS
from app.ui.route_switch import RouteSwitch
from app.ui.widgets.icon_button import IconButton
from app.ui.widgets.pill import Kind, Pill

HEIGHT = 52
_ADDRESS_FROM = 1000  # pixels of the window's width; below, the pill's tool tip has the address


class Header(QFrame):
    """State, address, two switches, the menu where no tray shows it, and the palette and settings buttons."""

    chosen = Signal(str, str)
    """A client and the id of the profile that shall serve it; "" is the client's own login."""
    settings_wanted = Signal()
    palette_wanted = Signal()
    profiles_wanted = Signal()
    fallbacks_wanted = Signal()
    back_wanted = Signal(str)
    """A client whose conversations shall leave the fallback."""
    confirm_wanted = Signal(str)
    """A profile whose key waits to be confirmed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-top")
        self.setFixedHeight(HEIGHT)
        self._state: Kind = "busy"
        self._status: dict[str, Any] = {}
        self.pill = Pill()
        self._address = QPushButton()
        self._address.setProperty("role", "quiet")
        self._address.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._address.clicked.connect(self._copy_address)
        self.switches = {client: RouteSwitch(client) for client in CLIENTS}
        self._search = IconButton("search", shortcut="Ctrl+K")
        self._search.clicked.connect(self.palette_wanted)
        self._menu = IconButton("menu")
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.hide()
        self._settings = IconButton("settings", shortcut="Ctrl+,")
        self._settings.clicked.connect(self.settings_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.pill)
        row.addWidget(self._address)
        row.addStretch(1)
        for switch in self.switches.values():
            switch.chosen.connect(self.chosen)
            switch.manage.connect(self.profiles_wanted)
            switch.fallbacks.connect(self.fallbacks_wanted)
            switch.back.connect(self.back_wanted)
            switch.confirm.connect(self.confirm_wanted)
            row.addWidget(switch)
        row.addSpacing(4)
        for button in (self._search, self._menu, self._settings):
            row.addWidget(button)
        self.retranslate()

    def show_status(self, status: dict[str, Any], profiles: list[dict[str, Any]]) -> None:
        """Show the routes and the address of a status document."""
        self._status = status
        for client, switch in self.switches.items():
            switch.show_route(status.get("routes", {}).get(client, {}), profiles)
        self.retranslate()

    def show_state(self, state: Kind) -> None:
        """ok: it runs; busy: it starts or is looked for; error: it stopped. Only a running one can be switched."""
        self._state = state
        for switch in self.switches.values():
            switch.setEnabled(state == "ok")
        self.retranslate()

    def set_menu(self, menu: QMenu | None) -> None:
        """Show a menu button, where no tray shows that menu; None takes it away."""
        if menu is not None:
            self._menu.setMenu(menu)
        self._menu.setVisible(menu is not None)

    def fit(self, window_width: int) -> None:
        """Use the room that a window of this width has."""
        self._address.setVisible(bool(self._address.text()) and window_width >= _ADDRESS_FROM)

    def retranslate(self) -> None:
        address = str(self._status.get("base_url") or "").removeprefix("http://")
        texts = {"ok": self.tr("Running"), "error": self.tr("Stopped"), "busy": self.tr("Connecting…")}
        text, kind = texts.get(self._state, ""), self._state
        if kind == "ok" and self._status.get("recording") is False:
            text, kind = self.tr("Running, not recording"), "warn"
        self.pill.set(text, kind)
        self.pill.setToolTip(address)
        self._address.setText(address if self._state == "ok" else "")
        self._address.setToolTip(self.tr("Copy the proxy's address"))
        self._search.set_name(self.tr("Find a command"))
        self._menu.set_name(self.tr("Menu"))
        self._address.setAccessibleName(self.tr("Copy the proxy's address"))
        self._settings.set_name(self.tr("Settings"))
        self.fit(self.window().width())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(str(self._status.get("base_url") or ""))
