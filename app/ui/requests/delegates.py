"""How a line of the list is painted: cells by column, headings of sessions across all of them."""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.requests.columns import COLUMNS, PLACES, Column, cell, models, status_kind
from app.ui.requests.model import RequestModel
from app.ui.requests.row import Row, is_substituted
from app.ui.requests.session import Session
from app.ui.widgets.pill import draw_sign

_PAD = 8
_SIGN = 8
_PILL_HEIGHT = 20
_BAND = 3
_SIGN_COLORS = {"ok": ("ok", "ok_bg"), "live": ("accent", "accent_bg"), "warn": ("warn", "warn_bg"),
                "error": ("err", "err_bg"), "off": ("dim", "chip")}  # fmt: skip
_BANDS = ("#2563eb", "#b45309", "#16803f", "#9333ea", "#0e7490", "#be185d", "#4d7c0f", "#64748b")
"""Colours that tell neighbouring sessions apart; what a session is, its heading says."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_END = Qt.TextElideMode.ElideRight
_TEXTS_KEPT = 4_096
"""Some screens full: measuring a text costs more than drawing it."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MONO = {"time", "ttft", "total", "tokens", "cost", "reasoning", "speed", "retries", "size"}


class LineDelegate(QStyledItemDelegate):
    """Reads the row itself: asking the model for each role of each cell would take most of a frame."""

    def __init__(self, model: RequestModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.hovered = -1
        self._dress()
        theme.theme().changed.connect(self._dress)

    def _dress(self) -> None:
        self._color = {name: theme.color(name) for name in (
            "text", "dim", "accent", "ok", "warn", "err", "selection", "hover", "line", "bg", "chip",
            "accent_bg", "ok_bg", "warn_bg", "err_bg",
        )}  # fmt: skip
        self._font, self._mono = theme.ui_font(), theme.mono_font()
        self._strong = QFont(self._font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._metrics, self._mono_metrics = QFontMetrics(self._font), QFontMetrics(self._mono)
        self._fitted = lru_cache(_TEXTS_KEPT)(self._fit)
        self._width = lru_cache(_TEXTS_KEPT)(self._metrics.horizontalAdvance)

    def _fit(self, text: str, room: int, mono: bool, mode: Qt.TextElideMode) -> str:
        metrics = self._mono_metrics if mono else self._metrics
        return metrics.elidedText(text, mode, room)

    def sizeHint(  # noqa: N802
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return a width that holds the cell; every row is as high as the next."""
        text = str(index.data() or "")
        column = COLUMNS[index.column()]
        metrics = self._mono_metrics if column.key in _MONO else self._metrics
        extra = 34 if column.key == "status" else 2 * _PAD + 4
        return QSize(metrics.horizontalAdvance(text) + extra, theme.ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = self._model.line(index.row())
        if line is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self._color["selection"])
        elif index.row() == self.hovered:
            painter.fillRect(rect, self._color["hover"])
        elif isinstance(line, Session):
            painter.fillRect(rect, self._color["bg"])
        if isinstance(line, Session):
            self._paint_session(painter, rect, line, option)
        else:
            self._paint_cell(painter, rect, line, COLUMNS[index.column()])

    # ------------------------------------------------------------------ a request
    def _paint_cell(self, painter: QPainter, rect: QRect, row: Row, column: Column) -> None:
        key = column.key
        place = rect.adjusted(_PAD, 0, -_PAD, 0)
        if key == "mark":
            self._paint_mark(painter, rect, row)
        elif key == "status":
            self._paint_status(painter, rect, row)
        elif key == "model":
            self._paint_models(painter, place, row)
        elif key == "client":
            self._paint_client(painter, place, row, cell(row, column))
        else:
            mono = key in _MONO
            painter.setFont(self._mono if mono else self._font)
            text = cell(row, column)
            quiet = key in ("time", "path", "session", "project", "stream") or text == "–"
            painter.setPen(self._color["dim" if quiet else "text"])
            side = _RIGHT if column.right else _LEFT
            mode = Qt.TextElideMode.ElideLeft if key == "path" else _END
            painter.drawText(place, int(side), self._fitted(text, place.width(), mono, mode))

    def _paint_mark(self, painter: QPainter, rect: QRect, row: Row) -> None:
        if self._model.store.grouped and row.session:
            painter.fillRect(QRect(rect.left(), rect.top(), _BAND, rect.height()), _band(row.session))
        if text := cell(row, COLUMNS[0]):
            painter.setFont(self._font)
            painter.setPen(self._color["accent"])
            painter.drawText(rect.adjusted(_BAND, 0, 0, 0), int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_status(self, painter: QPainter, rect: QRect, row: Row) -> None:
        kind = status_kind(row)
        ink, ground = (self._color[name] for name in _SIGN_COLORS[kind])
        text = cell(row, COLUMNS[PLACES["status"]])
        retries = max(0, (row.summary.get("attempts") or 0) - 1)
        if retries:
            text = f"{text} ↻{retries}"
        room = rect.width() - 2 * 4 - _SIGN - 18
        text = self._fitted(text, room, False, _END)
        width = self._width(text) + _SIGN + 20
        pill = QRectF(rect.left() + 6, rect.center().y() - _PILL_HEIGHT / 2 + 1, width, _PILL_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, _PILL_HEIGHT / 2, _PILL_HEIGHT / 2)
        sign = QRectF(pill.left() + 7, pill.center().y() - _SIGN / 2, _SIGN, _SIGN)
        draw_sign(painter, sign, kind, ink)
        painter.restore()
        painter.setFont(self._font)
        painter.setPen(ink)
        painter.drawText(pill.adjusted(_SIGN + 12, 0, 0, 0), int(_LEFT), text)

    def _paint_client(self, painter: QPainter, place: QRect, row: Row, text: str) -> None:
        """Paint the version only where all of it has room."""
        parts = [(text, "text")]
        if row.summary.get("client_version"):
            name, _, version = text.rpartition(" ")
            fits = self._width(text) <= place.width()
            parts = [(name, "text"), (f" {version}", "dim")] if fits else [(name, "text")]
        self._paint_parts(painter, place, parts)

    def _paint_models(self, painter: QPainter, place: QRect, row: Row) -> None:
        asked, served = models(row)
        if not served:
            self._paint_parts(painter, place, [(asked, "text")])
            return
        other = is_substituted(row.summary)
        if other:
            sign = QRectF(place.left(), place.center().y() - 4, 9, 9)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_sign(painter, sign, "warn", self._color["warn"])
            painter.restore()
            place = place.adjusted(14, 0, 0, 0)
        arrow = " → "
        room = place.width() - self._width(arrow)
        if self._width(asked + served) > room:
            # What answered counts for more than what was asked for.
            least = min(self._width(asked), room * 2 // 5)
            wide = max(least, room - self._width(served))
            asked = self._fitted(asked, wide, False, _END)
        self._paint_parts(
            painter, place, [(asked, "dim"), (arrow, "dim"), (served, "warn" if other else "text")]
        )

    def _paint_parts(self, painter: QPainter, place: QRect, parts: list[tuple[str, str]]) -> None:
        """Paint texts of several colours one behind the other; what has no room ends in an ellipsis."""
        painter.setFont(self._font)
        left = place.left()
        for text, color in parts:
            room = place.right() - left + 1
            if room <= 0:
                return
            shown = self._fitted(text, room, False, _END)
            painter.setPen(self._color[color])
            painter.drawText(QRect(left, place.top(), room, place.height()), int(_LEFT), shown)
            left += self._width(text)

    # ------------------------------------------------------------------ a heading
    def _paint_session(
        self, painter: QPainter, rect: QRect, session: Session, option: QStyleOptionViewItem
    ) -> None:
        """Each cell paints its part of one line that runs across the whole width."""
        table = option.widget
        width = table.viewport().width() if isinstance(table, QAbstractItemView) else rect.right()
        whole = QRect(0, rect.top(), width, rect.height())
        painter.save()
        painter.setClipRect(rect)
        if session.key:
            painter.fillRect(QRect(0, rect.top(), _BAND, rect.height()), _band(session.key))
        painter.setPen(self._color["dim"])
        painter.setFont(self._font)
        painter.drawText(whole.adjusted(10, 0, 0, 0), int(_LEFT), "▸" if session.folded else "▾")
        painter.setFont(self._strong)
        painter.setPen(self._color["text"])
        title = session.title()
        painter.drawText(whole.adjusted(28, 0, 0, 0), int(_LEFT), title)
        painter.setFont(self._font)
        painter.setPen(self._color["dim"])
        left = 28 + QFontMetrics(self._strong).horizontalAdvance(title) + 12
        painter.drawText(whole.adjusted(left, 0, -_PAD, 0), int(_LEFT), session.figures())
        painter.setPen(self._color["line"])
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.restore()


def _band(session: str) -> QColor:
    return QColor(_BANDS[sum(session.encode()) % len(_BANDS)])
