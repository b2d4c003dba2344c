"""The tray app started over and over with a damaged `ui.ini`: `python -m tests.lifecycle.damaged_preferences FOLDER`.

Each folder below FOLDER is a home with `turnout/config/ui.ini`. Prints JSON: name of the folder -> what went wrong.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from app.context import Context
from app.crash import CrashLog
from app.ui import application
from app.ui.application import Application
from app.ui.single_instance import SingleInstance
from tests.fakes.link import FakeLink
from tests.fakes.played_service import PlayedService


class NoAutostart:
    """Nothing of the desktop's is asked or changed."""

    def is_on(self) -> bool:
        return False

    def set(self, on: bool) -> None:
        pass


def main(folder: Path) -> dict[str, str]:
    """Start one app after the other; a value for each that does not start as it has to."""
    wrong: dict[str, str] = {}
    name = ""

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        wrong[name] = "".join(traceback.format_exception(kind, error, trace))[-1500:]

    sys.excepthook = note
    qt = QApplication([])
    application.Link = lambda find, parent: FakeLink()  # type: ignore[assignment,misc]
    application.autostart = NoAutostart  # type: ignore[assignment]
    for home in sorted(folder.iterdir()):
        name = home.name
        os.environ["TURNOUT_HOME"] = str(home / "turnout")
        try:
            app = Application(
                qt, PlayedService(home), SingleInstance(home), CrashLog(Context.from_environment().paths)
            )
            app.window.go("requests")
            app.show_window()
            qt.processEvents()
            app.window.page("requests").close_detail()
            app.close()
            qt.processEvents()
        except Exception as error:  # noqa: BLE001
            note(type(error), error, error.__traceback__)
    return wrong


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
