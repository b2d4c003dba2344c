"""What stands in place of an empty list: why it is empty, and what to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.ui.link import Link
from app.ui.widgets.empty_state import EmptyState

_TEST_COMMAND = """curl {base}/v1/chat/completions \\
  -H "Authorization: Bearer $(turnout access show default)" \\
  -H "Content-Type: application/json" \\
  -d '{{"model": "default", "messages": [{{"role": "user", "content": "Say hello"}}]}}'"""
"""No key is in it: the command asks for it where it runs."""


class EmptyList(EmptyState):
    """`copied` after the test command was put on the clipboard."""

    unfilter_wanted = Signal()
    profiles_wanted = Signal()
    test_wanted = Signal()
    copied = Signal()

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__("requests", parent=parent)
        self._link = link
        self._said: tuple[object, ...] = ()

    def explain(self, hidden: int, loading: bool) -> None:
        """Say why nothing is shown; `hidden` requests do not match the filter."""
        address = str(self._link.last_status.get("base_url") or "").removeprefix("http://")
        routes = self._link.last_status.get("routes") or {}
        served = any(route.get("profile") for route in routes.values())
        state = (hidden, loading, self._link.connected, served, address, self.tr("No requests yet"))
        if state == self._said:
            return  # new buttons would take the focus from those that are there
        self._said = state
        if hidden:
            title = self.tr("No match, {count} hidden").format(count=f"{hidden:,}")
            self.set(title, "", [(self.tr("Clear filter"), self.unfilter_wanted.emit)], "search")
        elif not self._link.connected:
            text = self.tr("Requests are shown as soon as it is back.")
            self.set(self.tr("Turnout's service is not running"), text, [], "server")
        elif loading:
            self.set(self.tr("Loading…"), "", [], "requests")
        elif not served:
            text = self.tr("Codex and Claude Code use their own login. Choose a profile for them first.")
            go = (self.tr("Choose a profile"), self.profiles_wanted.emit)
            self.set(self.tr("No requests yet"), text, [go], "requests")
        else:
            text = self.tr("Run `codex` or `claude` in a terminal. Turnout listens on {address}.")
            test = (self.tr("Send a test request"), self.test_wanted.emit)
            command = (self.tr("Copy test command"), self._copy)
            self.set(self.tr("No requests yet"), text.format(address=address), [test, command], "requests")

    def _copy(self) -> None:
        base = str(self._link.last_status.get("base_url") or "").rstrip("/")
        QGuiApplication.clipboard().setText(_TEST_COMMAND.format(base=base))
        self.copied.emit()
