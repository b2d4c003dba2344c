"""Tool tips of what a provider or a client wrote."""

import pytest
from PySide6.QtGui import QTextDocument

from app.ui.tips import plain_tip


@pytest.mark.parametrize(
    "text",
    [
        "<img src='file:///etc/passwd'>",
        "<b>bold</b>\n<a href='file:///x'>x</a>",
        "<!DOCTYPE html><html>&amp;</html>",
        "<qt>x</qt>",
        "a < b\nc & d",
        "",
    ],
)
def test_it_reads_as_it_was_written(text: str) -> None:
    shown = plain_tip(text)
    if not shown.startswith("<qt>"):
        assert shown == text
        return
    document = QTextDocument()
    document.setHtml(shown)
    assert document.toPlainText() == text
