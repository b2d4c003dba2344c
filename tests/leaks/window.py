"""The app without a screen, run by the test of the session: it shows every page, types a key, and crashes.

`python -m tests.leaks.window FILE HOW`: what a screen reader can get of it goes to FILE; the key to type comes on
standard input; after an exception in a slot it ends as HOW says: `exception` (in order), `segv` or `abort`.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget

from app.crash import CrashLog, keep_private
from app.service_process import ServiceProcess
from app.ui.application import Application
from app.ui.profiles.page import ProfilesPage
from app.ui.requests.page import RequestsPage
from app.ui.single_instance import SingleInstance

TOLD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
MOST = 120
"""Children of one control: the first rows of a table have what the others have."""
STEP_MS = 250
"""Between two pages: the service answers in milliseconds."""


def walk(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield all of the tree."""
    yield one
    for place in range(min(one.childCount(), MOST)):
        if (child := one.child(place)) is not None:
            yield from walk(child)


def heard() -> list[str]:
    """Return what the tree of every window says."""
    said: list[str] = []
    for window in filter(QWidget.isVisible, QApplication.topLevelWidgets()):
        for one in walk(QAccessible.queryAccessibleInterface(window)):
            said += [one.text(kind) for kind in TOLD]
            if (text := one.textInterface()) is not None:
                said.append(text.text(0, text.characterCount()))
    return [one for one in said if one]


class Show:
    """One page after the other, each looked at once the service has answered."""

    def __init__(self, app: Application, file: Path, how: str, key: str) -> None:
        self._app, self._file, self._how, self._key = app, file, how, key
        self._steps = iter(
            (
                self._requests,
                self._detail,
                self._profile,
                self._type,
                self._check,
                self._usage,
                self._settings,
            )
        )
        self._timer = QTimer(app, interval=STEP_MS)
        self._timer.timeout.connect(self._next)
        self._timer.start()

    def _next(self) -> None:
        if not self._app.link.last_status:
            return
        with self._file.open("a") as out:
            out.write("\n".join(heard()) + "\n")
        step = next(self._steps, None)
        if step is not None:
            step()
            return
        self._timer.stop()
        QTimer.singleShot(0, self._app, self._crash)

    def _requests(self) -> None:
        self._app.window.go("requests")

    def _detail(self) -> None:
        page = self._app.window.page("requests")
        assert isinstance(page, RequestsPage)
        page.table.selectRow(0)
        page.open_detail()

    def _profile(self) -> None:
        self._app.window.go("profiles", profile="first", key=True)

    def _type(self) -> None:
        page = self._app.window.page("profiles")
        assert isinstance(page, ProfilesPage)
        field = page.form.body.key
        field.replace.click()
        field.line.setText(self._key)
        field.line.textEdited.emit(self._key)

    def _check(self) -> None:
        self._app.window.go("check")

    def _usage(self) -> None:
        self._app.window.go("usage")

    def _settings(self) -> None:
        self._app.window.go("settings")

    def _crash(self) -> None:
        QTimer.singleShot(0, self._app, self._fail)
        QTimer.singleShot(STEP_MS, self._app, self._end)

    def _end(self) -> None:
        secret = self._key
        if self._how == "exception":
            QApplication.exit(0)
        else:
            os.kill(os.getpid(), signal.SIGSEGV if self._how == "segv" else signal.SIGABRT)
        del secret

    def _fail(self) -> None:
        held = {"Authorization": f"Bearer {self._key}"}
        raise RuntimeError(f"a slot failed over {held}")


def main() -> int:
    """Run it."""
    file, how = sys.argv[1:]
    key = sys.stdin.read().strip()
    keep_private()
    service = ServiceProcess.from_environment()
    instance = SingleInstance(service.paths.state)
    assert instance.claim()
    crash = CrashLog(service.paths)
    crash.begin()
    QApplication.setApplicationName("turnout")
    qt = QApplication(sys.argv[:1])
    app = Application(qt, service, instance, crash)
    app.begin(hidden=False)
    show = Show(app, Path(file), how, key)
    ended = qt.exec()
    del show
    app.close()
    crash.end()
    instance.release()
    return ended


if __name__ == "__main__":
    sys.exit(main())
