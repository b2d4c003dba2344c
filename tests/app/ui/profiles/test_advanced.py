"""What most profiles never need."""

from pytestqt.qtbot import QtBot

from app.ui.profiles.advanced import Advanced
from app.ui.profiles.form_state import FormState, Limits, Price
from app.ui.profiles.override_state import Override

STATE = FormState(
    auth="both",
    headers=(("X-Team", "a"),),
    model_map=(("gpt-5.5", "k2"),),
    prices=(Price("k2", "1", "0.1", "3", "CNY"),),
    limits=(Limits("k2", "256000", "", "low, high", {"images": True}),),
)


def test_what_goes_in_comes_out(qtbot: QtBot) -> None:
    part = Advanced()
    qtbot.addWidget(part)
    part.set_value(STATE)
    assert part.chosen_auth() == "both"
    assert part.pairs("headers") == STATE.headers
    assert part.pairs("model_map") == STATE.model_map
    assert part.chosen_prices() == STATE.prices
    assert part.chosen_limits() == STATE.limits


def test_a_row_for_each_model_that_has_no_price_yet(qtbot: QtBot) -> None:
    part = Advanced()
    qtbot.addWidget(part)
    part.set_value(STATE)
    part.offer_prices(["k2", "k2-mini"])
    assert part.prices.rows()[1][0] == "k2-mini"
    assert part.chosen_prices() == STATE.prices, "an empty price is none"
    part.prices.item(1, 1).setText("0.5")
    assert part.chosen_prices()[1] == Price("k2-mini", "0.5", "", "", "USD")


def test_each_table_says_that_it_was_edited(qtbot: QtBot) -> None:
    part = Advanced()
    qtbot.addWidget(part)
    part.set_value(STATE)
    for table in (part.headers, part.model_map, part.prices, part.limits):
        with qtbot.waitSignal(part.edited):
            table.item(0, 1).setText("7")
    with qtbot.waitSignal(part.edited):
        part.auth.activated.emit(0)


def test_overrides_proxy_and_consent(qtbot: QtBot) -> None:
    part = Advanced()
    qtbot.addWidget(part)
    set_one = Override("k2", effort="high")
    part.set_value(FormState(overrides=(set_one,), proxy="direct", private_network=True))
    assert part.overrides.overrides() == (set_one,)
    assert (part.proxy.value(), part.private.isChecked()) == ("direct", True)
    for change in (
        lambda: part.overrides.remove.textEdited.emit("x"),
        lambda: part.proxy.kind.activated.emit(0),
        part.private.click,
    ):
        with qtbot.waitSignal(part.edited):
            change()
