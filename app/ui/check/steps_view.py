"""The steps of a check in their groups, as planned, filled one by one."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.check.step_row import StepRow
from app.ui.check.wording import group_name
from app.ui.widgets.section import Section

Step = Mapping[str, Any]
_Key = tuple[object, object, object, object]


class StepsView(QWidget):
    """`plan` shows what will be done, `take` what became of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: list[tuple[Section, dict[str, Any]]] = []
        self.rows: dict[_Key, StepRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)

    def clear(self) -> None:
        """Show no step."""
        for section, _ in self._sections:
            section.hide()
            section.deleteLater()
        self._sections = []
        self.rows = {}

    def plan(self, steps: Iterable[Step], *, running: bool = True) -> None:
        """Show these steps, not taken yet; with `running` the first one is under way."""
        self.clear()
        by_name: dict[str, Section] = {}
        for step in steps:
            name = group_name(step)
            if name not in by_name:
                section = Section()
                section.set_heading(name)
                by_name[name] = section
                self._sections.append((section, dict(step)))
                self._column.addWidget(section)
            row = StepRow(step)
            self.rows[_key(step)] = row
            by_name[name].add(row, lined=False)
        if running:
            self._start_next()

    def take(self, step: Step) -> None:
        """Show a step's result; the next one is under way then."""
        row = self.rows.get(_key(step))
        if row is not None:
            row.show_result(step)
        self._start_next()

    def show_result(self, steps: Iterable[Step]) -> None:
        """Show a whole result at once."""
        known = list(steps)
        if [_key(step) for step in known] != list(self.rows):
            # Rows that are there are filled as they are: new ones have no height yet, which shows for a moment.
            self.plan(known, running=False)
        for step in known:
            self.rows[_key(step)].show_result(step)

    def stop(self) -> None:
        """Nothing is under way any more."""
        for row in self.rows.values():
            if row.state == "running":
                row.state = "waiting"
                row.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            for section, step in self._sections:
                section.set_heading(group_name(step))
        super().changeEvent(event)

    def _start_next(self) -> None:
        if any(row.state == "running" for row in self.rows.values()):
            return
        waiting = next((row for row in self.rows.values() if row.state == "waiting"), None)
        if waiting is not None:
            waiting.start()


def _key(step: Step) -> _Key:
    return step["id"], step.get("wire"), step.get("via"), step.get("client")
