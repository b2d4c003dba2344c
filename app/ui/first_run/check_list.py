"""The steps of a check as they come in: one line each, and a sentence at the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.check.wording import step_name
from app.ui.icons import icon
from app.ui.names import CLIENTS, client_name
from app.ui.service_words import join, localize
from app.ui.theme import set_role
from app.ui.widgets.elided_label import ElidedLabel

SIGN = 16
_SIGNS = {"passed": ("ok", "ok"), "failed": ("error", "err"), "skipped": ("skipped", "dim")}
_WAITING = ("pending", "dim")
_Key = tuple[str, str | None, str | None, str | None]


class CheckList(QWidget):
    """`begin` with the plan, `show_step` for each result, `end` with the whole one or a problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[_Key, _Row] = {}
        self._result: Mapping[str, Any] | None = None
        self.sentence = QLabel(self, wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._grid_holder = QWidget(self)
        self._grid_holder.setProperty("role", "panel")
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(3, 1)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._grid_holder)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self._scroll, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing was checked."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._result = {}, None
        self._scroll.hide()
        self.say("")

    def say(self, text: str, role: str = "dim") -> None:
        """Say one sentence above the steps."""
        self.sentence.setText(text)
        self.sentence.setVisible(bool(text))
        set_role(self.sentence, role)

    def begin(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Show the plan, all of it waiting."""
        self.clear()
        self.say(self.tr("Checking with a few short requests…"))
        for place, step in enumerate(steps):
            row = _Row(step, self._grid_holder)
            self._rows[_key(step)] = row
            for column, widget in enumerate(row.widgets()):
                self._grid.addWidget(widget, place, column)
        self._grid.setRowStretch(len(steps), 1)
        self._scroll.setVisible(bool(steps))

    def show_step(self, step: Mapping[str, Any]) -> None:
        """Show what became of a step."""
        row = self._rows.get(_key(step))
        if row is not None:
            row.show_result(step)
            self._scroll.ensureWidgetVisible(row.name, 0, 24)

    def end(self, result: Mapping[str, Any]) -> None:
        """Say whether the clients can use it."""
        self._result = result
        verdicts = result.get("verdicts") or {}
        found = [(client, (verdicts.get(client) or {}).get("verdict")) for client in CLIENTS]
        words = {
            "native": self.tr("{client} works."),
            "translation": self.tr("{client} works through translation."),
            "limited": self.tr("{client} works with limits."),
            "unsafe": self.tr("{client} cannot rely on it."),
        }
        said = [
            words[verdict].format(client=client_name(client)) for client, verdict in found if verdict in words
        ]
        bad = [verdict for _, verdict in found if verdict in ("unsafe", "limited")]
        failed = [step for step in result.get("steps") or [] if step.get("state") == "failed"]
        role = "error" if "unsafe" in bad else "warn" if bad else "ok"
        text = join(*said) or self.tr("The check has ended.")
        if "unsafe" in bad and failed:
            text = join(text, failed[0].get("cause") or "", failed[0].get("fix") or "")
        self.say(text, role)

    def retranslate(self) -> None:
        for row in self._rows.values():
            row.retranslate()
        if self._result is not None:
            self.end(self._result)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.StyleChange:
            for row in self._rows.values():
                row.draw()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Row:
    """Sign, name, wire, and what was seen."""

    def __init__(self, step: Mapping[str, Any], parent: QWidget) -> None:
        self._step: Mapping[str, Any] = step
        self._state = ""
        self.sign, self.name = QLabel(parent), QLabel(parent)
        self.sign.setFixedSize(QSize(SIGN, SIGN))
        where = client_name(step["client"]) if step.get("client") else step.get("wire") or ""
        self.where = QLabel(where, parent)
        self.seen = ElidedLabel("", Qt.TextElideMode.ElideRight, parent)
        for label in (self.name, self.where):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setProperty("role", "dim")
        self.where.setProperty("role", "small")
        self.seen.setProperty("role", "small")
        self.seen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.retranslate()
        self.draw()

    def widgets(self) -> tuple[QWidget, ...]:
        return self.sign, self.name, self.where, self.seen

    def show_result(self, step: Mapping[str, Any]) -> None:
        self._step = step
        self._state = step.get("state") or ""
        self.retranslate()
        set_role(self.name, "dim" if self._state == "skipped" else "text")
        set_role(self.seen, "error" if self._state == "failed" else "small")
        self.draw()

    def retranslate(self) -> None:
        self.name.setText(step_name(self._step))
        if not self._state:
            return
        ms = self._step.get("ms")
        duration = (
            f"{ms:.0f} ms" if ms is not None and ms < 1000 else f"{ms / 1000:.1f} s" if ms is not None else ""
        )
        self.seen.setText(duration if self._state == "passed" else localize(self._step.get("cause") or ""))

    def draw(self) -> None:
        name, color = _SIGNS.get(self._state, _WAITING)
        self.sign.setPixmap(icon(name, color).pixmap(QSize(SIGN, SIGN)))
        self.sign.setAccessibleName(self._state)


def _key(step: Mapping[str, Any]) -> _Key:
    return step["id"], step.get("wire"), step.get("via"), step.get("client")
