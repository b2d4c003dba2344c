"""The row above the list: filter, chips, saved filters, grouping, pause, clear and what else can be done."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.requests import chips
from app.ui.requests.filter_field import FilterField
from app.ui.requests.saved_filters import SavedFilters
from app.ui.tips import plain_tip
from app.ui.widgets.icon_button import IconButton

_LONGEST_NAME = 40


class Toolbar(QFrame):
    """`grouped`, `paused` and `cleared` say what was pressed; `more` is the menu of the last button."""

    grouped = Signal(bool)
    paused = Signal(bool)
    cleared = Signal()

    def __init__(
        self,
        settings: QSettings,
        values: Callable[[str], Iterable[str]],
        more: Callable[[], QMenu],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar-top")
        self._saved = SavedFilters(settings)
        self.filter = FilterField(values)
        self._chips = {
            term: self._make_chip(term) for term in (chips.CODEX, chips.CLAUDE_CODE, chips.ERRORS, chips.SLOW)
        }
        self.save_button = IconButton("filter")
        self.group_button = IconButton("group")
        self.group_button.setCheckable(True)
        self.pause_button = IconButton("pause")
        self.pause_button.setCheckable(True)
        self.clear_button = IconButton("trash")
        self.more_button = IconButton("more")
        for button, menu in ((self.save_button, self._saved_menu), (self.more_button, more)):
            button.clicked.connect(lambda _=False, button=button, menu=menu: _drop(button, menu()))
        self.group_button.toggled.connect(self.grouped)
        self.pause_button.toggled.connect(self.paused)
        self.clear_button.clicked.connect(self.cleared)
        self.filter.textChanged.connect(self._show_chips)
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._problem, "error")
        self._problem.hide()
        self.filter.refused.connect(self._say_problem)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.filter, 1)
        row.addWidget(self.save_button)
        row.addSpacing(4)
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addSpacing(4)
        for button in (self.group_button, self.pause_button, self.clear_button, self.more_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._problem)
        self.retranslate()

    def _make_chip(self, term: str) -> QPushButton:
        chip = QPushButton()
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.setProperty("role", "chip")
        chip.clicked.connect(lambda _=False: self.toggle(term))
        return chip

    def toggle(self, term: str) -> None:
        """Add a term to the filter, or take it out."""
        self.filter.set_expression(chips.toggle(self.filter.text(), term))

    def set_paused(self, paused: bool) -> None:
        """Show whether the list is paused."""
        self.pause_button.setChecked(paused)
        self.pause_button.set_icon("play" if paused else "pause", "accent" if paused else None)
        self.pause_button.set_name(
            self.tr("Go on (Space)") if paused else self.tr("Pause the list; recording goes on (Space)")
        )

    def _show_chips(self) -> None:
        for term, chip in self._chips.items():
            chip.setChecked(chips.is_on(self.filter.text(), term))

    def _say_problem(self, said: str) -> None:
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    # ------------------------------------------------------------------ saved filters
    def _saved_menu(self) -> QMenu:
        menu = QMenu(self)
        saved = self._saved.all()
        for name, expression in saved.items():
            action = menu.addAction(name.replace("&", "&&"))
            action.setToolTip("")
            action.triggered.connect(lambda _=False, text=expression: self.filter.set_expression(text))
        if saved:
            menu.addSeparator()
        keep = menu.addAction(self.tr("Save this filter…"), self._ask_name)
        keep.setEnabled(bool(self.filter.applied))
        if saved:
            forget = menu.addMenu(self.tr("Delete a saved filter"))
            for name in saved:
                action = forget.addAction(name.replace("&", "&&"))
                action.triggered.connect(lambda _=False, name=name: self._saved.delete(name))
        return menu

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Save filter"))
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(self.filter.applied[:_LONGEST_NAME])
        expression = self.filter.applied
        dialog.textValueSelected.connect(
            lambda name: self._saved.save(name.strip()[:_LONGEST_NAME] or expression, expression)
        )
        dialog.open()

    # ------------------------------------------------------------------ texts
    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        names = {
            chips.CODEX: "Codex",
            chips.CLAUDE_CODE: "Claude Code",
            chips.ERRORS: self.tr("Errors"),
            chips.SLOW: self.tr("Slow"),
        }
        for term, chip in self._chips.items():
            chip.setText(names[term])
            chip.setToolTip(plain_tip(self.tr("Show only: {term}").format(term=term)))
        self.save_button.set_name(self.tr("Saved filters"))
        self.group_button.set_name(self.tr("Group by session"))
        self.clear_button.set_name(self.tr("Clear the list"))
        self.more_button.set_name(self.tr("More actions"))
        self.set_paused(self.pause_button.isChecked())


def _drop(button: QToolButton, menu: QMenu) -> None:
    """Show a menu below its button."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
