"""A dialog of labelled fields: a title, a line for what is wrong with the whole, rows of fields, Cancel and Save."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.form import Form

WIDTH = 640


class FormDialog(QDialog):
    """Each field is a form of its own, by its name. `save_wanted` has what is to be sent; whoever saves it calls
    `accept`, or says why not."""

    save_wanted = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forms: dict[str, Form] = {}
        self._title, self._problem = QLabel(), QLabel(wordWrap=True)
        self._title.setProperty("role", "heading")
        self._problem.setProperty("role", "error")
        for label in (self._title, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.hide()
        self._save, self._cancel = QPushButton(), QPushButton()
        self._save.setProperty("role", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self._take)
        self._cancel.clicked.connect(self.reject)
        self._cancel.setAutoDefault(False)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(8)
        self._column.addLayout(self._head)
        self._column.addWidget(self._problem)

    def problem_of(self, field: str = "") -> str:
        """Return what is said to be wrong with a field, or with the whole; "" for nothing."""
        if not field:
            return "" if self._problem.isHidden() else self._problem.text()
        widget = self._forms[field].field(field)
        return widget.accessibleDescription() if widget.property("problem") else ""

    # ------------------------------------------------------------------ for the dialogs
    def _take(self) -> None:
        """Send what was typed, or say in place what cannot be sent."""
        raise NotImplementedError

    def _add(self, **fields: QWidget) -> None:
        """Add fields beside one another."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, field in fields.items():
            form = Form()
            form.add(name, "", field)
            self._forms[name] = form
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, QLineEdit):
                field.textEdited.connect(lambda _, form=form, name=name: form.set_problem(name, ""))
        self._column.addLayout(row)

    def _finish(self) -> None:
        """Add the buttons below everything."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        self._column.addStretch(1)
        self._column.addLayout(row)
        self.setMinimumWidth(WIDTH)
        self.resize(WIDTH, 0)

    def _say(self, text: str, field: str = "") -> None:
        """Say what is wrong: with a field, where there is one of this name, else with the whole."""
        if field in self._forms:
            self._forms[field].set_problem(field, text)
            self._forms[field].focus_problem()
        else:
            self._problem.setText(text)
            self._problem.show()

    def _forget_problems(self) -> None:
        self._problem.hide()
        for name, form in self._forms.items():
            form.set_problem(name, "")

    def _find_wrong(self) -> str | None:
        """The first field with a problem, which gets the cursor."""
        wrong = next((name for name in self._forms if self.problem_of(name)), None)
        if wrong is not None:
            self._forms[wrong].focus_problem()
        return wrong

    def _label(self, labels: Mapping[str, str]) -> None:
        for name, form in self._forms.items():
            form.set_label(name, labels[name])

    # ------------------------------------------------------------------ Qt
    def retranslate(self) -> None:
        self.setWindowTitle(self._title.text())
        self._cancel.setText(self.tr("Cancel"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        layout = self.layout() if event.type() == QEvent.Type.LayoutRequest else None
        done = super().event(event)
        if layout is not None:  # a window does not grow by itself with texts that wrap
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))
        return done
