"""The field of the filter: offers what may come next, and underlines what it does not understand."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QPoint,
    QRect,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCharFormat, QTextFormat
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QWidget,
)

from app.errors import FilterError
from app.filter_completion import Completion, complete
from app.log_filter import Filter, compile_filter
from app.ui import icons, theme

_APPLY_MS = 150
"""A pause of this length while typing means: look."""
_POPUP_WIDTH = 260


class FilterField(QLineEdit):
    """`changed` has a filter that was understood, `refused` why one was not ("" when it is again)."""

    changed = Signal(object)
    refused = Signal(str)
    left = Signal()
    """Escape in an empty field, or Enter: back to the list."""

    def __init__(self, values: Callable[[str], Iterable[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = values
        self._error: FilterError | None = None
        self._applied = ""
        self._completion = Completion(0, 0)
        self.setClearButtonEnabled(True)
        self._glass = self.addAction(icons.icon("search", "dim"), QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self, singleShot=True, interval=_APPLY_MS)
        self._soon.timeout.connect(self.apply)
        self._offers = QStringListModel(self)
        self._completer = QCompleter(self._offers, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._popup = QListView()
        self._popup.setItemDelegate(
            QStyledItemDelegate(self)
        )  # the style sheet does not reach the default one
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._take_offer)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(lambda _: self._soon.start())
        self.retranslate()

    def _dress(self) -> None:
        """A list in a window of its own has no frame from the one style sheet, whose lists lie in pages."""
        edge, panel = theme.tokens().edge, theme.tokens().panel
        self._popup.setStyleSheet(
            f"QListView {{ border: 1px solid {edge}; background: {panel}; padding: 4px; }}"
        )
        self._underline()

    def set_expression(self, expression: str) -> None:
        """Write a filter into the field and apply it at once."""
        self.setText(expression)
        self.apply()

    def apply(self) -> None:
        """Understand what is written; the list stays as it is where that fails."""
        self._soon.stop()
        text = self.text()
        try:
            found: Filter = compile_filter(text)
        except FilterError as error:
            self._refuse(error)
            return
        self._refuse(None)
        if text.strip() != self._applied:
            self._applied = text.strip()
            self.changed.emit(found)

    @property
    def applied(self) -> str:
        """The expression that the list shows, which is not what is written while that has an error."""
        return self._applied

    def _refuse(self, error: FilterError | None) -> None:
        self._error = error
        said = "" if error is None else self._sentence(error)
        self.setProperty("problem", "true" if error else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        self._underline()
        self.setAccessibleDescription(said or self._help())
        self.setToolTip(said or self._help())
        self.refused.emit(said)

    def _underline(self) -> None:
        """Mark the place of the error: a line edit takes formats of its text from input methods only."""
        marks = []
        if self._error is not None:
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(theme.color("err"))
            wave.setForeground(theme.color("err"))
            marks.append(
                QInputMethodEvent.Attribute(
                    QInputMethodEvent.AttributeType.TextFormat,
                    self._error.start - self.cursorPosition(),
                    self._error.length,
                    QTextFormat(wave),
                )
            )
        QCoreApplication.sendEvent(self, QInputMethodEvent("", marks))

    def _sentence(self, error: FilterError) -> str:
        """Say what is wrong in the user's language."""
        subject, hint = error.subject, error.hint
        match error.reason:
            case "unknown_field" if hint:
                said = self.tr(
                    '"{name}" is not a field. Did you mean {hint}? For the text itself, use quotes.'
                )
                return said.format(name=subject, hint=hint)
            case "unknown_field":
                return self.tr('"{name}" is not a field. For the text itself, use quotes.').format(
                    name=subject
                )
            case "no_value":
                return self.tr("Write a value after the colon.")
            case "open_quote":
                return self.tr("A quote is open. Close it.")
            case "or_side":
                return self.tr('Something must stand on both sides of "or".')
            case "no_unit":
                return self.tr("Say what is compared: >10s, >1mb, >10k tokens, or ttft:>2s.")
            case _:
                return f"{error.message} {error.fix}".strip()

    # ------------------------------------------------------------------ offers
    def _on_edited(self, text: str) -> None:
        # A filter that was right a moment ago is not called wrong while its next word is being written.
        if text.strip():
            self._offer()
        else:
            self._popup.hide()

    def _offer(self) -> None:
        self._completion = complete(self.text(), self.cursorPosition(), self._values)
        offers = list(self._completion.offers)
        self._offers.setStringList(offers)
        if not offers:
            self._popup.hide()
            return
        left = self.cursorRect().left() - 12
        self._completer.complete(
            QRect(QPoint(max(0, left), 2), self.rect().bottomRight()).adjusted(0, 0, 0, 0)
        )
        self._popup.setFixedWidth(min(_POPUP_WIDTH, max(160, self.width())))
        self._popup.setCurrentIndex(self._offers.index(-1, 0))

    def _take_offer(self, offer: str) -> None:
        text, place = self.text(), self._completion
        rest = text[place.end :]
        space = "" if offer.endswith(":") or rest.startswith(" ") else " "
        self.setText(text[: place.start] + offer + space + rest)
        self.setCursorPosition(place.start + len(offer) + len(space))
        if offer.endswith(":"):
            QTimer.singleShot(0, self, self._offer)

    # ------------------------------------------------------------------ Qt's side
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Escape if self._popup.isVisible():
                self._popup.hide()
            case Qt.Key.Key_Escape if self.text():
                self.set_expression("")
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._popup.hide()
                self.apply()
                if self._error is None:
                    self.left.emit()
            case Qt.Key.Key_Down if not self._popup.isVisible():
                self._offer()
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.apply()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        self.setPlaceholderText(self.tr('Filter: status:4xx model:kimi >10s "tool_use"'))
        self.setAccessibleName(self.tr("Filter of the requests"))
        self._glass.setText(self.tr("Filter"))
        self._refuse(self._error)

    def _help(self) -> str:
        return self.tr('field:value, >10s, "text", -not, or. Arrow down shows the fields.')
