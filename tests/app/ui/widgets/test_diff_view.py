"""A diff is plain text; signs and colours say what changes."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.diff_view import DiffView

DIFF = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n+<b>more</b>"


def ink(block: QTextBlock) -> str | None:
    formats = block.layout().formats()
    return formats[0].format.foreground().color().name() if formats else None  # type: ignore[attr-defined]


def test_lines_are_coloured(qtbot: QtBot) -> None:
    theme.set_choice("light")
    view = DiffView(DIFF)
    qtbot.addWidget(view)
    view._colors.rehighlight()
    colors = theme.tokens()
    found = [ink(view.document().findBlockByNumber(line)) for line in range(7)]
    assert found == [colors.dim, colors.dim, colors.dim, None, colors.err, colors.ok, colors.ok]
    assert view.toPlainText() == DIFF
    assert view.isReadOnly()


def test_is_named(qtbot: QtBot) -> None:
    view = DiffView()
    qtbot.addWidget(view)
    view.setAccessibleName("")
    QApplication.sendEvent(view, QEvent(QEvent.Type.LanguageChange))
    assert view.accessibleName() == "What will change"
