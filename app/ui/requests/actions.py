"""What can be done with requests: copied, exported, sent again, marked, and where they lead."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.filter_words import split_words
from app.ui.link import Link, Problem
from app.ui.menu_text import menu_text
from app.ui.requests.row import Row

Format = Literal["har", "jsonl"]
Leg = Literal["upstream", "client"]
EXPORT_MS = 300_000
"""A whole log can be gigabytes; the service writes the file, the window waits without waiting."""
_REPLAY_MS = 15_000


class RequestActions(QObject):
    """`said` has a kind and a text for the user; `replayed` the id of the new request."""

    said = Signal(str, str)
    replayed = Signal(str)
    navigate = Signal(str, dict)
    session_wanted = Signal(str)
    pin_wanted = Signal(str)
    note_wanted = Signal(str)

    def __init__(self, link: Link, window: QWidget) -> None:
        super().__init__(window)
        self._link, self._window = link, window
        self._profiles: list[dict[str, Any]] = []
        link.up.connect(lambda _: self._ask_profiles())
        link.profiles_changed.connect(self._ask_profiles)
        if link.connected:
            self._ask_profiles()

    def _ask_profiles(self) -> None:
        def take(answer: dict[str, Any]) -> None:
            self._profiles = list(answer.get("profiles") or [])

        self._link.call("GET", "profiles", then=take, fail=lambda _: None, owner=self)

    # ------------------------------------------------------------------ copying
    def copy_curl(self, row: Row, leg: Leg = "upstream") -> None:
        """Copy a command that repeats what went to the provider, or what the client sent; the key is a variable."""
        said = self.tr("Copied as curl: set TURNOUT_KEY before you run it")
        self._copy(f"{_path(row)}/curl?leg={leg}&secret=placeholder", said)

    def copy_report(self, row: Row) -> None:
        """Copy what a maintainer needs to know of a failure, as Markdown."""
        self._copy(f"{_path(row)}/report", self.tr("Copied the error report"))

    def _copy(self, path: str, said: str) -> None:
        def take(answer: dict[str, Any]) -> None:
            QGuiApplication.clipboard().setText(str(answer.get("text") or ""))
            self.said.emit("ok", said)

        self._ask("GET", path, None, take)

    def copy_body(self, row: Row, name: str) -> None:
        """Copy a body as it went over the line."""

        def take(answer: dict[str, Any]) -> None:
            body = (answer.get("bodies") or {}).get(name)
            if body:
                QGuiApplication.clipboard().setText(body)
                self.said.emit("ok", self.tr("Copied"))
            else:
                self.said.emit("warn", self.tr("This body was not recorded"))

        self._ask("GET", _path(row), None, take)

    # ------------------------------------------------------------------ exporting
    def export(self, rows: Sequence[Row] | None, expression: str = "") -> None:
        """Ask for a file, then have the service write it. None: all that the service has, or all that matches."""
        dialog = QFileDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, _is_offscreen())
        dialog.setWindowTitle(self.tr("Export requests"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["HAR (*.har)", "JSON Lines (*.jsonl)"])
        dialog.setDefaultSuffix("har")
        dialog.filterSelected.connect(
            lambda name: dialog.setDefaultSuffix("jsonl" if "jsonl" in name else "har")
        )
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog.setDirectory(folder)
        dialog.selectFile("turnout.har")
        ids = None if rows is None else [row.id for row in rows]
        dialog.fileSelected.connect(lambda path: self.export_to(path, ids, expression))
        dialog.open()

    def export_matching(self, expression: str, rows: Sequence[Row]) -> None:
        """Export what matches in the whole log; `rows` match in the list, and count where the filter asks for marks."""
        # Pins and notes are the window's: the service knows nothing of them.
        mine = any(word.field in ("pinned", "note") for word in split_words(expression))
        self.export(rows if mine else None, "" if mine else expression)

    def export_to(self, path: str, ids: list[str] | None, expression: str = "") -> None:
        """Have the service write a file; its ending says the format."""
        kind: Format = "jsonl" if path.lower().endswith(".jsonl") else "har"
        body = {"format": kind, "path": str(Path(path).absolute()), "ids": ids, "filter": expression or None}

        def take(answer: dict[str, Any]) -> None:
            said = self.tr("Exported %Ln request(s) to {path}", "", int(answer.get("count") or 0))
            self.said.emit("ok", said.format(path=answer.get("path") or path))

        self._ask("POST", "export", body, take, EXPORT_MS)

    # ------------------------------------------------------------------ sending again
    def replay(self, row: Row, profile: str | None = None) -> None:
        """Send the request again, to the profile that serves its client now or to another."""

        def take(answer: dict[str, Any]) -> None:
            self.replayed.emit(str(answer.get("id") or ""))

        self._ask("POST", f"{_path(row)}/replay", {"profile": profile}, take, _REPLAY_MS)

    def send_test(self) -> None:
        """Send a small request through Turnout, as any app would."""
        self._ask(
            "POST", "trial", {}, lambda answer: self.replayed.emit(str(answer.get("id") or "")), _REPLAY_MS
        )

    def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        then: Callable[[dict[str, Any]], None],
        timeout_ms: int = 30_000,
    ) -> None:
        def fail(problem: Problem) -> None:
            self.said.emit("error", str(problem))

        self._link.call(method, path, body, then=then, fail=fail, owner=self, timeout_ms=timeout_ms)

    # ------------------------------------------------------------------ menus
    def fill(
        self, menu: QMenu, rows: Sequence[Row], expression: str = "", shown: Sequence[Row] | None = None
    ) -> None:
        """Put what fits the selected requests into a menu; `shown` are all that match the expression."""
        if rows:
            self._fill_single(menu, rows[-1])
            menu.addSeparator()
        if rows:
            said = self.tr("Export {count} selected…").format(count=len(rows))
            _add(menu, said, lambda: self.export(rows), "Ctrl+E")
        everything = self.tr("Export all that match…") if expression else self.tr("Export all…")
        _add(menu, everything, lambda: self.export_matching(expression, shown or ()))

    def _fill_single(self, menu: QMenu, row: Row) -> None:
        summary = row.summary
        kept = summary.get("bodies_kept") is not False
        _add(menu, self.tr("Copy as curl"), lambda: self.copy_curl(row), "Ctrl+C", enabled=kept)
        _add(
            menu, self.tr("Copy client request as curl"), lambda: self.copy_curl(row, "client"), enabled=kept
        )
        request, answer = self.tr("Copy request JSON"), self.tr("Copy reply JSON")
        _add(menu, request, lambda: self.copy_body(row, "client_request"), enabled=kept)
        _add(menu, answer, lambda: self.copy_body(row, "client_response"), enabled=kept)
        _add(menu, self.tr("Copy error report"), lambda: self.copy_report(row), enabled=row.is_error)
        menu.addSeparator()
        _add(menu, self.tr("Send again"), lambda: self.replay(row), enabled=kept and not row.is_live)
        others = menu.addMenu(self.tr("Send again to"))
        others.setEnabled(kept and not row.is_live and bool(self._profiles))
        for profile in self._profiles:
            key = str(profile["id"])
            _add(others, str(profile.get("name") or key), partial(self.replay, row, key))
        menu.addSeparator()
        name = str(summary.get("profile") or "")
        known = bool(name)
        _add(
            menu,
            self.tr("Open profile"),
            lambda: self.navigate.emit("profiles", {"profile": name}),
            enabled=known,
        )
        _add(
            menu,
            self.tr("Check profile"),
            lambda: self.navigate.emit("check", {"profile": name}),
            enabled=known,
        )
        menu.addSeparator()
        _add(
            menu, self.tr("Unpin") if row.is_pinned else self.tr("Pin"), lambda: self.pin_wanted.emit(row.id)
        )
        _add(menu, self.tr("Note…"), lambda: self.note_wanted.emit(row.id))
        session = row.session
        only = self.tr("Show only this session")
        _add(menu, only, lambda: self.session_wanted.emit(session), enabled=bool(session))


def _add(menu: QMenu, text: str, does: Callable[[], object], keys: str = "", *, enabled: bool = True) -> None:
    action = menu.addAction(menu_text(text))
    action.triggered.connect(lambda _=False: does())
    action.setEnabled(enabled)
    if keys:
        # Shown only: the page itself listens to its keys, also while no menu is open.
        action.setText(
            f"{action.text()}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}"
        )


def _path(row: Row) -> str:
    return f"exchanges/{quote(row.id, safe='')}"


def _is_offscreen() -> bool:
    return QGuiApplication.platformName() == "offscreen"
