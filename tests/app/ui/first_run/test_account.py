"""Only the fields a provider cannot do without."""

import pytest
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.first_run.account import Account
from tests.app.ui.first_run.sample import KEY, answer_all
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import preset


@pytest.fixture
def account(qtbot: QtBot, link: FakeLink) -> Account:
    answer_all(link)
    made = Account(link)
    qtbot.addWidget(made)
    made.show()
    return made


def fields(account: Account) -> list[str]:
    shown = {"address": account.address, "key": account.key_field, "models": account.models}
    return [name for name, field in shown.items() if field.isVisible()]


def paste(account: Account, text: str) -> None:
    account.key_field.line.setText(text)
    account.key_field._typed_in(text)


def test_most_need_a_key_and_nothing_else(qtbot: QtBot, account: Account) -> None:
    with qtbot.assertNotEmitted(account.check_wanted):
        account.show_preset(preset("deepseek"))
    assert fields(account) == ["key"]
    assert not account.is_ready()
    assert account.focusWidget() is account.key_field.line
    with qtbot.waitSignal(account.check_wanted):
        paste(account, KEY)
    assert account.draft() == {"preset": "deepseek"}
    assert account.key() == KEY


def test_the_demo_needs_nothing(qtbot: QtBot, account: Account) -> None:
    with qtbot.waitSignal(account.check_wanted):
        account.show_preset(preset("demo"))
    assert fields(account) == []
    assert account.draft() == {"preset": "demo"}


def test_without_a_model_the_list_is_loaded_on_paste(qtbot: QtBot, account: Account, link: FakeLink) -> None:
    account.show_preset(preset("groq"))
    assert fields(account) == ["key", "models"]
    with qtbot.assertNotEmitted(account.check_wanted):
        paste(account, KEY)
        link.settle()
    assert link.bodies("POST", "models") == [{"preset": "groq", "key": KEY}]
    with qtbot.waitSignal(account.check_wanted):
        account.models.main.setCurrentIndex(account.models.main.findData("b-model"))
        account.models.main.activated.emit(account.models.main.currentIndex())
    assert account.draft() == {"preset": "groq", "model": "b-model"}


def test_whoever_goes_on_without_a_model_has_seen_the_list(account: Account, link: FakeLink) -> None:
    account.show_preset(preset("groq"))
    account.key_field.line.setText(KEY)
    account.key_field._typed = KEY
    assert account.find_problem(), "the list is asked for"
    assert account.find_problem(), "it has not come yet"
    link.settle()
    assert len(link.bodies("POST", "models")) == 1
    assert account.focusWidget() is account.models.main
    assert account.find_problem(), "one of them has to be chosen"
    assert account.form.first_problem() == "model"


def test_a_list_that_is_empty_or_cannot_be_had_stops_nobody(account: Account, link: FakeLink) -> None:
    link.answer("POST", "models", {"models": []})
    account.show_preset(preset("groq"))
    paste(account, KEY)
    link.settle()
    assert not account.find_problem()
    link.refuse("POST", "models", Problem("unreachable", "groq.com cannot be reached."))
    account.models.load.click()
    link.settle()
    assert not account.find_problem()


def test_a_key_that_is_refused_is_said_at_the_key(account: Account, link: FakeLink) -> None:
    link.refuse("POST", "models", Problem("key_refused", "groq.com refused the key (401)."))
    account.show_preset(None, "https://relay.example.com/v1")
    assert account.focusWidget() is account.key_field.line, "the address is there"
    paste(account, KEY)
    link.settle()
    assert account.form.first_problem() == "key"
    assert account.focusWidget() is account.key_field.line
    assert account.find_problem(), "nobody goes on with it"
    link.answer("POST", "models", {"models": []})
    paste(account, f"{KEY}2")
    link.settle()
    assert not account.find_problem()


def test_an_address_that_is_a_page_is_said_at_the_address(account: Account, link: FakeLink) -> None:
    page = Problem("invalid_profile", "That is a page for people, not an API.", field="base_url")
    link.refuse("POST", "models", page)
    account.show_preset(None, "https://platform.example.com/api_keys")
    paste(account, KEY)
    link.settle()
    assert account.form.first_problem() == "base_url"
    assert account.find_problem()


def test_the_only_model_is_checked_at_once(qtbot: QtBot, account: Account, link: FakeLink) -> None:
    link.answer("POST", "models", {"models": [{"id": "only"}]})
    account.show_preset(preset("groq"))
    with qtbot.waitSignal(account.check_wanted):
        paste(account, KEY)
        link.settle()
    assert account.draft() == {"preset": "groq", "model": "only"}


def test_a_local_server_is_asked_for_its_models_at_once(account: Account, link: FakeLink) -> None:
    account.show_preset(preset("ollama"))
    assert fields(account) == ["models"]
    assert link.bodies("POST", "models") == [{"preset": "ollama"}]


def test_a_template_needs_its_address(account: Account) -> None:
    account.show_preset(preset("azure"))
    assert fields(account) == ["address", "key"]
    paste(account, KEY)
    assert account.find_problem()
    assert account.focusWidget() is account.address.address


def test_an_address_of_ones_own(account: Account) -> None:
    account.show_preset(None, "https://api.example.com/v1")
    assert fields(account) == ["address", "key", "models"]
    paste(account, KEY)
    account.models.main.setEditText("m")
    assert account.draft() == {
        "name": "api.example.com",
        "base_url": "https://api.example.com/v1",
        "model": "m",
    }


def test_a_missing_key_is_said_where_it_belongs(account: Account) -> None:
    account.show_preset(preset("deepseek"))
    assert account.find_problem()
    assert account.key_field.accessibleDescription() == "Paste the key."
    paste(account, KEY)
    assert account.key_field.accessibleDescription() == ""


def test_a_variable_is_as_good(account: Account) -> None:
    account.show_preset(preset("deepseek"))
    account.key_field.kind.setCurrentIndex(1)
    account.key_field.kind.activated.emit(1)
    account.key_field.line.setText("DEEPSEEK_API_KEY")
    assert account.is_ready()
    assert account.draft() == {"preset": "deepseek", "key_kind": "env", "key_env": "DEEPSEEK_API_KEY"}


def test_a_provider_in_the_own_network_needs_a_word(account: Account, link: FakeLink) -> None:
    near = Problem("invalid_profile", "10.0.0.7 is in your own network.", field="private_network")
    link.answer("POST", "models", lambda body: {"models": []} if body.get("private_network") else near)
    account.show_preset(None, "http://10.0.0.7:8000/v1")
    paste(account, KEY)
    link.settle()
    assert account.address.consent.text == "10.0.0.7 is in your own network."
    account.address.consent.yes.click()
    link.settle()
    assert account.address.consent.isHidden()
    asked = link.bodies("POST", "models")
    assert [body.get("private_network") for body in asked if body] == [None, True]
    assert account.draft()["private_network"] is True
    account.address.edited.emit()
    assert "private_network" not in account.draft(), "it was said of another address"


def test_an_address_that_does_not_tell_its_wire_is_tried(account: Account, link: FakeLink) -> None:
    untold = Problem("invalid_profile", "Nothing says which wire it speaks.", field="wire")
    link.answer("POST", "models", lambda body: {"models": [{"id": "m"}]} if body.get("wire") else untold)
    account.show_preset(None, "https://gateway.example")
    paste(account, KEY)
    link.settle()
    asked = [body.get("wire") for body in link.bodies("POST", "models") if body]
    assert asked == [None, "chat"]
    assert account.draft()["wire"] == "chat"
    assert account.models.model() == "m"
