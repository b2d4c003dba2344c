"""Where the provider is."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.profiles.address_field import AddressField

ENDPOINTS = [
    {"wire": "chat", "base_url": "https://api.example.com/v1", "dialect": "example-chat"},
    {"wire": "messages", "base_url": "https://api.example.com/anthropic", "dialect": None},
]


def shown(field: AddressField) -> list[str]:
    return [label.text() for label in field.findChildren(QLabel) if label.text() and not label.isHidden()]


def test_every_endpoint_and_every_note_is_shown(qtbot: QtBot) -> None:
    field = AddressField()
    qtbot.addWidget(field)
    field.set_value("https://api.example.com/v1/chat/completions", None, has_preset=False)
    field.show_preview(ENDPOINTS, ["Removed /chat/completions.", "Added nothing."])
    said = shown(field)
    for text in ("chat", "https://api.example.com/v1", "example-chat", "messages"):
        assert text in said
    assert "Removed /chat/completions.\nAdded nothing." in said
    field.show_preview([], [])
    assert shown(field) == []


def test_the_wire_is_a_choice(qtbot: QtBot) -> None:
    field = AddressField()
    qtbot.addWidget(field)
    field.set_value(" https://x.example.com ", "messages", has_preset=False)
    assert (field.base_url(), field.chosen_wire()) == ("https://x.example.com", "messages")
    assert field.wire.itemText(0) == "By the address"
    field.set_value("", None, has_preset=True)
    assert field.chosen_wire() is None
    assert field.wire.itemText(0) == "All it speaks"


def test_only_the_user_edits(qtbot: QtBot) -> None:
    field = AddressField()
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("https://x.example.com", None, has_preset=False)
    with qtbot.waitSignal(field.edited):
        qtbot.keyClicks(field.address, "/")
    with qtbot.waitSignal(field.edited):
        field.wire.activated.emit(1)
