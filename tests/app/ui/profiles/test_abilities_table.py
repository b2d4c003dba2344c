"""The table of what a provider can."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.ui.profiles.abilities_table import AbilitiesTable

MATRIX: dict[str, Any] = {
    "capabilities": [
        {"name": "images", "title": "Images", "kind": "switch", "words": []},
        {"name": "efforts", "title": "Effort levels", "kind": "words", "words": []},
        {"name": "mcp", "title": "MCP servers and blocks", "kind": "switch", "words": []},
        {"name": "small_budget", "title": "Answers within a small budget", "kind": "seen", "words": []},
    ],
    "wires": {
        "chat": {
            "images": {"value": False, "source": "user"},
            "efforts": {"value": ["low", "high"], "source": "preset"},
            "mcp": {"value": None, "source": None},
        },
        "messages": {"images": {"value": True, "source": "check"}},
    },
    "policies": {
        "images": {"value": "drop", "source": "default", "choices": ["drop", "fallback", "refuse"]},
        "mcp": {"value": "fallback", "source": "default", "choices": ["drop", "fallback", "refuse"]},
        "model_mismatch": {"value": "error", "source": "user", "choices": ["warn", "error"]},
    },
}


@pytest.fixture
def table(qtbot: QtBot) -> AbilitiesTable:
    made = AbilitiesTable()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show_matrix(MATRIX)
    return made


def texts(table: AbilitiesTable) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount() - 1)]
        for row in range(table.rowCount())
    ]


def test_what_is_known_and_what_has_a_policy(table: AbilitiesTable) -> None:
    assert texts(table) == [
        ["Images", "no", "yes", "set by you, checked"],
        ["Effort levels", "low, high", "–", "preset"],
        ["MCP servers and blocks", "–", "–", "unknown"],
        ["Another model answers", "–", "–", "–"],
    ]
    assert table.item(0, 1).toolTip() == "no · set by you"
    heads = [table.horizontalHeaderItem(column).text() for column in range(table.columnCount())]
    assert heads == ["Capability", "Chat", "Messages", "Source", "If it is missing"]


def test_a_policy_is_chosen(table: AbilitiesTable, qtbot: QtBot) -> None:
    choice = table.choice("model_mismatch")
    assert choice.currentText() == "Fail"
    choice.setCurrentIndex(0)
    with qtbot.waitSignal(table.policy_chosen) as chosen:
        choice.activated.emit(0)
    assert chosen.args == ["model_mismatch", "warn"]
    assert choice.accessibleName() == "Another model answers: if it is missing"


def test_the_same_again_keeps_the_choices(table: AbilitiesTable) -> None:
    choice = table.choice("images")
    table.show_matrix({**MATRIX})
    assert table.choice("images") is choice
    table.show_matrix({})
    assert table.rowCount() == 0


def test_a_narrow_one_has_no_column_of_sources(table: AbilitiesTable) -> None:
    table.show()
    assert not table.isColumnHidden(3)
    table.resize(360, 400)
    assert [table.isColumnHidden(column) for column in range(5)] == [False, False, False, True, False]
    table.show_matrix({**MATRIX, "wires": {"chat": MATRIX["wires"]["chat"]}})
    assert not any(table.isColumnHidden(column) for column in (0, 1, 3))
    table.show_matrix(MATRIX)
    assert [table.isColumnHidden(column) for column in range(5)] == [False, False, False, True, False]
    table.resize(800, 400)
    assert not table.isColumnHidden(3)
