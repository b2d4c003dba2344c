"""The Profiles page as a whole, against a played service."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import discovery
from app.context import Context
from app.ui import i18n
from app.ui.call import Problem
from app.ui.link import Link
from app.ui.profiles.page import ProfilesPage
from tests.app.serving import ServiceInThread
from tests.app.ui.profiles import sample
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.link import FakeLink
from tests.fakes.naming import unnamed_controls
from tests.fakes.provider_list import DIFF, accounts, preset, profile

KEY = "sk-canary-4f1e9c7a2b8d"
DEADLINE_MS = 60_000
"""Only ends a hang."""


@pytest.fixture
def page(qtbot: QtBot, link: FakeLink) -> ProfilesPage:
    link.connect_with({"keyring": {"backend": "SecretService.Keyring", "state": "ok"}, "routes": {}})
    made = sample.build(link)
    assert isinstance(made, ProfilesPage)
    link.answer("POST", "profiles/order", {})
    link.answer("POST", "models", {"models": []})
    link.answer("PUT", "profiles/deepseek", lambda body: profile("deepseek", str(body.get("name") or "")))
    link.answer("POST", "profiles", lambda body: profile(str(body["preset"]), "New one", id="new-one"))
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    link.settle()
    return made


def type_name(qtbot: QtBot, page: ProfilesPage, text: str) -> None:
    page.form.body.name.clear()
    qtbot.keyClicks(page.form.body.name, text)


def press(qtbot: QtBot, page: ProfilesPage, text: str) -> None:
    """Click the button of this text in the form's banner."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    [button] = [one for one in page.form.banner.findChildren(QPushButton) if one.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def click_row(qtbot: QtBot, page: ProfilesPage, row: int) -> None:
    shown = page.side.list
    place = shown.visualItemRect(shown.item(row)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_opens_with_the_first_profile(page: ProfilesPage) -> None:
    assert page.side.list.ids() == ["deepseek", "kimi", "openrouter", "ollama", "zhipu"]
    assert page.right.currentWidget() is page.form
    assert page.form.profile == accounts()[0]
    assert page.side.list.current_id() == "deepseek"


def test_what_will_change_is_there_before_the_first_write(page: ProfilesPage, link: FakeLink) -> None:
    assert not page.form.body.changes.isHidden()
    assert page.form.body.changes.view.toPlainText() == DIFF
    link.connect_with({"routes": {"codex": {"connected": True}, "claude-code": {"connected": True}}})
    page.open(profile="kimi")
    link.settle()
    assert page.form.body.changes.isHidden()


def test_no_profile_begins_with_the_presets(qtbot: QtBot, link: FakeLink) -> None:
    empty = sample.build(link)
    link.answer("GET", "profiles", {"profiles": []})
    qtbot.addWidget(empty)
    empty.show()
    link.settle()
    assert isinstance(empty, ProfilesPage)
    assert empty.right.currentWidget() is empty.new
    assert not empty.new.cancel.isVisible()


def test_a_click_opens_another(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    click_row(qtbot, page, 1)
    link.settle()
    assert page.form.profile is not None
    assert page.form.profile["id"] == "kimi"


def test_unsaved_changes_are_not_lost(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    type_name(qtbot, page, "Work")
    click_row(qtbot, page, 1)
    assert page.side.list.current_id() == "deepseek"
    assert page.form.banner.isVisible()
    press(qtbot, page, "Stay")
    assert not page.form.banner.isVisible()
    assert page.form.body.name.text() == "Work"
    click_row(qtbot, page, 1)
    press(qtbot, page, "Discard")
    assert page.side.list.current_id() == "kimi"
    assert page.form.body.name.text() == "Kimi 月之暗面"


def test_unsaved_changes_can_be_saved_on_the_way(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    type_name(qtbot, page, "Work")
    page.open(profile="kimi")
    press(qtbot, page, "Save")
    link.settle()
    assert link.bodies("PUT", "profiles/deepseek") == [{"name": "Work"}]
    assert page.form.profile is not None
    assert page.form.profile["id"] == "kimi"


def test_save(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    type_name(qtbot, page, "Work")
    qtbot.mouseClick(page.form.bar.save, Qt.MouseButton.LeftButton)
    link.settle()
    assert link.bodies("PUT", "profiles/deepseek") == [{"name": "Work"}]
    assert not page.form.is_dirty()
    assert page.side.list.ids()[0] == "deepseek"


def test_save_jumps_to_the_first_problem(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    page.form.body.name.clear()
    page.form.bar.save.click()
    assert link.bodies("PUT", "profiles/deepseek") == []
    assert page.form.focusWidget() is page.form.body.name


def test_a_refusal_is_shown_in_the_form(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    link.refuse("PUT", "profiles/deepseek", Problem("keyring_locked", "The keyring is locked."))
    type_name(qtbot, page, "Work")
    page.form.bar.save.click()
    link.settle()
    assert page.form.banner.text == "The keyring is locked."
    assert page.form.body.name.text() == "Work"


def test_new_save_and_use_with_one_key(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    qtbot.mouseClick(page.side.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.new.grid.search, "groq")
    qtbot.keyClick(page.new.grid.search, Qt.Key.Key_Return)
    assert page.right.currentWidget() is page.form
    page.form.body.key.line.setText(KEY)
    page.form.body.key._typed_in(KEY)
    page.form.body.models.main.setEditText("a-model")
    page.form.bar.use_asked.emit(("codex", "claude-code"))
    link.settle()
    assert link.bodies("POST", "profiles") == [{"preset": "groq", "model": "a-model", "key": KEY}]
    assert page.right.currentWidget() is page.review
    assert page.review.changes.view.toPlainText() == DIFF
    said: list[tuple[str, str]] = []
    page.notice.connect(lambda kind, text: said.append((kind, text)))
    link.answer("POST", "use", {"diff": "", "warnings": []})
    qtbot.mouseClick(page.review.apply, Qt.MouseButton.LeftButton)
    link.settle()
    assert said == [("ok", "Codex and Claude Code now use New one.")]
    assert page.right.currentWidget() is page.form
    assert KEY not in " ".join(label.text() for label in page.findChildren(QLabel))


def test_not_now_writes_nothing(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    page.form.bar.use_asked.emit(("codex",))
    link.settle()
    qtbot.mouseClick(page.review.back, Qt.MouseButton.LeftButton)
    link.settle()
    assert page.right.currentWidget() is page.form
    assert all(body is not None and body["dry_run"] for body in link.bodies("POST", "use"))


def test_check_goes_to_its_page_and_saves_before(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    with qtbot.waitSignal(page.navigate) as said:
        page.form.bar.check.click()
    assert said.args == ["check", {"profile": "deepseek"}]
    type_name(qtbot, page, "Work")
    with qtbot.waitSignal(page.navigate):
        page.form.bar.check.click()
        link.settle()
    assert link.bodies("PUT", "profiles/deepseek") == [{"name": "Work"}]


def test_delete_and_undo(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    link.answer("DELETE", "profiles/deepseek", {"undo": "t", "clients_without_profile": []})
    link.answer("POST", "profiles/undo", accounts()[0])
    page.form.bar.remove.click()
    link.settle()
    assert page.side.list.ids()[0] == "kimi"
    assert page.form.profile is not None
    assert page.form.profile["id"] == "kimi"
    page.removal.bar.findChildren(QPushButton)[0].click()
    link.settle()
    assert page.form.profile["id"] == "deepseek"


def test_a_change_elsewhere_is_shown_or_told(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    changed = [{**accounts()[0], "name": "By hand"}, *accounts()[1:]]
    link.answer("GET", "profiles", {"profiles": changed})
    link.profiles_changed.emit()
    link.settle()
    assert page.form.body.name.text() == "By hand"
    type_name(qtbot, page, "Mine")
    link.answer("GET", "profiles", {"profiles": [{**accounts()[0], "name": "Again"}]})
    link.profiles_changed.emit()
    link.settle()
    assert page.form.body.name.text() == "Mine"
    assert "changed elsewhere" in page.form.banner.text
    press(qtbot, page, "Reload")
    assert page.form.body.name.text() == "Again"


def test_deleted_elsewhere(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    type_name(qtbot, page, "Mine")
    link.answer("GET", "profiles", {"profiles": accounts()[1:]})
    link.profiles_changed.emit()
    link.settle()
    assert "deleted elsewhere" in page.form.banner.text
    assert "id" not in page.form.draft()


def test_order_is_sent(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    page.side.list.setFocus()
    qtbot.keyClick(page.side.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert link.bodies("POST", "profiles/order") == [
        {"ids": ["kimi", "deepseek", "openrouter", "ollama", "zhipu"]}
    ]


def test_a_refused_order_is_taken_back(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    link.refuse("POST", "profiles/order", Problem("x", "not now"))
    with qtbot.waitSignal(page.notice) as said:
        qtbot.keyClick(page.side.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        link.settle()
    assert said.args == ["error", "not now"]
    assert page.side.list.ids()[0] == "deepseek"


def test_open_before_the_profiles_are_there(qtbot: QtBot, link: FakeLink) -> None:
    made = sample.build(link)
    qtbot.addWidget(made)
    made.open(profile="ollama")
    made.show()
    link.settle()
    assert isinstance(made, ProfilesPage)
    assert made.form.profile is not None
    assert made.form.profile["id"] == "ollama"


def test_every_control_without_a_text_has_a_name(page: ProfilesPage) -> None:
    page.form.body.fold.setChecked(True)
    body = page.form.body
    unnamed: list[Any] = [
        body.name,
        body.preset,
        body.address.address,
        body.address.wire,
        body.key.line,
        body.key.kind,
    ]
    unnamed += [
        body.models.main,
        body.models.small,
        *body.advanced._tables().values(),
        page.side.list,
        page.side.add,
    ]
    assert [widget for widget in unnamed if not widget.accessibleName()] == []


def test_it_can_be_relabelled_while_it_is_shown(page: ProfilesPage) -> None:
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert page.form.body.name.text() == "DeepSeek 深度求索"
    assert not page.form.is_dirty()


def test_a_custom_address_from_the_grid(qtbot: QtBot, page: ProfilesPage, link: FakeLink) -> None:
    page.open(new=True)
    page.new.grid.search.setText("https://api.example.com/v1")
    qtbot.keyClick(page.new.grid.search, Qt.Key.Key_Return)
    assert page.form.body.address.base_url() == "https://api.example.com/v1"
    assert page.form.body.state().preset is None


def test_sample_has_a_key_page(page: ProfilesPage) -> None:
    assert preset("deepseek")["key_url"]


def test_open_at_the_prices(page: ProfilesPage, link: FakeLink) -> None:
    page.open(profile="ollama", prices=True)
    link.settle()
    assert page.form.body.advanced.isVisible()
    assert page.form.body.advanced.prices.isAncestorOf(page.form.focusWidget())
    assert page.form.body.advanced.prices.item(0, 0).text() == "qwen3-coder:30b"


def test_new_profile_with_its_key_on_the_real_service(
    qtbot: QtBot, memory_keyring: MemoryKeyring, context: Context
) -> None:
    with ServiceInThread() as service:
        link = Link(lambda: discovery.find(service.context.paths))
        page = ProfilesPage(link)
        qtbot.addWidget(page)
        page.show()
        with qtbot.waitSignal(link.up, timeout=DEADLINE_MS):
            link.start()
        qtbot.waitUntil(lambda: "deepseek" in page.new.grid.shown(), timeout=DEADLINE_MS)
        page.new.grid.chosen.emit("deepseek", "")
        page.form.body.key.line.setText(KEY)
        page.form.body.key._typed = KEY  # typed: a paste would ask the provider for its models
        page.form.body.name.setText("Mine")
        page.form.bar.save.click()
        qtbot.waitUntil(lambda: page.form.profile is not None, timeout=DEADLINE_MS)
        assert context.secrets.get("mine") == KEY
        assert context.profiles.get("mine").name == "Mine"
        assert page.form.body.key.line.text().endswith(KEY[-4:])
        assert not page.form.is_dirty()
        page.form.body.address.address.setText("https://api.deepseek.com/v1/chat/completions/")
        page.form.body.edited.emit()
        qtbot.waitUntil(
            lambda: any("/chat/completions" in note for note in shown_notes(page)), timeout=DEADLINE_MS
        )
        _move_on_the_real_service(qtbot, page)
        saved = context.profiles.get("mine")
        assert saved.overrides["*"].max_output == 16000
        assert saved.proxy == "direct"
        link.stop()


def _move_on_the_real_service(qtbot: QtBot, page: ProfilesPage) -> None:
    """To another address with the same key, which is asked about; and overrides with it."""
    question, form = page.form.body.key.question, page.form
    assert question.isHidden()
    form.body.address.address.setText("https://new.example/v1")
    form.body.address.choose_wire("chat")
    form.body.advanced.overrides.max_output.setText("16k")
    form.body.advanced.overrides.max_output.textEdited.emit("16k")
    form.body.advanced.proxy.set_value("direct")
    form.body.edited.emit()
    qtbot.waitUntil(lambda: "https://new.example" in question.text, timeout=DEADLINE_MS)
    question.yes.click()
    form.bar.save.click()
    qtbot.waitUntil(lambda: question.isHidden() and not page.saving.is_busy, timeout=DEADLINE_MS)
    assert form.profile is not None
    assert form.profile["key_unconfirmed"] == []
    assert "https://new.example" in form.profile["key_confirmed"]


def shown_notes(page: ProfilesPage) -> list[str]:
    return page.form.body.address._shown[1]


WAITING = {"key_unconfirmed": ["https://new.example"], "key_confirmed": ["https://api.deepseek.com"]}


@pytest.fixture
def waiting(page: ProfilesPage, link: FakeLink) -> ProfilesPage:
    """The first profile's key waits to be confirmed."""
    [first, *others] = accounts()
    link.answer("GET", "profiles", {"profiles": [{**first, **WAITING}, *others]})
    link.profiles_changed.emit()
    link.settle()
    return page


def test_a_key_is_confirmed_from_the_list(qtbot: QtBot, waiting: ProfilesPage, link: FakeLink) -> None:
    waiting.open(profile="kimi")
    [button] = waiting.side.list.findChildren(QPushButton)
    button.click()
    assert waiting.form.profile is not None and waiting.form.profile["id"] == "deepseek"
    link.answer("POST", "profiles/deepseek/confirm-key", accounts()[0])
    waiting.form.body.key.question.yes.click()
    with qtbot.waitSignal(waiting.notice) as told:
        link.settle()
    assert told.args == ["ok", "The key of DeepSeek 深度求索 is confirmed."]
    assert link.bodies("POST", "profiles/deepseek/confirm-key") == [{"origins": ["https://new.example"]}]
    assert waiting.form.body.key.question.isHidden()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not waiting.side.list.findChildren(QPushButton)


def test_what_is_confirmed_no_more_is_looked_at_again(
    qtbot: QtBot, waiting: ProfilesPage, link: FakeLink
) -> None:
    problem = Problem("not_unconfirmed", "The profile was changed meanwhile.")
    link.refuse("POST", "profiles/deepseek/confirm-key", problem)
    asked = len(link.bodies("GET", "profiles"))
    waiting.form.body.key.question.yes.click()
    with qtbot.waitSignal(waiting.notice) as told:
        link.settle()
    assert told.args == ["error", "The profile was changed meanwhile."]
    assert len(link.bodies("GET", "profiles")) == asked + 1


def test_a_yes_is_saved_with_the_change(qtbot: QtBot, waiting: ProfilesPage, link: FakeLink) -> None:
    type_name(qtbot, waiting, "Work")
    waiting.form.body.key.question.yes.click()
    waiting.form.bar.save.click()
    link.settle()
    assert link.bodies("PUT", "profiles/deepseek") == [
        {"name": "Work", "confirm_key": ["https://new.example"]}
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_of_a_form_fits_the_smallest_window(
    waiting: ProfilesPage, link: FakeLink, language: i18n.Choice
) -> None:
    """With what is folded, a question about the key and one about the network, and something wrong."""
    try:
        i18n.install(language)
        waiting.resize(806, 520)  # beside the icons of the navigation
        form = waiting.form
        form.body.fold.setChecked(True)
        form.body.address.consent.ask(
            "10.0.0.7 is in your own network, and a key goes there only if you say so."
        )
        form.body.advanced.overrides.body.setPlainText("{")
        form.body.advanced.proxy.set_value("socks5h://127.0.0.1:1080")
        form.find_problem()
        link.settle()
        QApplication.processEvents()
        assert cut_off_texts(waiting) == []
        assert unnamed_controls(waiting) == []
    finally:
        i18n.install("en")
