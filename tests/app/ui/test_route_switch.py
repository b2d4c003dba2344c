"""The switch of a client: what it shows, and what its menu offers."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.route_switch import RouteSwitch
from tests.fakes.desktop import NO_KEY, PROFILES, STATUS, Json, profile


@pytest.fixture
def switch(qtbot: QtBot) -> RouteSwitch:
    widget = RouteSwitch("codex")
    qtbot.addWidget(widget)
    widget.show_route(STATUS["routes"]["codex"], PROFILES)
    return widget


def entries(switch: RouteSwitch) -> list[tuple[str, bool]]:
    switch.menu().aboutToShow.emit()
    return [
        (action.text(), action.isChecked()) for action in switch.menu().actions() if not action.isSeparator()
    ]


def test_says_which_profile_and_model(switch: RouteSwitch) -> None:
    assert switch.accessibleName() == "Codex → DeepSeek deepseek-chat"
    assert switch.profile is not None


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ({"profile": "kimi", "model": "kimi-k2", "connected": False}, "Codex → own login"),
        ({"profile": "gone", "model": None, "connected": True}, "Codex → gone"),
        ({}, "Codex → …"),
    ],
    ids=["not connected", "unknown profile", "not known yet"],
)
def test_says_what_the_client_does_else(switch: RouteSwitch, route: Json, name: str) -> None:
    switch.show_route(route, PROFILES)
    assert switch.accessibleName() == name


def test_missing_key_is_marked(switch: RouteSwitch) -> None:
    switch.show_route(STATUS["routes"]["codex"], [profile("deepseek", "DeepSeek", "m", key=NO_KEY)])
    assert switch.accessibleName().endswith("(no key)")
    wide = switch.sizeHint().width()
    switch.show_route(STATUS["routes"]["codex"], [profile("deepseek", "DeepSeek", "m")])
    assert switch.sizeHint().width() < wide


def test_menu_is_a_radio_list_with_marks(switch: RouteSwitch) -> None:
    shown = entries(switch)
    assert shown[:4] == [
        ("DeepSeek\tdeepseek-chat", True),
        ("Kimi 月之暗面\tkimi-k2", False),
        ("OpenRouter\tno key", False),
        ("Zhipu GLM\tfailing", False),
    ]
    assert [text for text, _ in shown[-3:]] == [
        "Off: use Codex's own login",
        "Manage profiles…",
        "Fallbacks…",
    ]


def test_ampersand_is_no_shortcut(switch: RouteSwitch) -> None:
    switch.show_route({}, [profile("a", "A & B", "m")])
    assert entries(switch)[0][0] == "A && B\tm"


def test_choice_is_told(switch: RouteSwitch, qtbot: QtBot) -> None:
    entries(switch)
    actions = {action.text().partition("\t")[0]: action for action in switch.menu().actions()}
    with qtbot.waitSignal(switch.chosen) as told:
        actions["OpenRouter"].trigger()
    assert told.args == ["codex", "openrouter"]
    with qtbot.waitSignal(switch.chosen) as told:
        actions["Off: use Codex's own login"].trigger()
    assert told.args == ["codex", ""]
    with qtbot.waitSignal(switch.manage):
        actions["Manage profiles…"].trigger()


def test_draws_in_any_width(switch: RouteSwitch) -> None:
    for width in (150, 190, 380):
        switch.resize(width, 30)
        assert not switch.grab().isNull()
    switch.setEnabled(False)
    assert not switch.grab().isNull()
    assert switch.minimumSizeHint().width() <= switch.sizeHint().width()


def test_reached_by_tab_and_named_anew(switch: RouteSwitch) -> None:
    assert switch.focusPolicy() == Qt.FocusPolicy.TabFocus
    switch.setAccessibleName("")
    QApplication.sendEvent(switch, QEvent(QEvent.Type.LanguageChange))
    assert switch.accessibleName()


def test_a_fallback_answers_instead(switch: RouteSwitch, qtbot: QtBot) -> None:
    switch.show_route({**STATUS["routes"]["codex"], "fallback": "openrouter"}, PROFILES)
    assert switch.accessibleName() == "Codex → DeepSeek now OpenRouter (fallback)"
    assert entries(switch)[0] == ("Back to DeepSeek", False)
    with qtbot.waitSignal(switch.back) as told:
        switch.menu().actions()[0].trigger()
    assert told.args == ["codex"]
    switch.show_route({**STATUS["routes"]["codex"], "fallback": None}, PROFILES)
    assert entries(switch)[0][0].startswith("DeepSeek")


def test_a_key_that_waits_is_led_to(switch: RouteSwitch, qtbot: QtBot) -> None:
    waiting = profile("deepseek", "DeepSeek", "m", key_unconfirmed=["https://new.example"])
    switch.show_route(STATUS["routes"]["codex"], [waiting])
    assert switch.accessibleName().endswith("(key not confirmed)")
    entries(switch)
    with qtbot.waitSignal(switch.confirm) as told:
        switch.menu().actions()[0].trigger()
    assert told.args == ["deepseek"]
