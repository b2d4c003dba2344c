"""The part of a profile's form that tells what its provider can do, asked of the service when it is unfolded."""

from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.call import Problem
from app.ui.icons import icon
from app.ui.link import Link
from app.ui.profiles.abilities_table import AbilitiesTable
from app.ui.profiles.mends_card import MendsCard


class Abilities(QWidget):
    """`set_profile` when another one is shown; `ask` whenever it may have changed. Hidden for a new profile."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._profile: str | None = None
        self.mends, self.table = MendsCard(self), AbilitiesTable(self)
        self.problem = QLabel(self, wordWrap=True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "error")
        self.fold = QPushButton(self)
        self.fold.setProperty("role", "link")
        self.fold.setCheckable(True)
        self.fold.setStyleSheet("padding: 0; border-left: none;")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.mends)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.problem, self.table):
            layout.addWidget(widget)
        self.fold.toggled.connect(self._unfold)
        self.mends.keep_asked.connect(self._keep)
        self.table.policy_chosen.connect(self._choose)
        self.set_profile(None)
        self.retranslate()

    def set_profile(self, profile_id: str | None) -> None:
        """Forget what was shown; None: a profile that is not saved yet."""
        self._profile = profile_id
        self.table.show_matrix({})
        self.mends.show_mends(())
        self._say("")
        self._show_table()
        self.setVisible(profile_id is not None)

    def ask(self) -> None:
        """Show what the service knows by now."""
        if self._profile is None:
            return
        self._call("GET", "mends", lambda answer: self.mends.show_mends(answer.get("mends") or ()))
        if self.fold.isChecked():
            self._call("GET", "capabilities", self._take)

    def retranslate(self) -> None:
        self.fold.setText(self.tr("What it can do"))
        self.fold.setIcon(icon("chevron-down" if self.fold.isChecked() else "chevron-right", "accent"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ inside
    def _call(self, method: str, what: str, then: Any, body: dict[str, Any] | None = None) -> None:
        """Ask about the shown profile; the answer is dropped once another one is shown."""
        asked = self._profile
        path = f"profiles/{quote(asked or '', safe='')}/{what}"

        def take(answer: dict[str, Any]) -> None:
            if self._profile == asked:
                then(answer)

        def fail(problem: Problem) -> None:
            if self._profile == asked:
                self._failed(problem, quiet=method == "GET" and what == "mends")

        self._link.call(method, path, body, then=take, fail=fail, owner=self)

    def _take(self, matrix: dict[str, Any]) -> None:
        self._say("")
        self.table.show_matrix(matrix)
        self._show_table()

    def _failed(self, problem: Problem, quiet: bool) -> None:
        if quiet:
            return  # nothing that the user asked for
        self._say(str(problem))
        self.mends.keep.setEnabled(True)
        self.table.retranslate()  # the choice goes back to what holds

    def _choose(self, name: str, policy: str) -> None:
        self._call("PUT", "capabilities", self._take, {"policies": {name: policy}})

    def _keep(self) -> None:
        self.mends.keep.setEnabled(False)
        self._call("POST", "mends/keep", lambda _: self.ask())

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _unfold(self, shown: bool) -> None:
        self.retranslate()
        self._show_table()
        if shown:
            self.ask()

    def _show_table(self) -> None:
        self.table.setVisible(self.fold.isChecked() and self.table.rowCount() > 0)
