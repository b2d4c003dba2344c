"""The tray's menu: drawn from a `TrayState`, changed in place so that an open menu does not flicker."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.ui.menu_text import menu_text
from app.ui.tray_state import ClientMenu, TrayState

_ERROR_COLUMNS = 64
"""A cause is not told in less."""


class TrayMenu(QObject):
    """`menu` is for the tray and, where there is none, for a button. Plain actions only: the host draws them."""

    switch_wanted = Signal(str, object)
    """A client, and the profile that is to serve it or None: its own login."""
    back_wanted = Signal(str)
    """A client whose conversations shall leave the fallback."""
    confirm_wanted = Signal(str)
    """A profile whose key waits to be confirmed."""
    open_wanted = Signal()
    error_wanted = Signal(str)
    """The id of a request."""
    copy_wanted = Signal(str)
    """The address."""
    pause_wanted = Signal(bool)
    """Whether to pause."""
    autostart_wanted = Signal(bool)
    quit_wanted = Signal()
    about_to_show = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.menu = QMenu()
        self._state: TrayState | None = None
        self._shape: object = None
        self._groups: dict[str, QActionGroup] = {}
        self._submenus: dict[str, QMenu] = {}
        self._mending: dict[str, tuple[QAction, QAction]] = {}
        self.menu.aboutToShow.connect(self.about_to_show)
        self._line = self._header()
        self._today = self._header()
        self._above = self.menu.addSeparator()
        self._below = self.menu.addSeparator()
        self._open = self._action(self.open_wanted.emit)
        self._error = self._action(self._open_error)
        self._copy = self._action(self._copy_address)
        self._pause = self._action(lambda: self.pause_wanted.emit(self._pause.isChecked()), checkable=True)
        self.menu.addSeparator()
        self._autostart = self._action(
            lambda: self.autostart_wanted.emit(self._autostart.isChecked()), checkable=True
        )
        self._quit = self._action(self.quit_wanted.emit)
        self.menu.setDefaultAction(self._open)

    def show_state(self, state: TrayState, autostart: bool, restores: bool = True) -> None:
        """Draw this state; `restores`: whether quitting gives the clients their own settings back."""
        self._state = state
        self._line.setText(menu_text(state.line))
        self._today.setText("   " + menu_text(state.today or ""))
        self._today.setVisible(state.today is not None)
        self._show_clients(state.clients)
        self._above.setVisible(bool(state.clients))
        self._open.setText(self.tr("Open Turnout"))
        self._error.setVisible(state.last_error is not None)
        self._error.setText(menu_text(state.last_error.text, _ERROR_COLUMNS) if state.last_error else "")
        self._copy.setText(self.tr("Copy proxy address"))
        self._copy.setEnabled(state.address is not None)
        self._pause.setText(self.tr("Pause recording"))
        self._pause.setEnabled(state.address is not None)
        self._pause.setChecked(not state.recording)
        self._autostart.setText(self.tr("Start at login"))
        self._autostart.setChecked(autostart)
        self._quit.setText(self.tr("Quit and restore settings") if restores else self.tr("Quit"))

    # ------------------------------------------------------------------ inside
    def _show_clients(self, clients: tuple[ClientMenu, ...]) -> None:
        shape = [
            (
                one.client,
                one.profile,
                bool(one.back),
                bool(one.confirm),
                [choice.profile for choice in one.choices],
            )
            for one in clients
        ]
        if shape != self._shape:
            self._shape = shape
            self._rebuild(clients)
        for one in clients:
            self._submenus[one.client].setTitle(menu_text(one.text))
            for action, text in zip(self._mending[one.client], (one.back, one.confirm), strict=True):
                action.setText(menu_text(text))
            for action, choice in zip(self._groups[one.client].actions(), one.choices, strict=True):
                action.setText(menu_text(choice.text))
                action.setChecked(choice.chosen)

    def _rebuild(self, clients: tuple[ClientMenu, ...]) -> None:
        for submenu in self._submenus.values():
            self.menu.removeAction(submenu.menuAction())
            submenu.deleteLater()
        self._submenus.clear()
        self._groups.clear()
        self._mending.clear()
        for one in clients:
            submenu = self._submenus[one.client] = QMenu(self.menu)
            self._add_mending(submenu, one)
            group = self._groups[one.client] = QActionGroup(submenu)
            for choice in one.choices:
                if choice.profile is None and len(one.choices) > 1:
                    submenu.addSeparator()
                action = QAction(submenu, checkable=True)
                action.triggered.connect(self._switcher(one.client, choice.profile))
                group.addAction(action)
                submenu.addAction(action)
            self.menu.insertMenu(self._below, submenu)

    def _add_mending(self, submenu: QMenu, one: ClientMenu) -> None:
        """What is to be done about the profile that serves; hidden entries are left out: hosts show them as empty."""
        back, confirm = QAction(submenu), QAction(submenu)
        back.triggered.connect(lambda: self.back_wanted.emit(one.client))
        confirm.triggered.connect(lambda: self.confirm_wanted.emit(one.profile))
        for action, text in ((back, one.back), (confirm, one.confirm)):
            if text:
                submenu.addAction(action)
        if not submenu.isEmpty():
            submenu.addSeparator()
        self._mending[one.client] = back, confirm

    def _switcher(self, client: str, profile: str | None) -> Callable[[], None]:
        return lambda: self.switch_wanted.emit(client, profile)

    def _open_error(self) -> None:
        if self._state is not None and self._state.last_error is not None:
            self.error_wanted.emit(self._state.last_error.exchange)

    def _copy_address(self) -> None:
        if self._state is not None and self._state.address is not None:
            self.copy_wanted.emit(self._state.address)

    def _header(self) -> QAction:
        """A line that says something. Not a section: its text is lost on its way over D-Bus."""
        action = QAction(self.menu)
        action.setEnabled(False)
        self.menu.addAction(action)
        return action

    def _action(self, run: Callable[[], object], *, checkable: bool = False) -> QAction:
        action = QAction(self.menu)
        action.setCheckable(checkable)
        action.triggered.connect(lambda *_: run())
        self.menu.addAction(action)
        return action
