"""The foot of the window: figures of the day, and where the keys are."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.status_bar import StatusBar
from tests.fakes.desktop import STATUS, Json


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    widget = StatusBar()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_figures_of_the_day(bar: StatusBar) -> None:
    bar.show_status(STATUS)
    said = bar._figures.text()
    assert "1,204" in said.replace("1204", "1,204")
    assert "12 error" in said
    assert "¥4.18" in said


def test_live_requests_are_counted_while_they_run(bar: StatusBar) -> None:
    bar.show_status(STATUS)
    bar.take_exchange({"id": "a", "state": "live"})
    bar.take_exchange({"id": "a", "state": "live"})
    bar.take_exchange({"id": "b", "state": "live"})
    assert "2 live" in bar._figures.text()
    bar.take_exchange({"id": "a", "state": "done"})
    assert "1 live" in bar._figures.text()
    bar.forget_live()
    assert "live" not in bar._figures.text()


@pytest.mark.parametrize(
    ("keyring", "badge", "text"),
    [
        ({"backend": "SecretService", "state": "ok"}, "", "Keys: Secret Service"),
        ({"backend": "file", "state": "ok"}, "Keys in a file", ""),
        ({"backend": "SecretService", "state": "locked"}, "Keyring locked", "Keys: Secret Service"),
        ({"backend": None, "state": "missing", "message": "there is none"}, "No keyring", ""),
        ({"backend": None, "state": "unknown"}, "", ""),
    ],
    ids=["keyring", "file", "locked", "missing", "unknown"],
)
def test_keys(bar: StatusBar, keyring: Json, badge: str, text: str) -> None:
    bar.show_status({**STATUS, "keyring": keyring})
    assert (bar._badge.text() if bar._badge.isVisible() else "", bar._keys.text()) == (badge, text)


def test_nothing_is_said_before_anything_is_known(bar: StatusBar) -> None:
    assert bar._figures.text() == ""
