"""How many days, and by what they are grouped."""

from pytestqt.qtbot import QtBot

from app.ui.usage.toolbar import UsageToolbar


def test_choices(qtbot: QtBot) -> None:
    bar = UsageToolbar()
    qtbot.addWidget(bar)
    assert (bar.group(), bar.days()) == ("profile", 30)
    with qtbot.waitSignal(bar.range_changed):
        bar.ranges.button(90).click()
    assert bar.days() == 90
    with qtbot.waitSignal(bar.changed):
        bar.groups.setCurrentIndex(1)
        bar.groups.activated.emit(1)
    assert bar.group() == "model"


def test_a_currency_is_a_choice_only_among_several(qtbot: QtBot) -> None:
    bar = UsageToolbar()
    qtbot.addWidget(bar)
    bar.set_currencies(["CNY"])
    assert bar.currency.isHidden()
    assert bar.currency.currentText() == "CNY"
    bar.set_currencies(["CNY", "USD"])
    assert not bar.currency.isHidden()
    bar.currency.setCurrentText("USD")
    bar.set_currencies(["CNY", "USD"])
    assert bar.currency.currentText() == "USD"
    bar.set_currencies([])
    assert bar.currency.currentText() == ""
