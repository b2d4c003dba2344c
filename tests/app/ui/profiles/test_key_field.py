"""Where the provider's key comes from."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.ui.profiles.key_field import KINDS, KeyField

KEY = "sk-canary-4f1e9c7a2b8d"
SAVED = {"kind": "keyring", "env": None, "state": "present", "hint": "…3f2a"}


@pytest.fixture
def field(qtbot: QtBot) -> KeyField:
    made = KeyField()
    qtbot.addWidget(made)
    made.set_keyring("Secret Service")
    made.show()
    return made


def paste(qtbot: QtBot, field: KeyField, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(field.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()


def choose(field: KeyField, kind: str) -> None:
    field.kind.setCurrentIndex(KINDS.index(kind))
    field.kind.activated.emit(KINDS.index(kind))


def texts(field: KeyField) -> str:
    return " ".join(
        str(child.text()) for child in field.findChildren(QLineEdit) + field.findChildren(type(field._state))
    )


def test_a_pasted_key_is_trimmed_and_masked(qtbot: QtBot, field: KeyField) -> None:
    with qtbot.waitSignals([field.pasted, field.edited]):
        paste(qtbot, field, f'  export DEEPSEEK_API_KEY="{KEY}"\n')
    assert field.key() == KEY
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


def test_typing_is_not_pasting(qtbot: QtBot, field: KeyField) -> None:
    with qtbot.assertNotEmitted(field.pasted):
        qtbot.keyClicks(field.line, "sk-1")
    assert field.key() == "sk-1"


def test_the_eye_shows_what_is_being_typed(qtbot: QtBot, field: KeyField) -> None:
    qtbot.keyClicks(field.line, "sk-1")
    field._eye.trigger()
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal


def test_a_saved_key_shows_its_hint_and_nothing_more(qtbot: QtBot, field: KeyField) -> None:
    field.set_value("keyring", "", SAVED)
    field.set_key_url("https://platform.example.com/keys")
    assert field.line.isReadOnly()
    assert field.line.text().endswith("3f2a")
    assert field.key() == ""
    assert not field._eye.isVisible()
    assert not field.get.isVisible()
    assert "Stored in Secret Service" in texts(field)


def test_replace_and_keep(qtbot: QtBot, field: KeyField) -> None:
    field.set_value("keyring", "", SAVED)
    qtbot.mouseClick(field.replace, Qt.MouseButton.LeftButton)
    assert field.line.text() == ""
    paste(qtbot, field, KEY)
    assert field.key() == KEY
    qtbot.mouseClick(field.replace, Qt.MouseButton.LeftButton)
    assert field.key() == ""
    assert field.line.text().endswith("3f2a")


def test_the_variable(qtbot: QtBot, field: KeyField) -> None:
    choose(field, "env")
    qtbot.keyClicks(field.line, "MY_KEY")
    assert (field.chosen_kind(), field.env(), field.key()) == ("env", "MY_KEY", "")
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    field.set_value("env", "MY_KEY", {"kind": "env", "env": "MY_KEY", "state": "missing"})
    assert "not set" in texts(field)


def test_a_typed_key_does_not_become_a_variable(qtbot: QtBot, field: KeyField) -> None:
    paste(qtbot, field, KEY)
    choose(field, "env")
    assert KEY not in texts(field)
    assert field.key() == field.env() == ""


def test_no_key(field: KeyField) -> None:
    choose(field, "none")
    assert not field.line.isEnabled()
    assert field.key() == ""


def test_where_to_get_one(qtbot: QtBot, field: KeyField, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("app.ui.profiles.key_field.QDesktopServices.openUrl", opened.append)
    assert not field.get.isVisible()
    field.set_key_url("https://platform.example.com/keys")
    qtbot.mouseClick(field.get, Qt.MouseButton.LeftButton)
    assert [url.toString() for url in opened] == ["https://platform.example.com/keys"]


def test_without_a_keyring_it_says_what_else_there_is(field: KeyField) -> None:
    field.set_keyring("", "missing")
    assert "environment variable" in texts(field)
    field.set_keyring("Secret Service", "locked")
    assert "locked" in texts(field)
    field.set_keyring("Secret Service", "unknown")
    assert "Will be stored in Secret Service" in texts(field)


def test_a_locked_keyring_says_what_to_do(field: KeyField) -> None:
    field.set_value("keyring", "", {"kind": "keyring", "env": None, "state": "unknown", "hint": None})
    assert "locked" in texts(field)
