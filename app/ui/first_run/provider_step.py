"""The second step: which provider, its key, and whether that works."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ui.call import Call, Problem
from app.ui.first_run.account import Account
from app.ui.link import Link
from app.ui.names import CLIENTS
from app.ui.profiles.preset_card import CUSTOM
from app.ui.profiles.preset_grid import PresetGrid


class ProviderStep(QWidget):
    """The grid first, then what the chosen one needs. `chosen` tells whether there is one by now."""

    chosen = Signal(bool)
    checked = Signal()
    """A check began or ended; `went_wrong` says how."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._presets: list[Mapping[str, Any]] = []
        self._check: Call | None = None
        self.went_wrong = False
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self.grid, self.account = PresetGrid(self), Account(link, self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.account)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 8)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self.stack, 1)
        self.grid.chosen.connect(self._choose)
        self.account.check_wanted.connect(self.start_check)
        self.account.other_wanted.connect(self.show_grid)
        self.account.list.loaded.connect(lambda: self._set_wrong(False))
        self.account.list.refused.connect(self._list_refused)
        self.retranslate()

    def retranslate(self) -> None:
        if self.is_choosing():
            title = self.tr("Choose a provider")
        elif self.account.needs_address():
            title = self.tr("Address and key")
        elif self.account.state().key_kind == "none":
            title = self.tr("No key needed")
        else:
            title = self.tr("One key")
        self._title.setText(title)

    def set_presets(self, presets: Sequence[Mapping[str, Any]]) -> None:
        """Offer these (`GET presets`)."""
        self._presets = list(presets)
        self.grid.show_presets(presets)

    def is_choosing(self) -> bool:
        return self.stack.currentWidget() is self.grid

    def show_grid(self) -> None:
        """Choose again."""
        self.cancel_check()
        self.stack.setCurrentWidget(self.grid)
        self.retranslate()
        self.grid.setFocus()
        self.chosen.emit(False)

    def start_check(self) -> None:
        """Check what stands there, quickly."""
        if self.account.find_problem():
            return
        self.cancel_check()
        body = self.account.draft() | {"clients": list(CLIENTS), "quick": True}
        if self.account.key():
            body["key"] = self.account.key()
        self.account.check.begin([])
        self.account.again.setVisible(True)
        self._check = self._link.stream("check", body, line=self._take_line, done=self._checked, owner=self)

    def cancel_check(self) -> None:
        """Stop checking; whoever goes on does not wait for it."""
        self._set_wrong(False)
        check, self._check = self._check, None
        if check is not None:
            check.cancel()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _choose(self, preset_id: str, address: str) -> None:
        preset = None if preset_id == CUSTOM else next(one for one in self._presets if one["id"] == preset_id)
        self.cancel_check()
        self.account.again.setVisible(False)
        self.stack.setCurrentWidget(self.account)
        self.account.show_preset(preset, address)
        self.retranslate()
        self.chosen.emit(True)

    def _take_line(self, line: dict[str, Any]) -> None:
        data = line.get("data") or {}
        if line.get("event") == "plan":
            self.account.check.begin(data.get("steps") or [])
        elif line.get("event") == "step":
            self.account.check.show_step(data)
        elif line.get("event") == "result":
            verdicts = (data.get("verdicts") or {}).values()
            self.account.check.end(data)
            self._set_wrong(bool(verdicts) and all(one.get("verdict") == "unsafe" for one in verdicts))

    def _checked(self, problem: Problem | None) -> None:
        self._check = None
        if problem is not None:
            self.account.check.say(str(problem), "error")
            self.account.take_refusal(problem)
            self._set_wrong(True)

    def _list_refused(self, problem: Problem) -> None:
        # What a row says has to be mended; a server that does not run yet is no reason to stay.
        self._set_wrong(problem.code == "unreachable")

    def _set_wrong(self, wrong: bool) -> None:
        self.went_wrong = wrong
        self.checked.emit()
