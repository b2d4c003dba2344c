"""The diagnostics dialog: what is in the file is shown first, and changes with what is asked for."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.ui import i18n
from app.ui.call import Problem
from app.ui.diagnostics.dialog import FILE_NAME, REQUESTS, DiagnosticsDialog
from tests.app.ui.diagnostics.sample import ENTRIES, PlayedCommand
from tests.fakes.shown_texts import shown_texts

NEWEST = ("--requests", str(REQUESTS))


def texts_of(dialog: DiagnosticsDialog) -> str:
    """All of it, once the layout has followed."""
    for _ in range(3):  # the language, then new rows, then they are shown
        QApplication.processEvents()
    return "\n".join(shown_texts(dialog))


@pytest.fixture
def command() -> PlayedCommand:
    return PlayedCommand()


@pytest.fixture
def dialog(qtbot: QtBot, command: PlayedCommand) -> DiagnosticsDialog:
    shown = DiagnosticsDialog(command)
    shown.open()
    return shown


def test_the_list_comes_first(dialog: DiagnosticsDialog, command: PlayedCommand) -> None:
    assert command.asked == [("diagnostics",)]
    texts = texts_of(dialog)
    assert [one["name"] for one in ENTRIES if one["name"] not in texts] == []
    assert "What the doctor finds. Left out: Keys, your home folder and your user name." in texts
    assert "128.0 kB" in texts
    assert "requests.json" not in texts


def test_requests_and_bodies_only_where_asked_for(dialog: DiagnosticsDialog, command: PlayedCommand) -> None:
    assert not dialog.requests.isChecked()
    assert not dialog.bodies.isEnabled()
    dialog.requests.click()
    assert "The figures and models of the newest requests." in texts_of(dialog)
    dialog.bodies.click()
    assert "The newest requests with prompts, code and replies." in texts_of(dialog)
    dialog.requests.click()  # takes the bodies along
    assert not dialog.bodies.isChecked()
    assert command.asked[1:] == [
        ("diagnostics", *NEWEST), ("diagnostics", *NEWEST, "--bodies"), ("diagnostics",)
    ]  # fmt: skip
    assert "requests.json" not in texts_of(dialog)


def test_it_is_saved_where_the_user_says(
    dialog: DiagnosticsDialog, command: PlayedCommand, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.requests.click()
    dialog.save.click()
    [where] = dialog.findChildren(QFileDialog)
    assert where.selectedFiles()[0].endswith(FILE_NAME)
    path = str(tmp_path / "d.zip")
    where.fileSelected.emit(path)
    where.reject()
    assert command.asked[-1] == ("diagnostics", "--out", path, "--force", *NEWEST)
    assert dialog.said() == f"Saved: {path}"
    command.refuse = Problem("cannot_write", "It could not be written.", "Try again.")
    dialog.save_to(path)
    assert dialog.said() == "It could not be written. Try again."
    assert dialog.save.isEnabled()


def test_what_is_under_way(qtbot: QtBot, command: PlayedCommand) -> None:
    command.hangs = True
    dialog = DiagnosticsDialog(command)
    dialog.open()
    assert dialog._busy.isVisible()
    assert not dialog.save.isEnabled()
    dialog.reject()
    assert command.cancelled == 1


def test_nothing_is_saved_unseen(qtbot: QtBot, command: PlayedCommand) -> None:
    command.refuse = Problem("no_answer", "Turnout's own command did not answer.")
    dialog = DiagnosticsDialog(command)
    dialog.open()
    assert (dialog.said(), dialog.save.isEnabled()) == ("Turnout's own command did not answer.", False)


def test_it_speaks_chinese(dialog: DiagnosticsDialog) -> None:
    before = QLocale()
    i18n.install("zh_CN")
    try:
        texts = texts_of(dialog)
    finally:
        i18n.install("en")
        QLocale.setDefault(before)
    assert "诊断的结果。不含：密钥、主目录和用户名。" in texts
