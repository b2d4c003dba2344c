"""Where in the first run one is."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.first_run.step_bar import StepBar


def test_the_current_step_stands_out_and_is_said(qtbot: QtBot) -> None:
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.set_words(("Clients", "Provider", "Apply"))
    bar.set_step(1)
    labels = bar.findChildren(QLabel)
    assert [label.property("role") for label in labels] == ["text", "accent", "dim"]
    assert "Provider" in bar.accessibleName()
    bar.set_words(("客户端", "服务商", "应用"))
    assert "服务商" in bar.accessibleName()
