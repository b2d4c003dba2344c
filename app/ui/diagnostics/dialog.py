"""What would be handed on with a bug report, file by file, and the two things that are in it only if asked for."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QLocale, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.call import Json, Problem
from app.ui.own_command import OwnCommand
from app.ui.service_words import join, localize
from app.ui.settings.row import Row
from app.ui.theme import set_role
from app.ui.widgets.section import Section
from app.ui.widgets.spinner import Busy
from app.ui.widgets.toggle import Toggle

REQUESTS = 50
"""The newest so many: a morning's work with an agent."""
GATHER_MS = 120_000
"""The doctor tries the keyring and the network, the clients say their versions: seconds, each with its deadline."""
FILE_NAME = "turnout-diagnostics.zip"
_SIZE = (640, 640)


class Command(Protocol):
    """`app.ui.own_command.OwnCommand`."""

    def run(
        self, words: tuple[str, ...], answer: Callable[[Json | Problem], None], timeout_ms: int
    ) -> None: ...

    def cancel(self) -> None: ...


class DiagnosticsDialog(QDialog):
    """Shown with `open()`; lists the files anew whenever something else is asked for."""

    def __init__(self, command: Command | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._command: Command = command or OwnCommand(self)
        self._entries: list[Mapping[str, Any]] = []
        self._title, self._hint, self._said = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._title.setProperty("role", "heading")
        self._hint.setProperty("role", "small")
        for label in (self._title, self._hint, self._said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.hide()
        self.requests, self.bodies = Toggle(), Toggle()
        self._requests_row, self._bodies_row = Row(self.requests), Row(self.bodies)
        self.bodies.setEnabled(False)
        self.requests.toggled.connect(self._choose)
        self.bodies.toggled.connect(lambda _: self.gather())
        self._choices, self._files = Section(), Section()
        self._choices.add(self._requests_row)
        self._choices.add(self._bodies_row)
        self._busy = Busy()
        self.save, self.close_button = QPushButton(), QPushButton()
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._ask_where)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self._arrange()
        self.retranslate()
        self.gather()

    def gather(self) -> None:
        """Ask what would be in the file now."""
        self._begin()
        self._command.run(("diagnostics", *self._wanted()), self._take, GATHER_MS)

    def save_to(self, path: str) -> None:
        """Write the file; the dialog of the system has asked whether one may be replaced."""
        self._begin()
        words = ("diagnostics", "--out", str(Path(path).absolute()), "--force", *self._wanted())
        self._command.run(words, self._take, GATHER_MS)

    def done(self, result: int) -> None:
        self._command.cancel()
        super().done(result)

    def said(self) -> str:
        """Return what stands below the list; "" for nothing."""
        return "" if self._said.isHidden() else self._said.text()

    # ------------------------------------------------------------------ inside
    def _wanted(self) -> tuple[str, ...]:
        if not self.requests.isChecked():
            return ()
        return ("--requests", str(REQUESTS), *(("--bodies",) if self.bodies.isChecked() else ()))

    def _choose(self, on: bool) -> None:
        self.bodies.setEnabled(on)
        if not on and self.bodies.isChecked():
            self.bodies.setChecked(False)  # which asks
        else:
            self.gather()

    def _begin(self) -> None:
        self.save.setEnabled(False)
        self._said.hide()
        self._busy.start()

    def _take(self, answer: Json | Problem) -> None:
        self._busy.stop()
        if isinstance(answer, Problem):
            self.save.setEnabled(bool(self._entries))  # nothing is saved that was not shown
            self._say(str(answer), "error")
            return
        self.save.setEnabled(True)
        self._entries = list(answer.get("entries") or ())
        self._list()
        if path := answer.get("path"):
            self._say(self.tr("Saved: {path}").format(path=path), "ok")

    def _say(self, text: str, role: str) -> None:
        self._said.setText(text)
        set_role(self._said, role)
        self._said.show()

    def _list(self) -> None:
        self._files.clear()
        for entry in self._entries:
            size = QLabel(
                QLocale().formattedDataSize(
                    int(entry["size"]), 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat
                )
            )
            size.setProperty("role", "dim")
            row = Row(size)
            left_out = str(entry.get("left_out") or "")
            without = self.tr("Left out: {what}").format(what=localize(left_out)) if left_out else ""
            row.set_texts(str(entry["name"]), join(str(entry["holds"]), without))
            self._files.add(row)

    def _ask_where(self) -> None:
        dialog = QFileDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(
            QFileDialog.Option.DontUseNativeDialog, QGuiApplication.platformName() == "offscreen"
        )
        dialog.setWindowTitle(self.tr("Save diagnostics"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("ZIP (*.zip)")
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    # ------------------------------------------------------------------ looks
    def _arrange(self) -> None:
        ground = QWidget()
        ground.setProperty("role", "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(16)
        column.addWidget(self._choices)
        column.addWidget(self._files)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        self._scroll = scroll
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._busy)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(8)
        for widget in (self._title, self._hint):
            whole.addWidget(widget)
        whole.addSpacing(4)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._said)
        whole.addLayout(buttons)
        self.resize(*_SIZE)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Diagnostics"))
        self._title.setText(self.tr("Diagnostics for a bug report"))
        self._hint.setText(
            self.tr(
                "This is all that the file will hold. Keys, your home folder and your user name are taken out "
                "everywhere. Nothing is sent: you save the file and attach it yourself."
            )
        )
        self._choices.set_heading(self.tr("Only if you want"))
        self._files.set_heading(self.tr("In the file"))
        self._requests_row.set_texts(
            self.tr("The newest requests"),
            self.tr("Up to {count}: times, models, tokens and errors' codes.").format(count=REQUESTS),
        )
        self._bodies_row.set_texts(
            self.tr("What was in them"),
            self.tr("Prompts, code and replies. Look through them before you hand them on."),
        )
        self._busy.setAccessibleName(self.tr("Gathering"))
        self._scroll.setAccessibleName(self.tr("In the file"))
        self.save.setText(self.tr("Save…"))
        self.close_button.setText(self.tr("Close"))
        self._said.hide()
        self._list()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
