"""The tray app put together: everything is built and connected here, and nothing else happens here."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.autostart import autostart
from app.crash import CrashLog, keep_private
from app.service_process import ServiceProcess
from app.ui import i18n, icons, theme
from app.ui.link import Json, Link, Problem
from app.ui.notifications import Notifications
from app.ui.preferences import preferences
from app.ui.reach import Reach, Stopped
from app.ui.signals import Signals
from app.ui.single_instance import SingleInstance
from app.ui.tray import Tray
from app.ui.tray_host import TrayHost

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow
    from app.ui.page import Page

SETTINGS_MS = 500
"""Settings are asked for again this long after a change of the status: one edit makes several."""


def run(hidden: bool) -> int:
    """Run the tray app to its end; where one runs already, show that one's window instead."""
    keep_private()
    service = ServiceProcess.from_environment()
    instance = SingleInstance(service.paths.state)
    if not instance.claim():
        return 0 if hidden or instance.ask_to_show() else 1
    if service.find() is None:
        # It starts while Qt does; where it cannot, the attempt of the one who watches it says why.
        with suppress(OSError):
            service.start()
    crash = CrashLog(service.paths)
    crash.begin()
    QApplication.setApplicationName("turnout")
    QApplication.setApplicationDisplayName("Turnout")
    QApplication.setDesktopFileName("turnout")
    qt = QApplication(sys.argv[:1])
    qt.setQuitOnLastWindowClosed(False)
    instance.listen()
    app = Application(qt, service, instance, crash)
    app.begin(hidden)
    try:
        return qt.exec()
    finally:
        app.close()
        crash.end()
        instance.release()


