"""The pages' buttons: names, keys, narrow form."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.navigation import Navigation
from tests.fakes.naming import unnamed_controls

PAGES = {"requests": "requests", "profiles": "profiles", "settings": "settings"}


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    widget = Navigation(PAGES)
    qtbot.addWidget(widget)
    widget.set_titles({"requests": "Requests", "profiles": "Profiles", "settings": "Settings"})
    return widget


def test_click_tells_the_page(navigation: Navigation, qtbot: QtBot) -> None:
    with qtbot.waitSignal(navigation.chosen) as told:
        navigation.button("profiles").click()
    assert told.args == ["profiles"]


def test_one_is_marked(navigation: Navigation) -> None:
    navigation.select("settings")
    navigation.select("profiles")
    assert [name for name in PAGES if navigation.button(name).isChecked()] == ["profiles"]


def test_keys_stay_when_the_language_changes(navigation: Navigation) -> None:
    navigation.set_titles({"requests": "请求", "profiles": "配置", "settings": "设置"})
    assert navigation.button("profiles").text().strip() == "配置"
    assert "Ctrl+2" in navigation.button("profiles").toolTip()


def test_narrow_shows_icons_with_names(navigation: Navigation) -> None:
    wide = navigation.width()
    navigation.set_narrow(True)
    assert navigation.button("requests").toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    assert navigation.minimumWidth() < wide
    assert not unnamed_controls(navigation)


def test_settings_may_be_absent(qtbot: QtBot) -> None:
    widget = Navigation({"requests": "requests"})
    qtbot.addWidget(widget)
    assert widget.button("requests")
