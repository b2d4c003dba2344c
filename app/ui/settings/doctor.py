"""The settings' section that finds what could stop Turnout from working, and has the log files."""

from typing import Any

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.places import logs_folder
from app.ui import icons
from app.ui.call import Problem
from app.ui.diagnostics.dialog import DiagnosticsDialog
from app.ui.link import Link
from app.ui.service_words import localize
from app.ui.settings.row import Row
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.finding import Finding
from app.ui.widgets.section import Section

DOCTOR_MS = 60_000
"""The doctor tries the keyring and the network; each has a deadline of its own."""


class DoctorSection(Section):
    """[Find problems], the findings with their fixes, the report to copy, the folder of the logs, and the file for a
    bug report."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._link = link
        self._findings: list[dict[str, Any]] | None = None
        self._run, self._open, self._save = QPushButton(), QPushButton(), QPushButton()
        self._run.clicked.connect(self.run)
        self._open.setIcon(icons.icon("folder"))
        self._open.clicked.connect(self._open_folder)
        self._save.clicked.connect(lambda: DiagnosticsDialog(parent=self.window()).open())
        self._copy = CopyButton(self.report)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._copy)
        row.addWidget(self._run)
        self._doctor, self._logs, self._diagnostics = Row(buttons), Row(self._open), Row(self._save)
        self._shown: list[Finding] = []
        self.add(self._logs)
        self.add(self._diagnostics)
        self.add(self._doctor)
        self.retranslate()

    def run(self) -> None:
        """Look for problems now."""
        self._run.setEnabled(False)
        self._doctor.set_problem("")
        self._link.call(
            "GET", "doctor", then=self._show, fail=self._complain, owner=self, timeout_ms=DOCTOR_MS
        )

    def report(self) -> str:
        """Return the findings as text, to be pasted into an issue."""
        lines = [f"Turnout {self._link.last_status.get('version', '')}".strip()]
        for finding in self._findings or []:
            lines.append(f"- [{finding['severity']}] {finding['id']}: {finding['message']}")
            lines += [f"  {finding[part]}" for part in ("cause", "fix") if finding.get(part)]
        if not self._findings:
            lines.append("- nothing found")
        return "\n".join(lines)

    def retranslate(self) -> None:
        self.set_heading(self.tr("Advanced"))
        self._run.setText(self.tr("Find problems"))
        self._open.setText(self.tr("Open folder"))
        self._copy.set_label(self.tr("Copy report"))
        self._copy.setVisible(self._findings is not None)
        self._logs.set_texts(self.tr("Log files"), str(logs_folder()))
        self._save.setText(self.tr("Save diagnostics…"))
        self._diagnostics.set_texts(
            self.tr("Diagnostics"),
            self.tr("One file for a bug report, without secrets. You see first what it holds."),
        )
        self._doctor.set_texts(self.tr("Doctor"), self._summary())
        self._show_findings()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _summary(self) -> str:
        if self._findings is None:
            return self.tr(
                "Looks for everything that could stop Turnout from working: keys, ports, files, proxies."
            )
        if not self._findings:
            return self.tr("Nothing found: everything is as it should be.")
        return self.tr("%Ln problem(s) found.", "", len(self._findings))

    def _show(self, answer: dict[str, Any]) -> None:
        self._findings = answer["findings"]
        self._run.setEnabled(True)
        self.retranslate()

    def _show_findings(self) -> None:
        self.clear_findings()
        for finding in self._findings or ():
            row = self._row(finding)
            self._shown.append(row)
            self.add(row)

    def clear_findings(self) -> None:
        """Remove the findings of the last look."""
        for row in self._shown:
            self.remove(row)
        self._shown = []

    def _row(self, finding: dict[str, Any]) -> Finding:
        message, cause, fix = (localize(str(finding.get(name) or "")) for name in ("message", "cause", "fix"))
        return Finding(
            "error" if finding.get("severity") == "severe" else "warn",
            message,
            cause,
            fix,
            (lambda: self._fix(str(finding["id"]))) if finding.get("fixable") else None,
        )

    def _fix(self, finding: str) -> None:
        self._link.call(
            "POST", "doctor/fix", {"id": finding}, then=lambda _: self.run(), fail=self._complain, owner=self
        )

    def _complain(self, problem: Problem) -> None:
        self._run.setEnabled(True)
        self._doctor.set_problem(str(problem))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(logs_folder())))
