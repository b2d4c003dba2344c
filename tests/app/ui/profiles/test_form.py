"""The form: shown, watched, turned into a draft."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles import form as form_module
from app.ui.profiles.form import ProfileForm
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import accounts, preset, presets, profile

KEY = "sk-canary-4f1e9c7a2b8d"
FINE = {"profile": None, "notes": [], "problems": []}


@pytest.fixture
def form(qtbot: QtBot, link: FakeLink, monkeypatch: pytest.MonkeyPatch) -> ProfileForm:
    monkeypatch.setattr(form_module, "PREVIEW_MS", 0)
    link.answer("POST", "profiles/preview", FINE)
    link.answer("POST", "models", {"models": []})
    made = ProfileForm(link)
    qtbot.addWidget(made)
    made.set_presets(presets())
    made.show()
    return made


def said(form: ProfileForm) -> str:
    QApplication.processEvents()  # what was just added is shown with the next events
    return "\n".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())


def edit(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    """Let the preview be asked for and answered."""
    form._timer.stop()
    form._ask_preview()
    link.settle()


def test_a_saved_profile_is_clean(form: ProfileForm) -> None:
    form.show_profile(accounts()[0])
    assert not form.is_dirty()
    assert form.draft() == {"id": "deepseek"}
    assert form.is_same(accounts()[0])
    assert "https://api.deepseek.com/anthropic" in said(form)


def test_what_is_typed_is_the_draft(qtbot: QtBot, form: ProfileForm) -> None:
    form.show_profile(accounts()[0])
    form.body.name.clear()
    with qtbot.waitSignal(form.edited):
        qtbot.keyClicks(form.body.name, "Work")
    assert form.is_dirty()
    assert form.draft() == {"id": "deepseek", "name": "Work"}
    assert "Work" in said(form)


def test_a_paste_shows_what_it_becomes_and_why(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    made = profile(
        "deepseek", endpoints=[{"wire": "chat", "base_url": "https://x.example.com/v1", "dialect": None}]
    )
    link.answer(
        "POST", "profiles/preview", {**FINE, "profile": made, "notes": ["Removed /chat/completions."]}
    )
    form.show_new(None, "https://x.example.com/v1/chat/completions")
    edit(qtbot, form, link)
    assert link.bodies("POST", "profiles/preview")[-1] == {
        "base_url": "https://x.example.com/v1/chat/completions"
    }
    assert "Removed /chat/completions." in said(form)
    assert "https://x.example.com/v1" in said(form)


def test_a_preview_waits_for_the_last_letter(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    form.show_profile(accounts()[0])
    qtbot.keyClicks(form.body.name, "abc")
    qtbot.waitUntil(lambda: len(link.bodies("POST", "profiles/preview")) > 0)
    assert link.bodies("POST", "profiles/preview")[-1] == {"id": "deepseek", "name": "DeepSeek 深度求索abc"}


def test_a_problem_of_the_service_stands_under_its_field(
    qtbot: QtBot, form: ProfileForm, link: FakeLink
) -> None:
    problem = {
        "field": "base_url",
        "message": "This is a page for people.",
        "fix": "Use https://api.example.com.",
    }
    link.answer("POST", "profiles/preview", {**FINE, "problems": [problem]})
    form.show_new(None, "https://console.example.com")
    edit(qtbot, form, link)
    assert "This is a page for people. Use https://api.example.com." in said(form)
    assert form.body.address.address.property("problem") is True


def test_a_problem_is_shown_where_one_typed_and_everywhere_on_save(qtbot: QtBot, form: ProfileForm) -> None:
    form.show_new(None)
    assert "Paste the provider's address." not in said(form)
    assert form.find_problem()
    assert "Paste the provider's address." in said(form)
    assert "Give the profile a name." in said(form)
    assert form.body.name.hasFocus() or form.focusWidget() is form.body.name


def test_what_is_wrong_in_a_folded_part_is_found(form: ProfileForm) -> None:
    form.show_profile(accounts()[0])
    form.body.advanced.headers.item(0, 0).setText("X Team")
    assert form.find_problem()
    assert form.body.advanced.isVisible()
    assert "“X Team” cannot be a header's name." in said(form)


def test_a_pasted_key_asks_for_the_models(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    form.show_new(preset("groq"))
    form.body.key.line.setText(KEY)
    form.body.key._typed_in(KEY)
    link.settle()
    assert link.bodies("POST", "models") == [{"preset": "groq", "key": KEY}]
    assert form.key() == KEY
    assert KEY not in said(form)
    assert KEY not in str(form.draft())


def test_the_list_of_a_saved_profile_needs_no_draft(form: ProfileForm, link: FakeLink) -> None:
    form.show_profile(accounts()[0])
    form.load_models()
    assert link.bodies("POST", "models") == [{"profile": "deepseek"}]


def test_another_preset(qtbot: QtBot, form: ProfileForm) -> None:
    form.show_profile(accounts()[0])
    form.body._choose_preset("ollama")
    state = form.body.state()
    assert (state.id, state.name, state.preset, state.key_kind) == (
        "deepseek",
        "DeepSeek 深度求索",
        "ollama",
        "none",
    )
    assert form.is_dirty()
    draft = form.draft()
    assert (draft["preset"], draft["model"], draft["auth"]) == ("ollama", None, None)
    form.body._choose_preset("deepseek")
    assert form.draft().get("preset") is None


def test_another_preset_of_a_new_one(form: ProfileForm) -> None:
    form.show_new(preset("deepseek"))
    form.body._choose_preset("kimi")
    assert form.body.name.text() == preset("kimi")["name"]
    assert form.draft() == {"preset": "kimi"}


def test_where_a_key_is_had(form: ProfileForm) -> None:
    form.show_new(preset("deepseek"))
    assert form.body.key.get.isVisible() == bool(preset("deepseek")["key_url"])
    form.show_new(preset("ollama"))
    assert not form.body.key.get.isVisible()


def test_a_refusal_is_said_and_looked_into(form: ProfileForm, link: FakeLink) -> None:
    form.show_profile(accounts()[0])
    form.take_refusal(Problem("keyring_locked", "The keyring is locked.", "Unlock it."))
    assert form.banner.isVisible()
    assert form.banner.text == "The keyring is locked. Unlock it."
    assert link.bodies("POST", "profiles/preview") == [{"id": "deepseek"}]


def test_a_lost_preview_is_no_news(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    link.refuse("POST", "profiles/preview", Problem("service_away", "away"))
    form.show_profile(accounts()[0])
    edit(qtbot, form, link)
    assert not form.banner.isVisible()


def test_a_profile_that_is_gone_can_be_made_anew(form: ProfileForm) -> None:
    form.show_profile(accounts()[0])
    form.keep_as_new()
    draft = form.draft()
    assert "id" not in draft
    assert (draft["preset"], draft["name"]) == ("deepseek", "DeepSeek 深度求索")


def test_what_one_should_know_is_said_before_it_is_chosen(form: ProfileForm) -> None:
    [fact, *_] = preset("deepseek")["notes"]
    form.show_new(preset("deepseek"))
    assert fact in said(form)
    form.show_profile(accounts()[0])
    assert fact not in said(form)


OLD, NEW = "https://api.deepseek.com", "https://new.example"
WAITING = {"key_unconfirmed": [NEW], "key_confirmed": [OLD]}


def question(form: ProfileForm) -> str:
    asked = form.body.key.question
    return "" if asked.isHidden() else asked.text


def test_a_key_that_waits_is_asked_about(qtbot: QtBot, form: ProfileForm) -> None:
    form.show_profile({**accounts()[0], **WAITING})
    assert question(form) == f"Use the stored key for {NEW} too?"
    with qtbot.waitSignal(form.confirm_asked) as told:
        form.body.key.question.yes.click()
    assert told.args == ["deepseek", [NEW]]
    form.show_profile_again(accounts()[0])
    assert question(form) == ""


def test_a_new_address_asks_before_it_is_saved(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    form.show_profile(accounts()[0])
    assert question(form) == ""
    link.answer("POST", "profiles/preview", {**FINE, "profile": profile("deepseek", **WAITING)})
    form.body.address.address.setText(NEW)
    form.body.address.edited.emit()
    edit(qtbot, form, link)
    assert question(form) == f"Use the stored key for {NEW} too?"
    assert form.confirmed() == []
    form.body.key.question.yes.click()
    assert question(form) == f"Once this is saved, the key goes to {NEW} too."
    assert form.confirmed() == [NEW]
    edit(qtbot, form, link)
    assert form.confirmed() == [NEW], "the same answer holds"
    other = {"key_unconfirmed": ["https://else.example"]}
    link.answer("POST", "profiles/preview", {**FINE, "profile": profile("deepseek", **other)})
    edit(qtbot, form, link)
    assert form.confirmed() == [], "another address is another question"
    assert question(form) == "Use the stored key for https://else.example too?"


def test_another_key_ends_the_question(qtbot: QtBot, form: ProfileForm) -> None:
    form.show_profile({**accounts()[0], **WAITING})
    form.body.key.question.no.click()
    assert not form.body.key.line.isReadOnly()
    qtbot.keyClicks(form.body.key.line, KEY)
    assert question(form) == ""
    assert form.key() == KEY and form.confirmed() == []


def test_a_new_profile_has_no_stored_key_to_ask_about(
    qtbot: QtBot, form: ProfileForm, link: FakeLink
) -> None:
    link.answer("POST", "profiles/preview", {**FINE, "profile": profile("deepseek", **WAITING)})
    form.show_new(preset("deepseek"))
    edit(qtbot, form, link)
    assert question(form) == ""


def test_save_leads_to_the_override_that_is_wrong(form: ProfileForm) -> None:
    overrides = {"*": {"max_output": 5}, "deepseek-v4-pro": {"effort": "high"}}
    form.show_profile({**accounts()[0], "overrides": overrides})
    field = form.body.advanced.overrides
    field.scope.chosen.emit("deepseek-v4-pro")
    field.body.setPlainText("{")
    field.scope.chosen.emit("*")
    assert form.find_problem()
    assert field.scope.value() == "deepseek-v4-pro"
    assert field.problem_of("body").startswith("This is not JSON")
    field.body.setPlainText("")
    assert not form.find_problem()


def test_the_service_speaks_of_an_override_below_all(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    form.show_profile(accounts()[0])
    form.body.fold.setChecked(True)
    form.body.advanced.overrides.headers.item(0, 0).setText("Host")
    problem = {"field": "overrides", "message": "Override of all models: no.", "fix": ""}
    link.answer("POST", "profiles/preview", {**FINE, "problems": [problem]})
    edit(qtbot, form, link)
    assert link.bodies("POST", "profiles/preview")[-1] == {
        "id": "deepseek", "overrides": {"*": {"headers": {"Host": ""}}},
    }  # fmt: skip
    assert "Override of all models: no." in said(form)


def test_a_provider_in_the_own_network_needs_a_word(qtbot: QtBot, form: ProfileForm, link: FakeLink) -> None:
    near = {"field": "private_network", "message": "10.0.0.7 is in your own network.", "fix": ""}

    def preview(draft: dict[str, object]) -> dict[str, object]:
        return {**FINE, "problems": [] if draft.get("private_network") else [near]}

    link.answer("POST", "profiles/preview", preview)
    form.show_new(None, "http://10.0.0.7:8000/v1")
    edit(qtbot, form, link)
    consent = form.body.address.consent
    assert consent.text == "10.0.0.7 is in your own network."
    assert form.find_problem()
    assert not form.body.fold.isChecked(), "the answer is at the address"
    consent.yes.click()
    assert consent.isHidden() and form.body.advanced.private.isChecked()
    edit(qtbot, form, link)
    assert link.bodies("POST", "profiles/preview")[-1] == {
        "base_url": "http://10.0.0.7:8000/v1", "private_network": True,
    }  # fmt: skip
    assert not form.find_problem() or "name" in form._problems()
