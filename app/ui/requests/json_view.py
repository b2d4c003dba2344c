"""A body to read: JSON indented, coloured and foldable; any other text as it is. It is filled in slices."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui import theme
from app.ui.requests.json_text import lay_out
from app.ui.requests.slices import Slices, Steps

SHOWN_AT_FIRST = 256 * 1024
"""Characters: half a megabyte already takes Qt 45 ms to lay out, and nobody reads it all."""
_GUTTER = 18


class JsonView(QPlainTextEdit):
    """Read-only. `filled` says whether all of the text is shown."""

    filled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFont(theme.mono_font())
        self.setProperty("role", "plain")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._text = ""
        self._pieces: Iterator[str] = iter(())
        self._slices = Slices(self)
        self._gutter = _Gutter(self)
        self._colors = _Colors(self.document())
        self.setViewportMargins(_GUTTER, 0, 0, 0)
        self.updateRequest.connect(self._on_update)
        theme.theme().changed.connect(self._recolor)

    def set_text(self, text: str) -> None:
        """Show another text, its beginning at first."""
        if text == self._text:
            return
        self._slices.cancel()
        self._text = text
        self._pieces = lay_out(text)
        self._colors.setDocument(self.document())
        self.clear()
        self._slices.start(self._fill(SHOWN_AT_FIRST), self._on_filled)

    def show_all(self) -> None:
        """Show what is left; without colours, which cost more than they tell in a text of this size."""
        self._colors.setDocument(None)
        self._slices.start(self._fill(None), self._on_filled)

    def is_filling(self) -> bool:
        """Tell whether text is still being put in."""
        return self._slices.is_running

    def _fill(self, most: int | None) -> Steps:
        shown = 0
        ends = QTextCursor(self.document())
        for piece in self._pieces:
            ends.movePosition(QTextCursor.MoveOperation.End)
            ends.insertText(piece)
            shown += len(piece)
            if most is not None and shown >= most:
                return False
            yield
        return True

    def _on_filled(self, whole: object) -> None:
        self.filled.emit(bool(whole))
        self._gutter.update()

    def _recolor(self) -> None:
        if self._colors.document() is not None:
            self._colors.rehighlight()
        self._gutter.update()

    # ------------------------------------------------------------------ folding
    def fold(self, block: QTextBlock, folded: bool) -> None:
        """Hide the lines between an opening bracket and its end, or show them."""
        end = fold_end(block)
        if end is None:
            return
        block.setUserState(1 if folded else -1)
        inner = block.next()
        while inner.isValid() and inner != end:
            inner.setVisible(not folded)
            if not folded and inner.userState() == 1:
                inner.setUserState(-1)
            inner = inner.next()
        start = block.position()
        self.document().markContentsDirty(start, end.position() - start)
        self._gutter.update()
        self.viewport().update()

    def fold_all(self, folded: bool) -> None:
        """Fold what lies directly inside the outermost brackets, or unfold everything."""
        block = self.document().firstBlock()
        while block.isValid():
            following = block.next()
            if not folded or _depth(block.text()) == 2:
                end = fold_end(block)
                if end is not None:
                    self.fold(block, folded)
                    following = end if folded else following
            block = following

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Minus, Qt.Key.Key_Plus, Qt.Key.Key_Equal,
        ):  # fmt: skip
            self.fold(self.textCursor().block(), event.key() == Qt.Key.Key_Minus)
            return
        letters = event.text().isprintable() and event.text() and not event.modifiers()
        if letters or event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page's keys
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------------ the gutter's place
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._gutter.setGeometry(QRect(inner.left(), inner.top(), _GUTTER, inner.height()))

    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, rect.y(), _GUTTER, rect.height())

    def visible_blocks(self) -> Iterator[tuple[QTextBlock, int, int]]:
        """Return the lines in sight with their top and height in pixels."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= self.viewport().height():
            height = self.blockBoundingRect(block).height()
            if block.isVisible():
                yield block, round(top), round(height)
            top += height
            block = block.next()


def fold_end(block: QTextBlock) -> QTextBlock | None:
    """Return the line that closes the bracket at the end of a line; None where there is nothing to fold."""
    text = block.text()
    if not text.endswith(("{", "[")):
        return None
    depth = _depth(text)
    inner = block.next()
    while inner.isValid():
        text = inner.text()
        if text.lstrip()[:1] in ("}", "]") and _depth(text) == depth:
            return inner
        inner = inner.next()
    return None


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


class _Gutter(QWidget):
    """Beside the text: a triangle at each line that can be folded."""

    def __init__(self, view: JsonView) -> None:
        super().__init__(view)
        self._view = view
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_GUTTER, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("panel"))
        painter.setPen(theme.color("dim"))
        painter.setFont(theme.ui_font())
        line = self._view.fontMetrics().height()
        for block, top, _ in self._view.visible_blocks():
            if block.text().endswith(("{", "[")):
                sign = "▸" if block.userState() == 1 else "▾"
                painter.drawText(QRect(0, top, _GUTTER, line), int(Qt.AlignmentFlag.AlignCenter), sign)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = event.position().y()
        for block, top, height in self._view.visible_blocks():
            if top <= at < top + height:
                self._view.fold(block, block.userState() != 1)
                return


_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=:\s)|(?P<text>"(?:[^"\\]|\\.)*"?)|(?P<word>\b(?:true|false|null)\b)'
    r"|(?P<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)"
)
_SHADES = {"key": "accent", "text": "text", "word": "warn", "number": "warn"}


class _Colors(QSyntaxHighlighter):
    """Keys, words and figures; event lines of a stream by their names. Leaves the fold state alone."""

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        if text.startswith(("event:", "data:", "id:", ":")):
            self._paint(0, text.find(":") + 1, "dim")
        for found in _JSON.finditer(text):
            kind = found.lastgroup or "text"
            if kind != "text":
                self._paint(found.start(), len(found[0]), _SHADES[kind])

    def _paint(self, start: int, length: int, shade: str) -> None:
        kind = QTextCharFormat()
        kind.setForeground(theme.color(shade))
        self.setFormat(start, length, kind)
