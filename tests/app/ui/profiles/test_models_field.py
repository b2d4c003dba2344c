"""Which models a profile asks for."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.models_field import ModelsField


def test_what_is_typed_stays_when_the_list_comes(qtbot: QtBot) -> None:
    field = ModelsField()
    qtbot.addWidget(field)
    field.set_value("my-own-model", "", ["a"])
    with qtbot.assertNotEmitted(field.edited):
        field.add_known(["b", "a", "c"])
    assert (field.model(), field.small_model()) == ("my-own-model", "")
    assert [field.main.itemText(row) for row in range(field.main.count())] == ["a", "b", "c"]


def test_typing_edits_and_the_button_asks(qtbot: QtBot) -> None:
    field = ModelsField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.edited):
        field.main.setEditText("k2")
    assert field.model() == "k2"
    with qtbot.waitSignal(field.load_asked):
        qtbot.mouseClick(field.load, Qt.MouseButton.LeftButton)


def test_another_profile_begins_with_its_own_models(qtbot: QtBot) -> None:
    field = ModelsField()
    qtbot.addWidget(field)
    field.set_value("a", "", ["a"])
    field.set_value("b", "b-small", ["b", "b-small"])
    assert (field.model(), field.small_model()) == ("b", "b-small")
    assert field.main.findText("a") == -1
