"""The tab that shows what translation made of the request: the client's against the provider's."""

import json
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.ui.requests import wording
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.json_text import readable
from app.ui.requests.line_diff import compare, unified
from app.ui.requests.plain_text import LONGEST_LINE
from app.ui.requests.slices import Slices, Steps
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.diff_view import DiffView
from app.ui.widgets.empty_state import EmptyState

COMPARED_AT_ONCE = 2 * 1024 * 1024
"""Characters of both bodies: reading more as JSON takes more than a frame."""
_MOST_LINES = 2_000
"""Lines shown of a difference: both bodies in full are in their own tabs."""
_CHUNKS = 400


class DiffTab(DetailTab):
    """Both bodies with their keys in one order, so that only what differs is shown as different."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: Detail = {}
        self._pair = ("", "")
        self._text = ""
        self._slices = Slices(self)
        self._view = DiffView()
        self._view.setProperty("role", "plain")
        self._about = QLabel()
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setProperty("role", "small")
        self._compare = QPushButton()
        self._compare.clicked.connect(lambda _=False: self._begin())
        self._compare.hide()
        self._copy = CopyButton(lambda: self._text)
        self._copy.setProperty("role", "flat")
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 8, 0)
        row.addWidget(self._about, 1)
        row.addWidget(self._compare)
        row.addWidget(self._copy)
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._view, 1)
        self._empty = EmptyState("diff")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(text)
        self._pages.addWidget(self._empty)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Diff")

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        bodies = detail.get("bodies") or {}
        pair = (bodies.get("client_request") or "", bodies.get("upstream_request") or "")
        if not all(pair):
            self._slices.cancel()
            self._pair = pair
            self._empty.set(
                self.tr("Nothing to compare") if "bodies" in detail else self.tr("Loading…"),
                self.tr("It needs the recorded bodies of the client's and of the provider's request.")
                if "bodies" in detail
                else "",
            )
            self._pages.setCurrentIndex(1)
            return
        self._pages.setCurrentIndex(0)
        if pair == self._pair:
            return
        self._pair, self._text = pair, ""
        self._view.set_diff("")
        length = sum(map(len, pair))
        self._compare.setVisible(length > COMPARED_AT_ONCE)
        if length > COMPARED_AT_ONCE:
            self._slices.cancel()
            self._about.setText(self.tr("These bodies are large ({size}).").format(size=wording.size(length)))
        else:
            self._begin()

    def is_comparing(self) -> bool:
        """Tell whether the difference is still being worked out."""
        return self._slices.is_running

    def _begin(self) -> None:
        self._compare.hide()
        self._about.setText(self.tr("Comparing…"))
        self._slices.start(
            _difference(*self._pair, self.tr("client request"), self.tr("upstream request")), self._show
        )

    def _show(self, found: object) -> None:
        lines = cast("list[str]", found)
        added = sum(line.startswith("+") for line in lines[2:])
        removed = sum(line.startswith("-") for line in lines[2:])
        self._text = "\n".join(lines)
        if not lines:
            self._about.setText(self.tr("No difference: it went to the provider as it came."))
        else:
            said = self.tr("Client request → upstream request, in lines: {added} added, {removed} removed")
            self._about.setText(said.format(added=added, removed=removed))
        if len(lines) > _MOST_LINES:
            lines = [*lines[:_MOST_LINES], self.tr("… Copy has all of it")]
        self._view.set_diff("\n".join(lines))

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Client request against upstream request"))
        self._compare.setText(self.tr("Compare anyway"))
        if self._detail and not all(self._pair):
            self.show_detail(self._detail)


def _difference(before: str, after: str, ours: str, theirs: str) -> Steps:
    """Return the lines of the unified diff of two bodies."""
    one = yield from _lines(before)
    yield
    other = yield from _lines(after)
    yield
    ops = yield from compare(one, other)
    return unified(ops, ours, theirs)


def _lines(body: str) -> Any:
    """Return a body as lines, keys in one order; what is no JSON as it is."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return [readable(line)[:LONGEST_LINE] for line in body.splitlines()]
    yield
    parts: list[str] = []
    for count, part in enumerate(
        json.JSONEncoder(indent=2, sort_keys=True, ensure_ascii=False).iterencode(value)
    ):
        parts.append(part)
        if count % _CHUNKS == 0:
            yield
    return [readable(line)[:LONGEST_LINE] for line in "".join(parts).splitlines()]
