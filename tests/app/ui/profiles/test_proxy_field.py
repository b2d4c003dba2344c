"""The outbound proxy: the environment's, none, or one that is named."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.proxy_field import DIRECT, ENVIRONMENT, ProxyField
from profiles import outbound
from tests.fakes.naming import unnamed_controls

URL = "socks5h://127.0.0.1:1080"


@pytest.mark.parametrize("proxy", [ENVIRONMENT, DIRECT, URL])
def test_what_goes_in_comes_out(qtbot: QtBot, proxy: str) -> None:
    field = ProxyField()
    qtbot.addWidget(field)
    field.show()
    field.set_value(proxy)
    assert field.value() == proxy
    assert field.address.isVisible() == (proxy == URL)
    outbound.check_proxy(field.value())
    QApplication.sendEvent(field, QEvent(QEvent.Type.LanguageChange))
    assert not unnamed_controls(field)


def test_one_is_named(qtbot: QtBot) -> None:
    field = ProxyField()
    qtbot.addWidget(field)
    field.show()
    field.kind.setCurrentIndex(2)
    with qtbot.waitSignal(field.edited):
        field.kind.activated.emit(2)
    assert field.value() == "", "its address is still to come"
    with qtbot.waitSignal(field.edited):
        qtbot.keyClicks(field.address, URL)
    assert field.value() == URL
    field.kind.setCurrentIndex(1)
    field.kind.activated.emit(1)
    assert field.value() == DIRECT and not field.address.isVisible()
