"""The check page: what a provider can really do for each client, found out step by step."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.check.report import write_report
from app.ui.call import Problem
from app.ui.check import about
from app.ui.check.matrix_view import MatrixView
from app.ui.check.run import CheckRun
from app.ui.check.steps_view import StepsView
from app.ui.check.verdict_card import VerdictCard
from app.ui.link import Link
from app.ui.names import CLIENTS
from app.ui.page import Page
from app.ui.service_words import localize
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.finding import Finding, Kind
from app.ui.widgets.search_combo import SearchCombo
from app.ui.widgets.section import Section

_KINDS: dict[str, Kind] = {"fatal": "error", "limit": "warn", "note": "info"}


class CheckPage(Page):
    """One profile's check, or all of them in a matrix."""

    name = "check"
    icon_name = "check"

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._profiles: list[dict[str, Any]] = []
        self._is_known = False
        self._checks: dict[str, dict[str, Any]] = {}
        self._found: list[Mapping[str, Any]] = []
        self._wanted = ""
        self._plan: dict[str, Any] | None = None
        self._problem = ""
        self._all = False
        self.run = CheckRun(link, self)
        self.run.planned.connect(self._take_plan)
        self.run.stepped.connect(self._take_step)
        self.run.finished.connect(self._take_result)
        self.run.failed.connect(self._take_problem)
        self.run.ended.connect(self._ended)
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        self.chooser = SearchCombo()
        self.chooser.setFixedWidth(220)
        self.chooser.chosen.connect(self._choose)
        self.full, self.quick, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self.full.setProperty("role", "primary")
        self.full.clicked.connect(lambda: self.start(quick=False))
        self.quick.clicked.connect(lambda: self.start(quick=True))
        self.cancel.clicked.connect(self.run.cancel)
        self.copy = CopyButton(self.report)
        self.matrix_button = QPushButton()
        self.matrix_button.setCheckable(True)
        self.matrix_button.clicked.connect(self._show_all)
        self._about = QLabel(wordWrap=True)
        self._about.setProperty("role", "dim")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self.cards = {client: VerdictCard(client) for client in CLIENTS}
        self.findings, self.steps = Section(), StepsView()
        self.matrix = MatrixView()
        self.matrix.chosen.connect(self._open_from_matrix)
        self._empty = EmptyState("check")
        self._stack = QStackedWidget()
        self._arrange()
        link.up.connect(self._refresh)
        link.profiles_changed.connect(self._refresh)
        self.retranslate()
        self._show()

    # ------------------------------------------------------------------ the page
    def title(self) -> str:
        return self.tr("Check")

    def open(self, **what: Any) -> None:
        """`profile=ID`: that one; `start=True`: and check it now."""
        if profile := what.get("profile"):
            self._choose(str(profile))
            if what.get("start"):
                self.start()

    def retranslate(self) -> None:
        self._heading.setText(self.title())
        self.chooser.setAccessibleName(self.tr("Profile to check"))
        self.chooser.set_placeholder(self.tr("Choose a profile"))
        self.full.setText(self.tr("Check all profiles") if self._all else self.tr("Run check"))
        self.quick.setText(self.tr("Quick check"))
        self.cancel.setText(self.tr("Cancel"))
        self.copy.set_label(self.tr("Copy report"))
        self.matrix_button.setText(self.tr("All profiles"))
        self.findings.set_heading(self.tr("Findings"))
        self._about.setText(self._say())
        self._show_findings()
        self._say_empty()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._refresh()

    # ------------------------------------------------------------------ what the user does
    def start(self, *, quick: bool = False) -> None:
        """Check the chosen profile, or all of them where the matrix is shown."""
        profiles = [one["id"] for one in self._profiles] if self._all else [self._wanted]
        self._plan, self._problem = None, ""
        self.run.start([one for one in profiles if one], quick=quick)
        self._show()

    def report(self) -> str:
        """Return the shown check as Markdown."""
        check = self._checks.get(self._wanted)
        return write_report(check) if check else ""

    def _choose(self, profile: str) -> None:
        if profile != self._wanted and self.run.is_running and not self._all:
            self.run.cancel()
        self._wanted, self._plan, self._problem = profile, None, ""
        self.chooser.set_value(profile)
        self._leave_matrix()
        self._show()

    def _show_all(self, wanted: bool) -> None:
        if self.run.is_running:
            self.run.cancel()
        self._all, self._problem = wanted, ""
        self._show()

    def _open_from_matrix(self, profile: str) -> None:
        self._choose(profile)

    def _leave_matrix(self) -> None:
        if self._all and not self.run.is_running:
            self._all = False
            self.matrix_button.setChecked(False)

    # ------------------------------------------------------------------ what the service says
    def _refresh(self, _status: dict[str, Any] | None = None) -> None:
        if self.isVisible():
            self._link.call("GET", "profiles", then=self._take_profiles, owner=self)
            self._link.call("GET", "checks", then=self._take_checks, owner=self)

    def _take_profiles(self, answer: dict[str, Any]) -> None:
        self._profiles, self._is_known = answer["profiles"], True
        self.chooser.set_entries((one["id"], one["name"]) for one in self._profiles)
        known = {one["id"] for one in self._profiles}
        if self._wanted not in known and self._profiles:
            self._wanted = self._profiles[0]["id"]
        self.chooser.set_value(self._wanted)
        self._show()

    def _take_checks(self, answer: dict[str, Any]) -> None:
        self._checks = dict(answer["checks"])
        if not self.run.is_running:
            self._show()

    def _take_plan(self, profile: str, plan: dict[str, Any]) -> None:
        self._plan = plan
        if not self._all and profile == self._wanted:
            self.steps.plan(plan["steps"])
        self._about.setText(self._say())

    def _take_step(self, profile: str, step: dict[str, Any]) -> None:
        if not self._all and profile == self._wanted:
            self.steps.take(step)

    def _take_result(self, profile: str, result: dict[str, Any]) -> None:
        self._checks[profile] = result
        if self._all:
            self.matrix.show_checks(self._profiles, self._checks)
            self._about.setText(self._say())

    def _take_problem(self, _profile: str, problem: Problem) -> None:
        self._problem = str(problem)

    def _ended(self) -> None:
        self._plan = None
        self.steps.stop()
        self._show(keep_steps=self._wanted not in self._checks or bool(self._problem))

    # ------------------------------------------------------------------ what is shown
    def _show(self, *, keep_steps: bool = False) -> None:
        running, check = self.run.is_running, self._checks.get(self._wanted)
        for button in (self.full, self.quick):
            button.setVisible(not running)
            button.setEnabled(bool(self._profiles))
        self.cancel.setVisible(running)
        self.copy.setVisible(not running and not self._all and check is not None)
        self.matrix_button.setChecked(self._all)
        self.chooser.setVisible(not self._all)
        if self._all:
            self.matrix.show_checks(self._profiles, self._checks)
        elif running and self._plan is None:
            self.steps.clear()
        elif not running and not keep_steps:
            self._show_check(check)
        for client, card in self.cards.items():
            card.show_verdict(None if running else (check or {}).get("verdicts", {}).get(client))
        empty = not self._profiles or (
            not self._all and not running and check is None and not self.steps.rows
        )
        # Nothing is said of profiles before the service has named them.
        self._stack.setCurrentIndex(3 if not self._is_known else 2 if empty else 1 if self._all else 0)
        if running:
            self.findings.hide()
        self.retranslate()

    def _show_check(self, check: Mapping[str, Any] | None) -> None:
        self._found = list((check or {}).get("findings", []))
        self.findings.setVisible(bool(self._found))
        if check is None:
            self.steps.clear()
        else:
            self.steps.show_result(check["steps"])

    def _show_findings(self) -> None:
        self.findings.clear()
        for one in self._found:
            kind = _KINDS.get(str(one["severity"]), "info")
            message, fix = (localize(str(one.get(name) or "")) for name in ("message", "fix"))
            self.findings.add(Finding(kind, message, fix=fix))

    def _say(self) -> str:
        if self._problem:
            return self._problem
        if self.run.is_running:
            names = {one["id"]: str(one["name"]) for one in self._profiles}
            return about.say_planned(names.get(self.run.profile, self.run.profile), self._plan)
        check = self._checks.get(self._wanted)
        return about.say_before() if self._all or check is None else about.say_done(check)

    def _say_empty(self) -> None:
        if not self._profiles:
            self._empty.set(
                self.tr("No profile to check"),
                self.tr("Add a provider first: then Turnout finds out what it can really do."),
                [(self.tr("Add a profile"), lambda: self.navigate.emit("profiles", {"new": True}))],
            )
        else:
            self._empty.set(
                self.tr("Not checked yet"),
                self.tr(
                    "A check runs what Codex and Claude Code do: streaming, tool calls, a small repository task. "
                    "It says what works, and why something does not."
                ),
            )

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._heading)
        head.addSpacing(8)
        head.addWidget(self.chooser)
        head.addStretch(1)
        for button in (self.matrix_button, self.copy, self.quick, self.full, self.cancel):
            head.addWidget(button)
        verdicts = QHBoxLayout()
        verdicts.setSpacing(12)
        for card in self.cards.values():
            verdicts.addWidget(card, 1)
        one = QWidget()
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(16)
        column.addLayout(verdicts)
        column.addWidget(self.findings)
        column.addWidget(self.steps)
        column.addStretch(1)
        one.setProperty("role", "page")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(one)
        sheet = QFrame()
        sheet.setProperty("role", "card")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.matrix)
        around = QWidget()
        below = QVBoxLayout(around)
        below.setContentsMargins(0, 0, 24, 24)
        below.addWidget(sheet)
        for widget in (scroll, around, self._empty, QWidget()):
            self._stack.addWidget(widget)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, 24, 0)
        top.setSpacing(4)
        top.addLayout(head)
        top.addWidget(self._about)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 0, 0)
        whole.setSpacing(16)
        whole.addLayout(top)
        whole.addWidget(self._stack, 1)
