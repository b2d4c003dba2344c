"""One step of a check: its state as icon and word, how long it took, what was seen, and the evidence folded away."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.check.wording import cause_text, state_word, step_name
from app.ui.service_words import localize
from app.ui.widgets.icon_button import IconButton
from app.ui.widgets.spinner import Busy

_ICON, _NAME_WIDTH, _STATE_WIDTH, _TIME_WIDTH = 18, 176, 64, 72
_EVIDENCE_LINES = 14
_SIGNS = {
    "waiting": ("pending", "faint"),
    "passed": ("ok", "ok"),
    "noted": ("info", "accent"),
    "limited": ("warning", "warn"),
    "failed": ("error", "err"),
    "skipped": ("skipped", "dim"),
}
_ROLES = {"passed": "ok", "failed": "error", "limited": "warn", "noted": "accent"}


class StepRow(QWidget):
    """`planned` names the step; `show_result` fills it."""

    def __init__(self, planned: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: dict[str, Any] = dict(planned)
        self.state = "waiting"
        self._sign, self._busy = QLabel(), Busy()
        self._name, self._word, self._time = QLabel(), QLabel(), QLabel()
        self._seen, self._fix = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._seen.setProperty("role", "dim")
        self._fold = IconButton("chevron-right")
        self._fold.clicked.connect(self._toggle)
        self._evidence: QPlainTextEdit | None = None
        self._column = QVBoxLayout(self)
        self._arrange()
        theme.theme().changed.connect(self._draw)
        self._show()

    def start(self) -> None:
        """The step is being taken now."""
        self.state = "running"
        self._show()

    def show_result(self, step: Mapping[str, Any]) -> None:
        """Show what became of it."""
        self._step = dict(step)
        self.state = state_of(step)
        self._show()

    def retranslate(self) -> None:
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        for label, width in (
            (self._name, _NAME_WIDTH),
            (self._word, _STATE_WIDTH),
            (self._time, _TIME_WIDTH),
        ):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFixedWidth(width)
        for label in (self._seen, self._fix):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._sign.setFixedWidth(_ICON)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._time.setFont(theme.mono_font())
        self._time.setProperty("role", "dim")
        told = QVBoxLayout()
        told.setSpacing(2)
        told.setContentsMargins(0, 6, 0, 6)
        told.addWidget(self._seen)
        told.addWidget(self._fix)
        head = QHBoxLayout()
        head.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        for widget in (self._sign, self._busy, self._name, self._word):
            widget.setFixedHeight(32)
            head.addWidget(widget, 0, top)
        head.addLayout(told, 1)
        self._time.setFixedHeight(32)
        head.addWidget(self._time, 0, top)
        head.addWidget(self._fold, 0, top)
        policy = self._fold.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._fold.setSizePolicy(policy)
        self._column.setContentsMargins(16, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.addLayout(head)

    def _show(self) -> None:
        self._busy.setVisible(self.state == "running")
        self._sign.setVisible(self.state != "running")
        self._draw()
        quiet = self.state in ("waiting", "skipped")
        name, word = step_name(self._step), state_word(self.state)
        self._name.setText(name)
        theme.set_role(self._name, "dim" if quiet else "")
        self._word.setText(word)
        theme.set_role(self._word, _ROLES.get(self.state, "dim"))
        cause, fix = cause_text(self._step), localize(str(self._step.get("fix") or ""))
        self._seen.setText(cause)
        self._seen.setVisible(bool(cause) or not fix)
        theme.set_role(self._seen, "" if self.state in ("failed", "limited") else "dim")
        self._fix.setText(self.tr("What to do: {fix}").format(fix=fix))
        self._fix.setVisible(bool(fix) and self.state in ("failed", "limited", "noted"))
        took = self._step.get("ms")
        self._time.setText(time_text(took) if took is not None and not quiet else "")
        self._fold.setVisible(bool(self._step.get("evidence")))
        self._fold.set_name(self.tr("Show what was sent and answered"))
        self.setAccessibleName(f"{name}: {word}")

    def _draw(self) -> None:
        if self.state in _SIGNS:
            name, color = _SIGNS[self.state]
            self._sign.setPixmap(icons.pixmap(name, color, _ICON, self.devicePixelRatioF()))

    def _toggle(self) -> None:
        if self._evidence is None:
            self._evidence = QPlainTextEdit(evidence_text(self._step.get("evidence", [])))
            self._evidence.setReadOnly(True)
            self._evidence.setFont(theme.mono_font())
            self._evidence.setProperty("role", "code")
            self._evidence.setAccessibleName(self.tr("What was sent and answered"))
            self._evidence.setTabChangesFocus(True)
            lines = min(_EVIDENCE_LINES, self._evidence.blockCount()) + 1
            self._evidence.setFixedHeight(lines * self._evidence.fontMetrics().lineSpacing() + 12)
            self._column.addWidget(self._evidence)
            self._column.addSpacing(8)
            self._evidence.hide()
        self._evidence.setVisible(self._evidence.isHidden())
        self._fold.set_icon("chevron-right" if self._evidence.isHidden() else "chevron-down")


def state_of(step: Mapping[str, Any]) -> str:
    """Return a step's state as it is shown: one that failed over a note or a limit is not broken."""
    if step["state"] == "failed":
        return {"note": "noted", "limit": "limited"}.get(str(step.get("severity")), "failed")
    return "noted" if step.get("severity") == "note" else str(step["state"])


def time_text(ms: float) -> str:
    """Return a duration in few characters."""
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


def evidence_text(evidence: list[Mapping[str, Any]]) -> str:
    """Return requests and replies as one text."""
    parts = []
    for one in evidence:
        headers = "\n".join(f"{name}: {value}" for name, value in one.get("headers", {}).items())
        answer = "\n".join(filter(None, [f"HTTP {one['status'] or '-'}", headers, "", one["reply"]]))
        parts.append(f"{one['request']}\n\n{answer}" if one["request"] else answer)
    return "\n\n────────\n\n".join(parts)
