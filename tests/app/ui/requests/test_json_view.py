"""A body to read."""

import json

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.requests.json_view import SHOWN_AT_FIRST, JsonView, fold_end

VALUE = {"tools": [{"name": "a"}, {"name": "b"}], "text": "x", "empty": [], "last": {"deep": [1, 2]}}


def shown_lines(view: JsonView) -> list[str]:
    lines = []
    block = view.document().firstBlock()
    while block.isValid():
        if block.isVisible():
            lines.append(block.text().strip())
        block = block.next()
    return lines


def make(qtbot: QtBot, text: str) -> JsonView:
    view = JsonView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    view.set_text(text)
    return view


def test_it_is_laid_out_and_read_only(qtbot: QtBot) -> None:
    view = make(qtbot, json.dumps(VALUE))
    assert view.toPlainText() == json.dumps(VALUE, indent=2)
    assert view.isReadOnly()
    qtbot.keyClicks(view, "nnn")
    assert view.toPlainText() == json.dumps(VALUE, indent=2)


def test_folding(qtbot: QtBot) -> None:
    view = make(qtbot, json.dumps(VALUE))
    view.fold_all(True)
    assert shown_lines(view) == [
        "{",
        '"tools": [',
        "],",
        '"text": "x",',
        '"empty": [],',
        '"last": {',
        "}",
        "}",
    ]
    view.fold_all(False)
    assert len(shown_lines(view)) == len(json.dumps(VALUE, indent=2).splitlines())
    first = view.document().firstBlock()
    end = fold_end(first)
    assert end is not None
    assert end.text() == "}"
    assert fold_end(first.next().next().next()) is None
    view.fold(first.next().next().next(), True)  # nothing to fold
    cursor = view.textCursor()
    cursor.setPosition(0)
    view.setTextCursor(cursor)
    qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert shown_lines(view) == ["{", "}"]
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert len(shown_lines(view)) > 2


def test_a_click_beside_a_line_folds_it(qtbot: QtBot) -> None:
    view = make(qtbot, json.dumps(VALUE))
    gutter = view._gutter
    top = next(top for block, top, _ in view.visible_blocks() if "tools" in block.text())
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(5, top + 4))
    assert shown_lines(view)[:3] == ["{", '"tools": [', "],"]
    view.grab()  # paints the gutter
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(5, top + 4))
    assert len(shown_lines(view)) > 8
    qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=QPoint(5, view.height() - 2))


def test_a_large_body_is_shown_in_part(qtbot: QtBot) -> None:
    body = json.dumps([{"number": number} for number in range(30_000)])
    view = JsonView()
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.filled) as filled:
        view.set_text(body)
    assert filled.args == [False]
    shown = len(view.toPlainText())
    assert SHOWN_AT_FIRST <= shown < SHOWN_AT_FIRST * 1.2
    assert view._colors.document() is not None
    with qtbot.waitSignal(view.filled, timeout=60_000) as filled:
        view.show_all()
    assert filled.args == [True]
    assert view._colors.document() is None
    assert view.toPlainText() == json.dumps(json.loads(body), indent=2)
    view.set_text("{}")
    assert (view.toPlainText(), view._colors.document()) == ("{}", view.document())


def test_a_line_of_ten_megabytes(qtbot: QtBot) -> None:
    view = make(qtbot, "x" * 10_000_000)
    qtbot.waitUntil(lambda: not view._slices.is_running)
    assert len(view.toPlainText()) < 2 * SHOWN_AT_FIRST


def test_html_and_escapes_stay_text(qtbot: QtBot) -> None:
    view = make(qtbot, "<h1>a</h1>\x1b[31m\u202eb")
    assert view.toPlainText() == "<h1>a</h1>␛[31m⟨202E⟩b"


def test_the_same_text_keeps_its_folds_and_another_scheme_its_colours(qtbot: QtBot) -> None:
    view = make(qtbot, json.dumps(VALUE))
    view.fold_all(True)
    view.set_text(json.dumps(VALUE))
    assert len(shown_lines(view)) == 8
    try:
        theme.set_choice("dark")
        view.grab()
    finally:
        theme.set_choice("light")