class Application(QObject):
    """Owns the parts. The window is built when it is first shown: the tray is there before."""

    def __init__(
        self, qt: QApplication, service: ServiceProcess, instance: SingleInstance, crash: CrashLog
    ) -> None:
        super().__init__()
        self._qt, self._crash, self._service = qt, crash, service
        self._preferences = preferences()
        self._settings: dict[str, Any] = {
            "language": self._preferences.value("language", "system"),
            "theme": self._preferences.value("theme", "system"),
        }
        self._dress()
        self._autostart = autostart()
        self._window: MainWindow | None = None
        self._ending = self._hidden = False
        self.link = Link(service.find, self)
        self.reach = Reach(self.link, service, self)
        self.tray = Tray(self.link, self.reach, self, self._autostart, self)
        self._host = TrayHost(parent=self)
        self._signals = Signals(self)
        self._notifications = Notifications(
            self.link, self.reach, self.tray.notify, lambda: self._setting("notifications"), parent=self
        )
        self._asking = QTimer(self, singleShot=True, interval=SETTINGS_MS)
        self._connect(instance)

    def begin(self, hidden: bool) -> None:
        """Show the tray, reach the service, and show the window unless it is to be hidden."""
        self._hidden = hidden
        self.tray.show()
        self._host.begin()
        self.reach.begin()
        if not hidden:
            # After the tray: building the window takes longer than everything else.
            QTimer.singleShot(0, self, self.show_window)

    @property
    def window(self) -> "MainWindow":
        """The main window, built at the first use."""
        if self._window is None:
            self._window = self._build_window()
        return self._window

    def show_window(self) -> None:
        """Bring the window to the front."""
        window = self.window
        window.show()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    # The two ways of the tray to change a route, with the window's dialog where one is needed.
    def use(self, profile: str, client: str) -> None:
        """Let a profile serve a client."""
        if not ((self.link.last_status.get("routes") or {}).get(client) or {}).get("connected"):
            self.show_window()  # there will be a question
        self.window.switching.use(profile, client)

    def off(self, client: str) -> None:
        """Give a client its own settings back."""
        self.window.switching.off(client)

    def leave_fallback(self, client: str) -> None:
        """Let a client's conversations go to its own profile again."""
        self.window.switching.leave_fallback(client)

    def quit(self) -> None:
        """End in order: the service gives the clients their settings back, then we go."""
        if self._ending:
            return
        self._ending = True
        if self._window is not None:
            self._window.hide()
        # A client that stays connected reaches nobody, unless the next login starts us.
        restore = self._setting("restore_on_quit") or not self._autostart.is_on()
        self.reach.end(restore, self._qt.quit)

    def close(self) -> None:
        """Give back what belongs to the process."""
        self.link.stop()
        self.tray.icon.hide()
        self._signals.close()
        if self._window is not None:
            self._window.deleteLater()
        self.deleteLater()
        # Now, while there is an event loop to take leave of; Python would do it after Qt has gone.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The system's own Quit (macOS: Cmd+Q, the Dock) is ours."""
        if event.type() == QEvent.Type.Quit and not self._ending:
            self.quit()
            return True
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------ connections
    def _connect(self, instance: SingleInstance) -> None:
        tray = self.tray
        tray.toggle_wanted.connect(self._toggle)
        tray.open_wanted.connect(self.show_window)
        tray.error_wanted.connect(lambda exchange: self._go("requests", exchange=exchange))
        tray.confirm_wanted.connect(lambda profile: self._go("profiles", profile=profile, key=True))
        tray.quit_wanted.connect(self.quit)
        tray.problem.connect(self._show_problem)
        instance.show_wanted.connect(self.show_window)
        self._signals.told.connect(self._told)
        self._qt.commitDataRequest.connect(lambda _: self.quit())
        self._qt.installEventFilter(self)
        self._host.found.connect(self._host_found)
        self._host.missing.connect(self._host_missing)
        self.reach.stopped.connect(self._show_stopped)
        self.reach.changed.connect(self._service_changed)
        self.link.up.connect(self._first_answer)
        self.link.status.connect(lambda _: self._asking.start())
        self._asking.timeout.connect(self._ask_settings)

    def _build_window(self) -> "MainWindow":
        from app.ui.main_window import MainWindow

        window = MainWindow(self.link, _pages(self.link))
        window.setWindowIcon(icons.app_icon())
        window.quit_wanted.connect(self.quit)
        window.restart_wanted.connect(self.reach.retry)
        window.port_wanted.connect(self.reach.use_port)
        if self._host.state == "missing":
            window.set_menu(self.tray.menu.menu)
        window.close_to_tray = self._closes_to_tray()
        if self.reach.last_stop is not None:
            window.show_stopped(self.reach.last_stop.problem, self.reach.last_stop.log)
        if self._crash.earlier:
            text = self.tr("Turnout did not end in order last time. What is known of it is in {path}.")
            window.show_hint(text.format(path=self._crash.before))
        return window

    # ------------------------------------------------------------------ reactions
    def _toggle(self) -> None:
        window = self._window
        if window is not None and window.isVisible() and not window.isMinimized() and window.isActiveWindow():
            window.hide()
        else:
            self.show_window()

    def _go(self, page: str, **what: object) -> None:
        self.show_window()
        self.window.go(page, **what)

    def _told(self, _signal: int) -> None:
        if self._ending:
            self._qt.exit(1)  # told twice: at once
        self.quit()

    def _host_found(self) -> None:
        self.tray.show()
        if self._window is not None:
            self._window.set_menu(None)
            self._window.close_to_tray = self._closes_to_tray()

    def _host_missing(self) -> None:
        """No tray: the window has the menu, and closing it does not hide it to where nobody finds it."""
        self.window.set_menu(self.tray.menu.menu)
        self.window.close_to_tray = False
        self.show_window()
        if not self._preferences.value("hints/no_tray", False, type=bool):
            self._preferences.setValue("hints/no_tray", True)
            self.window.show_hint(
                self.tr(
                    "This desktop shows no tray icons; the menu is in this window. GNOME needs an extension: {name}"
                ).format(name="AppIndicator and KStatusNotifierItem Support")
            )

    def _show_problem(self, problem: Problem) -> None:
        self.show_window()
        self.link.problem.emit(problem)

    def _show_stopped(self, stopped: Stopped) -> None:
        if self._window is not None:
            self._window.show_stopped(stopped.problem, stopped.log)

    def _service_changed(self, state: str) -> None:
        if state == "running" and self._window is not None:
            self._window.show_running()

    def _first_answer(self, _status: Json) -> None:
        self._ask_settings()
        self.link.call("GET", "profiles", then=self._greet, fail=lambda _: None, owner=self)

    def _greet(self, answer: Json) -> None:
        """A newcomer is led to the first profile, once; not at login."""
        if answer.get("profiles") or self._hidden or self._preferences.value("greeted", False, type=bool):
            return
        self._preferences.setValue("greeted", True)
        from app.ui.first_run.dialog import FirstRun

        self.show_window()
        dialog = FirstRun(self.link, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.applied.connect(self.window.switching.say_switched)
        dialog.open()

    # ------------------------------------------------------------------ settings
    def _ask_settings(self) -> None:
        self.link.call("GET", "settings", then=self._take_settings, fail=lambda _: None, owner=self)

    def _take_settings(self, answer: Json) -> None:
        before, self._settings = self._settings, dict(answer.get("settings") or {})
        for name in ("language", "theme"):
            self._preferences.setValue(name, self._settings.get(name, "system"))
        if any(before.get(name) != self._settings.get(name) for name in ("language", "theme")):
            self._dress()
        self.tray.set_restores(self._setting("restore_on_quit"))
        if self._window is not None:
            self._window.close_to_tray = self._closes_to_tray()

    def _dress(self) -> None:
        i18n.install(self._settings.get("language", "system"))
        theme.set_choice(self._settings.get("theme", "system"))

    def _setting(self, name: str) -> bool:
        """A switch of the user's; all are on from the start."""
        return self._settings.get(name) is not False

    def _closes_to_tray(self) -> bool:
        return self._setting("close_to_tray") and self._host.state != "missing"


def _pages(link: Link) -> Mapping[str, Callable[[], "Page"]]:
    """How each page is built when it is first opened: Usage alone loads a plotting library."""

    def requests() -> "Page":
        from app.ui.requests.page import RequestsPage

        return RequestsPage(link)

    def profiles() -> "Page":
        from app.ui.profiles.page import ProfilesPage

        return ProfilesPage(link)

    def check() -> "Page":
        from app.ui.check.page import CheckPage

        return CheckPage(link)

    def usage() -> "Page":
        from app.ui.usage.page import UsagePage

        return UsagePage(link)

    def settings() -> "Page":
        from app.ui.settings.page import SettingsPage

        return SettingsPage(link)

    return {
        "requests": requests,
        "profiles": profiles,
        "check": check,
        "usage": usage,
        "settings": settings,
    }
