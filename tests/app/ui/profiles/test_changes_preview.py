"""What will change in the clients' files."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.profiles.changes_preview import ChangesPreview
from tests.fakes.provider_list import DIFF


def shown(widget: ChangesPreview) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_a_line_for_each_file_and_the_diff_on_demand(qtbot: QtBot) -> None:
    preview = ChangesPreview()
    qtbot.addWidget(preview)
    preview.set_diff(DIFF)
    preview.show()
    assert {"/home/user/.codex/config.toml", "+8", "−1", "/home/user/.claude/settings.json", "+4"} <= set(
        shown(preview)
    )
    assert preview.view.isHidden()
    qtbot.mouseClick(preview.more, Qt.MouseButton.LeftButton)
    assert preview.view.isVisible()
    assert preview.view.toPlainText() == DIFF
    assert preview.more.text() == "Hide diff"


def test_nothing_changes(qtbot: QtBot) -> None:
    preview = ChangesPreview()
    qtbot.addWidget(preview)
    preview.set_diff(DIFF)
    preview.set_open(True)
    preview.set_diff("")
    assert preview.view.isHidden()
    assert any("Nothing" in text for text in shown(preview))
