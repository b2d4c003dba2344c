"""The tab that shows where the time went: waiting, connecting, first byte, stream, for each attempt."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.requests import wording
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.plain_text import one_line

translate = QCoreApplication.translate

_LINE = 40
_BAR = 12
_LABEL_ROOM = 190
_FIGURE_ROOM = 84
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, in milliseconds since the request came in. `shade` is a token's name."""

    name: str
    start: float
    end: float
    shade: str
    about: str = ""


def spans(detail: Detail) -> list[Span]:
    """Return the stretches of a request in their order; what was not measured is left out."""
    timing = detail.get("timing") or {}
    attempts = detail.get("attempts_detail") or []
    found = []
    total = detail.get("total_ms")
    first = detail.get("ttft_ms")
    if attempts:
        found.append(
            Span(
                translate("RequestTiming", "In Turnout, before sending"), 0, attempts[0]["started_ms"], "dim"
            )
        )
    for number, attempt in enumerate(attempts, 1):
        start = attempt["started_ms"]
        last = number == len(attempts)
        end = start + attempt["ms"] if attempt.get("ms") is not None else (total or start)
        failed = bool(attempt.get("error"))
        status = str(attempt.get("status") or translate("RequestTiming", "no answer"))
        profile = attempt.get("profile_name") or attempt.get("profile") or ""
        about = one_line(f"{profile} · {status}", 80)
        name = (
            translate("RequestTiming", "Attempt {number}").format(number=number) if len(attempts) > 1 else ""
        )
        if not last or failed or first is None:
            found.append(
                Span(
                    name or translate("RequestTiming", "Provider"),
                    start,
                    end,
                    "err" if failed else "accent",
                    about,
                )
            )
            continue
        if name:
            found.append(Span(name, start, end, "ok", about))
        connected = timing.get("connect_ms")
        if connected:
            found.append(Span(translate("RequestTiming", "Connecting"), start, start + connected, "warn"))
            start += connected
        found.append(
            Span(
                translate("RequestTiming", "Waiting for the first byte"),
                start,
                max(start, first),
                "accent",
                about,
            )
        )
        found.append(
            Span(translate("RequestTiming", "Receiving the answer"), max(start, first), max(first, end), "ok")
        )
    if not found and total is not None:
        found.append(Span(translate("RequestTiming", "In Turnout"), 0, total, "dim"))
    return found


class TimingTab(DetailTab):
    """A bar for each stretch, on one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = _Bars()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._bars)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._detail: Detail = {}
        theme.theme().changed.connect(self._bars.update)

    def title(self) -> str:
        return self.tr("Timing")

    def show_detail(self, detail: Detail) -> None:
        self._detail = detail
        self._bars.set_spans(spans(detail), detail.get("total_ms"))

    def retranslate(self) -> None:
        if self._detail:
            self.show_detail(self._detail)


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span] = []
        self._total = 0.0

    def set_spans(self, found: list[Span], total: float | None) -> None:
        self._spans = found
        self._total = max([total or 0.0, 1.0, *(span.end for span in found)])
        texts = [
            f"{span.name}: {wording.duration(span.end - span.start)} {span.about}".strip() for span in found
        ]
        self.setAccessibleName("; ".join(texts))
        self.setMinimumHeight(_MARGIN * 2 + _LINE * len(found))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(400, _MARGIN * 2 + _LINE * len(self._spans))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = theme.ui_font(), theme.mono_font()
        metrics = QFontMetrics(fonts[0])
        left = _MARGIN + _LABEL_ROOM
        room = max(40, self.width() - left - _FIGURE_ROOM - _MARGIN)
        for number, span in enumerate(self._spans):
            top = _MARGIN + number * _LINE
            start = left + span.start / self._total * room
            width = max(2.0, (span.end - span.start) / self._total * room)
            painter.setPen(theme.color("text"))
            painter.setFont(fonts[0])
            label = QRect(_MARGIN, top, _LABEL_ROOM - 12, _LINE - 16)
            shown = metrics.elidedText(span.name, Qt.TextElideMode.ElideRight, label.width())
            painter.drawText(label, int(Qt.AlignmentFlag.AlignVCenter), shown)
            if span.about:
                painter.setPen(theme.color("dim"))
                about = metrics.elidedText(span.about, Qt.TextElideMode.ElideRight, label.width())
                painter.drawText(label.translated(0, 16), int(Qt.AlignmentFlag.AlignVCenter), about)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("chip"))
            painter.drawRoundedRect(QRectF(left, top + 6, room, _BAR), 3, 3)
            painter.setBrush(theme.color(span.shade))
            painter.drawRoundedRect(QRectF(start, top + 6, min(width, left + room - start), _BAR), 3, 3)
            painter.setPen(theme.color("text"))
            painter.setFont(fonts[1])
            figure = QRect(left + room, top, _FIGURE_ROOM, _LINE - 16)
            side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(figure, side, wording.duration(span.end - span.start))
