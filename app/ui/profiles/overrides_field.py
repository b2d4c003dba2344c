"""The overrides of a profile: for all its models, or for the one that is chosen above."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.profiles.override_state import EFFORTS, EVERY_MODEL, Override, find_override_problems
from app.ui.profiles.rows_table import RowsTable
from app.ui.widgets.choice import Choice
from app.ui.widgets.form import Form
from app.ui.widgets.search_combo import SearchCombo

_BODY_LINES, _PREFIX_LINES = 5, 3
_LINE = 17
_BODY_EXAMPLE, _REMOVE_EXAMPLE = '{"seed": 7}', "top_p, reasoning.summary"
_EDGE = 14


class OverridesField(QFrame):
    """One scope is shown at a time; all are kept. `overrides()` has those in which something is set."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._kept: dict[str, Override] = {}
        self._known: tuple[str, ...] = ()
        self._shown = EVERY_MODEL
        self._filling = False
        self.scope = SearchCombo(free=True)
        self.headers = RowsTable(2)
        self.body, self.prefix = QPlainTextEdit(), QPlainTextEdit()
        self.remove, self.max_output, self.effort = QLineEdit(), QLineEdit(), Choice()
        self.effort.addItems(["", *EFFORTS])
        self._forms = {
            name: Form() for name in ("scope", "headers", "body", "remove", "effort", "max_output", "system_prefix")
        }  # fmt: skip
        for name, field in self._fields().items():
            self._forms[name].add(name, "", field)
        self._arrange()
        self._connect()
        self.setFocusProxy(self.scope)
        self.retranslate()

    def set_value(self, overrides: Sequence[Override], models: Sequence[str]) -> None:
        """Show these. `models`: those of the profile, to choose from."""
        self._kept = {one.model: one for one in overrides}
        self._known = tuple(models)
        self._shown = EVERY_MODEL if EVERY_MODEL in self._kept or not self._kept else next(iter(self._kept))
        self._fill()

    def set_models(self, models: Sequence[str]) -> None:
        """Offer these models, besides those that have something set."""
        if tuple(models) != self._known:
            self._known = tuple(models)
            self._offer()

    def overrides(self) -> tuple[Override, ...]:
        return tuple(one for one in self._kept.values() if not one.is_empty)

    @property
    def shows_problem(self) -> bool:
        """Whether the scope that is shown says what is wrong with it."""
        return any(map(self.problem_of, self._forms))

    def go_to_problem(self) -> QWidget:
        """Show the first scope with a problem, and return the field that has it."""
        wrong = next((one for one in self.overrides() if find_override_problems(one)), None)
        if wrong is None:
            return self.scope
        self._show(wrong.model)
        name = next(iter(find_override_problems(wrong)))
        return self._forms[name].field(name)

    def problem_of(self, field: str) -> str:
        """Return what is said to be wrong with a field of the scope that is shown; "" for nothing."""
        widget = self._forms[field].field(field)
        return widget.accessibleDescription() if widget.property("problem") else ""

    def retranslate(self) -> None:
        labels = {
            "scope": self.tr("Set for"),
            "headers": self.tr("Request headers"),
            "body": self.tr("Merge into the body (JSON)"),
            "remove": self.tr("Remove fields"),
            "effort": self.tr("Reasoning effort"),
            "max_output": self.tr("Most output tokens"),
            "system_prefix": self.tr("Before the system text"),
        }
        for name, form in self._forms.items():
            form.set_label(name, labels[name])
        self.headers.set_names(labels["headers"], (self.tr("Name"), self.tr("Value")))
        hint = self.tr("Added to the profile's own. A key has no place here: Turnout sends the profile's.")
        self._forms["headers"].set_hint("headers", hint)
        self.body.setPlaceholderText(_BODY_EXAMPLE)
        self.remove.setPlaceholderText(_REMOVE_EXAMPLE)
        self.max_output.setPlaceholderText(self.tr("as the client says"))
        self.effort.setItemText(0, self.tr("As the client says"))
        self._offer()
        self._show_problems()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ inside
    def _fields(self) -> dict[str, QWidget]:
        return {
            "scope": self.scope,
            "headers": self.headers,
            "body": self.body,
            "remove": self.remove,
            "effort": self.effort,
            "max_output": self.max_output,
            "system_prefix": self.prefix,
        }

    def _arrange(self) -> None:
        for text, lines in ((self.body, _BODY_LINES), (self.prefix, _PREFIX_LINES)):
            text.setTabChangesFocus(True)
            text.setFixedHeight(lines * _LINE + _EDGE)
        self.body.setProperty("role", "code")
        self.body.setFont(theme.mono_font())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        for names in (
            ("scope",), ("headers",), ("body",), ("remove",), ("effort", "max_output"), ("system_prefix",),
        ):  # fmt: skip
            across = QHBoxLayout()
            across.setSpacing(12)
            for name in names:
                across.addWidget(self._forms[name], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(across)

    def _connect(self) -> None:
        self.scope.chosen.connect(lambda chosen: self._show(chosen or EVERY_MODEL))
        self.headers.edited.connect(self._edit)
        for line in (self.remove, self.max_output):
            line.textEdited.connect(lambda _: self._edit())
        self.effort.activated.connect(lambda _: self._edit())
        for text in (self.body, self.prefix):
            text.textChanged.connect(self._edit)

    def _offer(self) -> None:
        """The scopes, with a sign at those in which something is set."""
        models = dict.fromkeys((EVERY_MODEL, *self._known, *self._kept, self._shown))
        self.scope.set_entries([(model, self._scope_text(model)) for model in models])
        self.scope.set_value(self._shown)

    def _scope_text(self, model: str) -> str:
        name = self.tr("All models") if model == EVERY_MODEL else model
        kept = self._kept.get(model)
        return self.tr("{model} (set)").format(model=name) if kept and not kept.is_empty else name

    def _show(self, model: str) -> None:
        if model != self._shown:
            self._shown = model
            self._fill()

    def _fill(self) -> None:
        now = self._kept.get(self._shown) or Override(self._shown)
        self._filling = True
        self.headers.set_rows(now.headers)
        self.body.setPlainText(now.body)
        self.remove.setText(now.remove)
        self.effort.setCurrentIndex(EFFORTS.index(now.effort) + 1 if now.effort in EFFORTS else 0)
        self.max_output.setText(now.max_output)
        self.prefix.setPlainText(now.system_prefix)
        self._filling = False
        self._offer()
        self._show_problems()

    def _edit(self) -> None:
        if self._filling:
            return
        before = self._kept.get(self._shown) or Override(self._shown)
        place = self.effort.currentIndex()
        self._kept[self._shown] = replace(
            before,
            headers=tuple((row[0], row[1]) for row in self.headers.rows()),
            body=self.body.toPlainText() if self.body.toPlainText().strip() else "",
            remove=self.remove.text().strip(),
            effort=EFFORTS[place - 1] if place > 0 else "",
            max_output=self.max_output.text().strip(),
            system_prefix=self.prefix.toPlainText(),
        )
        self._offer()
        self._show_problems()
        self.edited.emit()

    def _show_problems(self) -> None:
        found = find_override_problems(self._kept.get(self._shown) or Override(self._shown))
        for name, form in self._forms.items():
            form.set_problem(name, found.get(name, ""))
