"""What every tab shares."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.ui.requests.detail_tab import DetailTab


def test_a_change_of_language_reaches_it(qtbot: QtBot) -> None:
    class Tab(DetailTab):
        said = 0

        def retranslate(self) -> None:
            self.said += 1

    tab = Tab()
    qtbot.addWidget(tab)
    QCoreApplication.sendEvent(tab, QEvent(QEvent.Type.LanguageChange))
    assert tab.said == 1
    with pytest.raises(NotImplementedError):
        tab.title()
    with pytest.raises(NotImplementedError):
        tab.show_detail({})
