"""One provider that fails or has failed: its breaker's state, what made it fail, when it is tried again, [Reset]."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.fallback import words
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.pill import Pill

TICK_MS = 1_000
"""The seconds that are left are counted down."""


class BreakerRow(QWidget):
    """`show_breaker` takes an entry of `GET breakers`; `due` when an open one may be tried."""

    reset_wanted = Signal(str)
    due = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._breaker: Mapping[str, Any] = {}
        self._name = ""
        self._until: float | None = None
        self.pill = Pill()
        self._title, self._url = ElidedLabel(), ElidedLabel()
        self._reason, self._next, self._problem = (QLabel(wordWrap=True) for _ in range(3))
        for label, role in (
            (self._title, "strong"), (self._url, "small"), (self._reason, ""), (self._next, "small"),
            (self._problem, "error"),
        ):  # fmt: skip
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self.reset = QPushButton()
        self.reset.clicked.connect(lambda: self.reset_wanted.emit(str(self._breaker.get("id"))))
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._arrange()

    @property
    def breaker(self) -> Mapping[str, Any]:
        return self._breaker

    @property
    def text(self) -> str:
        """All that is said, for tests and screen readers."""
        said = (self._title, self._reason, self._next)
        return " ".join([self.pill.text, *(label.text() for label in said)])

    def show_breaker(self, breaker: Mapping[str, Any], name: str) -> None:
        """Show its state now. `name`: of the profile."""
        self._breaker, self._name = breaker, name
        left = breaker.get("retry_in")
        self._until = None if left is None else self._clock() + float(left)
        self.set_problem("")
        self.retranslate()
        if breaker.get("state") == "open":
            self._timer.start()
        else:
            self._timer.stop()

    def set_problem(self, text: str) -> None:
        """Say why it was not reset; "" takes it back."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def retranslate(self) -> None:
        self.pill.set(*words.state_of(self._breaker))
        self._title.setText(f"{self._name} · {self._breaker.get('wire') or ''}")
        self._url.setText(str(self._breaker.get("url") or ""))
        self._reason.setText(words.reason(self._breaker))
        self._next.setText(words.consequence(self._breaker, self._left()))
        self.reset.setText(self.tr("Reset"))
        self.reset.setAccessibleName(self.tr("Forget the failures of {profile}").format(profile=self._name))
        self.reset.setToolTip(self.reset.accessibleName())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self.pill)
        head.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addLayout(head)
        for label in (self._url, self._reason, self._next, self._problem):
            texts.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(20)
        row.addLayout(texts, 1)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignVCenter)

    def _left(self) -> float | None:
        return None if self._until is None else max(0.0, self._until - self._clock())

    def _tick(self) -> None:
        self._next.setText(words.consequence(self._breaker, self._left()))
        if not self._left():
            self._timer.stop()
            self.due.emit()
