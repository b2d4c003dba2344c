"""The settings' section of the access keys: who may use Turnout, and how much."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.ui import icons
from app.ui.call import Problem
from app.ui.link import Link
from app.ui.service_words import join
from app.ui.settings.access_dialog import AccessDialog
from app.ui.settings.access_key_line import Take
from app.ui.settings.access_question import RemoveQuestion, RotateQuestion
from app.ui.settings.access_row import AccessRow
from app.ui.settings.row import Row
from app.ui.widgets.section import Section

FIGURES_MS = 2_000
"""After requests the figures are asked for again, at most this often."""


class AccessSection(Section):
    """Asks for the keys when told to, and after requests while it is shown."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        self._add = QPushButton()
        super().__init__(self._add, parent)
        self._link = link
        self._answer: dict[str, Any] = {}
        self.rows: dict[str, AccessRow] = {}
        self._about = Row()
        self._add.setIcon(icons.icon("plus"))
        self._add.clicked.connect(lambda: self._open_dialog(None))
        self._soon = QTimer(self, singleShot=True, interval=FIGURES_MS)
        self._soon.timeout.connect(self._look_again)
        link.exchange.connect(self._note)
        self.add(self._about)
        self.retranslate()

    def refresh(self) -> None:
        """Ask which keys there are, and what they have used."""
        self._link.call("GET", "access", then=self._show, fail=self._complain, owner=self)

    def retranslate(self) -> None:
        self.set_heading(self.tr("Access keys"))
        self._add.setText(self.tr("Add key"))
        self._about.set_texts(
            "",
            self.tr(
                "Each client reaches Turnout with a key of its own, and so can your own programs. Limits are optional."
            ),
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ what the service says
    def _show(self, answer: dict[str, Any]) -> None:
        self._answer = answer
        self._about.set_problem("")
        keys = {str(key["name"]): key for key in answer["keys"]}
        if list(keys) == list(self.rows):
            for name, row in self.rows.items():
                row.show_key(keys[name])
            return
        for name in [name for name in self.rows if name not in keys]:
            self.remove(self.rows.pop(name))
        before = None
        for name in reversed(keys):
            if name in self.rows:
                self.rows[name].show_key(keys[name])
            else:
                self.rows[name] = self._row(keys[name])
                self.add(self.rows[name], before)
            before = self.rows[name]
        self.rows = {name: self.rows[name] for name in keys}

    def _complain(self, problem: Problem) -> None:
        self._about.set_problem(str(problem))

    def _note(self, summary: Mapping[str, Any]) -> None:
        if self.isVisible() and summary.get("state") != "live" and not self._soon.isActive():
            self._soon.start()

    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()

    # ------------------------------------------------------------------ what can be done
    def _row(self, key: Mapping[str, Any]) -> AccessRow:
        row = AccessRow(key)
        row.edit_wanted.connect(lambda: self._open_dialog(row))
        row.rotate_wanted.connect(lambda: self._ask_to_rotate(row))
        row.remove_wanted.connect(lambda: self._ask_to_remove(row))
        row.reset_wanted.connect(lambda: self._change("PATCH", row, {"reset_usage": True}))
        row.line.wanted.connect(lambda take: self._get_value(row, take))
        return row

    def _open_dialog(self, row: AccessRow | None) -> None:
        if not self._answer:
            return  # nothing is known yet; the row above says why
        dialog = AccessDialog(
            None if row is None else row.key, self._answer["clients"], self._answer["most"], self.window()
        )
        dialog.save_wanted.connect(lambda wanted: self._save(dialog, row, wanted))
        _open(dialog)

    def _save(self, dialog: AccessDialog, row: AccessRow | None, wanted: dict[str, Any]) -> None:
        def saved(key: dict[str, Any]) -> None:
            dialog.accept()
            self._show_new(key) if row is None else row.show_key(key)

        method, path = ("POST", "access") if row is None else ("PATCH", _path(row))
        self._link.call(method, path, wanted, then=saved, fail=dialog.refuse, owner=dialog)

    def _show_new(self, key: dict[str, Any]) -> None:
        """A new key is there to be copied: show it."""
        self._show({**self._answer, "keys": [*(row.key for row in self.rows.values()), key]})
        self.rows[str(key["name"])].line.toggle()

    def _ask_to_rotate(self, row: AccessRow) -> None:
        question = RotateQuestion(row.name, self.window())
        question.accepted.connect(
            lambda: self._change("POST", row, {"grace_seconds": question.grace}, "/rotate")
        )
        _open(question)

    def _ask_to_remove(self, row: AccessRow) -> None:
        question = RemoveQuestion(row.name, self.window())
        question.accepted.connect(lambda: self._remove(row))
        _open(question)

    def _remove(self, row: AccessRow) -> None:
        def gone(_answer: dict[str, Any]) -> None:
            self._show({**self._answer, "keys": [one.key for one in self.rows.values() if one is not row]})

        self._link.call(
            "DELETE",
            _path(row),
            then=gone,
            fail=lambda problem: row.set_problem(str(problem)),
            owner=row,
        )

    def _change(self, method: str, row: AccessRow, body: dict[str, Any], more: str = "") -> None:
        def done(key: dict[str, Any]) -> None:
            row.line.hide_key()  # it may be another one now
            row.show_key(key)
            row.set_problem(join(*map(str, key.get("warnings") or ())), "warn")

        self._link.call(
            method,
            _path(row) + more,
            body,
            then=done,
            fail=lambda problem: row.set_problem(str(problem)),
            owner=row,
        )

    def _get_value(self, row: AccessRow, take: Take) -> None:
        self._link.call(
            "GET",
            f"{_path(row)}/key",
            then=lambda answer: take(str(answer["key"])),
            fail=lambda problem: row.set_problem(str(problem)),
            owner=row,
        )


def _path(row: AccessRow) -> str:
    return f"access/{quote(row.name, safe='')}"


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
