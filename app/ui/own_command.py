"""A command of our own, run beside the window: for what has to work without the service, or takes a while."""

import json
import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer

from app import service_process
from app.ui.call import Json, Problem

_LEAVE_MS = 1_000
"""A process that was killed is gone at once; Qt complains of one that still runs when its object goes."""


class OwnCommand(QObject):
    """One command at a time: a new one takes the place of the one before, whose answer nobody gets any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._answer: Callable[[Json | Problem], None] | None = None

    def run(self, words: tuple[str, ...], answer: Callable[[Json | Problem], None], timeout_ms: int) -> None:
        """Run `turnout WORDS --json`; `answer` is called once, later, with its document or with what went wrong."""
        self.cancel()
        program, *arguments = service_process.command(*words, "--json")
        process = self._process = QProcess(self)
        self._answer = answer
        process.setProgram(program)
        process.setArguments(arguments)
        process.setWorkingDirectory(str(service_process.folder()))
        process.setStandardErrorFile(QProcess.nullDevice())
        process.setProcessEnvironment(_environment())
        deadline = QTimer(process, singleShot=True, interval=timeout_ms)
        deadline.timeout.connect(process.kill)
        process.finished.connect(self._over)
        process.errorOccurred.connect(self._fail)
        deadline.start()
        process.start()

    def cancel(self) -> None:
        """End what runs; its answer is not wanted any more."""
        process = self._leave()
        if process is not None:
            process.kill()
            process.waitForFinished(_LEAVE_MS)

    def _over(self) -> None:
        answer, process = self._answer, self._leave()
        if process is not None and answer is not None:
            answer(self._read(bytes(process.readAllStandardOutput().data())))

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._over()

    def _read(self, said: bytes) -> Json | Problem:
        """What a command with `--json` has printed; one that was ended has printed nothing."""
        try:
            document: Any = json.loads(said)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            return Problem(
                "no_answer", self.tr("Turnout's own command did not answer."), self.tr("Try again.")
            )
        error = document.get("error")
        if isinstance(error, dict):
            return Problem(str(error.get("code")), str(error.get("message")), str(error.get("fix") or ""))
        return document

    def _leave(self) -> QProcess | None:
        """Have nothing to do with the process any more."""
        process, self._process, self._answer = self._process, None, None
        if process is not None:
            process.finished.disconnect(self._over)
            process.errorOccurred.disconnect(self._fail)
            process.deleteLater()
        return process


def _environment() -> QProcessEnvironment:
    variables = QProcessEnvironment()
    for name, value in service_process.environment(os.environ).items():
        variables.insert(name, value)
    return variables
