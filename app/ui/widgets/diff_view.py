"""A unified diff: added and removed lines by sign and by colour, as plain text."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui import theme

_KINDS = {"+": ("ok", "ok_bg"), "-": ("err", "err_bg")}


class DiffView(QPlainTextEdit):
    """Read-only. `set_diff` takes what `diff -u` or the service says."""

    def __init__(self, diff: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(theme.mono_font())
        self.setProperty("role", "code")
        self.setTabChangesFocus(True)
        self._colors = _Colors(self.document())
        theme.theme().changed.connect(self._colors.rehighlight)
        self.retranslate()
        self.set_diff(diff)

    def set_diff(self, diff: str) -> None:
        """Show another diff."""
        self.setPlainText(diff)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("What will change"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Colors(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:  # noqa: N802
        kind = QTextCharFormat()
        if text.startswith(("+++ ", "--- ", "@@")):
            kind.setForeground(theme.color("dim"))
        elif text[:1] in _KINDS:
            ink, ground = _KINDS[text[:1]]
            kind.setForeground(theme.color(ink))
            kind.setBackground(theme.color(ground))
        else:
            return
        self.setFormat(0, len(text), kind)
