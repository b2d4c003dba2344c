"""What a test of the tray app leaves in Qt, destroyed before the next test: deterministically, and while Python still
knows it.

Outside an event loop `deleteLater` waits for the next one, so windows lived on in the tests that followed: thousands of
them took part in each change of the style sheet, and in the end Python's collector destroyed them, in whatever test and
thread it happened to run. That is where PySide 6.11.3 ends the process.
"""

import sys


def destroy_remains() -> None:
    """Destroy every window, and whatever was given to `deleteLater`. Without Qt or an application: nothing."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or not isinstance(app, widgets.QApplication):
        return
    for widget in app.topLevelWidgets():
        if widget.parent() is None:
            widget.deleteLater()
    core = sys.modules["PySide6.QtCore"]
    app.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
